public import PodfitModel

/// A request or limit that is no Kubernetes quantity.
public struct QuantityInvalid: CheckRule {
  /// The stable id.
  public static let id = "quantity-invalid"
  /// What is wrong.
  public static let summary = "a request or limit is no quantity"
  /// Why it matters.
  public static let rationale = "The API server refuses the manifest."
  /// What to do about it.
  public static let remediation =
    "quantities are digits with an optional suffix: n, u, m, k, Ki, M, Mi, G, Gi …"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition = "error for each request and limit that cannot be read"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample("{name: app, image: a, resources: {requests: {cpu: ↓25Om, memory: 1Gi}}}"),
    RuleExample("{name: app, image: a, resources: {limits: {memory: ↓1GB}, requests: {cpu: 1}}}"),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 1, memory: ↓{a: 1}}}}"),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: ↓-1, memory: 1Gi}}}"),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 0.5, memory: 1e9}}}")
  ]

  /// One finding for each request and limit that cannot be read.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    let recommended = subject.recommendation?.recommended
    return [
      finding(subject, .cpuRequest, container.cpuRequest, recommended?.cpuRequest?.quantity),
      finding(subject, .cpuLimit, container.cpuLimit, recommended?.cpuLimit?.quantity),
      finding(
        subject,
        .memoryRequest,
        container.memoryRequest,
        recommended?.memoryRequest?.quantity
      ),
      finding(subject, .memoryLimit, container.memoryLimit, recommended?.memoryLimit?.quantity),
    ].compactMap(\.self)
  }

  private static func finding<Amount>(
    _ subject: CheckSubject,
    _ field: ResourceField,
    _ amount: ManifestAmount<Amount>,
    _ recommended: String?
  ) -> Finding? {
    guard case .invalid(let error, let place) = amount else { return nil }
    let resource = field.resource == CPU.resourceName ? "CPU" : field.resource
    var finding = subject.finding(
      self,
      severity,
      "not a \(resource) quantity" + (error.map { ": \"\($0.text)\"" } ?? ": not text"),
      at: place,
      current: error?.text,
      recommended: recommended
    )
    finding.field = field
    return finding
  }
}
