import ArgumentParser
import PodfitKit

/// `podfit nodes catalog`: the machines that node lists may name.
struct NodesCatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Machines of three clouds and what their nodes leave to pods.",
    discussion: """
      podfit nodes catalog --provider eks
      podfit nodes catalog --provider gke --format csv > types.csv
      The CSV is a list of node types as --node-types reads it; there are no prices in it.
      """
  )

  @Option(
    name: .long,
    help: "The machines of one provider: \(MachineList.providers.joined(separator: ", "))."
  )
  var provider: String?

  @Option(name: .long, help: "table or csv.")
  var format = "table"

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard ["table", "csv"].contains(format) else {
      throw ValidationError("--format: no format \"\(format)\"; there are: table, csv")
    }
    if let provider, !MachineList.providers.contains(provider) {
      let known = MachineList.providers.joined(separator: ", ")
      throw ValidationError("--provider: no provider \"\(provider)\"; there are: \(known)")
    }
  }

  func run() throws {
    let list = MachineList(provider: provider)
    try output.deliver(format == "csv" ? list.csv : list.text, sparing: [])
  }
}
