import ArgumentParser
import PodfitKit

/// `podfit nodes replay`: what would have happened on nodes packed with the requests.
struct NodesReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Stored samples on nodes packed with the requests: what would have happened.",
    discussion: """
      podfit nodes replay --node-types node.csv --train-until 2026-11-20T00:00:00Z
      Requests are made from the samples up to that time; the samples after it run through every node.
      Placement order moves risk, so several orders are shown. It is a report, not a promise.
      """
  )

  @Option(name: .long, help: "The cluster (default: all of the database as one).")
  var cluster: String?

  @OptionGroup var options: RecommendOptions

  @Option(
    name: .long,
    help: "A CSV file with one node type (default: the commonest nodes of the database).",
    completion: .file()
  )
  var nodeTypes: String?

  @Option(
    name: .long,
    help: "The end of training, RFC 3339 (default: the midnight two days before the end)."
  )
  var trainUntil: String?

  @Option(name: .long, help: "ffd or random (default: ffd and three random ones).")
  var order: String?

  @Option(name: .long, help: "The seed of a random order.")
  var seed: UInt64 = 1

  @Option(name: .long, help: "Write the node of every container to this CSV file.")
  var assignment: String?

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    guard ["table", "json"].contains(format) else {
      throw ValidationError("--format: no format \"\(format)\"; there are: table, json")
    }
    guard ["ffd", "random", nil].contains(order) else {
      throw ValidationError("--order: no order \"\(order ?? "")\"; there are: ffd, random")
    }
    _ = try until()
  }

  private func until() throws -> Instant? {
    guard let trainUntil else { return nil }
    guard let instant = Instant(rfc3339: trainUntil) else {
      throw ValidationError("--train-until: not an RFC 3339 time with a zone: \"\(trainUntil)\"")
    }
    return instant
  }

  func run() throws {
    var request = ReplayRequest(
      nodeTypes: nodeTypes,
      trainUntil: try until(),
      cluster: cluster,
      recommend: try options.request(now: nil)
    )
    switch order {
    case "ffd": request.orders = [.ffd]
    case "random": request.orders = [.random(seed)]
    default: break
    }
    let (document, table) = try database.podfit.nodeReplay(request)
    let inputs = [database.path] + (nodeTypes.map { [$0] } ?? [])
    if let assignment { try FileOutput.write(table(), to: assignment, sparing: inputs) }
    try output.deliver(
      format == "json" ? try document.json() : document.text,
      sparing: inputs
    )
  }
}
