internal import PodfitModel

extension RuleRegistry {
  /// `docs/rules.md`: every rule as its own fields describe it.
  public static func documentation() -> String {
    var text = """
      # Rules of podfit check

      This page is made from the rules themselves. A finding points at the value, or, where a value is
      missing, at the innermost key that is there. Recommended values are those of the recommendation
      the check was given; where one is withheld or there is none, only the rules that say so apply.
      In examples `↓` stands before the character where the finding starts.

      | rule | severity | finds |
      |---|---|---|

      """
    for rule in rules {
      text += "| [\(rule.id)](#\(rule.id)) | \(rule.severity.rawValue) | \(rule.summary) |\n"
    }
    for rule in rules { text += "\n" + section(of: rule) }
    return text + runtimes
  }

  /// The rules that are described elsewhere.
  private static var runtimes: String {
    var text = """

      ## Language runtimes

      Rules about the settings of JVMs and other runtimes need no recommendation. They are described in
      [jvm-findings.md](jvm-findings.md) and [runtime-findings.md](runtime-findings.md). Patches without an
      image, init containers that run once, and text with `{{` are passed over.

      | rule | severity | finds |
      |---|---|---|

      """
    for card in cards.dropFirst(rules.count).dropLast(GateCards.all.count) {
      text += "| \(card.id) | \(card.severity.rawValue) | \(card.summary) |\n"
    }
    text += "\n## The check itself\n"
    for card in GateCards.all {
      text += """

        ### \(card.id)

        \(card.rationale)

        - **When:** \(card.condition).
        - **What to do:** \(card.remediation).

        """
    }
    return text
  }

  private static func section(of rule: any CheckRule.Type) -> String {
    var text = """
      ## \(rule.id)

      \(rule.rationale)

      - **When:** \(rule.condition).
      - **What to do:** \(rule.remediation).

      Finds something:

      ```yaml

      """
    for example in rule.triggering { text += lines(of: example) }
    text += "```\n\nFinds nothing:\n\n```yaml\n"
    for example in rule.clean { text += lines(of: example) }
    return text + "```\n"
  }

  private static func lines(of example: RuleExample) -> String {
    var text = "# \(advice(of: example))\n"
    for node in example.nodes {
      text += "# node \(node.name): \(node.cpu) CPU, \(node.memory) memory\n"
    }
    text += "- \(example.container)\n"
    if !example.beside.isEmpty {
      for line in example.beside.split(separator: "\n") { text += "# beside it: \(line)\n" }
    }
    return text
  }

  private static func advice(of example: RuleExample) -> String {
    guard let recommended = example.recommended else { return "no recommendation" }
    var parts: [String] = []
    if let cpu = recommended.cpuRequest { parts.append("CPU request \(cpu)") }
    if let memory = recommended.memoryRequest { parts.append("memory request \(memory)") }
    if let memory = recommended.memoryLimit { parts.append("memory limit \(memory)") }
    if let heap = example.heap { parts.append("heap \(heap)") }
    return "recommended: " + parts.joined(separator: ", ")
  }
}
