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
  func hosts() throws(PodfitError) -> NodePlan.Baseline? {
    guard let baseline else { return nil }
    return try HostList(path: baseline).baseline
  }
}

/// A list of hosts: their number and, where it says so, their size.
///
/// - Source: docs/formats/node-lists.md#hosts-before-a-migration
struct HostList {
  let baseline: NodePlan.Baseline

  init(path: String) throws(PodfitError) {
    let table = try ListTable(path: path)
    let count = try table.column(["count", "hosts", "vms"])
    let cpu = try table.column(["cpu", "cores", "vcpus", "cpu_cores"])
    let memory = try table.column(["memory", "memory_bytes"])
    var hosts = 0
    var size: Double? = cpu == nil || memory == nil ? nil : 0
    for row in table.rows {
      let number = try table.count(row, count, in: 0...10_000_000) ?? 1
      hosts += number
      guard let cpu, let memory, let known = size else { continue }
      guard let cores = try table.amount(row, cpu, CPU.self, scaled: 1),
        let bytes = try table.amount(row, memory, Memory.self, scaled: 1)
      else { throw table.error(row, cpu, .emptyCell) }
      size = known + Double(number) * (cores.cores + Double(bytes.bytes) / 0x1p30 / 7.5)
    }
    guard hosts > 0 else { throw ListTable.error(path, 0, .empty) }
    baseline = NodePlan.Baseline(hosts: hosts, size: size)
  }
}
