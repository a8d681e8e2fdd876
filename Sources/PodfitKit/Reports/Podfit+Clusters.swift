import Dispatch
import PodfitModel
import PodfitPack
import PodfitProfile
import PodfitReport
import Synchronization

extension Podfit {
  /// Most nodes of a cluster that are drawn one by one.
  private static let drawnNodes = 400
  /// With more workloads in a cluster than this, packers alone answer: the search over patterns takes
  /// minutes then and gains a node in a hundred.
  private static let searchedWorkloads = 500

  /// What a report says about the nodes of each cluster, and what it leaves out.
  ///
  /// Clusters share no node, so that each is a problem of its own and two threads take them in turn, the
  /// largest first; the order does not show in the result.
  func clusterFacts(
    _ analysis: Analysis,
    _ request: ReportRequest,
    end: Instant
  ) throws(PodfitError) -> (facts: [ClusterFacts], gaps: [String]) {
    // Nodes of a cluster without pods count as empty, unless nothing is known of pods at all.
    let all = NodeScope.clusters(of: analysis)
    let scopes = request.hasNodes && all.contains(where: \.hasPods) ? all : []
    let order = scopes.indices.sorted {
      (-scopes[$0].placed.pods.count, $0) < (-scopes[$1].placed.pods.count, $1)
    }
    if !scopes.isEmpty { request.progress?(.packing) }
    let next = Mutex(0)
    let done = Mutex<[Int: Result<ClusterFacts, PodfitError>]>([:])
    DispatchQueue.concurrentPerform(iterations: min(Self.readingThreads, scopes.count)) { _ in
      while true {
        let turn = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard turn < order.count else { return }
        let index = order[turn]
        let facts = Result { () throws(PodfitError) in
          try nodeFacts(analysis, scopes[index], request)
        }
        done.withLock { $0[index] = facts }
      }
    }
    let found = done.withLock { $0 }
    var facts: [ClusterFacts] = []
    for index in scopes.indices {
      if let result = found[index] { facts.append(try result.get()) }
    }
    var gaps = facts.compactMap { each -> String? in
      guard each.strips == nil else { return nil }
      let name = each.cluster.isEmpty ? "" : " of \(each.cluster)"
      return "the nodes\(name) are not drawn one by one: there are more than \(Self.drawnNodes)"
    }
    guard request.hasNodes else { return (facts, gaps) }
    if request.hasReplay {
      if !facts.isEmpty { request.progress?(.replaying) }
      let replays = try clusterReplays(analysis, request.recommend, end: end)
      for index in facts.indices { facts[index].replay = replays[facts[index].cluster] }
    } else {
      gaps.append("stored samples were not replayed on the nodes: it was not wanted")
    }
    return (facts, gaps)
  }

  private func nodeFacts(
    _ analysis: Analysis,
    _ scope: NodeScope,
    _ request: ReportRequest
  ) throws(PodfitError) -> ClusterFacts {
    var facts = ClusterFacts(cluster: scope.cluster ?? "")
    var search = request.search
    let owners = analysis.inventory.owners
    let workloads = Set(scope.placed.pods.map { owners.owner(of: $0.id).workload }).count
    let isQuick = workloads > Self.searchedWorkloads && !search.isGreedy
    search.isGreedy = search.isGreedy || isQuick
    var (plan, solution) = try nodePlan(of: analysis, scope, search: search)
    if isQuick {
      plan.notes =
        (plan.notes + [
          "a quick packing, as there are more than \(Self.searchedWorkloads) workloads; `podfit nodes`"
            + " searches on and may need fewer"
        ]).sorted()
    }
    facts.plan = plan
    if scope.nodes.count <= Self.drawnNodes {
      facts.strips = NodePictures(analysis, scope).strips(solution)
    }
    facts.attribution = try? nodeAttribution(of: analysis, scope, search: search)
    return facts
  }
}
