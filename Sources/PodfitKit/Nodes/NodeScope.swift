import PodfitModel
import PodfitProfile

/// Nodes and pods that are packed together: those of a database, or of one cluster of it.
struct NodeScope: Sendable {
  /// The cluster; nil for all.
  let cluster: String?
  /// The nodes.
  let nodes: [NodeSpec]
  /// The pods to count on them.
  let placed: Inventory.PlacedPods

  /// Everything in a database.
  init(_ analysis: Analysis) {
    cluster = nil
    nodes = analysis.inventory.nodes
    placed = analysis.placedPods
  }

  /// One cluster of a database.
  init(_ analysis: Analysis, cluster: String) {
    let all = NodeScope(analysis)
    let listed = analysis.inventory.pods.contains { $0.id.cluster == cluster }
    self.init(
      cluster,
      all.nodes.filter { $0.cluster == cluster },
      all.placed.pods.filter { $0.id.cluster == cluster },
      isListed: listed
    )
  }

  private init(_ cluster: String, _ nodes: [NodeSpec], _ pods: [PodSpec], isListed: Bool) {
    self.cluster = cluster
    self.nodes = nodes
    placed = Inventory.PlacedPods(pods: pods, areListed: isListed)
  }

  /// The clusters of a database that have nodes, each for itself, in the order of their names.
  static func clusters(of analysis: Analysis) -> [NodeScope] {
    let all = NodeScope(analysis)
    let nodes = Dictionary(grouping: all.nodes, by: \.cluster)
    let pods = Dictionary(grouping: all.placed.pods, by: \.id.cluster)
    let listed = Set(analysis.inventory.pods.map(\.id.cluster))
    return nodes.keys.sorted().map { name in
      NodeScope(name, nodes[name] ?? [], pods[name] ?? [], isListed: listed.contains(name))
    }
  }

  /// Whether some pod holds a place on a node.
  var hasPods: Bool { placed.pods.contains(where: \.occupiesNode) }

  /// Whether things of a cluster belong to it.
  func includes(_ name: String) -> Bool { cluster.map { $0 == name } ?? true }
}
