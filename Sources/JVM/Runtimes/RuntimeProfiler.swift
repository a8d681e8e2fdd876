public import PodfitModel

/// What is known of a runtime other than the JVM, from a container's spec.
public enum RuntimeProfiler {
  /// The profile of a container's runtime; nil when nothing points to one.
  ///
  /// Limits and requests that `surroundings` leave open are taken from the spec.
  ///
  /// - Source: docs/runtime-findings.md
  public static func profile(
    of spec: ContainerSpec?,
    in surroundings: JVMSurroundings
  ) -> RuntimeProfile? {
    guard let spec,
      let found = RuntimeDetection.subject(
        of: spec,
        in: surroundings.completed(by: spec.resources)
      )
    else { return nil }
    let rules =
      RuntimeRuleRegistry.groups.first { $0.runtime == found.subject.runtime }?.rules ?? []
    return RuntimeProfile(
      name: found.subject.runtime.rawValue,
      version: found.subject.version?.description,
      evidence: found.evidence,
      findings: rules.flatMap { $0.findings(in: found.subject, with: [.spec]) }.mostSevereFirst
    )
  }
}

/// The rules that need nothing but a container's spec, for the JVM and the other runtimes.
public enum SpecRules {
  /// Their descriptions, in the order of the documentation.
  public static let cards: [RuleCard] =
    jvmRules.map(\.card) + RuntimeRuleRegistry.rules.map(\.card)

  private static let jvmRules = JVMRuleRegistry.rules.filter { rule in
    !rule.isAboutData && rule.needs.contains([.spec])
  }
  private static let jvmNames = Set(jvmRules.map(\.id))

  /// What they find in a container.
  public struct Outcome: Sendable {
    /// The findings, most severe first.
    public var findings: [RuntimeFinding] = []
    /// Whether anything points to a JVM.
    public var isJVM = false
  }

  /// What they find in a container; most severe first.
  public static func findings(
    in spec: ContainerSpec,
    surroundings: JVMSurroundings = JVMSurroundings()
  ) -> [RuntimeFinding] {
    outcome(in: spec, surroundings: surroundings, RuntimeMemory()).findings
  }

  /// What they find in one container of many; `memory` saves the search in those that are alike.
  public static func outcome(
    in spec: ContainerSpec,
    surroundings: JVMSurroundings = JVMSurroundings(),
    _ memory: RuntimeMemory
  ) -> Outcome {
    if memory.hasNone(spec) { return Outcome() }
    if let jvm = JVMProfiler.profile(of: spec, in: surroundings, signals: JVMSignals()) {
      return Outcome(findings: jvm.findings.filter { jvmNames.contains($0.id) }, isJVM: true)
    }
    if let other = RuntimeProfiler.profile(of: spec, in: surroundings) {
      return Outcome(findings: other.findings)
    }
    memory.noteNone(in: spec)
    return Outcome()
  }
}
