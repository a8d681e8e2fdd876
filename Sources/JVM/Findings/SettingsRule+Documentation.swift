internal import PodfitModel

extension SettingsRule {
  /// A page that describes rules as their own fields do.
  static func page(title: String, lead: String, _ groups: [(name: String, rules: [Self])]) -> String
  {
    var text = "# \(title)\n\n\(lead)\n"
    for group in groups {
      if groups.count > 1 { text += "\n## \(group.name)\n" }
      text += "\n| finding | severity | evidence | says |\n|---|---|---|---|\n"
      for rule in group.rules {
        text +=
          "| [\(rule.id)](#\(rule.id)) | \(rule.severity.rawValue) | \(rule.evidenceText) | "
          + "\(rule.summary) |\n"
      }
    }
    for group in groups {
      for rule in group.rules { text += "\n" + rule.section }
    }
    return text
  }

  private var section: String {
    var text = """
      ## \(id)

      \(rationale)

      - **When:** \(condition).
      - **Evidence:** \(evidenceText); silent without it.
      - **What to do:** \(remediation).
      - **Source:** \(source).

      Finds something:


      """
    for example in triggering { text += "- \(example.text)\n" }
    text += "\nFinds nothing:\n\n"
    for example in clean { text += "- \(example.text)\n" }
    return text
  }

  private var evidenceText: String {
    needs.map { set in
      RuleEvidence.allCases.filter(set.contains).map(\.rawValue).joined(separator: " and ")
    }
    .joined(separator: ", or ")
  }
}

extension JVMRuleRegistry {
  /// `docs/jvm-findings.md`.
  static func documentation() -> String {
    JVMRule.page(
      title: "Findings about JVMs",
      lead: """
        This page is made from the rules themselves. `podfit check` reports those that need nothing but the
        spec; reports and explanations report all for which there is evidence. A finding names what it rests
        on. Examples without other words run on a node of 16 CPUs and 64 GiB.
        """,
      [("JVM", rules)]
    )
  }
}
