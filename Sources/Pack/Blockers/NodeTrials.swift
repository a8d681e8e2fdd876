/// Counts the nodes of a problem with one thing changed, as the plan itself counted them.
///
/// Growth, losses to survive and nodes that stay are those of the plan; the search is a small part of its.
/// What a trial finds is a checked packing, so that a node it saves is really saved. All trials of a plan
/// share work in proportion to that of its own search, each a part of what is left.
struct NodeTrials {
  /// What is compared.
  struct Count: Hashable, Sendable {
    /// Nodes.
    var nodes: Int
    /// Pods that fit nowhere.
    var leftOut: Int
    /// What nodes cost.
    var cost: Int64
  }

  /// The problem before any change.
  let problem: PackingProblem
  /// The plan's own count.
  let now: Count
  private let effort: PackingEffort
  private let pot: Int
  private let meter = WorkMeter()
  private let count: (PackingProblem, PackingEffort, [Int: Int]) throws(PackingError) -> Count

  /// The part of the work left that one trial may use.
  private static let part = 16

  /// Prepares trials.
  ///
  /// - Parameters:
  ///   - problem: the problem that the plan is of
  ///   - now: its count
  ///   - effort: that of the plan; ``PackingEffort/shouldStop`` ends trials
  ///   - count: counts a problem, with so many nodes of each pool that stay
  init(
    _ problem: PackingProblem,
    _ now: Count,
    effort: PackingEffort,
    count: @escaping (PackingProblem, PackingEffort, [Int: Int]) throws(PackingError) -> Count
  ) {
    self.problem = problem
    self.now = now
    self.count = count
    let isLarge = problem.items.count > 500
    pot =
      isLarge
      ? 0 : PackingEffort.search(items: problem.items.count, pools: problem.pools.count) / 2
    var quick = PackingEffort(
      packers: isLarge ? PackerRegistry.quick : PackerRegistry.all,
      consolidation: 300_000,
      shouldStop: effort.shouldStop
    )
    quick.closeEnough = 1.001
    quick.meter = meter
    self.effort = quick
  }

  /// Whether no more trials are wanted.
  var isOver: Bool { effort.shouldStop() }

  /// How many trials are worth their time, at most `most`; fewer where each packing takes long.
  ///
  /// A bound over a hundred kinds of nodes takes many times as long as one over ten.
  func number(most: Int, least: Int = 3) -> Int {
    let pools = problem.pools.count
    let work = problem.items.count * pools * max(1, pools / 10)
    return max(least, min(most, 20_000 / max(1, work)))
  }

  /// The count of a changed problem; nil where it leaves out more pods than the plan, since fewer nodes
  /// for fewer pods would be no gain.
  func count(
    _ changed: PackingProblem,
    keeping nodes: [Int: Int] = [:]
  ) throws(PackingError) -> Count? {
    var effort = effort
    effort.search = pot == 0 ? 0 : max(pot / 400, (pot - meter.work) / Self.part)
    let found = try count(changed, effort, nodes)
    return found.leftOut <= now.leftOut ? found : nil
  }

  /// The nodes that a change frees; 0 where it saves none, or saves nodes but costs more.
  func freed(by changed: PackingProblem) throws(PackingError) -> Int {
    guard let found = try count(changed), found.cost < now.cost else { return 0 }
    return max(0, now.nodes - found.nodes)
  }
}
