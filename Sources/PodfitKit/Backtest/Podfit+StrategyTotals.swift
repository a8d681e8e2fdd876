import Foundation
public import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitStore

/// What one strategy asks for over all containers of a database, before any policy.
public struct StrategyTotal: Hashable, Sendable {
  /// The strategy's id.
  public var id: String
  /// CPU requests, weighted by replicas.
  public var cpu: CPU = .zero
  /// Memory requests, weighted by replicas.
  public var memory: Memory = .zero
  /// Containers with enough samples for a number.
  public var containers = 0
  /// Of these, containers for which the strategy has no CPU or no memory number.
  public var without = 0

  init(id: String) { self.id = id }

  fileprivate mutating func add(_ amounts: StrategyAmounts, replicas: Int) {
    containers += 1
    if amounts.cpu.value == nil || amounts.memory.value == nil { without += 1 }
    cpu += (amounts.cpu.value ?? .zero) * replicas
    memory += (amounts.memory.value ?? .zero) * replicas
  }

  fileprivate mutating func merge(_ other: StrategyTotal) {
    cpu += other.cpu
    memory += other.memory
    containers += other.containers
    without += other.without
  }
}

extension Podfit {
  /// What every strategy asks for over all containers, in one pass: all of them share each container's
  /// profile and history.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read
  /// - Complexity: O(samples · log samples of a day)
  public func strategyTotals() throws(PodfitError) -> [StrategyTotal] {
    try withStore(.readOnly) { store in
      let strategies = try StrategyRegistry.all.map { type in
        try Self.calibrated(Recommender(strategy: type.init()), by: store).strategy
      }
      let empty = StrategyRegistry.all.map { StrategyTotal(id: $0.id.rawValue) }
      let live = try LivePods(store, until: nil).applied(to: try store.facts())
      let reader = try UsageReader(store, facts: live.facts, metrics: nil)
      let profiler = Profiler(inventory: reader.inventory)
      let policy = Policy()
      let parts = try forEachWorkload(of: store, reader, memory: { HistoryMemory() }) {
        index,
        samples,
        memory in
        let pods = try reader.pods(ofGroup: index, by: samples).pods
        var part = empty
        for profile in profiler.profiles(of: reader.groups[index], pods: pods) {
          guard policy.reasonToWithhold(profile) == nil, let window = profile.window else {
            continue
          }
          let history = UsageHistory(profile, now: window.end, memory: memory)
          for (place, strategy) in strategies.enumerated() {
            part[place].add(strategy.amounts(of: history), replicas: profile.replicas)
          }
        }
        return part
      }
      return parts.reduce(into: empty) { sum, part in
        for place in sum.indices { sum[place].merge(part[place]) }
      }
    }
  }
}
