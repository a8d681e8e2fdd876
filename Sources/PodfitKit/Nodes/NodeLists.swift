import Foundation
import PodfitModel
import PodfitPack

/// Plain lists of pods and node types as a packing problem.
///
/// - Source: docs/formats/node-lists.md
struct NodeLists {
  /// What costs are counted in.
  enum CostUnit {
    /// The unit of the user's prices.
    case price
    /// Cores plus GiB of memory over 7.5, where there are no prices.
    case cores
  }

  let problem: PackingProblem
  let unit: CostUnit

  /// Costs are whole millionths.
  static let costScale = PackingProblem.priceScale
  /// One device in thousandths.
  static let device: Int64 = 1_000

  /// A row of pods that are alike.
  struct Pods {
    var workload: WorkloadID
    var count: Int
    var cpu: CPU
    var memory: Memory
    var devices: Int64
    var limits: [String: Int64]
    var more: [String: Int64]
    var maxPerNode: Int?
    var models: [String]
    var types: [String]
    var rivals: [String]
    var line: Int
  }

  /// Nodes that are alike.
  struct NodeType {
    var name: String
    var cpu: CPU
    var memory: Memory
    var pods: Int64?
    var devices: Int64
    var more: [String: Int64]
    var model: String
    var now: Int
    var limit: Int?
    var price: Double?
    /// The names of nodes there are, where rows are nodes.
    var nodes: [String] = []
    var line: Int
  }

  init(
    pods podPath: String,
    types typePath: String,
    prices: String?,
    caps: LimitCaps = LimitCaps()
  ) throws(PodfitError) {
    let (pods, unreadOfPods) = try Self.pods(podPath)
    var (types, unread) = try Self.types(typePath)
    if let prices { try Self.price(&types, from: prices) }
    let priced = types.filter { $0.price != nil }
    if !priced.isEmpty, let missing = types.first(where: { $0.price == nil }) {
      throw ListTable.error(prices ?? typePath, 0, .noPrice(missing.name))
    }
    unit = priced.isEmpty ? .cores : .price

    let hasDevices = pods.contains { $0.devices > 0 }
    let asked = Set(pods.flatMap(\.more.keys))
    let more = ListDimensions.all.map(\.resource).filter(asked.contains)
    let capped = LimitCaps.resources.filter { caps.factors[$0] != nil }
    let resources =
      [CPU.resourceName, Memory.resourceName, "pods"] + (hasDevices ? ["gpu"] : []) + more
      + capped.map(LimitCaps.name)
    let pools = types.map { type in
      let amounts = [
        type.cpu.nanocores, type.memory.bytes, type.pods ?? ResourceVector.unlimited,
      ]
      let besides = more.map { type.more[$0] ?? ResourceVector.unlimited }
      let limits = capped.map { name in
        let own = name == CPU.resourceName ? type.cpu.nanocores : type.memory.bytes
        return caps.offered(own, of: name) ?? ResourceVector.unlimited
      }
      var pool = PackPool(
        name: type.name,
        instanceType: type.name,
        nodesNow: type.now,
        allocatable: ResourceVector(
          amounts + (hasDevices ? [type.devices] : []) + besides + limits
        ),
        nodeLimit: type.limit,
        cost: type.price.map(Self.units) ?? Self.size(type)
      )
      pool.price = type.price ?? Self.exactSize(type)
      return pool
    }
    var index: [String: [Int]] = [:]
    for (number, each) in pods.enumerated() {
      index[each.workload.name, default: []].append(number)
    }
    var items: [PackItem] = []
    var conflicts: [ItemConflict] = []
    for (number, each) in pods.enumerated() {
      var allowed: [Int]?
      if !each.models.isEmpty || !each.types.isEmpty {
        for name in each.types where !types.contains(where: { $0.name == name }) {
          throw ListTable.error(podPath, each.line, .unknownName(name), column: "node_types")
        }
        allowed = types.indices.filter { type in
          (each.models.isEmpty || each.models.contains(types[type].model))
            && (each.types.isEmpty || each.types.contains(types[type].name))
        }
      }
      // Rows of the name itself keep apart, and so do pods of one row.
      let isApart = each.rivals.contains(each.workload.name)
      for rival in each.rivals {
        guard let others = index[rival] else {
          throw ListTable.error(podPath, each.line, .unknownName(rival), column: "not_with")
        }
        conflicts += others.filter { $0 != number }.map { ItemConflict(number, $0) }
      }
      let amounts = [each.cpu.nanocores, each.memory.bytes, 1]
      let besides =
        more.map { each.more[$0] ?? 0 }
        + capped.map { name in
          each.limits[name] ?? (name == CPU.resourceName ? amounts[0] : amounts[1])
        }
      items.append(
        PackItem(
          workload: each.workload,
          count: each.count,
          request: ResourceVector(amounts + (hasDevices ? [each.devices] : []) + besides),
          maxPerNode: isApart ? 1 : each.maxPerNode,
          fixedPools: allowed ?? (types.indices.map { $0 })
        )
      )
    }
    do {
      problem = try PackingProblem(
        resources: resources,
        pools: pools,
        items: items,
        conflicts: conflicts,
        devices: hasDevices ? DeviceResource(resource: 3, unit: Self.device) : nil,
        notes: more.filter { name in !types.contains { $0.more[name] != nil } }
          .map { PlanNote.notOffered(resource: $0) } + Self.unread("pods", unreadOfPods)
          + Self.unread("node types", unread)
      ).with(homes: Self.homes(types))
    } catch {
      throw .pack(error)
    }
  }

