internal import PodfitModel

/// A problem whose pods with affinity are tied to those they must be with.
///
/// Pods that must be on one node with their like become one large pod. Pods that follow others are shared out
/// evenly among them, each with what follows it as one pod. Pods that must be in one place, such as a
/// zone, get the pools of one. All of these keep the rules; other ways to keep them are not tried, so that a
/// packing may have a node more than needed. What is proved without the rules holds with them.
///
/// - Source: docs/formulas/packing.md#pods-that-must-be-together
struct AffinityDivision {
  /// Pods of several items as one.
  private struct Bundle {
    var count: Int
    /// Pods of each item in one of them; the first leads.
    var parts: [(item: Int, count: Int)]
  }

  private let whole: PackingProblem
  private let instance: PackingInstance
  private let bundles: [Bundle]
  /// Items that must be in one place, and the label of the places.
  let placed: [(items: [Int], label: String)]

  /// Prepares a problem; nil where no pod has a rule.
  init?(_ whole: PackingProblem) {
    guard !whole.affinities.isEmpty else { return nil }
    self.whole = whole
    instance = PackingInstance(whole)
    var bundles: [Bundle] = []
    var used: Set<Int> = []
    let onNode = whole.affinities.filter { $0.label == nil }
    for set in Self.together(onNode.filter { $0.partners.contains($0.item) }) {
      bundles.append(Bundle(count: 1, parts: set.map { ($0, whole.items[$0].count) }))
      used.formUnion(set)
    }
    var guests: [Int: [Int]] = [:]
    for rule in onNode where !rule.partners.contains(rule.item) && !used.contains(rule.item) {
      let host = rule.partners.filter { !used.contains($0) }
        .max { (whole.items[$0].count, $1) < (whole.items[$1].count, $0) }
      if let host { guests[host, default: []].append(rule.item) }
    }
    for (host, guests) in guests.sorted(by: { $0.key < $1.key }) where !used.contains(host) {
      bundles += Self.shared(host, guests.filter { !used.contains($0) }, whole)
      used.insert(host)
      used.formUnion(guests)
    }
    for index in whole.items.indices where !used.contains(index) {
      bundles.append(Bundle(count: whole.items[index].count, parts: [(index, 1)]))
    }
    self.bundles = bundles
    placed = Self.byLabel(whole.affinities).flatMap { label, rules in
      Self.together(rules).map { ($0, label) }
    }
  }

  /// Sets of items that rules tie to each other, by the smallest item.
  private static func together(_ rules: [ItemAffinity]) -> [[Int]] {
    var sets: [Set<Int>] = []
    for rule in rules {
      var set = Set(rule.partners + [rule.item])
      for other in sets where !other.isDisjoint(with: set) { set.formUnion(other) }
      sets.removeAll { !$0.isDisjoint(with: set) }
      sets.append(set)
    }
    return sets.map { $0.sorted() }.sorted { $0[0] < $1[0] }
  }

