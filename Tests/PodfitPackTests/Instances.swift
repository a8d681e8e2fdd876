import PodfitModel
import PodfitPack

/// A seeded source of numbers for instances; the seed is printed by the tests that use it.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x2545_F491_4F6C_DD1D | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}

func workload(
  _ name: String,
  _ kind: WorkloadKind = .deployment,
  cluster: String = ""
) -> WorkloadID {
  WorkloadID(cluster: cluster, namespace: "shop", kind: kind, name: name)
}

func pool(_ name: String, _ amounts: [Int64], now: Int = 1, limit: Int? = nil) -> PackPool {
  PackPool(name: name, nodesNow: now, allocatable: ResourceVector(amounts), nodeLimit: limit)
}

func item(
  _ name: String,
  _ count: Int,
  _ amounts: [Int64],
  max: Int? = nil,
  pools: [Int]? = nil
) -> PackItem {
  PackItem(
    workload: workload(name),
    count: count,
    request: ResourceVector(amounts),
    maxPerNode: max,
    fixedPools: pools
  )
}

/// A problem over `cpu`, `memory`, `pods` or the first of them.
func problem(_ pools: [PackPool], _ items: [PackItem]) throws -> PackingProblem {
  let width = pools.first?.allocatable.amounts.count ?? 3
  return try PackingProblem(
    resources: Array(["cpu", "memory", "pods", "disk", "net"].prefix(width)),
    pools: pools,
    items: items
  )
}

/// A random problem in which every item fits some pool.
func randomProblem(
  _ numbers: inout SeededNumbers,
  pools poolCount: Int = 2,
  items itemCount: Int = 4,
  most: Int = 2
) throws -> PackingProblem {
  let pools = (0..<poolCount).map { index in
    pool(
      "p\(index)",
      [Int64.random(in: 60...120, using: &numbers), .random(in: 60...120, using: &numbers), 6]
    )
  }
  let items = (0..<itemCount).map { index in
    let bound = Int.random(in: 0..<(poolCount * 2), using: &numbers)
    return item(
      "w\(index)",
      Int.random(in: 1...most, using: &numbers),
      [.random(in: 5...60, using: &numbers), .random(in: 0...60, using: &numbers), 1],
      max: Bool.random(using: &numbers) ? nil : Int.random(in: 1...2, using: &numbers),
      // Half of the items may go anywhere, the others to one pool.
      pools: bound < poolCount ? [bound] : Array(0..<poolCount)
    )
  }
  return try problem(pools, items)
}

/// The fewest nodes by trying everything, for about ten pods: one node, then two, and so on.
///
/// Knows nothing of packers, bounds or the checker: items name their pools by `fixedPools`.
func fewestNodes(_ problem: PackingProblem) -> Int {
  struct Node: Hashable {
    var pool: Int
    var free: [Int64]
    var counts: [Int: Int] = [:]
  }
  struct State: Hashable {
    var next: Int
    var nodes: [Node: Int]
  }
  let pods = problem.items.enumerated().flatMap { index, item in
    Array(repeating: index, count: item.count)
  }
  func put(_ pod: Int, on node: Node) -> Node? {
    let item = problem.items[pod]
    guard item.fixedPools?.contains(node.pool) ?? true,
      node.counts[pod, default: 0] < item.maxPerNode ?? .max
    else { return nil }
    var node = node
    for (resource, amount) in item.request.amounts.enumerated() {
      node.free[resource] -= amount
      if node.free[resource] < 0 { return nil }
    }
    node.counts[pod, default: 0] += 1
    return node
  }
  for limit in 0...pods.count {
    var seen: Set<State> = []
    func isPossible(_ next: Int, _ nodes: [Node]) -> Bool {
      guard next < pods.count else { return true }
      let state = State(next: next, nodes: Dictionary(nodes.map { ($0, 1) }, uniquingKeysWith: +))
      guard seen.insert(state).inserted else { return false }
      for (index, node) in nodes.enumerated() {
        guard let filled = put(pods[next], on: node) else { continue }
        var others = nodes
        others[index] = filled
        if isPossible(next + 1, others) { return true }
      }
      guard nodes.count < limit else { return false }
      return problem.pools.indices.contains { pool in
        let empty = Node(pool: pool, free: problem.pools[pool].allocatable.amounts)
        return put(pods[next], on: empty).map { isPossible(next + 1, nodes + [$0]) } ?? false
      }
    }
    if isPossible(0, []) { return limit }
  }
  return pods.count
}
