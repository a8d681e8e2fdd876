internal import PodfitModel

/// The suppressions of one file as a check uses them.
struct SuppressionUse {
  private let suppressions: [Suppression]
  private var isUsed: [Bool]
  private var byLine: [Int: [Int]] = [:]
  private var byObject: [Int: [Int]] = [:]
  private let now: Instant?

  init(_ list: SuppressionList, now: Instant?) {
    suppressions = list.suppressions
    isUsed = suppressions.map { _ in false }
    self.now = now
    for (index, suppression) in suppressions.enumerated() {
      switch suppression.scope {
      case .line(let line): byLine[line, default: []].append(index)
      case .object(let object, _): byObject[object, default: []].append(index)
      }
    }
  }

  /// The suppression that a finding in a container meets, nil for none; expired ones do not count.
  mutating func suppression(
    of finding: Finding,
    in container: ContainerManifest
  ) -> Suppression? {
    if suppressions.isEmpty { return nil }
    for index in byLine[finding.place.line, default: []] + byObject[container.object, default: []] {
      let suppression = suppressions[index]
      guard suppression.covers(finding.rule) else { continue }
      if case .object(_, let name?) = suppression.scope, name != finding.container { continue }
      isUsed[index] = true
      if !isExpired(suppression) { return suppression }
    }
    return nil
  }

  private func isExpired(_ suppression: Suppression) -> Bool {
    guard let now, let until = suppression.until else { return false }
    return until.isOver(at: now)
  }

  /// What is to be said of suppressions that are expired or that no finding met.
  ///
  /// The latter only where `isComplete` says that all rules could look at everything in the file.
  func findings(isComplete: Bool, in container: (Suppression) -> ContainerManifest?) -> [Finding] {
    var found: [Finding] = []
    for (index, suppression) in suppressions.enumerated() {
      let rules = suppression.rules.joined(separator: ", ")
      if isExpired(suppression) {
        found.append(
          GateCards.suppressionExpired.finding(
            "the suppression of \(rules) ended with \(suppression.until?.description ?? "")"
              + " (\(suppression.reason))",
            at: suppression.place,
            container(suppression)
          )
        )
      } else if !isUsed[index], isComplete {
        found.append(
          GateCards.suppressionUnused.finding(
            "the suppression of \(rules) suppresses nothing (\(suppression.reason))",
            at: suppression.place,
            container(suppression)
          )
        )
      }
    }
    return found
  }
}

extension SuppressionList {
  /// What is to be said of suppressions that cannot be understood.
  var findings: [Finding] {
    faults.map { place, fault in
      GateCards.suppressionInvalid.finding(
        "this suppresses nothing: \(fault.words)",
        at: place,
        nil
      )
    }
  }
}

extension Suppression.Fault {
  fileprivate var words: String {
    switch self {
    case .noRule: "it names no rule"
    case .unknownRule(let rule): "there is no rule \"\(rule)\""
    case .noReason: "it gives no reason"
    case .badDate(let text): "\"\(text)\" is no date as YYYY-MM-DD"
    }
  }
}

extension RuleCard {
  /// A finding of this rule, in a container where there is one.
  func finding(
    _ message: String,
    at place: SourceRange,
    _ container: ContainerManifest?
  ) -> Finding {
    Finding(
      rule: id,
      severity: severity,
      message: message,
      remediation: remediation,
      place: place,
      sourceLine: "",
      workload: container?.workload
        ?? WorkloadID(cluster: "", namespace: "", kind: WorkloadKind(rawValue: ""), name: ""),
      container: container?.name ?? ""
    )
  }
}
