import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitStore

/// What a store holds of nodes themselves, and who moved data while their disks or networks were at their
/// end.
struct NodeWatch: Sendable {
  /// A node, and what moves.
  struct Place: Hashable {
    var cluster: String
    var node: String
    var kind: TrafficKind
  }

  /// What was measured, by cluster and node.
  let readings: [NodeReadings]
  private let inventory: Inventory
  private let spans: [Place: BusySpans]

  /// Reads the series of nodes.
  ///
  /// - Parameters:
  ///   - store: Where they are
  ///   - inventory: Tells on which node an exporter's pod ran
  ///   - until: Samples after this time do not count; nil for all
  /// - Throws: `StoreError` when the database cannot be read
  init(_ store: Store, inventory: Inventory, until: Instant?) throws {
    self.inventory = inventory
    var series: [Place: [StoredSeries]] = [:]
    for container in try Self.containers(of: store) {
      let own = try store.series(of: container).filter { $0.key.metric.subject == .node }
      let pod = container.pod
      let name =
        pod.namespace == PodContainerID.nodeMark
        ? pod.name : inventory.nodeName(of: pod) ?? "of pod \(pod.namespace)/\(pod.name)"
      series[Place(cluster: pod.cluster, node: name, kind: .disk), default: []] += own.map {
        $0.upTo(until)
      }
    }
    readings = series.map {
      NodeReadings(cluster: $0.key.cluster, node: $0.key.node, series: $0.value)
    }.sorted { ($0.cluster, $0.node) < ($1.cluster, $1.node) }
    var spans: [Place: BusySpans] = [:]
    for each in readings {
      for kind in TrafficKind.allCases {
        let busy =
          kind == .disk ? NodeRules.busySpans(of: each) : NodeRules.fullSpans(of: each)
        guard !busy.isEmpty else { continue }
        spans[Place(cluster: each.cluster, node: each.node, kind: kind)] = busy
      }
    }
    self.spans = spans
  }

  /// What the series of nodes are kept under.
  ///
  /// SCAN pod_container USING COVERING INDEX: names alone, no samples.
  private static func containers(of store: Store) throws -> [PodContainerID] {
    let answer = try store.query(
      """
      SELECT cluster, namespace, pod FROM pod_container
      WHERE container = '\(PodContainerID.nodeMark)' ORDER BY cluster, namespace, pod
      """
    )
    return answer.rows.map { $0.map(\.description) }.compactMap { row in
      guard row.count == 3 else { return nil }
      return PodContainerID(
        pod: PodID(cluster: row[0], namespace: row[1], name: row[2]),
        container: PodContainerID.nodeMark
      )
    }
  }

  /// What pods of one workload moved on nodes at their end, while they were.
  func traffic(of pods: [MeasuredPod]) -> [Place: Double] {
    guard !spans.isEmpty else { return [:] }
    var moved: [Place: Double] = [:]
    for pod in pods {
      guard let node = inventory.nodeName(of: pod.id) else { continue }
      for kind in TrafficKind.allCases {
        let place = Place(cluster: pod.id.cluster, node: node, kind: kind)
        guard let busy = spans[place] else { continue }
        let bytes = pod.bytes(kind, during: busy)
        if bytes > 0 { moved[place, default: 0] += bytes }
      }
    }
    return moved
  }

  /// What is wrong with the nodes; `traffic` is what workloads moved, in their order.
  func findings(_ traffic: [(workload: WorkloadID, moved: [Place: Double])]) -> [NodeFinding] {
    var shares: [Place: [NodeRules.Share]] = [:]
    for each in traffic {
      for (place, bytes) in each.moved {
        shares[place, default: []].append(NodeRules.Share(workload: each.workload, bytes: bytes))
      }
    }
    return NodeRules(inventory: inventory).findings(readings: readings) { readings, kind in
      (shares[Place(cluster: readings.cluster, node: readings.node, kind: kind)] ?? [])
        .sorted { ($1.bytes, $0.workload) < ($0.bytes, $1.workload) }
    }
  }
}
