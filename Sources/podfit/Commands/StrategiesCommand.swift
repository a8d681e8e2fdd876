import ArgumentParser
import PodfitKit

/// `podfit strategies`: what there is to choose from.
struct StrategiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategies",
    abstract: "List the strategies, one line each."
  )

  func run() throws {
    var table = TextTable([("STRATEGY", .left), ("WHAT IT DOES", .left)])
    for each in Podfit.strategies { table.append([each.id, each.summary]) }
    try Terminal.print(table.text)
  }
}
