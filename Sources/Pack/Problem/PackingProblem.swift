/// Pods to place and the kinds of nodes they may be placed on.
public struct PackingProblem: Hashable, Sendable {
  /// The names of the resources that vectors count, such as `cpu`, `memory`, `pods`.
  public let resources: [String]
  /// The kinds of nodes.
  public let pools: [PackPool]
  /// The pods.
  public let items: [PackItem]
  /// What every node of a pool carries besides.
  public let daemons: [PackDaemon]
  /// Pairs of items, by index, whose pods share no node.
  public let conflicts: [ItemConflict]
  /// The resource that comes in devices, such as GPUs, or nil.
  public let devices: DeviceResource?
  /// The pool of each node that is there, by its name, where the problem was made from nodes.
  public internal(set) var homes: [String: Int] = [:]
  /// Items whose pods must be where others are.
  public internal(set) var affinities: [ItemAffinity] = []
  /// Workloads whose pods may not be evicted, and the nodes they run on now.
  public internal(set) var pinned: [PinnedPods] = []
  /// What the problem leaves out of the cluster it was made from.
  public let notes: [PlanNote]

  /// The most pods a problem may have: more than any cluster, and few enough for exact sums.
  public static let podLimit = 1 << 30
  /// The most that one node may cost, so that sums stay exact.
  public static let costLimit: Int64 = 1 << 40

  /// Makes a problem.
  ///
  /// - Throws: ``PackingError`` for negative amounts, vectors of the wrong length, counts below
  ///   one, pools and items named by an index that there is not, costs that are not above zero or
  ///   above ``costLimit``, and more pods than ``podLimit``.
  public init(
    resources: [String],
    pools: [PackPool],
    items: [PackItem],
    daemons: [PackDaemon] = [],
    conflicts: [ItemConflict] = [],
    devices: DeviceResource? = nil,
    notes: [PlanNote] = []
  ) throws(PackingError) {
    self.resources = resources
    self.pools = pools
    self.items = items
    self.daemons = daemons
    self.conflicts = conflicts
    self.devices = devices
    self.notes = notes
    for pool in pools {
      try check(pool.allocatable, of: .pool(pool.name))
      guard pool.nodesNow >= 0, pool.nodeLimit ?? 0 >= 0 else {
        throw PackingError(.negativeCount, subject: .pool(pool.name))
      }
      guard pool.cost > 0, pool.cost <= Self.costLimit else {
        throw PackingError(.badCost, subject: .pool(pool.name))
      }
    }
    for daemon in daemons {
      try check(daemon.request, of: .workload(daemon.workload))
      try check(daemon.observedPools, of: .workload(daemon.workload))
    }
    var pods = 0
    for item in items {
      let subject = PackingError.Subject.workload(item.workload)
      try check(item.request, of: subject)
      try check(item.fallbackPools + (item.fixedPools ?? []) + item.barredPools, of: subject)
      guard item.count > 0, item.maxPerNode ?? 1 > 0, item.spread?.maxSkew ?? 1 > 0,
        item.spread?.most ?? 1 > 0, item.nodeSkew ?? 1 > 0
      else {
        throw PackingError(.negativeCount, subject: subject)
      }
      let (sum, overflow) = pods.addingReportingOverflow(item.count)
      guard !overflow, sum <= Self.podLimit else {
        throw PackingError(.tooManyPods(limit: Self.podLimit), subject: subject)
      }
      pods = sum
      if let devices, devices.resource < item.request.amounts.count {
        let amount = item.request.amounts[devices.resource]
        guard amount <= devices.unit || amount % devices.unit == 0 else {
          throw PackingError(.brokenDevice(resources[devices.resource]), subject: subject)
        }
      }
    }
    for conflict in conflicts {
      for index in [conflict.first, conflict.second] where !items.indices.contains(index) {
        throw PackingError(.noSuchItem(index), subject: .packing("conflicts"))
      }
    }
    if let devices {
      guard resources.indices.contains(devices.resource), devices.unit > 0 else {
        throw PackingError(.noSuchPool(devices.resource), subject: .packing("devices"))
      }
    }
  }

  /// The same problem with rules of pods that must be together.
  ///
  /// - Throws: ``PackingError`` for items that there are not
  public func with(affinities: [ItemAffinity]) throws(PackingError) -> PackingProblem {
    for each in affinities {
      for index in [each.item] + each.partners where !items.indices.contains(index) {
        throw PackingError(.noSuchItem(index), subject: .packing("affinities"))
      }
    }
    var copy = self
    copy.affinities = affinities
    return copy
  }

  /// The same problem with the pool of each node that has a name.
  public func with(homes: [String: Int]) -> PackingProblem {
    var copy = self
    copy.homes = homes.filter { pools.indices.contains($0.value) }
    return copy
  }

  /// The same problem with other pools, pods or pairs that keep apart.
  ///
  /// - Throws: ``PackingError`` as a problem does
  func replacing(
    pools: [PackPool]? = nil,
    items: [PackItem]? = nil,
    conflicts: [ItemConflict]? = nil
  ) throws(PackingError) -> PackingProblem {
    var copy = try PackingProblem(
      resources: resources,
      pools: pools ?? self.pools,
      items: items ?? self.items,
      daemons: daemons,
      conflicts: conflicts ?? self.conflicts,
      devices: devices,
      notes: notes
    )
    copy.homes = homes
    copy.pinned = pinned
    copy.affinities = affinities
    return copy
  }

  private func check(
    _ vector: ResourceVector,
    of subject: PackingError.Subject
  ) throws(PackingError) {
    guard vector.amounts.count == resources.count else {
      throw PackingError(.wrongLength(vector.amounts.count, resources.count), subject: subject)
    }
    for (amount, resource) in zip(vector.amounts, resources) where amount < 0 {
      throw PackingError(.negativeAmount(resource), subject: subject)
    }
  }

  private func check(_ indices: [Int], of subject: PackingError.Subject) throws(PackingError) {
    for index in indices where !pools.indices.contains(index) {
      throw PackingError(.noSuchPool(index), subject: subject)
    }
  }
}
