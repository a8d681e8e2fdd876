import PodfitModel
import PodfitProfile
import PodfitStore

/// Tells listed pods that are still there from those of earlier lists.
///
/// Lists of several weeks add up in a database, and none says what is gone. Samples do: a pod that had
/// samples and has had none for a day, while others of its cluster had, is gone, and so is a node all of
/// whose listed pods are. Pods that never had samples are taken as listed.
///
/// A workload that a list names and of which no pod is left is gone, too (docs/decisions/0020).
struct LivePods {
  /// Facts of what is there, and what is not.
  struct Result {
    /// The facts with pods that are gone as ended ones, without nodes that are gone.
    var facts: [InventoryFact]
    /// How many listed pods are gone, by cluster.
    var gonePods: [String: Int] = [:]
    /// Workloads that are gone.
    var goneWorkloads: Set<WorkloadID> = []
  }

  /// Without samples for so long a listed pod counts as gone.
  static let patience = TimeSpan.hours(24)

  private struct Span {
    var first: Int64
    var last: Int64
  }

  private var spans: [PodID: Span] = [:]
  private var ends: [String: Int64] = [:]
  private let until: Int64

  /// Reads from when to when each pod was measured.
  init(_ store: Store, until: Instant?) throws {
    self.until = until?.milliseconds ?? .max
    let answer = try store.query(
      """
      SELECT p.cluster, p.namespace, p.pod, min(s.first_ms), max(s.last_ms)
      FROM pod_container p JOIN series s ON s.pod_container_id = p.id
      WHERE s.first_ms IS NOT NULL AND s.last_ms IS NOT NULL AND p.pod <> ''
      GROUP BY p.cluster, p.namespace, p.pod
      """
    )
    for row in answer.rows.map({ $0.map(\.description) }) {
      guard row.count == 5, let first = Int64(row[3]), let last = Int64(row[4]) else { continue }
      spans[PodID(cluster: row[0], namespace: row[1], name: row[2])] = Span(
        first: first,
        last: last
      )
      let end = min(last, self.until)
      if first <= self.until { ends[row[0]] = max(ends[row[0]] ?? .min, end) }
    }
  }

  /// Tells what is there of what the facts say.
  func applied(to facts: [InventoryFact]) -> Result {
    let listed = facts.compactMap { fact -> PodSpec? in
      if case .pod(let pod) = fact, pod.occupiesNode { pod } else { nil }
    }
    guard spans.keys.contains(where: isSilent) else { return Result(facts: facts) }
    let silent = Set(listed.lazy.map(\.id).filter(isSilent))
    let inventory = Inventory(facts)
    let gone = silent.subtracting(Self.missed(silent, listed, inventory))
    let workloads = goneWorkloads(listed.map(\.id), gone, inventory)
    guard !gone.isEmpty else { return Result(facts: facts, goneWorkloads: workloads) }
    let emptied = Set(listed.filter { gone.contains($0.id) }.compactMap(NodeName.init))
    let inUse = Set(listed.filter { !gone.contains($0.id) }.compactMap(NodeName.init))
    let left = emptied.subtracting(inUse)
    let kept = facts.compactMap { fact -> InventoryFact? in
      switch fact {
      case .pod(var pod) where gone.contains(pod.id):
        pod.phase = "Succeeded"
        return .pod(pod)
      case .node(let node)
      where left.contains(NodeName(cluster: node.cluster, name: node.name)):
        return nil
      default: return fact
      }
    }
    return Result(
      facts: kept,
      gonePods: Dictionary(gone.map { ($0.cluster, 1) }, uniquingKeysWith: +),
      goneWorkloads: workloads
    )
  }

  /// Kinds whose pods run for as long as the workload is there.
  private static let lasting: Set<WorkloadKind> = [
    .deployment, .statefulSet, .daemonSet, .replicaSet, .pod, WorkloadKind(rawValue: "Rollout"),
    WorkloadKind(rawValue: "ReplicationController"),
    WorkloadKind(rawValue: "DeploymentConfig"), WorkloadKind(rawValue: "StrimziPodSet"),
  ]

  /// The workloads that a list names, that had pods, and that have none left.
  ///
  /// Jobs have no pods between their runs, and what was or may be scaled to nothing has none either, so
  /// that these stay. So does what samples alone tell of: no list has ever said that it was there.
  private func goneWorkloads(
    _ listed: [PodID],
    _ gone: Set<PodID>,
    _ inventory: Inventory
  ) -> Set<WorkloadID> {
    func owner(_ pod: PodID) -> WorkloadID { inventory.owners.owner(of: pod).workload }
    let left = Set(gone.map(owner))
    var workloads = Set(spans.keys.lazy.filter(isSilent).map(owner))
      .filter { left.contains($0) || inventory.workloads[$0] != nil }
      .filter { Self.lasting.contains($0.kind) && !Self.mayHaveNoPods($0, inventory) }
    guard !workloads.isEmpty else { return [] }
    for pod in listed where !gone.contains(pod) { workloads.remove(owner(pod)) }
    for pod in spans.keys where !gone.contains(pod) && !isSilent(pod) {
      workloads.remove(owner(pod))
    }
    return workloads
  }

  private static func mayHaveNoPods(_ workload: WorkloadID, _ inventory: Inventory) -> Bool {
    if inventory.statedReplicas(of: workload) == 0 { return true }
    if let object = inventory.scaledObject(of: workload) { return (object.minReplicas ?? 0) == 0 }
    return inventory.autoscaler(of: workload)?.minReplicas == 0
  }

  private struct NodeName: Hashable {
    var cluster: String
    var name: String

    init(cluster: String, name: String) {
      self.cluster = cluster
      self.name = name
    }

    init?(_ pod: PodSpec) {
      guard let node = pod.node else { return nil }
      self.init(cluster: pod.id.cluster, name: node)
    }
  }

  /// Silent pods that run all the same: those that a workload which has others needs to have as many as
  /// it is asked to have, those listed last first, and those of DaemonSets on nodes that are in use and
  /// have no other of the same.
  private static func missed(
    _ silent: Set<PodID>,
    _ listed: [PodSpec],
    _ inventory: Inventory
  ) -> Set<PodID> {
    var missed: Set<PodID> = []
    let workloads = Dictionary(grouping: listed) { inventory.owners.owner(of: $0.id).workload }
    for (workload, pods) in workloads
    where ![.job, .cronJob, .daemonSet].contains(workload.kind) {
      let quiet = pods.filter { silent.contains($0.id) }
      let live = pods.count - quiet.count
      guard live > 0, let wanted = inventory.statedReplicas(of: workload), wanted > live else {
        continue
      }
      // A pod of a newer list has a higher version.
      missed.formUnion(
        quiet.sorted { ($1.resourceVersion, $0.id) < ($0.resourceVersion, $1.id) }
          .prefix(wanted - live).map(\.id)
      )
    }
    let inUse = Set(
      listed.filter { !silent.contains($0.id) || missed.contains($0.id) }.compactMap(NodeName.init)
    )
    for (workload, pods) in workloads where workload.kind == .daemonSet {
      let held = Set(pods.filter { !silent.contains($0.id) }.compactMap(NodeName.init))
      for pod in pods where silent.contains(pod.id) {
        if let node = NodeName(pod), inUse.contains(node), !held.contains(node) {
          missed.insert(pod.id)
        }
      }
    }
    return missed
  }

  private func isSilent(_ pod: PodID) -> Bool {
    guard let span = spans[pod], let end = ends[pod.cluster] else { return false }
    if span.first > until { return true }
    return end.subtractingSaturated(min(span.last, until)) > Self.patience.milliseconds
  }
}
