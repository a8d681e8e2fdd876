import PodfitModel

/// What a series is about, as its labels tell by any of the names in use.
struct Subject {
  /// The cluster: of the labels where they name one, else of the options.
  var cluster: String
  /// The namespace; empty where the labels do not say.
  var namespace = ""
  /// The pod; empty where the labels do not say.
  var pod = ""
  /// The container; empty where the labels do not say.
  var container = ""
  /// The node; empty where the labels do not say.
  var node = ""
  /// The labels that gave the above, which do not tell duplicates apart.
  var used: Set<String> = ["__name__"]

  /// Reads the labels.
  init(_ labels: LabelSet, cluster: String) {
    self.cluster = cluster
    func take(_ aliases: [String], _ field: inout String) {
      guard let found = labels.first(of: aliases) else { return }
      field = found.value
      used.insert(found.name)
    }
    take(Self.clusterNames, &self.cluster)
    take(Self.namespaceNames, &namespace)
    take(Self.podNames, &pod)
    take(Self.containerNames, &container)
    take(Self.nodeNames, &node)
  }

  /// The pod's identity.
  var podID: PodID { PodID(cluster: cluster, namespace: namespace, name: pod) }

  /// The container's identity.
  var containerID: PodContainerID { PodContainerID(pod: podID, container: container) }

  /// Whether no part holds a character that no Kubernetes name can have.
  var isUsable: Bool {
    [cluster, namespace, pod, container, node].allSatisfy { $0.isPlainName }
  }

  // The exporter's own pod wins over the measured one unless the scrape honours labels; then the
  // measured one is called exported_….
  private static let clusterNames = [
    "cluster", "cluster_name", "cluster_id", "k8s_cluster_name", "k8s.cluster.name",
    "kube_cluster_name",
  ]
  private static let namespaceNames = [
    "exported_namespace", "namespace", "kubernetes_namespace", "k8s_namespace_name",
    "k8s.namespace.name", "kube_namespace", "pod_namespace", "namespace_name",
  ]
  private static let podNames = [
    "exported_pod", "pod", "pod_name", "kubernetes_pod_name", "k8s_pod_name", "k8s.pod.name",
  ]
  private static let containerNames = [
    "exported_container", "container", "container_name", "kubernetes_container_name",
    "k8s_container_name", "k8s.container.name",
  ]
  private static let nodeNames = [
    "exported_node", "node", "node_name", "kubernetes_node", "k8s_node_name", "k8s.node.name",
  ]

  /// Labels that tell the members of a pair of servers apart, which read the same targets.
  static let replicaLabels: Set<String> = [
    "prometheus", "prometheus_replica", "__replica__", "replica", "receive", "receive_replica",
    "thanos_replica", "thanos_ruler_replica", "rule_replica", "monitor", "tenant_id",
  ]
}

extension String {
  /// Whether the text has no control characters, as every Kubernetes name.
  var isPlainName: Bool { utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } }
}
