import PodfitModel
import PodfitStore

/// Tells listed pods that are still there from those of earlier lists.
///
/// Lists of several weeks add up in a database, and none says what is gone. Samples do: a pod that had
/// samples and has had none for a day, while others of its cluster had, is gone, and so is a node all of
/// whose listed pods are. Pods that never had samples are taken as listed.
struct LivePods {
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

  /// The facts with pods that are gone as ended ones, without nodes that are gone, and how many were.
  func applied(to facts: [InventoryFact]) -> (facts: [InventoryFact], gone: [String: Int]) {
    struct NodeName: Hashable {
      var cluster: String
      var name: String
    }
    var gone: Set<PodID> = []
    var emptied: Set<NodeName> = []
    var inUse: Set<NodeName> = []
    for case .pod(let pod) in facts where pod.occupiesNode {
      let node = pod.node.map { NodeName(cluster: pod.id.cluster, name: $0) }
      if isGone(pod.id) {
        gone.insert(pod.id)
        if let node { emptied.insert(node) }
      } else if let node {
        inUse.insert(node)
      }
    }
    guard !gone.isEmpty else { return (facts, [:]) }
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
    return (kept, Dictionary(gone.map { ($0.cluster, 1) }, uniquingKeysWith: +))
  }

  private func isGone(_ pod: PodID) -> Bool {
    guard let span = spans[pod], let end = ends[pod.cluster] else { return false }
    if span.first > until { return true }
    return end.subtractingSaturated(min(span.last, until)) > Self.patience.milliseconds
  }
}
