/// A verified packing of a problem, with the proven minimum beside it.
public struct PackingSolution: Sendable {
  /// The problem.
  public let problem: PackingProblem
  /// The packing; the independent checker has verified it.
  public let packing: Packing
  /// No packing of the same pods needs fewer nodes.
  public let lowerBound: Int

  /// Packs `problem` with every packer, improves the best, and has the result verified.
  ///
  /// - Parameters:
  ///   - problem: what to pack
  ///   - packers: the packers to try, in order; of equal answers the first counts
  ///   - seed: chooses among equal moves
  ///   - work: how many looks at a node the improvement may take
  ///   - solver: suggests weights for the proven minimum
  /// - Throws: ``PackingError`` when the checker refuses the packing.
  public init(
    of problem: PackingProblem,
    packers: [any Packer] = PackerRegistry.all,
    seed: UInt64 = 1,
    work: Int = 20_000_000,
    solver: any LinearProgramSolver = ClpSolver()
  ) throws(PackingError) {
    self.problem = problem
    let instance = PackingInstance(problem)
    let bound = NodeBound(solver: solver)
    let lowerBound = bound.nodes(for: instance)
    self.lowerBound = lowerBound
    var best = Packing(packer: "none", nodes: [], leftOut: instance.leftOut(by: []))
    func take(_ packers: [any Packer], of shares: [PoolShare]? = nil) {
      let divided = shares.map(instance.divided) ?? instance
      for packer in packers where best.nodeCount > lowerBound || !best.leftOut.isEmpty {
        var nodes = packer.pack(divided)
        for index in nodes.indices {
          guard let shares else { break }
          for place in nodes[index].contents.indices {
            nodes[index].contents[place].item = shares[nodes[index].contents[place].item].item
          }
        }
        let packing = Packing(
          packer: packer.id + (shares == nil ? "" : "-by-mix"),
          nodes: nodes,
          leftOut: instance.leftOut(by: nodes)
        )
        if packing.isBetter(than: best) { best = packing }
      }
    }
    take(packers)
    if best.nodeCount > lowerBound, instance.poolCount > 1 {
      // Greedy choices between kinds of nodes see one node at a time; the bound sees the mix.
      let mix = bound.mix(for: instance)
      if !mix.isEmpty { take(packers, of: mix) }
    }
    if best.nodeCount > lowerBound {
      var consolidation = Consolidation(instance, seed: seed, work: work)
      best.nodes = consolidation.improved(best.nodes, target: lowerBound)
    }
    try PackingChecker(problem).verify(best)
    packing = best
  }
}

extension Packing {
  /// Fewer pods left out first, then fewer nodes.
  fileprivate func isBetter(than other: Packing) -> Bool {
    let (left, otherLeft) = (leftOut.values.reduce(0, +), other.leftOut.values.reduce(0, +))
    return left == otherLeft ? nodeCount < other.nodeCount : left < otherLeft
  }
}

extension PackingInstance {
  /// The pods of each item that `nodes` do not hold.
  fileprivate func leftOut(by nodes: [PackedNode]) -> [Int: Int] {
    var left = counts
    for node in nodes {
      for each in node.contents { left[each.item] -= each.count * node.copies }
    }
    return Dictionary(uniqueKeysWithValues: left.enumerated().filter { $0.element != 0 }.map { $0 })
  }
}
