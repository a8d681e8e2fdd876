internal import PodfitModel

extension Profiler {
  /// Labels that name a node's instance type, the present one first.
  private static let typeLabels = [
    "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type",
  ]

  /// The class of the node of each pod whose node is listed.
  func nodeClasses(of pods: [PodUsage]) -> [PodID: String] {
    var classes: [PodID: String] = [:]
    for pod in pods.map(\.id.pod) {
      guard let name = inventory.nodeName(of: pod),
        let node = inventory.node(name, in: pod.cluster)
      else { continue }
      let type = Self.typeLabels.lazy.compactMap { node.labels[$0] }.first { !$0.isEmpty }
      classes[pod] = type ?? "\(node.allocatable.cpu.quantity) CPU allocatable"
    }
    return classes
  }
}
