public import PodfitModel
import PodfitPack
public import PodfitReport

/// How a packing is searched for.
public struct NodeSearch: Sendable {
  /// Chooses among equal moves.
  public var seed: UInt64
  /// Whether packers alone answer.
  public var isGreedy: Bool
  /// Asked now and then; true ends the search with the best so far.
  public var shouldStop: @Sendable () -> Bool

  /// Makes a search.
  public init(
    seed: UInt64 = 1,
    isGreedy: Bool = false,
    shouldStop: @escaping @Sendable () -> Bool = { false }
  ) {
    self.seed = seed
    self.isGreedy = isGreedy
    self.shouldStop = shouldStop
  }

  /// A planner that searches so.
  var planner: NodePlanner {
    var planner = NodePlanner()
    planner.effort = isGreedy ? .greedy : .full
    planner.effort.shouldStop = shouldStop
    planner.seed = seed
    return planner
  }
}

/// Plain lists to pack.
public struct NodeListRequest: Sendable {
  /// The list of pods.
  public var pods: String
  /// The list of node types.
  public var nodeTypes: String
  /// The list of prices, or nil.
  public var prices: String?

  /// Makes a request.
  public init(pods: String, nodeTypes: String, prices: String? = nil) {
    self.pods = pods
    self.nodeTypes = nodeTypes
    self.prices = prices
  }
}

extension Podfit {
  /// Nodes for plain lists of pods and node types, without a database.
  ///
  /// - Returns: the plan, and the pods of each node as CSV
  /// - Throws: ``PodfitError`` when a list cannot be used
  public static func nodePlan(
    _ request: NodeListRequest,
    search: NodeSearch = NodeSearch(),
    wishes: NodeWishes = NodeWishes()
  ) throws(PodfitError) -> (plan: NodePlan, assignment: () -> String) {
    let lists = try NodeLists(
      pods: request.pods,
      types: request.nodeTypes,
      prices: request.prices,
      caps: LimitCaps(wishes.limitCaps)
    )
    try wishes.check(lists.problem.resources)
    let baseline = try wishes.hosts()
    do {
      let unit = lists.unit == .price ? PriceList.unit : PriceList.sizeUnit
      var (plan, solution) = try wishes.planner(search, zones: 3).answer(
        current: nil,
        recommended: lists.problem,
        unit: (unit, NodeLists.costScale)
      )
      plan.baseline = baseline?.baseline
      plan.notes = (plan.notes + (baseline?.notes ?? [])).sorted()
      return (plan, { NodeAssignment.csv(solution) })
    } catch {
      throw .pack(error)
    }
  }

  /// Bins for an instance of vector bin packing.
  ///
  /// - Throws: ``PodfitError`` when the file cannot be used
  public static func binPlan(
    vbp path: String,
    search: NodeSearch = NodeSearch()
  ) throws(PodfitError) -> BinsDocument {
    let problem = try VectorInstance(path: path).problem
    do {
      let solution = try search.planner.solution(of: problem)
      return BinsDocument(
        bins: solution.packing.nodeCount,
        lowerBound: solution.lowerBound,
        proved: solution.isProved,
        tooLarge: solution.packing.leftOut.values.reduce(0, +),
        method: solution.packing.packer,
        truncatedByTime: solution.wasStopped
      )
    } catch {
      throw .pack(error)
    }
  }
}

/// The pods of each node as a table.
enum NodeAssignment {
  /// One row per node and workload: `node,node_type,namespace,workload,pods`.
  static func csv(_ solution: PackingSolution) -> String {
    var text = "node,node_type,namespace,workload,pods\n"
    var number = 0
    for node in solution.packing.nodes {
      let pool = solution.problem.pools[node.pool].name.csvCell
      for _ in 0..<node.copies {
        number += 1
        for each in node.contents {
          let workload = solution.problem.items[each.item].workload
          text += "\(number),\(pool),\(workload.namespace.csvCell),\(workload.name.csvCell)"
          text += ",\(each.count)\n"
        }
      }
    }
    return text
  }
}

extension String {
  /// The text as a cell: quoted where it has to be.
  fileprivate var csvCell: String {
    guard contains(where: { ",;\t\"\r\n".contains($0) }) || first == "#" else { return self }
    return "\"" + replacing("\"", with: "\"\"") + "\""
  }
}
