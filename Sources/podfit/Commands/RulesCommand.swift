import ArgumentParser
import PodfitKit

/// `podfit rules`: what check looks for.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "List the rules of check, one line each."
  )

  func run() throws {
    var table = TextTable([("RULE", .left), ("SEVERITY", .left), ("WHAT IT FINDS", .left)])
    for rule in Podfit.rules { table.append([rule.id, rule.severity.rawValue, rule.summary]) }
    try Terminal.print(table.text)
  }
}
