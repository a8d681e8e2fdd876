import ArgumentParser

/// `podfit nodes`: how many now, how many needed, how few could ever do.
struct NodesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "nodes",
    abstract: "Nodes now, nodes needed, and the proven minimum.",
    subcommands: [
      NodesPlanCommand.self, NodesAttributionCommand.self, NodesScenarioCommand.self,
      NodesReplayCommand.self, NodesCatalogCommand.self,
    ],
    defaultSubcommand: NodesPlanCommand.self
  )
}
