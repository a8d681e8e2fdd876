internal import PodfitModel

/// Shares of devices put together so that as few pods as can be go without, where devices are scarce.
///
/// Pods that may only go to pools with a limit, and find them full, are those of a class: shares and whole
/// devices that fit nowhere else. Which shares fill a device together is a cutting problem of its own: a
/// linear program over all full devices, rounded down, and the rest by the worth that its duals give. Each
/// device then is one pod for the search, so that nodes are packed with shares that leave nothing.
///
/// Usual input: 500 shares of 16 sizes, some 250 ways to fill a device; milliseconds.
struct DeviceSharing {
  /// The problem with devices for shares, without the pods that are left out.
  let problem: PackingProblem
  /// Pods for which there is no device.
  let leftOut: [Int: Int]
  /// What each item of the problem is made of.
  private let parts: [[(item: Int, count: Int)]]

  /// The most ways to fill a device that are looked at.
  private static let mostPatterns = 20_000

  /// Pods of one size: items with how many pods each has left, the largest in CPU first.
  private struct Size {
    var amount: Int64
    var pods: [(item: Int, count: Int)]
    var left: Int { pods.reduce(0) { $0 + $1.count } }

    /// Takes a pod, from the front or the back.
    mutating func take(first: Bool) -> Int? {
      guard let index = first ? pods.indices.first : pods.indices.last else { return nil }
      let item = pods[index].item
      pods[index].count -= 1
      if pods[index].count == 0 { pods.remove(at: index) }
      return item
    }
  }

  /// Shares devices out; nil where none are scarce.
  init?(
    _ whole: PackingProblem,
    _ instance: PackingInstance,
    leftOut: [Int: Int],
    solver: any LinearProgramSolver
  ) throws(PackingError) {
    guard let device = whole.devices else { return nil }
    let pools = instance.poolCount
    func amount(_ item: Int) -> Int64 { whole.items[item].request.amounts[device.resource] }
    let scarce = Set(
      leftOut.keys.filter { amount($0) > 0 }.flatMap { item in
        (0..<pools).filter { instance.fits[item * pools + $0] }
      }
    )
    guard !scarce.isEmpty, scarce.allSatisfy({ instance.nodeLimit[$0] != .max }) else { return nil }
    let captives = whole.items.indices.filter { item in
      amount(item) > 0 && instance.isPlaceable(item) && instance.maxPerNode[item] == .max
        && (instance.rules.conflicts.isEmpty || instance.rules.conflicts[item].isEmpty)
        && (0..<pools).allSatisfy { !instance.fits[item * pools + $0] || scarce.contains($0) }
    }
    var devices = scarce.reduce(Int64(0)) { sum, pool in
      let each = instance.free[pool * instance.resourceCount + device.resource] / device.unit
      return sum.addingSaturated(each.multipliedSaturated(by: Int64(instance.nodeLimit[pool])))
    }
    var bySize: [Int64: [(item: Int, count: Int)]] = [:]
    for item in captives {
      if amount(item) > device.unit {
        devices -= amount(item) / device.unit * Int64(whole.items[item].count)
      } else {
        bySize[amount(item), default: []].append((item, whole.items[item].count))
      }
    }
    guard devices > 0, bySize.keys.contains(where: { $0 < device.unit }) else { return nil }
    var sizes = bySize.sorted { $0.key > $1.key }.map { amount, pods in
      Size(
        amount: amount,
        pods: pods.sorted {
          let (a, b) = (
            whole.items[$0.item].request.amounts[0], whole.items[$1.item].request.amounts[0]
          )
          return a == b ? $0.item < $1.item : a > b
        }
      )
    }
    guard let patterns = Self.patterns(sizes, device.unit),
      let filled = Self.filled(sizes.map(\.left), patterns, Int(clamping: devices), solver)
    else { return nil }

    var items: [PackItem] = []
    var parts: [[(item: Int, count: Int)]] = []
    var counts = whole.items.map(\.count)
    var bundles: [PackItem] = []
    var bundleParts: [[(item: Int, count: Int)]] = []
    var wholes: [Int: Int] = [:]
    for pattern in filled {
      var members: [Int: Int] = [:]
      var isFirst = true
      for (size, count) in pattern.enumerated() {
        for _ in 0..<count {
          guard let item = sizes[size].take(first: isFirst) else { continue }
          members[item, default: 0] += 1
          isFirst = false
        }
      }
      let own = members.sorted { $0.key < $1.key }.map { (item: $0.key, count: $0.value) }
      if own.count == 1, own[0].count == 1, amount(own[0].item) == device.unit {
        wholes[own[0].item, default: 0] += 1
        continue
      }
      guard let first = own.first else { continue }
      var bundle = whole.items[first.item]
      var amounts = [Int64](repeating: 0, count: whole.resources.count)
      var allowed = scarce
      for part in own {
        for (resource, each) in whole.items[part.item].request.amounts.enumerated() {
          amounts[resource] = amounts[resource]
            .addingSaturated(each.multipliedSaturated(by: Int64(part.count)))
        }
        allowed = allowed.filter { instance.fits[part.item * pools + $0] }
      }
      amounts[device.resource] = device.unit
      bundle.request = ResourceVector(amounts)
      bundle.count = 1
      bundle.fixedPools = allowed.sorted()
      bundles.append(bundle)
      bundleParts.append(own)
    }
    var without: [Int: Int] = [:]
    for size in sizes {
      for each in size.pods { without[each.item] = each.count }
    }
    for item in captives where amount(item) <= device.unit { counts[item] = wholes[item] ?? 0 }
    var place: [Int: Int] = [:]
    for (index, item) in whole.items.enumerated() where counts[index] > 0 {
      var item = item
      item.count = counts[index]
      place[index] = items.count
      items.append(item)
      parts.append([(index, 1)])
    }
    self.leftOut = without
    self.parts = parts + bundleParts
    problem = try PackingProblem(
      resources: whole.resources,
      pools: whole.pools,
      items: items + bundles,
      daemons: whole.daemons,
      conflicts: whole.conflicts.compactMap { pair in
        guard let one = place[pair.first], let other = place[pair.second] else { return nil }
        return ItemConflict(one, other)
      },
      devices: whole.devices
    )
  }