  private static func byLabel(_ rules: [ItemAffinity]) -> [(String, [ItemAffinity])] {
    var result: [String: [ItemAffinity]] = [:]
    for rule in rules {
      if let label = rule.label { result[label, default: []].append(rule) }
    }
    return result.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A host's pods with even shares of the pods that follow it, alike ones together.
  private static func shared(_ host: Int, _ guests: [Int], _ whole: PackingProblem) -> [Bundle] {
    let hosts = whole.items[host].count
    let rests = guests.map { whole.items[$0].count % hosts }
    let steps = Set([0, hosts] + rests).sorted()
    return zip(steps, steps.dropFirst()).map { start, end in
      let parts = zip(guests, rests).map { guest, rest in
        (item: guest, count: whole.items[guest].count / hosts + (start < rest ? 1 : 0))
      }
      return Bundle(count: end - start, parts: [(host, 1)] + parts.filter { $0.count > 0 })
    }
  }

  /// The values of a label on pools that some items may all use, sorted.
  func places(of items: [Int], label: String) -> [String] {
    let pools = whole.pools.indices.filter { pool in
      items.allSatisfy { instance.admits[$0 * whole.pools.count + pool] }
    }
    return Set(pools.compactMap { whole.pools[$0].labels[label] }).sorted()
  }

  /// The problem with bundles for items, and sets of items in the places chosen for them.
  ///
  /// - Parameter chosen: the value of the label for each of ``placed``; absent ones are free
  /// - Returns: the problem without rules of pods that must be together
  /// - Throws: ``PackingError`` as a problem does
  func problem(_ chosen: [String]) throws(PackingError) -> PackingProblem {
    var allowed = whole.items.indices.map { item in
      whole.pools.indices.filter { instance.admits[item * whole.pools.count + $0] }
    }
    for (set, value) in zip(placed, chosen) {
      for item in set.items {
        allowed[item].removeAll { whole.pools[$0].labels[set.label] != value }
      }
    }
    var owners: [Int: [Int]] = [:]
    var limited: Set<Int> = []
    let items = bundles.enumerated().map { index, bundle in
      var item = whole.items[bundle.parts[0].item]
      item.count = bundle.count
      var amounts = [Int64](repeating: 0, count: whole.resources.count)
      var pools = Set(whole.pools.indices)
      for part in bundle.parts {
        owners[part.item, default: []].append(index)
        pools.formIntersection(allowed[part.item])
        if let most = whole.items[part.item].maxPerNode, bundle.parts.count > 1 || part.count > 1 {
          // One bundle a node keeps every limit that one bundle keeps.
          item.maxPerNode = 1
          limited.insert(bundle.parts[0].item)
          if part.count > most { pools = [] }
        }
        for (resource, amount) in whole.items[part.item].request.amounts.enumerated() {
          amounts[resource] = amounts[resource]
            .addingSaturated(amount.multipliedSaturated(by: Int64(part.count)))
        }
      }
      let members = Set(bundle.parts.map(\.item))
      let isApart = whole.conflicts.contains {
        $0.first != $0.second && members.contains($0.first) && members.contains($0.second)
      }
      if isApart { pools = [] }
      item.request = ResourceVector(amounts.map { min($0, Int64.max / 4) })
      item.fixedPools = pools.sorted()
      return item
    }
    // Bundles of one host with a limit that differ by a pod share no node either.
    let apart = limited.sorted().flatMap { host -> [ItemConflict] in
      let own = owners[host] ?? []
      return own.flatMap { one in own.filter { $0 > one }.map { ItemConflict(one, $0) } }
    }
    return try PackingProblem(
      resources: whole.resources,
      pools: whole.pools,
      items: items,
      daemons: whole.daemons,
      conflicts: apart
        + whole.conflicts.flatMap { pair in
          (owners[pair.first] ?? []).flatMap { one in
            (owners[pair.second] ?? []).filter { $0 != one }.map { ItemConflict(one, $0) }
          }
        },
      devices: whole.devices,
      notes: whole.notes
    )
  }

  /// Nodes of the problem with bundles, with the items of the whole.
  func joined(_ packing: Packing) -> Packing {
    var packing = packing
    packing.nodes = packing.nodes.map { node in
      var counts: [Int: Int] = [:]
      for each in node.contents {
        for part in bundles[each.item].parts {
          counts[part.item, default: 0] += each.count * part.count
        }
      }
      var node = node
      node.contents = counts.sorted { $0.key < $1.key }.map {
        PackedNode.Content(item: $0.key, count: $0.value)
      }
      return node
    }
    var left: [Int: Int] = [:]
    for (bundle, count) in packing.leftOut {
      for part in bundles[bundle].parts { left[part.item, default: 0] += count * part.count }
    }
    packing.leftOut = left
    return packing
  }

  /// The problem without the rules, and without pods that were left out.
  func relaxed(without leftOut: [Int: Int]) throws(PackingError) -> PackingProblem {
    var items: [PackItem] = []
    var place: [Int: Int] = [:]
    for (index, item) in whole.items.enumerated() {
      var item = item
      item.count -= leftOut[index] ?? 0
      guard item.count > 0 else { continue }
      place[index] = items.count
      items.append(item)
    }
    return try PackingProblem(
      resources: whole.resources,
      pools: whole.pools,
      items: items,
      daemons: whole.daemons,
      conflicts: whole.conflicts.compactMap { pair in
        guard let one = place[pair.first], let other = place[pair.second] else { return nil }
        return ItemConflict(one, other)
      },
      devices: whole.devices
    )
  }
}
