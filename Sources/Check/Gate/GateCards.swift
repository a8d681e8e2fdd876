internal import PodfitModel

/// Rules about files as a whole and about the check itself: keys, suppressions and budgets.
enum GateCards {
  static let keyRepeated = RuleCard(
    id: "key-repeated",
    summary: "a key stands in a mapping twice",
    rationale:
      "Readers differ: the last value counts, as it does here, or the file is refused. Either way "
      + "somebody reads a value that is not in force.",
    condition: "warning at the second key and each after it, in documents with workloads",
    remediation: "remove all but one",
    severity: .warning
  )
  static let suppressionInvalid = RuleCard(
    id: "suppression-invalid",
    summary: "a suppression cannot be understood",
    rationale: "It suppresses nothing, though somebody meant it to.",
    condition: "warning for a suppression that names no known rule, has no reason, or has an "
      + "expiry that is no date",
    remediation: "write RULE[,RULE] [until=YYYY-MM-DD] and the reason",
    severity: .warning
  )
  static let suppressionExpired = RuleCard(
    id: "suppression-expired",
    summary: "a suppression's time is over",
    rationale: "What was accepted for a while is not accepted any more; the findings are back.",
    condition: "warning on days after the one in until=",
    remediation: "mend what it was for, or give it a new date and reason",
    severity: .warning
  )
  static let suppressionUnused = RuleCard(
    id: "suppression-unused",
    summary: "a suppression suppresses nothing",
    rationale: "It hides the next finding of its rule, which nobody has looked at.",
    condition: "info when no finding meets it; never where sizes were not compared",
    remediation: "remove it",
    severity: .info
  )
  static let budgetExceeded = RuleCard(
    id: "budget-exceeded",
    summary: "the change adds more than its budget",
    rationale: "Requests of many small changes add up to nodes that nobody decided on.",
    condition:
      "error when the requests of all pods in changed manifests grow by more than the budget "
      + "against the revision that is compared with; at the workload that grows most",
    remediation: "ask for less, or raise the budget on purpose",
    severity: .error
  )

  /// All of them, in the order of the documentation.
  static let all = [
    keyRepeated, suppressionInvalid, suppressionExpired, suppressionUnused, budgetExceeded,
  ]
}
