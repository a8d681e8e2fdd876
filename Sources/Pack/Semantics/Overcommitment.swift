public import PodfitModel

/// Finds nodes whose listed pods ask for more than the node hands out.
///
/// The scheduler never leaves a node so, therefore a list that shows one is of two times, edited, or made
/// up; counts from it are not those of the real cluster.
public enum Overcommitment {
  /// The names of such nodes, as `cluster/node`, sorted.
  ///
  /// - Complexity: O(pods + nodes)
  public static func nodes(_ nodes: [NodeSpec], pods: [PodSpec]) -> [String] {
    var asked: [NodeKey: EffectiveRequest] = [:]
    for pod in pods where pod.occupiesNode {
      guard let node = pod.node else { continue }
      let request = EffectiveRequest(of: pod.template)
      let key = NodeKey(cluster: pod.id.cluster, name: node)
      var sum = asked[key] ?? EffectiveRequest()
      sum.cpu += request.cpu
      sum.memory += request.memory
      asked[key] = sum
    }
    return
      nodes
      .filter { node in
        guard let sum = asked[NodeKey(node)] else { return false }
        return sum.cpu > node.allocatable.cpu || sum.memory > node.allocatable.memory
      }
      .map { "\($0.cluster)/\($0.name)" }
      .sorted()
  }
}
