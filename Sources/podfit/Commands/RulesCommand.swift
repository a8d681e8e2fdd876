import ArgumentParser
import PodfitKit

/// `podfit rules`: what check looks for.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List the rules of check, one line each; with a name, all about that one."
  )

  @Argument(help: "A rule.")
  var rule: String?

  @Option(name: .long, help: "table or json.")
  var format = "table"

  func validate() throws {
    guard ["table", "json"].contains(format) else {
      throw ValidationError("--format: no format \"\(format)\"; there are: table, json")
    }
    guard rule == nil || Podfit.rules.contains(where: { $0.id == rule }) else {
      throw ValidationError("no rule \"\(rule ?? "")\"; `podfit rules` lists them")
    }
  }

  func run() throws {
    let rules = Podfit.rules.filter { rule == nil || $0.id == rule }
    if format == "json" {
      try Terminal.print(try RulesDocument(rules).text())
    } else if let only = rules.first, rule != nil {
      try Terminal.print(
        """
        \(only.id): \(only.summary)

        \(only.rationale)

        When: \(only.condition).
        What to do: \(only.remediation).
        Severity: \(only.severity.rawValue)
        """
      )
    } else {
      var table = TextTable([("RULE", .left), ("SEVERITY", .left), ("WHAT IT FINDS", .left)])
      for rule in rules { table.append([rule.id, rule.severity.rawValue, rule.summary]) }
      try Terminal.print(table.text)
    }
  }
}
