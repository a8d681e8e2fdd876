import PodfitModel
import PodfitPack

/// What is asked of a node plan beside the pods and nodes as they are.
public struct NodeWishes: Sendable {
  /// How many times the pods there are.
  public var growth = 1.0
  /// The loss that nodes must survive, one of ``losses``, or nil.
  public var survive: String?
  /// Nodes that stay: names of nodes, pools or machine types, or `all`.
  public var keep: [String] = []
  /// The part of each resource that may be handed out, by name, above 0 up to 1.
  public var caps: [String: Double] = [:]
  /// How many times what a node hands out the limits of its pods may be, for `cpu` and `memory`.
  public var limitCaps: [String: Double] = [:]
  /// A list of the hosts before a migration.
  public var baseline: String?
  /// A list of prices by machine type or pool, for nodes of a database.
  public var prices: String?
  /// A file of `podfit recommend --format json` whose requests count instead of new advice.
  public var recommendations: String?

  /// The losses there are.
  public static let losses = ScenarioChange.Loss.allCases.map(\.rawValue)

  /// The resources that have limits.
  public static let limited = LimitCaps.resources

  /// Makes wishes for nothing.
  public init() {}

  /// A planner that fulfils them.
  func planner(_ search: NodeSearch, zones: Int) -> NodePlanner {
    var planner = search.planner
    planner.change.growth = growth
    planner.change.loss = survive.flatMap(ScenarioChange.Loss.init)
    planner.change.caps = caps
    planner.zones = zones
    planner.kept = keep
    return planner
  }

  /// Refuses caps of resources that no pod asks for.
  func check(_ resources: [String]) throws(PodfitError) {
    if let missing = caps.keys.sorted().first(where: { !resources.contains($0) }) {
      throw .badSetting(
        key: "cap",
        value: missing,
        expected: "a resource that pods ask for: \(resources.joined(separator: ", "))"
      )
    }
  }

  /// The requests of the file, where one is given.
  func advice() throws(PodfitError) -> [ContainerID: ContainerResources]? {
    guard let recommendations else { return nil }
    let set = try Podfit.recommendations(inFile: recommendations, withSteps: false)
    var advised: [ContainerID: ContainerResources] = [:]
    for each in set.recommendations where each.status != .withheld {
      advised[each.id] = each.recommended
    }
    return advised
  }

  /// The hosts of the list, where one is given.
  func hosts() throws(PodfitError) -> HostList? {
    guard let baseline else { return nil }
    return try HostList(path: baseline)
  }
}
