import PodfitModel
import PodfitPack
import PodfitProfile
public import PodfitReport

extension Podfit {
  /// By how many times each cause makes the clusters larger than their use would need.
  ///
  /// Use is the 0.95 quantile of CPU and the peak of memory of each container; requests are those in
  /// force. Pods without samples count with their requests as use.
  ///
  /// - Parameters:
  ///   - request: How profiles are made.
  ///   - cluster: Of which cluster; nil for all together.
  ///   - caps: The part of each resource that may be handed out, by name; counts as policy.
  ///   - search: How hard packings are searched for.
  /// - Returns: the factors, with who carries them
  /// - Throws: ``PodfitError`` when no nodes are known or the database cannot be read
  public func nodeAttribution(
    _ request: RecommendRequest,
    cluster: String? = nil,
    caps: [String: Double] = [:],
    search: NodeSearch = NodeSearch()
  ) throws(PodfitError) -> AttributionDocument {
    let analysis = try analysis(request)
    let scope = try scope(cluster, of: analysis)
    return try nodeAttribution(of: analysis, scope, caps: caps, search: search)
  }

  /// The nodes and pods of one cluster, or of all.
  ///
  /// - Throws: ``PodfitError`` when there are none
  private func scope(
    _ cluster: String?,
    of analysis: Analysis
  ) throws(PodfitError) -> NodeScope {
    let scope = cluster.map { NodeScope(analysis, cluster: $0) } ?? NodeScope(analysis)
    if scope.nodes.isEmpty {
      let known = Set(analysis.inventory.nodes.map(\.cluster)).sorted()
      if let cluster, !known.isEmpty { throw .noSuchCluster(name: cluster, known: known) }
      throw .noNodes(database: database)
    }
    guard scope.hasPods else { throw .noPods(database: database) }
    return scope
  }

  /// The same for nodes and pods that are known.
  func nodeAttribution(
    of analysis: Analysis,
    _ scope: NodeScope,
    caps: [String: Double] = [:],
    search: NodeSearch = NodeSearch()
  ) throws(PodfitError) -> AttributionDocument {
    let peaks = analysis.peakPods.filter { scope.includes($0.key.cluster) }
    let scaled = ScaledPods(scope.placed.pods, inventory: analysis.inventory, peakPods: peaks)
    let nodes = scope.nodes
    let current: PackingProblem
    do {
      current = try PackingProblem(nodes: nodes, pods: scaled.pods, owner: scaled.workload)
    } catch {
      throw .pack(error)
    }
    var wishes = NodeWishes()
    wishes.caps = caps
    try wishes.check(current.resources)
    do {
      let use = try PackingProblem(
        nodes: nodes,
        pods: scaled.pods,
        owner: scaled.workload,
        recommended: analysis.use
      )
      let heap = Self.heapHeadroom(analysis)
      let means = Self.meanRequests(use)
      var problem = AttributionProblem(
        resources: current.resources,
        items: current.items.map { item in
          AttributedItem(
            item: item,
            use: use.resources == current.resources
              ? means[item.workload] ?? item.request : item.request,
            heapHeadroom: heap[item.workload] ?? 0
          )
        },
        pools: current.pools.map { pool in
          AttributedPool(
            pool: pool,
            capacity: Self.capacity(of: pool, nodes: nodes, resources: current.resources)
          )
        },
        daemons: current.daemons,
        conflicts: current.conflicts
      )
      problem.caps = caps
      let attribution = try Attribution(
        problem,
        effort: search.planner.effort,
        seed: search.seed
      )
      return AttributionDocument(attribution)
    } catch {
      throw .pack(error)
    }
  }

  /// What one pod of each workload asks for on average.
  private static func meanRequests(_ problem: PackingProblem) -> [WorkloadID: ResourceVector] {
    var sums: [WorkloadID: (count: Int, amounts: [Int128])] = [:]
    for item in problem.items {
      var sum =
        sums[item.workload] ?? (0, Array(repeating: Int128(0), count: problem.resources.count))
      sum.count += item.count
      for (resource, amount) in item.request.amounts.enumerated() {
        sum.amounts[resource] += Int128(amount) * Int128(item.count)
      }
      sums[item.workload] = sum
    }
    return sums.mapValues { sum in
      ResourceVector(sum.amounts.map { Int64(clamping: $0 / Int128(max(1, sum.count))) })
    }
  }

  /// Per workload, the memory that JVMs of one pod hold above what stays alive.
  private static func heapHeadroom(_ analysis: Analysis) -> [WorkloadID: Int64] {
    var result: [WorkloadID: Int64] = [:]
    for each in analysis.jvms {
      let profile = each.profile
      let live = profile.liveSet?.estimate ?? profile.heapUsed
      let heap = profile.heapMax ?? profile.configuration?.maxHeap ?? profile.heapCommitted
      guard let live, let heap, heap > live else { continue }
      result[each.id.workload, default: 0] += (heap - live).bytes
    }
    return result
  }

  /// The least that a machine of a pool has, before the system's share.
  private static func capacity(
    of pool: PackPool,
    nodes: [NodeSpec],
    resources: [String]
  ) -> ResourceVector {
    let machines = nodes.filter {
      $0.cluster == pool.cluster && $0.pool == pool.name && $0.instanceType == pool.instanceType
    }
    var least = pool.allocatable.amounts
    let known = machines.compactMap(\.capacity)
    let cores = known.map(\.cpu.nanocores).min() ?? 0
    let bytes = known.map(\.memory.bytes).min() ?? 0
    for (index, name) in resources.enumerated() {
      if name == CPU.resourceName { least[index] = max(least[index], cores) }
      if name == Memory.resourceName { least[index] = max(least[index], bytes) }
    }
    return ResourceVector(least)
  }
}
