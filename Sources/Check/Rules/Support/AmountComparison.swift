internal import PodfitModel

/// One request or limit of a container, for the rules that compare it with a recommended value.
///
/// The rules for CPU and memory are the same; this is what they share.
struct AmountComparison<Amount: ResourceAmount & CustomStringConvertible> {
  let subject: CheckSubject
  /// What it is called in messages: `CPU request`, `memory limit`.
  let name: String
  let value: Amount
  let text: String
  let place: SourceRange
  let recommended: Amount
  /// The request or limit it is.
  let field: ResourceField
  /// Words after the value: where it comes from when that is not plain.
  private var note = ""

  /// Nil when the amount is not set, is invalid, or nothing is recommended.
  init?(
    _ subject: CheckSubject,
    _ name: String,
    _ field: ResourceField,
    _ amount: ManifestAmount<Amount>,
    recommended: Amount?
  ) {
    guard case .value(let value, let text, let place) = amount, let recommended else { return nil }
    self.subject = subject
    self.name = name
    self.field = field
    self.value = value
    self.text = text
    self.place = place
    self.recommended = recommended
  }

  /// A comparison of the request that is in force: without a request, a limit stands for it.
  ///
  /// - Source: Kubernetes, "Resource Management for Pods and Containers": a limit without request
  ///   is copied to the request
  init?(
    _ subject: CheckSubject,
    request: ManifestAmount<Amount>,
    limit: ManifestAmount<Amount>,
    recommended: Amount?
  ) {
    let resource = Amount.resourceName == CPU.resourceName ? "CPU" : Amount.resourceName
    let name = "\(resource) request"
    let field =
      Amount.resourceName == CPU.resourceName ? ResourceField.cpuRequest : .memoryRequest
    guard case .missing = request else {
      self.init(subject, name, field, request, recommended: recommended)
      return
    }
    self.init(subject, name, field, limit, recommended: recommended)
    note = " (set by the limit)"
  }

  /// A finding when the value is above the need, with what lowering it saves.
  func findingsAbove(
    _ rule: any CheckRule.Type,
    least: Amount,
    reserves: Bool,
    saving: (Amount) -> (CPU, Memory)
  ) -> [Finding] {
    let severity = subject.thresholds.severity(of: value, above: recommended, least: least)
    guard let severity else { return [] }
    let difference = value - recommended
    let (cpu, memory) = reserves ? saving(difference) : (.zero, .zero)
    let times =
      recommended.isZero ? "" : "\(value.ratio(to: recommended).ratioText) times "
    let effect = reserves ? "; saves \(difference) per replica" : ""
    return [
      finding(
        rule,
        severity,
        "\(name) \(text)\(note) is \(times.isEmpty ? "above " : times)the recommended \(recommended)"
          + effect,
        saving: (cpu, memory)
      )
    ]
  }

  /// A finding when the value is below the need; what raising it takes is a negative saving.
  func findingsBelow(
    _ rule: any CheckRule.Type,
    saving: (Amount) -> (CPU, Memory)
  ) -> [Finding] {
    guard subject.thresholds.isBelow(value, recommended) else { return [] }
    let (cpu, memory) = saving(value - recommended)
    return [
      finding(
        rule,
        rule.severity,
        "\(name) \(text)\(note) is below the recommended \(recommended)",
        saving: (cpu, memory)
      )
    ]
  }

  private func finding(
    _ rule: any CheckRule.Type,
    _ severity: Severity,
    _ message: String,
    saving: (cpu: CPU, memory: Memory)
  ) -> Finding {
    var finding = subject.finding(
      rule,
      severity,
      message,
      at: place,
      current: text,
      recommended: "\(recommended)",
      savedCPU: saving.cpu,
      savedMemory: saving.memory
    )
    finding.field = field
    return finding
  }
}
