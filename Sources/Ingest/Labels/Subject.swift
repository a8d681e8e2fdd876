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

  /// Reads the labels; a label that `map` gives one of these meanings goes before all others.
  init(_ labels: LabelSet, cluster: String, map: LabelMap = LabelMap()) {
    self.cluster = cluster
    func take(_ name: String, _ aliases: [String], _ field: inout String) {
      let found = labels.first(of: map.sources(of: name)) ?? labels.first(of: aliases)
      guard let found else { return }
      field = found.value
      used.insert(found.name)
    }
    take("cluster", Self.clusterNames, &self.cluster)
    take("namespace", Self.namespaceNames, &namespace)
    take("pod", Self.podNames, &pod)
    take("container", Self.containerNames, &container)
    take("node", Self.nodeNames, &node)
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
  //
  // A cAdvisor of its own tells the container by labels of the container runtime, and its scrape
  // adds the pod that it runs in under the usual names.
  private static let namespaceNames = [
    "container_label_io_kubernetes_pod_namespace", "exported_namespace", "namespace",
    "kubernetes_namespace", "k8s_namespace_name", "k8s.namespace.name", "kube_namespace",
    "pod_namespace", "namespace_name",
  ]
  private static let podNames = [
    "container_label_io_kubernetes_pod_name", "exported_pod", "pod", "pod_name",
    "kubernetes_pod_name", "k8s_pod_name", "k8s.pod.name", "kube_pod_name", "exported_pod_name",
  ]
  private static let containerNames = [
    "container_label_io_kubernetes_container_name", "exported_container", "container",
    "container_name", "kubernetes_container_name", "k8s_container_name", "k8s.container.name",
    "kube_container_name", "exported_container_name",
  ]
  private static let nodeNames = [
    "exported_node", "node", "node_name", "kubernetes_node", "k8s_node_name", "k8s.node.name",
    "kubernetes_node_name", "kube_node", "kubernetes_io_hostname",
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
