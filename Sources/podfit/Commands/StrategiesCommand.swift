import ArgumentParser
import PodfitKit

/// `podfit strategies`: what there is to choose from.
struct StrategiesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strategies",
    abstract: "List the strategies, one line each."
  )

  @Flag(
    name: .long,
    help: "With what each asks for over all containers of the database, before floors and limits."
  )
  var totals = false

  @OptionGroup var database: DatabaseOptions

  func run() throws {
    guard totals else {
      var table = TextTable([("STRATEGY", .left), ("WHAT IT DOES", .left)])
      for each in Podfit.strategies { table.append([each.id, each.summary]) }
      return try Terminal.print(table.text)
    }
    var table = TextTable([
      ("STRATEGY", .left), ("CPU CORES", .right), ("MEMORY GIB", .right), ("CONTAINERS", .right),
      ("WITHOUT NUMBER", .right),
    ])
    for each in try database.podfit.strategyTotals() {
      table.append([
        each.id, each.cpu.cores.text(decimals: 1), each.memory.gibibytesText,
        "\(each.containers)", "\(each.without)",
      ])
    }
    try Terminal.print(table.text)
  }
}
