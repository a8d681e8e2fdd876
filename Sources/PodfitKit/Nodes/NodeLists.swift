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
  static let costScale = 1_000_000.0
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
    var line: Int
  }

  init(
    pods podPath: String,
    types typePath: String,
    prices: String?,
    caps: LimitCaps = LimitCaps()
  ) throws(PodfitError) {
    let pods = try Self.pods(podPath)
    var types = try Self.types(typePath)
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
          maxPerNode: each.maxPerNode,
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
          .map { PlanNote.notOffered(resource: $0) }
      )
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

  // MARK: Rows

  private static func pods(_ path: String) throws(PodfitError) -> [Pods] {
    let table = try ListTable(path: path)
    let name = try table.neededColumn(["workload", "name", "pod", "deployment"])
    let namespace = try table.column(["namespace"])
    let replicas = try table.column(["replicas", "count", "pods"])
    let cpu = try Quantity(
      table,
      CPU.self,
      ["cpu", "cpu_request", "cpu_cores"],
      milli: "cpu_milli"
    )
    let memory = try Quantity(
      table,
      Memory.self,
      ["memory", "memory_request", "memory_bytes"],
      milli: "memory_mib"
    )
    let most = try table.column(["max_per_node", "max_per_host"])
    let devices = try table.column(["gpus", "gpu", "num_gpu"])
    let share = try table.column(["gpu_milli"])
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
      let whole = Int64(try table.count(row, devices, in: 0...1_000) ?? 0)
      let part = Int64(try table.count(row, share, in: 0...1_000) ?? 1_000)
      var limits: [String: Int64] = [:]
      limits[CPU.resourceName] =
        try table.amount(row, cpuLimit, CPU.self, scaled: 1)?.nanocores
      limits[Memory.resourceName] =
        try table.amount(row, memoryLimit, Memory.self, scaled: 1)?.bytes
      let each = Pods(
        workload: WorkloadID(
          cluster: "",
          namespace: table.text(row, namespace),
          kind: .deployment,
          name: workload
        ),
        count: count,
        cpu: try cpu.amount(row),
        memory: try memory.amount(row),
        // One device may be shared; several are whole.
        devices: whole == 1 ? part : whole * device,
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
    return result
  }

  static func types(_ path: String) throws(PodfitError) -> [NodeType] {
    let table = try ListTable(path: path)
    let node = try table.column(["node", "sn", "hostname"])
    let name = try table.column(["name", "type", "node_type", "instance_type", "machine"])
    if node == nil, name == nil { _ = try table.neededColumn(["name", "instance_type", "node"]) }
    let provider = try table.column(["provider"])
    let cpu = try Quantity(
      table,
      CPU.self,
      ["cpu", "cpu_allocatable", "cpu_cores"],
      milli: "cpu_milli",
      isNeeded: provider == nil
    )
    let memory = try Quantity(
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
          line: row.line
        )
      )
    }
    guard !result.isEmpty else { throw ListTable.error(path, 0, .empty) }
    return result
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
    let table = try ListTable(path: path)
    let name = try table.neededColumn(["name", "type", "node_type", "instance_type", "machine"])
    let price = try table.neededColumn(["price", "price_per_hour", "cost"])
    let fee = try feeColumn(table, price)
    var prices: [String: Double] = [:]
    for row in table.rows {
      let label = table.text(row, name)
      guard let amount = try table.price(row, price, fee: fee) else {
        throw table.error(row, price, .emptyCell)
      }
      guard prices.updateValue(amount, forKey: label) == nil else {
        throw table.error(row, name, .twice(label))
      }
    }
    for index in types.indices {
      guard let amount = prices[types[index].name] else {
        throw ListTable.error(path, 0, .noPrice(types[index].name))
      }
      types[index].price = amount
    }
  }

  /// The column of fees per node, which need prices.
  private static func feeColumn(
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

/// An amount in one of two columns: a quantity, or a plain number of thousandths or MiB.
private struct Quantity<Amount: ResourceAmount> {
  let table: ListTable
  let column: Int?
  let unit: Int64

  init(
    _ table: ListTable,
    _ type: Amount.Type,
    _ names: [String],
    milli: String,
    isNeeded: Bool = true
  ) throws(PodfitError) {
    self.table = table
    let scaled = try table.column([milli])
    let plain = try table.column(names)
    if let scaled, let plain {
      throw ListTable.error(
        table.path,
        1,
        .sameColumn(table.header[plain], table.header[scaled])
      )
    }
    let found = plain ?? scaled
    if found == nil, isNeeded {
      throw ListTable.error(table.path, 1, .noColumn(names + [milli]))
    }
    column = found
    unit = plain != nil ? 1 : milli.hasSuffix("_mib") ? 1 << 20 : 1_000_000
  }

  /// The amount of a row, or nil where its cell is empty.
  func given(_ row: ListTable.Row) throws(PodfitError) -> Amount? {
    try table.amount(row, column, Amount.self, scaled: unit)
  }

  func amount(_ row: ListTable.Row) throws(PodfitError) -> Amount {
    guard let amount = try given(row) else {
      throw table.error(row, column, .emptyCell)
    }
    return amount
  }
}
