public import PodfitModel

/// No memory request and no limit that would stand for it.
public struct MemoryRequestMissing: CheckRule {
  /// The stable id.
  public static let id = "memory-request-missing"
  /// What is wrong.
  public static let summary = "no memory request"
  /// Why it matters.
  public static let rationale =
    "Without a request the scheduler counts the container as free of charge, packs its node too "
    + "full, and it is among the first to be killed when memory runs short."
  /// What to do about it.
  public static let remediation = "set resources.requests.memory"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning without memory request and limit, with or without a recommendation; info for init "
    + "containers; never in patches (containers without image) and where the pod as a whole has one"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample("{name: app, image: a, resources: {↓requests: {cpu: 1}}}"),
    RuleExample(
      "{name: ↓app, image: a}",
      recommended: ContainerResources(cpuRequest: .millicores(1_000), memoryRequest: .gibibytes(1))
    ),
    RuleExample("{name: app, image: a, ↓resources: {}}"),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample("{name: app, image: a, resources: {requests: {memory: 1Gi}}}"),
    RuleExample("{name: app, image: a, resources: {limits: {memory: 1Gi}}}"),
    RuleExample("{name: app}"),
  ]

  /// One finding at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    guard case .missing(let place) = container.memoryRequest,
      case .missing = container.memoryLimit, !container.isPatch,
      container.podResources?.effectiveMemoryRequest.isZero ?? true
    else { return [] }
    let advised = subject.recommendation?.recommended.memoryRequest
    var finding = subject.finding(
      self,
      container.role == .initial ? .info : severity,
      "no memory request" + (advised.map { "; recommended is \($0)" } ?? ""),
      at: place,
      recommended: advised?.quantity,
      savedMemory: .zero - (advised ?? .zero)
    )
    finding.field = .memoryRequest
    return [finding]
  }
}
