internal import PodfitModel

/// Workloads whose rules or size keep the count from being smaller, and what each would free.
///
/// For the workloads that force most nodes the pods are packed again without their rule, or, where one pod
/// takes most of a node, without their pods. What a checked packing then needs less is freed; workloads
/// that free nothing alone are left out. Usual size: 20 packings of a few milliseconds each.
///
/// - Source: docs/formulas/packing.md#what-blocks-a-smaller-count
struct Blockers {
  /// The most that are listed.
  static let most = 10
  /// Those that free most first.
  let entries: [NodePlan.Blocker]

  /// What is tried: items of one workload, and the problem without what holds them.
  private struct Candidate {
    var item: Int
    var nodes: Int
    var reason: String
    /// Whether the pods go, not their rule.
    var isSize: Bool
  }

  /// Tries workloads of a problem.
  ///
  /// - Parameter trials: counts the nodes without what may block
  /// - Throws: ``PackingError`` when the checker refuses a packing, which is a defect.
  init(_ trials: NodeTrials) throws(PackingError) {
    let problem = trials.problem
    var found: [NodePlan.Blocker] = []
    for candidate in Self.candidates(problem).prefix(trials.number(most: 20)) where !trials.isOver {
      guard let other = try Self.without(candidate, problem) else { continue }
      let freed = try trials.freed(by: other)
      guard freed > 0 else { continue }
      found.append(
        NodePlan.Blocker(
          workload: problem.items[candidate.item].workload,
          reason: candidate.reason,
          freedNodes: freed
        )
      )
    }
    // What may not be evicted keeps its nodes; the plan counts as if it could be moved.
    for pinned in problem.pinned.prefix(trials.number(most: 20)) where !trials.isOver {
      guard let kept = try trials.count(problem, keeping: pinned.nodes) else { continue }
      let freed = kept.nodes - trials.now.nodes
      guard freed > 0 else { continue }
      let nodes = pinned.nodes.values.reduce(0, +)
      found.append(
        NodePlan.Blocker(
          workload: pinned.workload,
          reason:
            "\(pinned.reason): \(nodes.counted("node")) that run it cannot be drained, which the"
            + " count takes for granted",
          freedNodes: freed
        )
      )
    }
    entries = Array(
      found.sorted {
        $0.freedNodes == $1.freedNodes
          ? ($0.workload, $0.reason) < ($1.workload, $1.reason) : $0.freedNodes > $1.freedNodes
      }.prefix(Self.most)
    )
  }

  /// What may be tried, the most nodes forced first.
  private static func candidates(_ problem: PackingProblem) -> [Candidate] {
    let instance = PackingInstance(problem)
    var rivals = [Int](repeating: 0, count: problem.items.count)
    for pair in problem.conflicts where pair.first != pair.second {
      rivals[pair.first] += 1
      rivals[pair.second] += 1
    }
    var result: [Candidate] = []
    for (index, item) in problem.items.enumerated() where instance.isPlaceable(index) {
      if let most = item.maxPerNode, most < item.count {
        result.append(
          Candidate(
            item: index,
            nodes: (item.count + most - 1) / most,
            reason: "at most \(most.counted("pod")) on a node",
            isSize: false
          )
        )
      }
      if rivals[index] > 0 {
        result.append(
          Candidate(
            item: index,
            nodes: item.count,
            reason: "shares no node with pods of \(rivals[index].counted("other set"))",
            isSize: false
          )
        )
      }
      if let spread = item.spread {
        result.append(
          Candidate(
            item: index,
            nodes: min(item.count, problem.pools.count),
            reason: spread.most.map { "at most \($0.counted("pod")) in each \(spread.label)" }
              ?? "spread evenly by \(spread.label)",
            isSize: false
          )
        )
      }
      if item.nodeSkew != nil {
        result.append(
          Candidate(
            item: index,
            nodes: item.count,
            reason: "spread evenly over nodes",
            isSize: false
          )
        )
      }
      let share = instance.largestShare(of: index)
      if share > 0.5 {
        result.append(
          Candidate(
            item: index,
            nodes: item.count,
            reason: "one pod takes \(Int((share * 100).rounded())) % of a node",
            isSize: true
          )
        )
      }
    }
    return result.sorted { $0.nodes == $1.nodes ? $0.item < $1.item : $0.nodes > $1.nodes }
  }

  /// The problem without the rule of an item, or without its pods; nil where nothing is left.
  private static func without(
    _ candidate: Candidate,
    _ problem: PackingProblem
  ) throws(PackingError) -> PackingProblem? {
    var items = problem.items
    var conflicts = problem.conflicts
    let index = candidate.item
    if candidate.isSize {
      items.remove(at: index)
      conflicts = conflicts.filter { $0.first != index && $0.second != index }.map {
        ItemConflict(
          $0.first > index ? $0.first - 1 : $0.first,
          $0.second > index ? $0.second - 1 : $0.second
        )
      }
    } else {
      items[index].maxPerNode = nil
      items[index].spread = nil
      items[index].nodeSkew = nil
      conflicts = conflicts.filter { $0.first != index && $0.second != index }
    }
    guard !items.isEmpty else { return nil }
    let other = try problem.with(affinities: []).replacing(items: items, conflicts: conflicts)
    let affinities = problem.affinities.compactMap { rule -> ItemAffinity? in
      guard candidate.isSize else { return rule }
      guard rule.item != index else { return nil }
      func moved(_ item: Int) -> Int { item > index ? item - 1 : item }
      let partners = rule.partners.filter { $0 != index }.map(moved)
      return partners.isEmpty
        ? nil : ItemAffinity(item: moved(rule.item), partners: partners, label: rule.label)
    }
    return try other.with(affinities: affinities)
  }
}