  /// All ways to fill a device to which no more can be added; nil where they are too many.
  private static func patterns(_ sizes: [Size], _ unit: Int64) -> [[Int]]? {
    var found: [[Int]] = []
    var pattern = [Int](repeating: 0, count: sizes.count)
    func fill(_ index: Int, _ room: Int64) -> Bool {
      guard index < sizes.count else {
        let isFull = sizes.indices.allSatisfy {
          sizes[$0].amount > room || pattern[$0] >= sizes[$0].left
        }
        if isFull { found.append(pattern) }
        return found.count <= mostPatterns
      }
      let most = min(sizes[index].left, Int(room / sizes[index].amount))
      for count in stride(from: most, through: 0, by: -1) {
        pattern[index] = count
        guard fill(index + 1, room - Int64(count) * sizes[index].amount) else { return false }
      }
      pattern[index] = 0
      return true
    }
    return fill(0, unit) ? found : nil
  }

  /// The contents of so many devices that leave the fewest pods out.
  private static func filled(
    _ counts: [Int],
    _ patterns: [[Int]],
    _ devices: Int,
    _ solver: any LinearProgramSolver
  ) -> [[Int]]? {
    let first = patterns.count
    var rows = counts.indices.map { size in
      LinearProgram.Row(
        patterns.indices.filter { patterns[$0][size] > 0 }
          .map { (column: $0, weight: Double(patterns[$0][size])) } + [(first + size, 1)],
        lower: Double(counts[size])
      )
    }
    rows.append(
      LinearProgram.Row(patterns.indices.map { (column: $0, weight: 1) }, upper: Double(devices))
    )
    let costs = [Double](repeating: 0, count: first) + counts.map { _ in 1 }
    guard let solution = solver.solve(LinearProgram(costs: costs, rows: rows)) else { return nil }
    var left = counts
    var result: [[Int]] = []
    func use(_ pattern: [Int]) {
      let own = zip(pattern, left).map(min)
      for size in left.indices { left[size] -= own[size] }
      result.append(own)
    }
    for (index, pattern) in patterns.enumerated() {
      let times = Int64(saturating: (solution.amounts[index] + 1e-6).rounded(.down))
      for _ in 0..<max(0, min(Int(times), devices - result.count)) { use(pattern) }
    }
    /// What the pods of a pattern that are there are worth; a pod more is worth a trace at least.
    func worth(_ pattern: [Int]) -> Double {
      counts.indices.reduce(0) {
        $0 + Double(min(pattern[$1], left[$1])) * (max(0, solution.duals[$1]) + 1e-3)
      }
    }
    while result.count < devices, left.contains(where: { $0 > 0 }) {
      guard let best = patterns.max(by: { worth($0) < worth($1) }), worth(best) > 0 else { break }
      use(best)
    }
    return result
  }

  /// Nodes of the problem with the items of the whole, and all pods left out.
  func joined(_ packing: Packing) -> Packing {
    var packing = packing
    packing.nodes = packing.nodes.map { node in
      var counts: [Int: Int] = [:]
      for each in node.contents {
        for part in parts[each.item] { counts[part.item, default: 0] += each.count * part.count }
      }
      var node = node
      node.contents = counts.sorted { $0.key < $1.key }.map {
        PackedNode.Content(item: $0.key, count: $0.value)
      }
      return node
    }
    var left = leftOut
    for (item, count) in packing.leftOut {
      for part in parts[item] { left[part.item, default: 0] += count * part.count }
    }
    packing.leftOut = left
    return packing
  }
}
