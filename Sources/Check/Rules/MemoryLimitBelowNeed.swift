public import PodfitModel

/// A memory limit that the container will run into.
public struct MemoryLimitBelowNeed: CheckRule {
  /// The stable id.
  public static let id = "memory-limit-below-need"
  /// What is wrong.
  public static let summary = "memory limit is below the need"
  /// Why it matters.
  public static let rationale = "A container that reaches its memory limit is killed."
  /// What to do about it.
  public static let remediation = "raise the memory limit to the recommended value"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error below 0.9 times the recommended limit, or below the recommended request"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: ↓1Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .gibibytes(1),
        memoryLimit: .gibibytes(2)
      )
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: ↓1Gi}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .mebibytes(1_100)
      )
    ),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 2G}}}",
      recommended: ContainerResources(
        cpuRequest: .millicores(1_000),
        memoryRequest: .gibibytes(1),
        memoryLimit: .gibibytes(2)
      )
    )
  ]

  /// One finding at most.
  ///
  /// What is advised where no limit is recommended is the recommended request: the least that does.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    guard case .value(let limit, let text, let place) = subject.container.memoryLimit,
      let recommended = subject.recommendation?.recommended
    else { return [] }
    let need = recommended.memoryRequest ?? .zero
    let isBelowLimit =
      recommended.memoryLimit.map { subject.thresholds.isBelow(limit, $0) } ?? false
    guard isBelowLimit || limit < need else { return [] }
    let advised = max(recommended.memoryLimit ?? need, need)
    var finding = subject.finding(
      self,
      severity,
      "memory limit \(text) is below the recommended "
        + (isBelowLimit ? "limit of \(advised)" : "request of \(need)"),
      at: place,
      current: text,
      recommended: advised.quantity
    )
    finding.field = .memoryLimit
    return [finding]
  }
}
