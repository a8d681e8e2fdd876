internal import PodfitModel

/// A packing summed up per pool as reports show it: parts of one pool with one machine type together.
struct PoolTotals {
  /// The pools, by name and machine type.
  let pools: [NodePlan.Pool]
  /// What the nodes there are hand out, and those needed.
  let size: NodePlan.Size

  fileprivate struct Key: Hashable {
    var cluster: String
    var name: String
    var instanceType: String
  }

  /// Sums over the nodes of a pool; wide enough for any number of nodes.
  private struct Sums {
    var nodesNow = 0
    var nodesNeeded = 0
    /// What daemons take on all nodes there are and needed, and how many those are.
    var daemons: [Int128]
    var daemonNodes = 0
    var daemonOffered: [Int128]
    var offered: [Int128]
    var used: [Int128]
    /// Resources without a known limit, by index.
    var unlimited: Set<Int> = []

    init(resources: Int) {
      offered = Array(repeating: 0, count: resources)
      used = offered
      daemons = offered
      daemonOffered = offered
    }
  }

  /// Sums a packing up.
  ///
  /// - Parameters:
  ///   - solution: the packing
  ///   - times: how many times there is what it holds, such as once in every zone
  ///   - idle: nodes beside it that carry their daemons alone, by pool
  init(_ solution: PackingSolution, times: Int = 1, idle: [Int: Int] = [:]) {
    let problem = solution.problem
    var sums: [Key: Sums] = [:]
    var size = NodePlan.Size()
    for (index, pool) in problem.pools.enumerated() {
      var sum = sums[Key(pool)] ?? Sums(resources: problem.resources.count)
      sum.nodesNow += pool.nodesNow
      let count = max(1, pool.nodesNow)
      sum.daemonNodes += count
      for daemon in problem.daemons where daemon.lands(on: pool, at: index) {
        for (resource, amount) in daemon.request.amounts.enumerated() {
          sum.daemons[resource] += Int128(amount) * Int128(count)
        }
      }
      for (resource, amount) in pool.allocatable.amounts.enumerated()
      where amount != ResourceVector.unlimited {
        sum.daemonOffered[resource] += Int128(amount) * Int128(count)
      }
      sums[Key(pool)] = sum
      size.now += Double(pool.nodesNow) * pool.size(in: problem.resources)
    }
    let more = idle.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map {
      PackedNode(pool: $0.key, copies: $0.value, contents: [])
    }
    let packed = solution.packing.nodes.map {
      PackedNode(pool: $0.pool, copies: $0.copies * times, contents: $0.contents)
    }
    for node in packed + more {
      let pool = problem.pools[node.pool]
      size.needed += Double(node.copies) * pool.size(in: problem.resources)
      var sum = sums[Key(pool)] ?? Sums(resources: problem.resources.count)
      sum.nodesNeeded += node.copies
      var used = [Int128](repeating: 0, count: problem.resources.count)
      for each in node.contents {
        for (resource, amount) in problem.items[each.item].request.amounts.enumerated() {
          used[resource] += Int128(amount) * Int128(each.count)
        }
      }
      for daemon in problem.daemons where daemon.lands(on: pool, at: node.pool) {
        for (resource, amount) in daemon.request.amounts.enumerated() {
          used[resource] += Int128(amount)
        }
      }
      for (resource, amount) in pool.allocatable.amounts.enumerated() {
        if amount == ResourceVector.unlimited { sum.unlimited.insert(resource) }
        sum.offered[resource] += Int128(amount) * Int128(node.copies)
        sum.used[resource] += used[resource] * Int128(node.copies)
      }
      sums[Key(pool)] = sum
    }
    self.size = size
    let isOneCluster = Set(problem.pools.map(\.cluster)).count <= 1
    pools = sums.sorted { Self.isBefore($0.key, $1.key) }.map { key, sum in
      var pool = NodePlan.Pool(
        name: isOneCluster ? key.name : "\(key.cluster)/\(key.name)",
        instanceType: key.instanceType,
        nodesNow: sum.nodesNow,
        nodesNeeded: sum.nodesNeeded,
        bindingResource: Self.binding(sum, problem.resources),
        stranded: Self.stranded(sum, problem.resources)
      )
      pool.daemons = Self.resources(
        sum.daemons.map { Int64(clamping: $0 / Int128(max(1, sum.daemonNodes))) },
        problem.resources
      )
      for (taken, offered) in zip(sum.daemons, sum.daemonOffered) where offered > 0 {
        pool.daemonShare = max(pool.daemonShare, Double(taken) / Double(offered))
      }
      return pool
    }
  }

  private static func isBefore(_ a: Key, _ b: Key) -> Bool {
    (a.cluster, a.name, a.instanceType) < (b.cluster, b.name, b.instanceType)
  }

  /// The resource used to the largest share; nil without nodes.
  private static func binding(_ sum: Sums, _ resources: [String]) -> String? {
    var best: (name: String, fill: Double)?
    for (index, name) in resources.enumerated()
    where sum.offered[index] > 0 && !sum.unlimited.contains(index) {
      let fill = Double(sum.used[index]) / Double(sum.offered[index])
      if fill > best?.fill ?? -1 { best = (name, fill) }
    }
    return best?.name
  }

  private static func stranded(_ sum: Sums, _ resources: [String]) -> NodeResources {
    var left = Self.resources(
      zip(sum.offered, sum.used).map { Int64(clamping: $0 - $1) },
      resources
    )
    for index in sum.unlimited where resources[index] == PackResource.pods { left.pods = nil }
    return left
  }

  private static func resources(_ amounts: [Int64], _ names: [String]) -> NodeResources {
    var result = NodeResources(pods: 0)
    for (amount, name) in zip(amounts, names) {
      switch name {
      case CPU.resourceName: result.cpu = CPU(nanocores: amount)
      case Memory.resourceName: result.memory = Memory(bytes: amount)
      case PackResource.pods: result.pods = amount
      default: result.extended[name] = amount
      }
    }
    return result
  }
}

extension PackPool {
  /// The size of a node in cores and GiB over 7.5.
  func size(in resources: [String]) -> Double {
    zip(resources, allocatable.amounts).reduce(0) { sum, each in
      guard each.1 != ResourceVector.unlimited else { return sum }
      return switch each.0 {
      case CPU.resourceName: sum + Double(each.1) / 1e9
      case Memory.resourceName: sum + Double(each.1) / 0x1p30 / 7.5
      default: sum
      }
    }
  }
}

extension PoolTotals.Key {
  fileprivate init(_ pool: PackPool) {
    cluster = pool.cluster
    name = pool.name
    instanceType = pool.instanceType
  }
}