  /// A node's size where it has no price, in millionths; at least one.
  private static func size(_ type: NodeType) -> Int64 {
    units(exactSize(type))
  }

  private static func exactSize(_ type: NodeType) -> Double {
    type.cpu.cores + Double(type.memory.bytes) / 0x1p30 / 7.5
  }

  /// A price in millionths; at least one.
  static func units(_ price: Double) -> Int64 {
    let most = Double(PackingProblem.costLimit)
    return max(1, Int64(min(most, (price * costScale).rounded())))
  }

  /// The kind of each node that has a name of its own.
  private static func homes(_ types: [NodeType]) -> [String: Int] {
    let named = types.enumerated().flatMap { index, type in type.nodes.map { ($0, index) } }
    // Of two nodes of one name neither is meant.
    return Dictionary(named) { _, _ in -1 }.filter { $0.value >= 0 && !$0.key.isEmpty }
  }

  private static func unread(_ list: String, _ names: [String]) -> [PlanNote] {
    names.isEmpty ? [] : [.unreadColumns(list: list, names: names.map(\.printable))]
  }

  // MARK: Rows

  private static func pods(
    _ path: String
  ) throws(PodfitError) -> (pods: [Pods], unread: [String]) {
    let table = try ListTable(path: path)
    let name = try table.neededColumn(["workload", "name", "pod", "deployment"])
    let namespace = try table.column(["namespace"])
    let replicas = try table.column(["replicas", "count", "pods"])
    let cpu = try ListQuantity(
      table,
      CPU.self,
      ["cpu", "cpu_request", "cpu_cores"],
      milli: "cpu_milli"
    )
    let memory = try ListQuantity(
      table,
      Memory.self,
      ["memory", "memory_request", "memory_bytes"],
      milli: "memory_mib"
    )
    let most = try table.column(["max_per_node", "max_per_host"])
    let gpus = try DeviceColumns(table)
    let models = try table.column(["gpu_models", "gpu_spec"])
    let types = try table.column(["node_types"])
    let rivals = try table.column(["not_with"])
    let dimensions = try ListDimensions(table)
    let cpuLimit = try table.column(["cpu_limit"])
    let memoryLimit = try table.column(["memory_limit"])
    var result: [Pods] = []
    for row in table.rows {
      let workload = table.text(row, name)
      guard !workload.isEmpty else { throw table.error(row, name, .emptyCell) }
      let count = try table.count(row, replicas, in: 0...PackingProblem.podLimit) ?? 1
      let gpus = try gpus.amount(row)
      var limits: [String: Int64] = [:]
      limits[CPU.resourceName] =
        try table.amount(row, cpuLimit, CPU.self, scaled: 1)?.nanocores
      limits[Memory.resourceName] =
        try table.amount(row, memoryLimit, Memory.self, scaled: 1)?.bytes
      let each = Pods(
        workload: WorkloadID(
          cluster: "",
          namespace: table.text(row, namespace),
          kind: .unstated,
          name: workload
        ),
        count: count,
        cpu: try cpu.amount(row),
        memory: try memory.amount(row),
        devices: gpus,
        limits: limits,
        more: try dimensions.amounts(table, row),
        maxPerNode: try table.count(row, most, in: 1...PackingProblem.podLimit),
        models: Self.names(table.text(row, models)),
        types: Self.names(table.text(row, types)),
        rivals: Self.names(table.text(row, rivals)),
        line: row.line
      )
      if count > 0 { result.append(each) }
    }
    guard !result.isEmpty else { throw ListTable.error(path, 0, .empty) }
    return (result, table.unread)
  }

