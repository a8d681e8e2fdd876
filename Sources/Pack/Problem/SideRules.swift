/// Two items whose pods share no node: anti-affinity between workloads, or one host port.
public struct ItemConflict: Hashable, Sendable {
  /// The one with the smaller index.
  public var first: Int
  /// The other; the same index means pods of one item, which ``PackItem/maxPerNode`` says better.
  public var second: Int

  /// Makes a pair, in any order.
  public init(_ one: Int, _ other: Int) {
    first = min(one, other)
    second = max(one, other)
  }
}

/// An item whose pods must be where pods of others are, or of their own: required pod affinity.
public struct ItemAffinity: Hashable, Sendable {
  /// The item.
  public var item: Int
  /// The items of which a pod must be there; with the item itself the first pod may go anywhere.
  public var partners: [Int]
  /// The node label whose values are the places; nil for the node itself.
  public var label: String?

  /// Makes a rule.
  public init(item: Int, partners: [Int], label: String? = nil) {
    self.item = item
    self.partners = partners
    self.label = label
  }
}

/// A resource that a node has in devices: GPUs that pods take whole or share.
///
/// A request of ``unit`` or a multiple takes so many devices whole; a smaller one takes its share of
/// one device. Two shares of 0.6 never meet on one device, though a node with two has 2.0.
public struct DeviceResource: Hashable, Sendable {
  /// The resource, by its index in the problem.
  public var resource: Int
  /// The amount that is one device.
  public var unit: Int64

  /// Makes a device resource.
  public init(resource: Int, unit: Int64) {
    self.resource = resource
    self.unit = unit
  }
}

/// Which pods may be together on a node beyond sums of resources, prepared for packers.
struct SideRules: Sendable {
  /// Per item, the items it shares no node with, sorted; empty arrays where there are none at all.
  private(set) var conflicts: [[Int]]
  /// Per item, the share of one device it takes; 0 for items that take none or whole ones.
  private var shares: [Int64]
  /// Per item, whole devices.
  private var wholes: [Int64]
  /// Devices per pool.
  private let devices: [Int64]
  private let unit: Int64
  /// The resource in devices, where some pod shares one.
  private(set) var device: DeviceResource?

  init(_ problem: PackingProblem, free: [Int64]) {
    conflicts = []
    if !problem.conflicts.isEmpty {
      conflicts = Array(repeating: [], count: problem.items.count)
      for pair in Set(problem.conflicts) where pair.first != pair.second {
        conflicts[pair.first].append(pair.second)
        conflicts[pair.second].append(pair.first)
      }
      for index in conflicts.indices { conflicts[index].sort() }
    }
    shares = []
    wholes = []
    guard let device = problem.devices else {
      devices = []
      unit = 1
      return
    }
    unit = device.unit
    let resources = problem.resources.count
    devices = problem.pools.indices.map { free[$0 * resources + device.resource] / device.unit }
    let amounts = problem.items.map { $0.request.amounts[device.resource] }
    // Where all take whole devices, sums say everything.
    guard amounts.contains(where: { $0 > 0 && $0 < device.unit }) else { return }
    self.device = device
    shares = amounts.map { $0 < device.unit ? $0 : 0 }
    wholes = amounts.map { $0 < device.unit ? 0 : $0 / device.unit }
  }

  /// The rules of items that are parts of others: part `index` is of item `origin[index]`.
  func divided(_ origin: [Int]) -> SideRules {
    var copy = self
    if !conflicts.isEmpty {
      var parts: [Int: [Int]] = [:]
      for (index, item) in origin.enumerated() { parts[item, default: []].append(index) }
      copy.conflicts = origin.map { conflicts[$0].flatMap { parts[$0] ?? [] }.sorted() }
    }
    if !shares.isEmpty {
      copy.shares = origin.map { shares[$0] }
      copy.wholes = origin.map { wholes[$0] }
    }
    return copy
  }

  /// Whether anything but sums of resources concerns `item`.
  @inline(__always)
  func concern(_ item: Int) -> Bool {
    (!conflicts.isEmpty && !conflicts[item].isEmpty)
      || (!shares.isEmpty && (shares[item] > 0 || wholes[item] > 0))
  }

  /// How many more pods of `item`, up to `count`, may join `contents` on a node of `pool`.
  ///
  /// Shares are put onto devices largest first, each on the fullest device with room: what is found to
  /// fit fits; now and then a set that would fit is missed.
  func most(
    _ count: Int,
    of item: Int,
    with contents: [PackedNode.Content],
    pool: Int
  ) -> Int {
    guard count > 0 else { return 0 }
    if !conflicts.isEmpty, !conflicts[item].isEmpty {
      let rivals = conflicts[item]
      if contents.contains(where: { rivals.contains($0.item) }) { return 0 }
    }
    guard !shares.isEmpty, shares[item] > 0 || wholes[item] > 0 else { return count }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high + 1) / 2
      if fits(contents, and: middle, of: item, pool: pool) {
        low = middle
      } else {
        high = middle - 1
      }
    }
    return low
  }

  private func fits(
    _ contents: [PackedNode.Content],
    and count: Int,
    of item: Int,
    pool: Int
  ) -> Bool {
    var whole: Int64 = wholes[item] * Int64(count)
    var parts: [Int64] = []
    if shares[item] > 0 { parts = Array(repeating: shares[item], count: count) }
    for each in contents {
      whole += wholes[each.item] * Int64(each.count)
      if shares[each.item] > 0 {
        parts += Array(repeating: shares[each.item], count: each.count)
      }
    }
    guard whole <= devices[pool] else { return false }
    parts.sort(by: >)
    var open: [Int64] = []
    for part in parts {
      var best: Int?
      for index in open.indices
      where open[index] >= part && open[index] < best.map({ open[$0] }) ?? .max {
        best = index
      }
      if let best {
        open[best] -= part
      } else {
        open.append(unit - part)
        if Int64(open.count) + whole > devices[pool] { return false }
      }
    }
    return true
  }
}
