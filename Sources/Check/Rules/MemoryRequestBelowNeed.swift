public import PodfitModel

/// A memory request below the recommended one.
public struct MemoryRequestBelowNeed: CheckRule {
  /// The stable id.
  public static let id = "memory-request-below-need"
  /// What is wrong.
  public static let summary = "memory request is below the need"
  /// Why it matters.
  public static let rationale =
    "Memory above the request is nobody's: when the node runs short, pods that use more than they "
    + "requested are the first to be evicted or killed."
  /// What to do about it.
  public static let remediation = "raise the memory request to the recommended value"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning below 0.9 times the recommended request; without a request the limit stands for it"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: ↓512Mi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1000Mi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    )
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    AmountComparison(
      subject,
      request: subject.container.memoryRequest,
      limit: subject.container.memoryLimit,
      recommended: subject.recommendation?.recommended.memoryRequest
    )?.findingsBelow(self) { (.zero, $0) } ?? []
  }
}
