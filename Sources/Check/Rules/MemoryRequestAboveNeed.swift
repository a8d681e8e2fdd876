public import PodfitModel

/// A memory request far above the recommended one.
public struct MemoryRequestAboveNeed: CheckRule {
  /// The stable id.
  public static let id = "memory-request-above-need"
  /// What is wrong.
  public static let summary = "memory request is far above the need"
  /// Why it matters.
  public static let rationale =
    "The scheduler sets requested memory aside whether it is used or not; what is never used "
    + "fills nodes and makes more of them."
  /// What to do about it.
  public static let remediation = "lower the memory request to the recommended value"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error above 2 times the recommended request, warning above 1.5 times, both from 128Mi of "
    + "difference on; without a request the limit stands for it"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: ↓4Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1}, limits: {memory: ↓\"4Gi\"}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    ),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1536Mi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 159Mi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .mebibytes(32))
    ),
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    AmountComparison(
      subject,
      request: subject.container.memoryRequest,
      limit: subject.container.memoryLimit,
      recommended: subject.recommendation?.recommended.memoryRequest
    )?.findingsAbove(self, least: subject.thresholds.leastMemory, reserves: true) {
      (.zero, $0)
    } ?? []
  }
}
