/// The names of node labels as Kubernetes knows them.
///
/// kube-state-metrics writes `label_` and the name with every other character than letters and
/// digits as `_`, which cannot be undone in general; the labels that matter here are known.
enum NodeLabelNames {
  /// The labels of a `kube_node_labels` series; unknown ones keep the spelling of the export.
  static func labels(_ labels: LabelSet) -> [String: String] {
    var result: [String: String] = [:]
    for name in labels.names where name.hasPrefix("label_") {
      let spelled = String(name.dropFirst(6))
      result[known[spelled] ?? spelled] = labels[name]
    }
    return result
  }

  private static let known: [String: String] = {
    let keys = [
      "node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type",
      "topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone",
      "topology.kubernetes.io/region", "failure-domain.beta.kubernetes.io/region",
      "kubernetes.io/hostname", "kubernetes.io/arch", "kubernetes.io/os",
      "beta.kubernetes.io/arch", "beta.kubernetes.io/os",
      "karpenter.sh/nodepool", "karpenter.sh/provisioner-name", "karpenter.sh/capacity-type",
      "eks.amazonaws.com/nodegroup", "eks.amazonaws.com/capacityType",
      "cloud.google.com/gke-nodepool", "cloud.google.com/gke-spot",
      "cloud.google.com/gke-preemptible", "kubernetes.azure.com/agentpool",
      "kubernetes.azure.com/scalesetpriority", "agentpool", "kops.k8s.io/instancegroup",
      "doks.digitalocean.com/node-pool", "alpha.eksctl.io/nodegroup-name",
      "node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master",
    ]
    var table: [String: String] = [:]
    for key in keys { table[spelled(key)] = key }
    // 2.0 to 2.2 put an underscore before capital letters.
    table["eks_amazonaws_com_capacity_type"] = "eks.amazonaws.com/capacityType"
    return table
  }()

  private static func spelled(_ key: String) -> String {
    String(key.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}
