import PodfitModel
import PodfitPack
import PodfitProfile
public import PodfitReport

extension Podfit {
  /// What-ifs of a file over the database: now, after, and each scenario.
  ///
  /// - Throws: ``PodfitError`` when the file cannot be used, no nodes are known, or the database cannot be
  ///   read
  public func nodeScenarios(
    file: String,
    _ request: RecommendRequest,
    prices path: String? = nil,
    search: NodeSearch = NodeSearch()
  ) throws(PodfitError) -> ScenarioDocument {
    let analysis = try analysis(request)
    let inventory = analysis.inventory
    guard !inventory.nodes.isEmpty else { throw .noNodes(database: database) }
    let placed = analysis.placedPods
    guard placed.pods.contains(where: \.occupiesNode) else { throw .noPods(database: database) }
    let scaled = ScaledPods(placed.pods, inventory: inventory, peakPods: analysis.peakPods)
    let problems: (current: PackingProblem, after: PackingProblem)
    do {
      problems = (
        try PackingProblem(nodes: inventory.nodes, pods: scaled.pods, owner: scaled.workload),
        try PackingProblem(
          nodes: inventory.nodes,
          pods: scaled.pods,
          owner: scaled.workload,
          recommended: analysis.advisedResources
        )
      )
    } catch {
      throw .pack(error)
    }
    let prices = try path.map { path throws(PodfitError) in try PriceList(path: path) }
    let zones = Set(inventory.nodes.map(\.zone)).subtracting([""]).count
    return try Self.scenarios(
      file: file,
      now: try problems.current.costed(prices),
      after: try problems.after.costed(prices),
      zones: zones,
      unit: prices == nil ? PriceList.sizeUnit : PriceList.unit,
      search: search
    )
  }

  /// What-ifs of a file over plain lists, without a database.
  ///
  /// - Throws: ``PodfitError`` when a list or the file cannot be used
  public static func nodeScenarios(
    file: String,
    _ request: NodeListRequest,
    search: NodeSearch = NodeSearch()
  ) throws(PodfitError) -> ScenarioDocument {
    let lists = try NodeLists(
      pods: request.pods,
      types: request.nodeTypes,
      prices: request.prices
    )
    return try scenarios(
      file: file,
      now: nil,
      after: lists.problem,
      zones: 3,
      unit: lists.unit == .price ? PriceList.unit : PriceList.sizeUnit,
      search: search
    )
  }

  private static func scenarios(
    file: String,
    now: PackingProblem?,
    after: PackingProblem,
    zones: Int,
    unit: String,
    search: NodeSearch
  ) throws(PodfitError) -> ScenarioDocument {
    let list = try ScenarioList(path: file, for: after)
    var rows: [ScenarioDocument.Row] = []
    let planner = search.planner
    func add(_ name: String, _ problem: PackingProblem, _ change: ScenarioChange)
      throws(PodfitError)
    {
      do {
        let answer = try ScenarioAnswer(
          problem,
          change: change,
          zones: zones,
          effort: planner.effort,
          seed: search.seed
        )
        let costs = try answer.costs(scale: NodeLists.costScale)
        rows.append(
          ScenarioDocument.Row(
            name: name,
            nodes: answer.nodes,
            lowerBound: answer.lowerBound,
            cost: costs.needed,
            costLowerBound: costs.least,
            leftOut: answer.leftOut,
            pools: answer.pools,
            truncatedByTime: answer.wasStopped
          )
        )
      } catch {
        throw .pack(error)
      }
    }
    if let now { try add("requests in force", now, ScenarioChange()) }
    try add(now == nil ? "as listed" : "recommended", after, ScenarioChange())
    for entry in list.entries { try add(entry.name, after, entry.change) }
    return ScenarioDocument(
      nodesNow: after.pools.reduce(0) { $0 + $1.nodesNow },
      costUnit: unit,
      rows: rows
    )
  }
}
