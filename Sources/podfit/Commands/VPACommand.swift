import ArgumentParser
import PodfitKit

/// `podfit vpa`: what the recommender of the Vertical Pod Autoscaler keeps.
struct VPACommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vpa",
    abstract: "Checkpoints of the Vertical Pod Autoscaler, out and in.",
    subcommands: [ExportCheckpoints.self, Import.self]
  )

  /// `podfit vpa export-checkpoints`: the stored history as checkpoints.
  struct ExportCheckpoints: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "export-checkpoints",
      abstract:
        "The stored history as VerticalPodAutoscalerCheckpoint objects (v3), for kubectl apply."
    )

    @Option(name: .long, help: "The cluster, where the database has several.")
    var cluster: String?

    @OptionGroup var output: OutputOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var clock: ClockOptions

    func run() throws {
      let now = clock.now == nil ? nil : try clock.instant()
      let text = try database.podfit.vpaCheckpoints(cluster: cluster, now: now)
      try output.deliver(text, sparing: [database.path])
    }
  }

  /// `podfit vpa import`: checkpoints into the database.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract:
        "Read checkpoints of a cluster, as `kubectl get vpacheckpoints -A -o json` prints them."
    )

    @Argument(help: "Files to read; - reads standard input.", completion: .file())
    var paths: [String]

    @Option(name: .long, help: "The cluster they are of.")
    var cluster = "default"

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var clock: ClockOptions

    func run() throws {
      let request = IngestRequest(paths: paths, cluster: cluster, now: try clock.instant())
      let result = try database.podfit.ingest(request)
      let facts = result.files.reduce(0) { $0 + $1.facts }
      database.remark(
        "\(result.files.count.counted("file")) read, \(facts.counted("statement")) about objects"
      )
    }
  }
}
