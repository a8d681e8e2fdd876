public import PodfitModel

/// A limit below its request.
public struct LimitBelowRequest: CheckRule {
  /// The stable id.
  public static let id = "limit-below-request"
  /// What is wrong.
  public static let summary = "limit is below the request"
  /// Why it matters.
  public static let rationale = "The API server refuses the manifest."
  /// What to do about it.
  public static let remediation = "raise the limit or lower the request"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error for CPU and for memory where both are set and the limit is the lower one"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 2Gi}, limits: {memory: ↓1Gi}}}"
    ),
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 2, memory: 1Gi}, limits: {cpu: ↓1900m}}}"
    ),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample(
      "{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1024Mi}}}"
    ),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 2}, limits: {memory: 1Gi}}}"),
  ]

  /// One finding per resource at most.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    return [
      finding(subject, "CPU", container.cpuRequest, container.cpuLimit),
      finding(subject, "memory", container.memoryRequest, container.memoryLimit),
    ].compactMap(\.self)
  }

  private static func finding<Amount: ResourceAmount>(
    _ subject: CheckSubject,
    _ resource: String,
    _ request: ManifestAmount<Amount>,
    _ limit: ManifestAmount<Amount>
  ) -> Finding? {
    guard case .value(let requested, let requestText, _) = request,
      case .value(let limited, let limitText, let place) = limit, limited < requested
    else { return nil }
    return subject.finding(
      self,
      severity,
      "\(resource) limit \(limitText) is below the request \(requestText)",
      at: place,
      current: limitText
    )
  }
}
