public import PodfitModel

/// A request or limit that no container can mean.
public struct AmountImplausible: CheckRule {
  /// The stable id.
  public static let id = "amount-implausible"
  /// What is wrong.
  public static let summary = "a request or limit lacks its unit or has a wrong one"
  /// Why it matters.
  public static let rationale =
    "A memory of 512m is half a byte and one of 4 is four bytes: a container with such a limit does not "
    + "start, and such a request reserves nothing. CPU of 1000 is a thousand cores, not one."
  /// What to do about it.
  public static let remediation =
    "write the unit that is meant: Mi or Gi for memory, m for thousandths of a core"
  /// The highest severity.
  public static let severity = Severity.error
  /// When it finds something.
  public static let condition =
    "error for memory above 0 and below 1Mi, and for CPU from 1000 cores on"
  /// Containers in which it finds one thing.
  public static let triggering = [
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 1, memory: ↓512m}}}"),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 1}, limits: {memory: ↓4}}}"),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: ↓1000, memory: 1Gi}}}"),
  ]
  /// Containers in which it finds nothing.
  public static let clean = [
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 999, memory: 1Mi}}}"),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 0, memory: 0}}}"),
    RuleExample("{name: app, image: a, resources: {requests: {cpu: 1000m, memory: 4e9}}}"),
  ]

  /// One finding for each request and limit.
  public static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    let advised = subject.recommendation?.recommended
    return [
      cpu(subject, .cpuRequest, container.cpuRequest, advised),
      cpu(subject, .cpuLimit, container.cpuLimit, advised),
      memory(subject, .memoryRequest, container.memoryRequest, advised),
      memory(subject, .memoryLimit, container.memoryLimit, advised),
    ].compactMap(\.self)
  }

  private static func cpu(
    _ subject: CheckSubject,
    _ field: ResourceField,
    _ amount: ManifestAmount<CPU>,
    _ advised: ContainerResources?
  ) -> Finding? {
    guard case .value(let cpu, let text, let place) = amount, cpu >= .cores(1_000) else {
      return nil
    }
    let name = field.isLimit ? "CPU limit" : "CPU request"
    return finding(subject, field, "\(name) \(text) is \(cpu) cores", text, place, advised)
  }

  private static func memory(
    _ subject: CheckSubject,
    _ field: ResourceField,
    _ amount: ManifestAmount<Memory>,
    _ advised: ContainerResources?
  ) -> Finding? {
    guard case .value(let memory, let text, let place) = amount, memory.isImplausible else {
      return nil
    }
    let name = field.isLimit ? "memory limit" : "memory request"
    let size = text.hasSuffix("m") ? "in thousandths of a byte" : Int(memory.bytes).counted("byte")
    return finding(subject, field, "\(name) \(text) is \(size)", text, place, advised)
  }

  private static func finding(
    _ subject: CheckSubject,
    _ field: ResourceField,
    _ message: String,
    _ text: String,
    _ place: SourceRange,
    _ advised: ContainerResources?
  ) -> Finding {
    var finding = subject.finding(
      self,
      severity,
      message,
      at: place,
      current: text,
      recommended: advised.flatMap { field.quantity(in: $0) }
    )
    finding.field = field
    return finding
  }
}

extension Memory {
  /// Whether no container can run in it, nor mean it as a request.
  var isImplausible: Bool { self > .zero && self < .mebibytes(1) }
}
