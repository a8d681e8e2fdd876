import ArgumentParser
import PodfitKit

/// `podfit nodes attribution`: the cause of every node beyond what use needs.
struct NodesAttributionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attribution",
    abstract: "By how many times each cause makes the cluster larger than its use would need.",
    discussion: """
      Factors multiply to nodes now / nodes that use alone would need. They are Shapley values, so that
      the order of causes plays no part; the range over all orders stands beside them.
      """
  )

  @Option(name: .long, help: "The cluster (default: all of the database as one).")
  var cluster: String?

  @Option(
    name: .long,
    help: "The part of a resource that may be handed out, such as cpu=0.8; counts as policy."
  )
  var cap: String?

  @OptionGroup var options: RecommendOptions
  @OptionGroup var search: SearchOptions

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    _ = try NodeWishOptions.parts(cap, of: "--cap", upTo: 1)
    guard ["table", "json"].contains(format) else {
      throw ValidationError("--format: no format \"\(format)\"; there are: table, json")
    }
  }

  func run() throws {
    let now = clock.now == nil ? nil : try clock.instant()
    let request = try options.request(now: now)
    let caps = try NodeWishOptions.parts(cap, of: "--cap", upTo: 1)
    let document = try search.watched { stop in
      try database.podfit.nodeAttribution(
        request,
        cluster: cluster,
        caps: caps,
        search: search.search(stop)
      )
    }
    try output.deliver(
      format == "json" ? try document.json() : document.text,
      sparing: [database.path]
    )
    try search.finish()
  }
}
