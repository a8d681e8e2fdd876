import PodfitModel

/// Names of Datadog's metrics and tags.
enum DatadogNames {
  /// What a metric of this name measures; names that are not listed stay as they are.
  static func metric(_ name: String) -> ServiceMetric { metrics[name] ?? ServiceMetric(name) }

  /// The power of ten of a unit as the answer names it; nil for one that is none of the metric's.
  static func exponent(_ unit: String) -> Int? {
    switch unit {
    case "core", "byte": 0
    case "millicore": -3
    case "microcore": -6
    case "nanocore": -9
    default: nil
    }
  }

  /// The labels of a series with these tags, `name:value`; a value of `N/A` is none.
  static func labels(_ tags: [String]) -> [String: String] {
    var labels: [String: String] = [:]
    for tag in tags {
      guard let colon = tag.firstIndex(of: ":") else { continue }
      let value = String(tag[tag.index(after: colon)...])
      guard value != "N/A" else { continue }
      let name = String(tag[..<colon])
      labels[names[name] ?? name] = value
    }
    // The agent's host is the node where no tag names the node.
    if labels["node"] == nil { labels["node"] = labels.removeValue(forKey: "host") }
    return labels
  }

  /// Tags that do not tell who measured.
  static let ignored: Set<String> = [
    "host", "kube_deployment", "kube_stateful_set", "kube_daemon_set", "kube_cronjob", "kube_job",
    "kube_replica_set", "kube_ownerref_kind", "kube_ownerref_name",
  ]

  /// The workload that the tags name, the outer one before what it makes.
  static func workload(_ labels: [String: String]) -> (kind: WorkloadKind, name: String)? {
    let kinds: [(String, WorkloadKind)] = [
      ("kube_deployment", .deployment), ("kube_stateful_set", .statefulSet),
      ("kube_daemon_set", .daemonSet), ("kube_cronjob", .cronJob), ("kube_job", .job),
    ]
    for (label, kind) in kinds {
      if let name = labels[label], !name.isEmpty { return (kind, name) }
    }
    return nil
  }

  private static let names = [
    "kube_namespace": "namespace",
    "pod_name": "pod",
    "kube_container_name": "container",
    // The runtime's name of a container is not the pod's: k8s_app_web-1_shop_….
    "container_name": "runtime_container_name",
    "kube_node": "node",
    "kube_cluster_name": "cluster",
  ]

  private static let metrics: [String: ServiceMetric] = {
    var table = [
      "kubernetes.cpu.usage.total": ServiceMetric(Metric.cpuUsage.rawValue, exponent: -9),
      "container.cpu.usage": ServiceMetric(Metric.cpuUsage.rawValue, exponent: -9),
      "kubernetes.containers.restarts": .restarts,
      "kubernetes_state.container.restarts": .restarts,
      "jvm.heap_memory": ServiceMetric(Metric.jvmHeapUsed.rawValue),
      "jvm.heap_memory_committed": ServiceMetric(Metric.jvmHeapCommitted.rawValue),
      "jvm.heap_memory_max": ServiceMetric(Metric.jvmHeapMax.rawValue),
      "jvm.non_heap_memory": ServiceMetric(Metric.jvmNonHeapUsed.rawValue),
      "jvm.non_heap_memory_committed": ServiceMetric(Metric.jvmNonHeapCommitted.rawValue),
      "jvm.buffer_pool.direct.used": ServiceMetric(Metric.jvmDirectUsed.rawValue),
      "jvm.thread_count": ServiceMetric(Metric.jvmThreads.rawValue),
      "jvm.loaded_classes": ServiceMetric(Metric.jvmClasses.rawValue),
      "kubernetes_state.node.cpu_allocatable": .allocatable("cpu"),
      "kubernetes_state.node.memory_allocatable": .allocatable("memory"),
      "kubernetes_state.node.pods_allocatable": .allocatable("pods"),
    ]
    for prefix in ["kubernetes", "container"] {
      table["\(prefix).memory.working_set"] = ServiceMetric(Metric.memoryWorkingSet.rawValue)
      table["\(prefix).memory.rss"] = ServiceMetric(Metric.memoryRSS.rawValue)
    }
    for resource in ["cpu", "memory"] {
      table["kubernetes.\(resource).requests"] = .container(limit: false, resource)
      table["kubernetes.\(resource).limits"] = .container(limit: true, resource)
      table["kubernetes_state.container.\(resource)_requested"] = .container(limit: false, resource)
      table["kubernetes_state.container.\(resource)_limit"] = .container(limit: true, resource)
    }
    return table
  }()
}
