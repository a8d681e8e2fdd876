public import PodfitModel

/// A CPU request far above the recommended one.
public struct CPURequestAboveNeed: CheckRule {
  /// The stable id.
  public static let id = "cpu-request-above-need"
  /// What is wrong.
  public static let summary = "CPU request is far above the need"
  /// Why it matters.
  public static let rationale =
    "The scheduler sets requested CPU aside whether it is used or not; what is never used fills "
    + "nodes and makes more of them."
  /// What to do about it.
  public static let remediation = "lower the CPU request to the recommended value"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error above 2 times the recommended request, warning above 1.5 times, both from 100m of "
    + "difference on; without a request the limit stands for it"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: ↓1, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(250), memoryRequest: .gibibytes(1))
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 375m, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(250), memoryRequest: .gibibytes(1))
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 109m, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(10), memoryRequest: .gibibytes(1))
    ),
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    AmountComparison(
      subject,
      request: subject.container.cpuRequest,
      limit: subject.container.cpuLimit,
      recommended: subject.recommendation?.recommended.cpuRequest
    )?.findingsAbove(self, least: subject.thresholds.leastCPU, reserves: true) {
      ($0, .zero)
    } ?? []
  }
}
