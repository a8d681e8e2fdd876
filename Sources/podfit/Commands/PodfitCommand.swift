import ArgumentParser
import PodfitKit

/// The root command: one subcommand per job.
struct PodfitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "podfit",
    abstract: "How many nodes do the pods really need, and what is to change?",
    discussion: """
      From exported usage samples alone: ingest files, then ask.

        podfit ingest cpu.json memory.json.gz pods.json nodes.json
        podfit recommend
        podfit nodes
        podfit report --format html -o report.html

      Exit status: 0 done, 1 findings (check) or differences (diff --exit-code), 2 everything else.
      """,
    version: Podfit.version,
    subcommands: [
      DemoCommand.self,
      IngestCommand.self,
      QueriesCommand.self,
      PullCommand.self,
      ProfileCommand.self,
      RecommendCommand.self,
      StrategiesCommand.self,
      BacktestCommand.self,
      VPACommand.self,
      NodesCommand.self,
      JVMCommand.self,
      CheckCommand.self,
      BaselineCommand.self,
      RulesCommand.self,
      ReportCommand.self,
      ApplyStatusCommand.self,
      DiffCommand.self,
      ExplainCommand.self,
      SketchCommand.self,
      ExportCommand.self,
      DatabaseCommand.self,
      ConfigCommand.self,
    ]
  )
}
