public import PodfitModel

/// What `podfit nodes scenario --format json` writes.
public struct ScenarioDocument: Document {
  /// The schema's name.
  public static let schemaName = "nodes-scenario"

  /// One scenario.
  public struct Row: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case name, nodes
      case lowerBound = "lower_bound"
      case gapRatio = "gap_ratio"
      case cost
      case costLowerBound = "cost_lower_bound"
      case unschedulable
      case leftOut = "left_out"
      case pools
      case truncatedByTime = "truncated_by_time"
    }
    /// Its name.
    public var name: String
    /// Nodes that a checked packing needs.
    public var nodes: Int
    /// The proven minimum.
    public var lowerBound: Int
    /// How far the nodes are above it.
    public var gapRatio: Double
    /// What the nodes cost; absent where all count alike.
    public var cost: Double?
    /// The proven least cost; absent where all count alike.
    public var costLowerBound: Double?
    /// Pods that fit nowhere.
    public var unschedulable: Int
    /// Those pods by workload, with the reason.
    public var leftOut: [NodesDocument.Unschedulable]
    /// Nodes per pool.
    public var pools: [String: Int]
    /// Whether a limit of time or a signal ended the search.
    public var truncatedByTime: Bool

    /// Makes a row.
    public init(
      name: String,
      nodes: Int,
      lowerBound: Int,
      cost: Double?,
      costLowerBound: Double?,
      leftOut: [NodePlan.Unschedulable],
      pools: [String: Int],
      truncatedByTime: Bool
    ) {
      self.name = name
      self.nodes = nodes
      self.lowerBound = lowerBound
      gapRatio = lowerBound > 0 ? Double(nodes - lowerBound) / Double(lowerBound) : 0
      self.cost = cost
      self.costLowerBound = costLowerBound
      unschedulable = leftOut.reduce(0) { $0 + $1.pods }
      self.leftOut = leftOut.map {
        NodesDocument.Unschedulable(
          workload: $0.workload.path,
          pods: $0.pods,
          reason: $0.reason
        )
      }
      self.pools = pools
      self.truncatedByTime = truncatedByTime
    }
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case nodesNow = "nodes_now"
    case costUnit = "cost_unit"
    case scenarios
  }

  /// The version of the form.
  public var schemaVersion = 1
  /// Nodes there are.
  public var nodesNow: Int
  /// What cost is counted in; absent where all nodes count alike.
  public var costUnit: String?
  /// The scenarios, the first without a change.
  public var scenarios: [Row]

  /// Makes a document.
  public init(nodesNow: Int, costUnit: String?, rows: [Row]) {
    self.nodesNow = nodesNow
    self.costUnit = costUnit
    scenarios = rows
  }

  /// The document as a table for people.
  public var text: String {
    var table = TextTable([
      ("SCENARIO", .left), ("NODES", .right), ("MINIMUM", .right), ("GAP", .right),
      ("COST", .right), ("NO PLACE", .right), ("POOLS", .left),
    ])
    for row in scenarios {
      let pools = row.pools.sorted { $0.key < $1.key }
        .map { "\($0.value) \($0.key.printable)" }.joined(separator: ", ")
      table.append([
        row.name.printable, "\(row.nodes)", "\(row.lowerBound)", row.gapRatio.percent,
        row.cost.map { $0.text(decimals: 2) } ?? "-", "\(row.unschedulable)", pools,
      ])
    }
    var text = table.text + "\n\(nodesNow) nodes now\n"
    if let costUnit { text += "cost is in \(costUnit)\n" }
    for row in scenarios {
      for each in row.leftOut {
        text += "no place in \(row.name.printable): \(each.pods.counted("pod")) of"
        text += " \(each.workload.printable): \(each.reason.printable)\n"
      }
    }
    return text
  }
}
