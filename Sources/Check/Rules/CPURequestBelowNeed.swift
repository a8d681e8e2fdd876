public import PodfitModel

/// A CPU request below the recommended one.
public struct CPURequestBelowNeed: CheckRule {
  /// The stable id.
  public static let id = "cpu-request-below-need"
  /// What is wrong.
  public static let summary = "CPU request is below the need"
  /// Why it matters.
  public static let rationale =
    "On a busy node CPU is shared in proportion to requests; a container that needs more than it "
    + "requested slows down exactly when there is most to do."
  /// What to do about it.
  public static let remediation = "raise the CPU request to the recommended value"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning below 0.9 times the recommended request; without a request the limit stands for it"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: ↓100m, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(300), memoryRequest: .gibibytes(1))
    )
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 0.27, memory: 1Gi}}}",
      recommended: ContainerResources(cpuRequest: .millicores(300), memoryRequest: .gibibytes(1))
    )
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    AmountComparison(
      subject,
      request: subject.container.cpuRequest,
      limit: subject.container.cpuLimit,
      recommended: subject.recommendation?.recommended.cpuRequest
    )?.findingsBelow(self) { ($0, .zero) } ?? []
  }
}