  static func types(
    _ path: String
  ) throws(PodfitError) -> (types: [NodeType], unread: [String]) {
    let table = try ListTable(path: path)
    let node = try table.column(["node", "sn", "hostname"])
    let name = try table.column(["name", "type", "node_type", "instance_type", "machine"])
    if node == nil, name == nil { _ = try table.neededColumn(["name", "instance_type", "node"]) }
    let provider = try table.column(["provider"])
    let cpu = try ListQuantity(
      table,
      CPU.self,
      ["cpu", "cpu_allocatable", "cpu_cores"],
      milli: "cpu_milli",
      isNeeded: provider == nil
    )
    let memory = try ListQuantity(
      table,
      Memory.self,
      ["memory", "memory_allocatable", "memory_bytes"],
      milli: "memory_mib",
      isNeeded: provider == nil
    )
    let pods = try table.column(["pods", "max_pods"])
    let devices = try table.column(["gpus", "gpu"])
    let model = try table.column(["gpu_model", "model"])
    let now = try table.column(["count", "nodes", "nodes_now"])
    let limit = try table.column(["limit", "max_nodes", "available"])
    let price = try table.column(["price", "price_per_hour", "cost"])
    let fee = try Self.feeColumn(table, price)
    let dimensions = try ListDimensions(table)
    var result: [NodeType] = []
    var known: [String: Int] = [:]
    for row in table.rows {
      let label = table.text(row, name)
      let gpus = try table.count(row, devices, in: 0...1_000) ?? 0
      let kind = table.text(row, model)
      var most = try table.count(row, pods, in: 0...1_000_000)
      var own: CPU
      var bytes: Memory
      if let named = try Self.provider(table, row, provider) {
        // The columns are what the machine has; the provider takes its share of that.
        let known = MachineCatalog.machine(label)
        guard let machineCPU = try cpu.given(row) ?? known?.cpu,
          let machineMemory = try memory.given(row) ?? known?.memory
        else { throw table.error(row, name, .unknownMachine(label)) }
        let given = named.allocatable(
          of: MachineShape(
            name: label,
            cpu: machineCPU,
            memory: machineMemory,
            interfaces: known?.interfaces,
            addresses: known?.addresses
          ),
          pods: most.map(Int64.init)
        )
        (own, bytes, most) = (given.cpu, given.memory, given.pods.map { Int($0) })
      } else {
        own = try cpu.amount(row)
        bytes = try memory.amount(row)
      }
      let count = try table.count(row, now, in: 0...1_000_000) ?? (node == nil ? 0 : 1)
      var shape = label
      if node != nil {
        // One row a node: alike rows are one kind, named for what it is.
        shape = label.isEmpty ? "\(own)-\(bytes)" : label
        if gpus > 0 { shape += "-\(gpus)x\(kind.isEmpty ? "gpu" : kind)" }
        if let most { shape += "-\(most)pods" }
        if let index = known[shape] {
          result[index].now += count
          result[index].nodes.append(table.text(row, node))
          result[index].limit = result[index].limit.map { $0 + count }
          continue
        }
      }
      guard !shape.isEmpty else { throw table.error(row, name, .emptyCell) }
      guard known.updateValue(result.count, forKey: shape) == nil else {
        throw table.error(row, name, .twice(shape))
      }
      result.append(
        NodeType(
          name: shape,
          cpu: own,
          memory: bytes,
          pods: most.map(Int64.init),
          devices: Int64(gpus) * device,
          more: try dimensions.amounts(table, row),
          model: kind,
          now: count,
          limit: try table.count(row, limit, in: 0...1_000_000) ?? (node == nil ? nil : count),
          price: try table.price(row, price, fee: fee),
          nodes: node == nil ? [] : [table.text(row, node)],
          line: row.line
        )
      )
    }
    guard !result.isEmpty else { throw ListTable.error(path, 0, .empty) }
    return (result, table.unread)
  }

  private static func provider(
    _ table: ListTable,
    _ row: ListTable.Row,
    _ column: Int?
  ) throws(PodfitError) -> NodeProvider? {
    let name = table.text(row, column)
    guard !name.isEmpty else { return nil }
    guard let provider = NodeProvider(rawValue: name) else {
      let known = NodeProvider.allCases.map(\.rawValue).joined(separator: ", ")
      throw table.error(row, column, .outOfRange(name, allowed: known))
    }
    return provider
  }

  private static func price(
    _ types: inout [NodeType],
    from path: String
  ) throws(PodfitError) {
    let list = try PriceList(path: path)
    for index in types.indices { types[index].price = try list.price(of: [types[index].name]) }
  }

  /// The column of fees per node, which need prices.
  static func feeColumn(
    _ table: ListTable,
    _ price: Int?
  ) throws(PodfitError) -> Int? {
    let fee = try table.column(["fee", "fee_per_node", "fee_per_hour"])
    if fee != nil, price == nil { throw ListTable.error(table.path, 1, .noColumn(["price"])) }
    return fee
  }

  private static func names(_ text: String) -> [String] {
    text.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { !$0.isEmpty }
  }
}
