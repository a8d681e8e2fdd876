public import PodfitModel

/// No CPU request and no limit that would stand for it.
public struct CPURequestMissing: CheckRule {
  /// The stable id.
  public static let id = "cpu-request-missing"
  /// What is wrong.
  public static let summary = "no CPU request"
  /// Why it matters.
  public static let rationale =
    "Without a request the scheduler counts the container as free of charge, and on a busy node "
    + "it gets next to nothing."
  /// What to do about it.
  public static let remediation = "set resources.requests.cpu"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning without CPU request and limit, with or without a recommendation; info for init "
    + "containers; never in patches (containers without image) and where the pod as a whole has one"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample("{name: app, image: a, resources: {↓requests: {memory: 1Gi}}}"),
    RuleExample(
      "{name: ↓app, image: a}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    ),
    RuleExample("{name: app, image: a, resources: {requests: {↓cpu: null, memory: 1Gi}}}"),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 1}}}"),
    RuleExample("{name: app, image: a, resources: {limits: {cpu: 500m}}}"),
    RuleExample("{name: app}"),
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    guard case .missing(let place) = container.cpuRequest,
      case .missing = container.cpuLimit, !container.isPatch,
      container.podResources?.effectiveCPURequest.isZero ?? true
    else { return [] }
    let advised = subject.recommendation?.recommended.cpuRequest
    var finding = subject.finding(
      self,
      container.role == .initial ? .info : severity,
      "no CPU request" + (advised.map { "; recommended is \($0)" } ?? ""),
      at: place,
      recommended: advised?.quantity,
      savedCPU: .zero - (advised ?? .zero)
    )
    finding.field = .cpuRequest
    return [finding]
  }
}
