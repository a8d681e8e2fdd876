/// First-fit decreasing over workloads: large pods first, each on the first node with room.
///
/// All replicas of a workload are placed at once: a node takes as many as it has room for before the
/// next one is looked at.
public struct FirstFitDecreasing: Packer {
  /// What *large* means.
  public enum Order: String, Sendable, CaseIterable {
    /// The sum of the shares of an average node.
    case sum
    /// The largest share of an average node.
    case largestShare = "largest-share"
    /// CPU, then memory.
    case cpu
    /// Memory, then CPU.
    case memory
  }

  /// Which pool opens a node.
  public enum PoolRule: String, Sendable, CaseIterable {
    /// The one whose node carries most of what is left.
    case mostDemand = "most-demand"
    /// The one whose node takes most pods of the workload at hand.
    case mostOfItem = "most-of-item"
  }

  private let order: Order
  private let poolRule: PoolRule

  /// Makes a packer.
  public init(_ order: Order, pools poolRule: PoolRule = .mostDemand) {
    self.order = order
    self.poolRule = poolRule
  }

  /// The order, and the pool rule where it is not the usual one.
  public var id: String {
    "first-fit-" + order.rawValue + (poolRule == .mostDemand ? "" : "-" + poolRule.rawValue)
  }

  /// One line about the method.
  public var summary: String { "first-fit decreasing by \(order.rawValue)" }

  /// Places the pods.
  public func pack(_ instance: PackingInstance) -> [PackedNode] {
    let items = sorted(instance)
    let least = Self.leastRequests(of: items, instance)
    var demand = PoolDemand(instance)
    var open = OpenNodes(instance)
    for (position, item) in items.enumerated() {
      if position % 32 == 0 { open.retire(below: least[position / 32]) }
      let count = instance.counts[item]
      var left = open.place(count, of: item)
      while left > 0, let pool = choice(for: item, instance, demand) {
        var each = instance.copies(
          of: item,
          in: instance.free,
          at: pool * instance.resourceCount,
          atMost: min(left, instance.maxPerNode[item])
        )
        if instance.rules.concern(item) {
          each = instance.rules.most(each, of: item, with: [], pool: pool)
        }
        guard each > 0 else { break }
        let needed = left / each + (left % each > 0 ? 1 : 0)
        let nodes = min(needed, demand.nodesLeft(in: pool))
        demand.open(nodes, of: pool)
        left = open.fill(open.open(nodes, of: pool), with: left, of: item)
      }
      demand.add(-count, of: item)
    }
    return open.nodes
  }

  private func choice(
    for item: Int,
    _ instance: PackingInstance,
    _ demand: PoolDemand
  ) -> Int? {
    let fits = { (pool: Int) in instance.fits[item * instance.poolCount + pool] }
    guard poolRule == .mostOfItem else { return demand.best(where: fits) }
    func copies(_ pool: Int) -> Int {
      instance.copies(
        of: item,
        in: instance.free,
        at: pool * instance.resourceCount,
        atMost: min(instance.counts[item], instance.maxPerNode[item])
      )
    }
    let most = (0..<instance.poolCount).filter { fits($0) && demand.nodesLeft(in: $0) > 0 }
      .map(copies).max()
    return demand.best { fits($0) && copies($0) == most }
  }

  /// The items that fit somewhere, large ones first; those bound to fewer pools first of equals.
  private func sorted(_ instance: PackingInstance) -> [Int] {
    let resources = instance.resourceCount
    func key(_ item: Int) -> (Double, Double) {
      let first = Double(instance.request[item * resources])
      let second = resources > 1 ? Double(instance.request[item * resources + 1]) : 0
      return switch order {
      case .sum: (instance.size[item], first)
      case .largestShare: (instance.largestShare(of: item), instance.size[item])
      case .cpu: (first, second)
      case .memory: (second, first)
      }
    }
    let keys = (0..<instance.itemCount).map(key)
    return (0..<instance.itemCount).filter {
      instance.counts[$0] > 0 && instance.isPlaceable($0)
    }.sorted { a, b in
      keys[a] == keys[b] ? a < b : keys[a] > keys[b]
    }
  }

  /// Every 32 items, the least that any item from there on requests, per resource.
  private static func leastRequests(of items: [Int], _ instance: PackingInstance) -> [[Int64]] {
    let resources = instance.resourceCount
    var least = [Int64](repeating: .max, count: resources)
    var result: [[Int64]] = []
    for position in items.indices.reversed() {
      for resource in 0..<resources {
        least[resource] = min(
          least[resource],
          instance.request[items[position] * resources + resource]
        )
      }
      if position % 32 == 0 { result.append(least) }
    }
    return result.reversed()
  }
}

extension PackingInstance {
  /// The largest share that a pod of `item` takes of any resource of the pools it fits.
  func largestShare(of item: Int) -> Double {
    var largest = 0.0
    for pool in 0..<poolCount where fits[item * poolCount + pool] {
      for resource in 0..<resourceCount {
        let offered = free[pool * resourceCount + resource]
        let need = request[item * resourceCount + resource]
        if need > 0 { largest = max(largest, Double(need) / Double(offered)) }
      }
    }
    return largest
  }
}
