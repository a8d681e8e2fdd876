import PodfitModel

/// What a column of the neutral CSV holds.
enum NeutralColumn: Hashable {
  /// The end of the window that the row covers.
  case time
  /// A part of what was measured.
  case identity(IdentityField)
  /// The length of the window that the row covers, in seconds.
  case window
  /// Readings of one signal.
  case metric(Metric)
  /// Readings of CPU use in whole nanocores, which are kept as they are.
  case wholeCPU
  /// A column of the neutral schema that podfit does not use.
  case unused
}

/// The columns that together say which container a row is about, in the order they are compared.
///
/// The container comes before the pod and the pod before its surroundings: neighbouring rows of
/// different series differ early.
enum IdentityField: Int, Hashable, CaseIterable {
  case container, pod, namespace, workload, workloadKind, node, cluster
  /// The part of the container that was measured, such as a JVM memory pool; parts are summed.
  case part
  /// Who measured; sources of one reading are never summed.
  case source

  /// The neutral name.
  var name: String {
    switch self {
    case .workloadKind: "workload_kind"
    case .part: "series_part"
    case .source: "series_source"
    default: "\(self)"
    }
  }

  /// Whether a file without the column cannot be read.
  var isRequired: Bool { self == .container || self == .pod || self == .namespace }
}

extension NeutralColumn {
  /// The column of a header cell, nil for a name that means nothing here.
  ///
  /// Names are compared without regard to case and to blanks around them.
  init?(header: String) {
    let name = header.lowercased().trimmed
    if let metric = Metric(rawValue: name) {
      self = .metric(metric)
    } else if let column = Self.aliases[name] {
      self = column
    } else {
      return nil
    }
  }

  /// Names by which other tools know the columns, and the neutral names of all but metrics.
  ///
  /// - Source: OpenTelemetry semantic conventions (`k8s.*`, `container.*`), cAdvisor and
  ///   kube-state-metrics names, label names of Prometheus scrape configurations, Datadog tags
  static let aliases: [String: NeutralColumn] = {
    let identity: [(IdentityField, [String])] = [
      (
        .container,
        [
          "container", "container_name", "exported_container", "k8s.container.name",
          "k8s_container_name", "kubernetes_container_name", "kube_container_name",
        ]
      ),
      (
        .pod,
        [
          "pod", "pod_name", "exported_pod", "k8s.pod.name", "k8s_pod_name",
          "kubernetes_pod_name",
        ]
      ),
      (
        .namespace,
        [
          "namespace", "exported_namespace", "namespace_name", "k8s.namespace.name",
          "k8s_namespace_name", "kubernetes_namespace", "kube_namespace",
        ]
      ),
      (.workload, ["workload", "workload_name", "owner_name"]),
      (.workloadKind, ["workload_kind", "owner_kind"]),
      (.part, ["series_part"]),
      (.source, ["series_source"]),
      (.node, ["node", "node_name", "k8s.node.name", "k8s_node_name", "kube_node"]),
      (
        .cluster,
        [
          "cluster", "cluster_name", "cluster_id", "k8s.cluster.name", "k8s_cluster_name",
          "kube_cluster_name",
        ]
      ),
    ]
    let metrics: [(Metric, [String])] = [
      (.cpuUsage, ["cpu_cores", "cpu", "cpu_usage", "container.cpu.usage"]),
      (
        .cpuUsageTotal,
        ["cpu_seconds_total", "container_cpu_usage_seconds_total", "container.cpu.time"]
      ),
      (
        .memoryWorkingSet,
        [
          "memory_bytes", "memory", "memory_working_set", "container_memory_working_set_bytes",
          "container.memory.working_set",
        ]
      ),
      (.memoryRSS, ["memory_rss", "container_memory_rss", "container.memory.rss"]),
      (.cpuThrottledPeriodsTotal, ["container_cpu_cfs_throttled_periods_total"]),
      (.cpuPeriodsTotal, ["container_cpu_cfs_periods_total"]),
      (
        .restartsTotal,
        [
          "restarts", "kube_pod_container_status_restarts_total", "k8s.container.restarts",
          "k8s.container.restart.count",
        ]
      ),
    ]
    var table: [String: NeutralColumn] = [
      "time": .time, "timestamp": .time, "ts": .time,
      "window_s": .window, "window_seconds": .window, "cpu_usage_nanocores": .wholeCPU,
      "pod_uid": .unused, "k8s.pod.uid": .unused, "memory_stat": .unused,
      "cpu_usage_cores_max": .unused, "oom_killed_total": .unused,
    ]
    for (field, names) in identity {
      for name in names { table[name] = .identity(field) }
    }
    for (metric, names) in metrics {
      for name in names { table[name] = .metric(metric) }
    }
    return table
  }()
}

extension String {
  /// The text without blanks around it.
  var trimmed: String {
    let blanks: Set<Character> = [" ", "\t", "\u{A0}"]
    var rest = Substring(self)
    while let first = rest.first, blanks.contains(first) { rest.removeFirst() }
    while let last = rest.last, blanks.contains(last) { rest.removeLast() }
    return String(rest)
  }
}
