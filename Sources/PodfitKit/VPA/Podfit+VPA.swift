public import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitStore

extension Podfit {
  /// The distributions of all containers as VerticalPodAutoscalerCheckpoint objects (v3), which the
  /// recommender of a cluster reads at its start instead of learning anew.
  ///
  /// Containers with samples are told from these; checkpoints that were taken in stand for containers
  /// without. The object is named after the vertical autoscaler of the workload, or after the workload where
  /// none is known.
  ///
  /// - Parameters:
  ///   - cluster: The cluster; nil where the database has only one.
  ///   - now: When the checkpoints are saved; nil for the end of the samples.
  /// - Returns: The list as JSON, in the order of namespaces and names; same input, same bytes.
  /// - Throws: ``PodfitError`` when several clusters are there and none is named, or the database cannot be
  ///   read
  public func vpaCheckpoints(
    cluster: String? = nil,
    now: Instant? = nil
  ) throws(PodfitError) -> String {
    try withStore(.readOnly) { store in
      let reader = try BacktestReader(store)
      let facts = try store.facts()
      var autoscalers: [WorkloadID: String] = [:]
      var taken: [AutoscalerCheckpoint] = []
      for fact in facts {
        switch fact {
        case .verticalAutoscaler(let each):
          guard let scaled = each.scaled else { continue }
          let workload = WorkloadID(
            cluster: scaled.cluster,
            namespace: scaled.namespace,
            kind: scaled.kind,
            name: scaled.name
          )
          autoscalers[workload] = min(autoscalers[workload] ?? each.id.name, each.id.name)
        case .checkpoint(let each): taken.append(each)
        default: break
        }
      }
      let clusters = Set(reader.groups.map(\.workload.cluster) + taken.map(\.id.cluster)).sorted()
      guard let wanted = cluster ?? clusters.first, cluster != nil || clusters.count == 1 else {
        if clusters.isEmpty { return try CheckpointList(items: []).json() }
        throw PodfitError.severalClusters(clusters)
      }
      let end = try now ?? store.window()?.end ?? Instant(milliseconds: 0)
      var items: [CheckpointList.Item] = []
      let groups = reader.groups.filter { $0.workload.cluster == wanted }
      try reader.forEach(in: groups[...], of: store) { container in
        var profile = ContainerProfile(id: container.id)
        let pod = PodID(cluster: wanted, namespace: container.id.workload.namespace, name: "")
        profile.pods = container.pods.map {
          PodUsage(
            id: PodContainerID(pod: pod, container: container.id.container),
            cpu: $0.cpu,
            memory: $0.memory
          )
        }
        let workload = container.id.workload
        items.append(
          CheckpointList.Item(
            VPAStrategy().checkpoint(of: profile, now: end),
            namespace: workload.namespace,
            autoscaler: autoscalers[workload] ?? workload.name,
            container: container.id.container,
            at: end
          )
        )
      }
      let known = Set(items.map { [$0.metadata.namespace, $0.metadata.name] })
      items += taken.filter {
        $0.id.cluster == wanted && !known.contains([$0.id.namespace, $0.id.name])
      }.map(CheckpointList.Item.init)
      items.sort {
        ($0.metadata.namespace, $0.metadata.name) < ($1.metadata.namespace, $1.metadata.name)
      }
      return try CheckpointList(items: items).json()
    }
  }
}
