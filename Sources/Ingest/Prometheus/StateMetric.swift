/// What a metric of kube-state-metrics says.
enum StateMetric: Hashable {
  case podOwner, replicaSetOwner, jobOwner
  case podInfo
  /// A request or limit; `resource` is nil where a label names it (2.0 and later).
  case containerResource(isLimit: Bool, isInit: Bool, resource: String?)
  /// An amount of a node; `resource` is nil where a label names it (2.0 and later).
  case nodeResource(isAllocatable: Bool, resource: String?)
  case nodeLabels
  case restarts
  case lastTerminatedReason
  case autoscalerInfo, autoscalerMin, autoscalerMax, autoscalerTarget
  /// The replicas asked for; the label that names the workload, and its kind.
  case replicas(label: String, kind: String)

  /// Names of kube-state-metrics 2 and of 1 where they differ.
  static let names: [String: StateMetric] = {
    var table: [String: StateMetric] = [
      "kube_pod_owner": .podOwner,
      "kube_replicaset_owner": .replicaSetOwner,
      "kube_job_owner": .jobOwner,
      "kube_pod_info": .podInfo,
      "kube_node_labels": .nodeLabels,
      "kube_pod_container_status_restarts_total": .restarts,
      "kube_pod_container_status_last_terminated_reason": .lastTerminatedReason,
      "kube_pod_container_status_terminated_reason": .lastTerminatedReason,
      "kube_horizontalpodautoscaler_info": .autoscalerInfo,
      "kube_horizontalpodautoscaler_spec_min_replicas": .autoscalerMin,
      "kube_horizontalpodautoscaler_spec_max_replicas": .autoscalerMax,
      "kube_horizontalpodautoscaler_spec_target_metric": .autoscalerTarget,
      "kube_hpa_spec_min_replicas": .autoscalerMin,
      "kube_hpa_spec_max_replicas": .autoscalerMax,
      "kube_hpa_spec_target_metric": .autoscalerTarget,
      "kube_deployment_spec_replicas": .replicas(label: "deployment", kind: "Deployment"),
      "kube_statefulset_replicas": .replicas(label: "statefulset", kind: "StatefulSet"),
      "kube_replicaset_spec_replicas": .replicas(label: "replicaset", kind: "ReplicaSet"),
      "kube_replicationcontroller_spec_replicas": .replicas(
        label: "replicationcontroller",
        kind: "ReplicationController"
      ),
      "kube_daemonset_status_desired_number_scheduled": .replicas(
        label: "daemonset",
        kind: "DaemonSet"
      ),
    ]
    let old = ["cpu_cores": "cpu", "memory_bytes": "memory"]
    for (kind, isInit) in [("container", false), ("init_container", true)] {
      for (word, isLimit) in [("requests", false), ("limits", true)] {
        let name = "kube_pod_\(kind)_resource_\(word)"
        table[name] = .containerResource(isLimit: isLimit, isInit: isInit, resource: nil)
        for (suffix, resource) in old {
          table["\(name)_\(suffix)"] = .containerResource(
            isLimit: isLimit,
            isInit: isInit,
            resource: resource
          )
        }
      }
    }
    // Recording rules of the kubernetes-mixin: the same series, of pods that run.
    for (word, isLimit) in [("requests", false), ("limits", true)] {
      for resource in ["cpu", "memory"] {
        table["cluster:namespace:pod_\(resource):active:kube_pod_container_resource_\(word)"] =
          .containerResource(isLimit: isLimit, isInit: false, resource: resource)
      }
    }
    for (word, isAllocatable) in [("allocatable", true), ("capacity", false)] {
      let name = "kube_node_status_\(word)"
      table[name] = .nodeResource(isAllocatable: isAllocatable, resource: nil)
      for (suffix, resource) in old.merging(["pods": "pods"], uniquingKeysWith: { $1 }) {
        table["\(name)_\(suffix)"] = .nodeResource(
          isAllocatable: isAllocatable,
          resource: resource
        )
      }
    }
    return table
  }()

  /// What a series without a name says, by labels that no other metric has; nil where several could
  /// have them.
  init?(unnamed labels: LabelSet) {
    guard labels["owner_kind"] != nil, labels["owner_name"] != nil else { return nil }
    // A pod label may be the exporter's own, so that the more telling labels come first.
    if labels["replicaset"] != nil {
      self = .replicaSetOwner
    } else if labels["job_name"] != nil {
      self = .jobOwner
    } else if labels["pod"] != nil || labels["exported_pod"] != nil {
      self = .podOwner
    } else {
      return nil
    }
  }

  /// The resource that a series is about, as Kubernetes spells it.
  func resource(_ labels: LabelSet) -> String? {
    switch self {
    case .containerResource(_, _, let resource?), .nodeResource(_, let resource?): resource
    case .containerResource, .nodeResource: labels["resource"].map(Self.resourceName)
    default: nil
    }
  }

  /// Whether the node label, where there is one, is that of the pod the series is about.
  var namesNode: Bool {
    switch self {
    case .podInfo, .containerResource: true
    default: false
    }
  }

  /// The decimals of a reading's unit: CPU is kept in nanocores, all else in whole units.
  func decimals(_ labels: LabelSet) -> Int { resource(labels) == "cpu" ? 9 : 0 }

  /// Undoes what kube-state-metrics does to resource names: `.`, `/` and `-` become `_` there.
  private static func resourceName(_ label: String) -> String {
    if let known = resourceNames[label] { return known }
    if label.hasPrefix("hugepages_") { return "hugepages-" + label.dropFirst(10) }
    // A slice of a GPU has a dash and a dot in its name: `nvidia.com/mig-1g.10gb`.
    if label.hasPrefix("nvidia_com_mig_") {
      return "nvidia.com/mig-" + label.dropFirst(15).replacing("_", with: ".", maxReplacements: 1)
    }
    guard let domain = label.firstRange(of: "_com_") else { return label }
    return label[..<domain.lowerBound].replacing("_", with: ".")
      + ".com/" + label[domain.upperBound...]
  }

  private static let resourceNames = [
    "ephemeral_storage": "ephemeral-storage",
    "nvidia_com_gpu": "nvidia.com/gpu",
    "nvidia_com_gpu_shared": "nvidia.com/gpu.shared",
  ]
}
