public import PodfitModel

/// A container of a manifest with what is known about its need.
public struct CheckSubject: Hashable, Sendable {
  /// The container.
  public var container: ContainerManifest
  /// The recommendation; nil where there is none or it is withheld.
  public var recommendation: Recommendation?
  /// From where on a value is far from the need.
  public var thresholds: CheckThresholds
  /// The pod around it; nil where it is looked at alone.
  public var pod: PodContext?
  /// The shapes of nodes that are known.
  public var nodes: [NodeShape] = []
  /// Whether anything points to a JVM; nil where nobody has looked yet.
  var isJVM: Bool?

  /// Makes a subject.
  public init(
    container: ContainerManifest,
    recommendation: Recommendation? = nil,
    thresholds: CheckThresholds = CheckThresholds()
  ) {
    self.container = container
    self.recommendation = recommendation
    self.thresholds = thresholds
  }

  /// The container as `namespace/kind/name/container`, as messages name it.
  var path: String { "\(container.workload.shortPath)/\(container.name)" }

  /// A finding of `rule` in this container; the message is completed with the container's path.
  func finding(
    _ rule: any CheckRule.Type,
    _ severity: Severity,
    _ message: String,
    at place: SourceRange,
    current: String? = nil,
    recommended: String? = nil,
    savedCPU: CPU = .zero,
    savedMemory: Memory = .zero
  ) -> Finding {
    var finding = finding(
      id: rule.id,
      remediation: rule.remediation,
      severity,
      message,
      at: place
    )
    finding.current = current
    finding.recommended = recommended
    finding.savedCPU = savedCPU
    finding.savedMemory = savedMemory
    return finding
  }

  /// A finding of a rule by its id; the message is completed with the container's path.
  func finding(
    id: String,
    remediation: String,
    _ severity: Severity,
    _ message: String,
    at place: SourceRange
  ) -> Finding {
    let origin = container.helmSource.map { ", rendered from \($0)" } ?? ""
    return Finding(
      rule: id,
      severity: severity,
      message: "\(message) (\(path)\(origin))",
      remediation: remediation,
      place: place,
      sourceLine: "",
      workload: container.workload,
      container: container.name
    )
  }
}

extension Double {
  /// A ratio with one decimal, cut and not rounded, so that it never shows a threshold as passed
  /// that was not.
  var ratioText: String {
    let tenths = Int64(saturating: (self * 10).rounded(.down))
    return "\(tenths / 10).\((tenths % 10).magnitude)"
  }
}
