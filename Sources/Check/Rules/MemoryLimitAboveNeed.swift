public import PodfitModel

/// A memory limit far above the recommended one.
public struct MemoryLimitAboveNeed: CheckRule {
  /// The stable id.
  public static let id = "memory-limit-above-need"
  /// What is wrong.
  public static let summary = "memory limit is far above the need"
  /// Why it matters.
  public static let rationale =
    "A limit reserves nothing, but it is how far a leak gets before it is stopped, and programs "
    + "that size themselves by it, such as a JVM, grow to fill it."
  /// What to do about it.
  public static let remediation = "lower the memory limit to the recommended value"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error above 2 times the recommended limit, warning above 1.5 times, both from 128Mi of "
    + "difference on; saves nothing by itself"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: ↓8Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .gibibytes(1),
        memoryLimit: .gibibytes(2)
      )
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 3Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .gibibytes(1),
        memoryLimit: .gibibytes(2)
      )
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 8Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    ),
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    AmountComparison(
      subject,
      "memory limit",
      .memoryLimit,
      subject.container.memoryLimit,
      recommended: subject.recommendation?.recommended.memoryLimit
    )?.findingsAbove(self, least: subject.thresholds.leastMemory, reserves: false) { _ in
      (.zero, .zero)
    } ?? []
  }
}
