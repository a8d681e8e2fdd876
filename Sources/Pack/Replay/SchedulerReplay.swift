internal import PodfitModel

/// What the default scheduler would make of the nodes of a packing, pod after pod as they come.
///
/// Pods come in a random order. Each goes to the node that the scorers of a default profile like best: least
/// allocated, and CPU and memory balanced, with equal weights; of equal nodes the first. So pods are spread,
/// and some find no node at the end where a packing has one. For these nodes are added, first come first
/// filled. It is an estimate: preferences, priorities and the order of a real cluster are not in it.
///
/// Usual size: 10,000 pods on 500 nodes, a tenth of a second.
/// - Source: docs/formulas/packing.md#what-the-default-scheduler-would-leave
struct SchedulerReplay {
  /// Pods that find no node of the packing.
  private(set) var pendingPods = 0
  /// Nodes with those added that the pending ones need.
  private(set) var nodeCount: Int

  /// Looks at a node, for each pod, that are too many to be worth their time.
  private static let workLimit = 100_000_000

  private let instance: PackingInstance
  private var pools: [Int] = []
  private var free: [Int64] = []
  private var contents: [[PackedNode.Content]] = []

  /// Replays the pods that a packing holds; nil where pods times nodes are too many.
  init?(_ solution: PackingSolution, seed: UInt64) {
    instance = PackingInstance(solution.problem)
    nodeCount = solution.packing.nodeCount
    var pods: [Int] = []
    for node in solution.packing.nodes {
      for each in node.contents {
        let count = each.count.multipliedReportingOverflow(by: node.copies)
        guard !count.overflow, pods.count + count.partialValue <= Self.workLimit else { return nil }
        guard (pods.count + count.partialValue) <= Self.workLimit / max(1, nodeCount) else {
          return nil
        }
        pods += [Int](repeating: each.item, count: count.partialValue)
      }
    }
    for node in solution.packing.nodes {
      for _ in 0..<node.copies { open(node.pool) }
    }
    let planned = pools.count
    pods.sort()
    var random = RandomSequence(seed: seed)
    pods.shuffle(using: &random)
    var pending: [Int] = []
    for item in pods where !settle(item, on: 0..<planned, isScored: true) { pending.append(item) }
    pendingPods = pending.count
    for item in pending where !settle(item, on: planned..<pools.count, isScored: false) {
      let fitting = (0..<instance.poolCount).filter {
        instance.fits[item * instance.poolCount + $0]
      }
      // The cheapest kind; a limit of the pool is not looked at, since the count is what matters here.
      guard let pool = fitting.min(by: { instance.cost[$0] < instance.cost[$1] }) else { continue }
      open(pool)
      _ = settle(item, on: (pools.count - 1)..<pools.count, isScored: false)
    }
    nodeCount = pools.count
  }

  private mutating func open(_ pool: Int) {
    let resources = instance.resourceCount
    pools.append(pool)
    free += instance.free[(pool * resources)..<((pool + 1) * resources)]
    contents.append([])
  }

  /// Puts a pod onto the best, or the first, of some nodes; returns whether there was one.
  private mutating func settle(_ item: Int, on nodes: Range<Int>, isScored: Bool) -> Bool {
    var best: (node: Int, score: Double)?
    for node in nodes where takes(node, item) {
      guard isScored else {
        best = (node, 0)
        break
      }
      let score = self.score(node, item)
      if score > best?.score ?? -.infinity { best = (node, score) }
    }
    guard let best else { return false }
    let resources = instance.resourceCount
    for resource in 0..<resources
    where free[best.node * resources + resource] != ResourceVector.unlimited {
      free[best.node * resources + resource] -= instance.request[item * resources + resource]
    }
    // Only rules look at what is there.
    if instance.rules.concern(item) || instance.maxPerNode[item] < instance.counts[item] {
      if let place = contents[best.node].firstIndex(where: { $0.item == item }) {
        contents[best.node][place].count += 1
      } else {
        contents[best.node].append(PackedNode.Content(item: item, count: 1))
      }
    }
    return true
  }

  private func takes(_ node: Int, _ item: Int) -> Bool {
    let resources = instance.resourceCount
    guard instance.fits[item * instance.poolCount + pools[node]] else { return false }
    for resource in 0..<resources
    where instance.request[item * resources + resource] > free[node * resources + resource] {
      return false
    }
    if instance.maxPerNode[item] < instance.counts[item] {
      let there = contents[node].first { $0.item == item }?.count ?? 0
      if there >= instance.maxPerNode[item] { return false }
    }
    guard instance.rules.concern(item) else { return true }
    return instance.rules.most(1, of: item, with: contents[node], pool: pools[node]) > 0
  }

  /// The mean part of CPU and memory left, and how alike the parts taken of both are; 2 at most.
  private func score(_ node: Int, _ item: Int) -> Double {
    let resources = instance.resourceCount
    func used(_ resource: Int) -> Double {
      guard resource < resources else { return 0 }
      let offered = instance.free[pools[node] * resources + resource]
      let left = free[node * resources + resource] - instance.request[item * resources + resource]
      return offered > 0 ? 1 - Double(left) / Double(offered) : 0
    }
    let (cpu, memory) = (used(0), used(1))
    return 1 - (cpu + memory) / 2 + 1 - abs(cpu - memory) / 2
  }
}
