public import PodfitModel

/// A CPU limit that the container needs more than.
public struct CPULimitThrottles: CheckRule {
  /// The stable id.
  public static let id = "cpu-limit-throttles"
  /// What is wrong.
  public static let summary = "CPU limit is below the need"
  /// Why it matters.
  public static let rationale =
    "The kernel stops a container for the rest of each period once it has used its CPU limit; what "
    + "answers requests then answers late, however idle the node is."
  /// What to do about it.
  public static let remediation = "raise the CPU limit to the recommended value, or remove it"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning below the recommended CPU request, or below 0.9 times the recommended CPU limit"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: ↓800m}}}",
      recommended: ContainerResources(cpuRequest: .cores(1), memoryRequest: .gibibytes(1))
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: ↓1}}}",
      recommended: ContainerResources(
        cpuRequest: .cores(1),
        cpuLimit: .cores(2),
        memoryRequest: .gibibytes(1)
      )
    ),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1900m}}}",
      recommended: ContainerResources(
        cpuRequest: .cores(1),
        cpuLimit: .cores(2),
        memoryRequest: .gibibytes(1)
      )
    )
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    guard case .value(let limit, let text, let place) = subject.container.cpuLimit,
      let recommended = subject.recommendation?.recommended
    else { return [] }
    let need = recommended.cpuRequest ?? .zero
    let isBelowLimit =
      recommended.cpuLimit.map { subject.thresholds.isBelow(limit, $0) } ?? false
    guard isBelowLimit || limit < need else { return [] }
    let advised = max(recommended.cpuLimit ?? need, need)
    var finding = subject.finding(
      self,
      severity,
      "CPU limit \(text) is below the recommended "
        + (isBelowLimit ? "limit of \(advised)" : "request of \(need)"),
      at: place,
      current: text,
      recommended: advised.quantity
    )
    finding.field = .cpuLimit
    return [finding]
  }
}
