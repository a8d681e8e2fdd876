public import PodfitModel

/// A limit that is many times the request.
public struct LimitRequestRatio: CheckRule {
  /// The stable id.
  public static let id = "limit-request-ratio"
  /// What is wrong.
  public static let summary = "limit is many times the request"
  /// Why it matters.
  public static let rationale =
    "What a container uses between request and limit was promised to nobody. Memory cannot be taken "
    + "back: when the node runs short, somebody is killed."
  /// What to do about it.
  public static let remediation = "bring request and limit closer together"
  /// The highest severity.
  public static let severity = Severity.warning
  /// When it finds something.
  public static let condition =
    "warning for a memory limit above 4 times the request, info for a CPU limit above 20 times the "
    + "request; both have to be set; never in init containers"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: ↓5Gi}}}"
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 100m, memory: 1Gi}, limits: {cpu: ↓4}}}"
    ),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 4Gi}}}"
    ),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 1}, limits: {memory: 5Gi}}}"),
  ]

  /// One finding per resource at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    // What runs once before the others shares the node with nobody for long.
    guard container.role != .initial else { return [] }
    let thresholds = subject.thresholds
    let isMeant = container.memoryRequest.amount.map { !$0.isImplausible } ?? true
    return [
      !isMeant
        ? nil
        : finding(
          subject,
          "memory",
          severity,
          container.memoryRequest,
          container.memoryLimit,
          above: thresholds.memoryLimitRatio
        ),
      finding(
        subject,
        "CPU",
        .info,
        container.cpuRequest,
        container.cpuLimit,
        above: thresholds.cpuLimitRatio
      ),
    ].compactMap(\.self)
  }

  private static func finding<Amount: ResourceAmount>(
    _ subject: CheckSubject,
    _ resource: String,
    _ severity: Severity,
    _ request: ManifestAmount<Amount>,
    _ limit: ManifestAmount<Amount>,
    above most: Double
  ) -> Finding? {
    guard case .value(let requested, let requestText, _) = request, !requested.isZero,
      case .value(let limited, let limitText, let place) = limit
    else { return nil }
    let ratio = limited.ratio(to: requested)
    guard ratio > most else { return nil }
    return subject.finding(
      self,
      severity,
      "\(resource) limit \(limitText) is \(ratio.ratioText) times the request \(requestText)",
      at: place,
      current: limitText
    )
  }
}
