import ArgumentParser
import PodfitKit

/// `podfit nodes [plan]`: the count, from the database or from plain lists.
struct NodesPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "The count: from the database, from plain lists, or bins of an instance (default).",
    discussion: """
      podfit nodes
      podfit nodes --pods pods.csv --node-types types.csv --prices prices.csv --format json
      podfit nodes --vbp instance.vbp
      Plain lists need no database. Prices are by machine type or pool; without, cost is cores + GiB/7.5, and
      nodes of a database count alike. Work is counted, so that the
      same input gives the same answer; with --time-limit, or when interrupted, the best until then is
      printed and "truncated_by_time" is true.
      """
  )

  @OptionGroup var options: RecommendOptions

  @Option(name: .long, help: "A CSV file of pods; no database is used.", completion: .file())
  var pods: String?

  @Option(name: .long, help: "A CSV file of node types, with --pods.", completion: .file())
  var nodeTypes: String?

  @Option(
    name: .long,
    help: "A CSV file of prices per node type (machine type or pool).",
    completion: .file()
  )
  var prices: String?

  @Option(name: .long, help: "An instance of vector bin packing; no database is used.")
  var vbp: String?

  @OptionGroup var wishes: NodeWishOptions
  @OptionGroup var search: SearchOptions

  @Option(name: .long, help: "With --pods: write the pods of each node to this CSV file.")
  var assignment: String?

  @Flag(name: .long, help: "With --pods or --vbp: tell how long it took.")
  var timing = false

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    guard (pods == nil) == (nodeTypes == nil) else {
      throw ValidationError("--pods and --node-types go together")
    }
    guard vbp == nil || pods == nil else { throw ValidationError("--vbp goes without --pods") }
    let isPlain = pods != nil || vbp != nil
    if pods == nil, assignment != nil { throw ValidationError("--assignment goes with --pods") }
    if vbp != nil, prices != nil { throw ValidationError("--vbp goes without --prices") }
    if timing, !isPlain { throw ValidationError("--timing goes with --pods or --vbp") }
    if vbp != nil, wishes.isAny { throw ValidationError("--vbp goes without what-ifs") }
    if isPlain, wishes.recommendations != nil {
      throw ValidationError("--recommendations goes without --pods and --vbp")
    }
    if assignment != nil, wishes.survive != nil {
      throw ValidationError("--assignment goes without --survive")
    }
    if isPlain, database.db != nil {
      throw ValidationError("--db goes without --pods and --vbp")
    }
  }

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.nodes) { $0.id }
    if let vbp {
      try runBins(vbp)
    } else if let pods, let nodeTypes {
      try runLists(pods, nodeTypes)
    } else {
      let now = clock.now == nil ? nil : try clock.instant()
      var wishes = wishes.wishes
      wishes.prices = prices
      let plan = try search.watched { [wishes] stop in
        try database.podfit.nodePlan(
          try options.request(now: now),
          search: search.search(stop),
          wishes: wishes
        )
      }
      try output.deliver(
        try renderer.init().render(plan),
        sparing: [database.path] + (prices.map { [$0] } ?? []),
        isTable: format == NodesTable.id
      )
      try search.finish()
    }
  }

  private func runLists(_ pods: String, _ nodeTypes: String) throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.nodes) { $0.id }
    let request = NodeListRequest(pods: pods, nodeTypes: nodeTypes, prices: prices)
    let inputs = [pods, nodeTypes] + (prices.map { [$0] } ?? [])
    let watch = ContinuousClock()
    let start = watch.now
    var (plan, table) = try search.watched { stop in
      try Podfit.nodePlan(
        request,
        search: search.search(stop),
        wishes: wishes.wishes
      )
    }
    if timing { plan.seconds = (watch.now - start) / .seconds(1) }
    if let assignment {
      plan.assignment = assignment
      try FileOutput.write(table(), to: assignment, sparing: inputs)
    }
    try output.deliver(try renderer.init().render(plan), sparing: inputs)
    try search.finish()
  }

  private func runBins(_ path: String) throws {
    let watch = ContinuousClock()
    let start = watch.now
    var document = try search.watched { stop in
      try Podfit.binPlan(
        vbp: path,
        search: search.search(stop)
      )
    }
    if timing { document.seconds = (watch.now - start) / .seconds(1) }
    try output.deliver(
      format == "json" ? try document.json() : document.text,
      sparing: [path]
    )
    try search.finish()
  }
}
