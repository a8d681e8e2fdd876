import Foundation

/// Lists as the plain packers read them, by a few lines of their own.
struct PlainLists {
  /// Requests of single pods: millicores, MiB, one pod.
  var pods: [[Int]] = []
  var limits: [Int] = []
  var workload: [Int] = []
  var types: [[Int]] = []
  var prices: [Double] = []

  init(folder: URL) throws {
    func rows(_ name: String) throws -> [[String]] {
      try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        .split(separator: "\n").dropFirst()
        .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    }
    for (index, row) in try rows("pods.csv").enumerated() {
      let pod = [Int(row[2]) ?? 0, Int(row[3]) ?? 0, 1]
      for _ in 0..<(Int(row[1]) ?? 0) {
        pods.append(pod)
        limits.append(Int(row[4]) ?? .max)
        workload.append(index)
      }
    }
    types = try rows("types.csv").map { [Int($0[1]) ?? 0, Int($0[2]) ?? 0, Int($0[3]) ?? 0] }
    prices = try rows("prices.csv").map { Double($0[1]) ?? 0 }
  }
}

/// First-fit decreasing pod by pod: the largest first, each on the first node with room for it.
///
/// The plain twin that the node benchmark compares times with: no grouping of replicas, no index.
func naiveFirstFit(_ lists: PlainLists) -> Int {
  let capacity = lists.types[0]
  func size(_ pod: [Int]) -> Double {
    Double(pod[0]) / Double(capacity[0]) + Double(pod[1]) / Double(capacity[1])
  }
  let sizes = lists.pods.map(size)
  let order = lists.pods.indices.sorted { sizes[$0] == sizes[$1] ? $0 < $1 : sizes[$0] > sizes[$1] }
  var nodes: [[Int]] = []
  for index in order {
    let pod = lists.pods[index]
    var place: Int?
    for node in nodes.indices {
      var fits = true
      for resource in 0..<3 where nodes[node][resource] < pod[resource] { fits = false }
      if fits {
        place = node
        break
      }
    }
    if place == nil {
      nodes.append(capacity)
      place = nodes.count - 1
    }
    for resource in 0..<3 { nodes[place ?? 0][resource] -= pod[resource] }
  }
  return nodes.count
}

/// Karpenter's order: pods by CPU, then memory, largest first; node claims with the fewest pods first; a
/// claim keeps all kinds that still hold its pods, and the cheapest of them is bought in the end.
///
/// - Returns: nodes and their cost
func karpenterOrder(_ lists: PlainLists) -> (nodes: Int, cost: Double) {
  let order = lists.pods.indices.sorted { a, b in
    let (x, y) = (lists.pods[a], lists.pods[b])
    return (y[0], y[1], a) < (x[0], x[1], b)
  }
  struct Claim {
    var used = [0, 0, 0]
    var counts: [Int: Int] = [:]
  }
  func holds(_ type: [Int], _ used: [Int], _ pod: [Int]) -> Bool {
    (0..<3).allSatisfy { used[$0] + pod[$0] <= type[$0] }
  }
  var claims: [Claim] = []
  var byPods: [[Int]] = [[]]
  for index in order {
    let pod = lists.pods[index]
    let (workload, limit) = (lists.workload[index], lists.limits[index])
    var chosen: (level: Int, place: Int)?
    search: for level in byPods.indices {
      for (place, claim) in byPods[level].enumerated() {
        if claims[claim].counts[workload, default: 0] < limit,
          lists.types.contains(where: { holds($0, claims[claim].used, pod) })
        {
          chosen = (level, place)
          break search
        }
      }
    }
    var claim = claims.count
    var level = 0
    if let chosen {
      claim = byPods[chosen.level].remove(at: chosen.place)
      level = chosen.level
    } else {
      claims.append(Claim())
    }
    for resource in 0..<3 { claims[claim].used[resource] += pod[resource] }
    if limit != .max { claims[claim].counts[workload, default: 0] += 1 }
    if byPods.count <= level + 1 { byPods.append([]) }
    byPods[level + 1].append(claim)
  }
  let cost = claims.reduce(0.0) { sum, claim in
    let fitting = lists.types.indices.filter { holds(lists.types[$0], claim.used, [0, 0, 0]) }
    return sum + (fitting.map { lists.prices[$0] }.min() ?? 0)
  }
  return (claims.count, cost)
}
