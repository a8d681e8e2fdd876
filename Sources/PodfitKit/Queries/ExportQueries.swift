/// What podfit asks for: one entry a query, in the order in which they are asked.
///
/// Duplicates of one container are joined by `max`, never summed; what tells clusters apart stays.
///
/// - Source: docs/guide/exporting.md, which lists the same
public enum ExportQueries {
  /// All queries, those of groups last.
  public static let all = usage + jvm + facts + devices

  /// The queries of an export: those that belong to no group, and those of the groups wanted.
  static func wanted(_ groups: Set<ExportQuery.Group>) -> [ExportQuery] {
    all.filter { query in query.group.map(groups.contains) ?? true }
  }

  /// The query called `id`.
  public static func query(_ id: String) -> ExportQuery? { all.first { $0.id == id } }

  // MARK: - Use of containers

  private static let measured = [#"container!="""#, #"container!="POD""#]
  private static let measuredOnce = [#"container_name!="""#, #"container_name!="POD""#]
  private static let usageLabels = "cluster, namespace, pod, container, node"
  private static let usageLabelsOnce = "cluster, namespace, pod_name, container_name"

  private static func usage(
    _ metric: String,
    _ inner: String,
    whole: String? = nil,
    as name: String
  ) -> [ExportQuery.Source] {
    [(measured, usageLabels, false), (measuredOnce, usageLabelsOnce, true)].map {
      ExportQuery.Source(
        metric: metric,
        matchers: $0.0,
        template: "max by (\($0.1)) (\(inner))",
        whole: whole,
        name: name,
        isLegacy: $0.2
      )
    }
  }

  private static let usage: [ExportQuery] = [
    ExportQuery(
      id: "cpu",
      gives: "cpu_usage_cores",
      why: "CPU use: the average over each step, so that no second is lost between two",
      kind: .range,
      namespaceLabels: ["namespace"],
      // Old kubelets count each core apart; replicas of a series have other labels than `cpu`.
      sources: usage(
        "container_cpu_usage_seconds_total",
        "sum without (cpu) (rate($selector[$range]))",
        as: "cpu_usage_cores"
      )
    ),
    ExportQuery(
      id: "memory",
      gives: "memory_working_set_bytes",
      why: "memory that the kubelet evicts by: the largest within each step",
      kind: .range,
      namespaceLabels: ["namespace"],
      sources: usage(
        "container_memory_working_set_bytes",
        "max_over_time($selector[$range])",
        as: "memory_working_set_bytes"
      )
    ),
    ExportQuery(
      id: "rss",
      gives: "memory_rss_bytes",
      why: "memory without the page cache: what cannot be reclaimed",
      kind: .range,
      namespaceLabels: ["namespace"],
      sources: usage(
        "container_memory_rss",
        "max_over_time($selector[$range])",
        as: "memory_rss_bytes"
      )
    ),
    ExportQuery(
      id: "throttling",
      gives: "cpu_throttled_ratio",
      why: "where a CPU limit hid the need: the share of scheduling periods that it cut short",
      kind: .range,
      namespaceLabels: ["namespace"],
      sources: usage(
        "container_cpu_cfs_throttled_periods_total",
        "increase($selector[$range]) / increase($whole[$range])",
        whole: "container_cpu_cfs_periods_total",
        as: "cpu_throttled_ratio"
      )
    ),
    ExportQuery(
      id: "restarts",
      gives: "restarts_total",
      why: "when containers restarted",
      kind: .range,
      namespaceLabels: stateNamespaces,
      sources: [
        ExportQuery.Source(
          metric: "kube_pod_container_status_restarts_total",
          template: "max by (\(containerLabels)) ($selector)"
        )
      ]
    ),
  ]

  // MARK: - Labels of kube-state-metrics

  // Without honor_labels the exporter's own pod takes the plain names, the measured one exported_….
  static let stateNamespaces = ["namespace", "exported_namespace"]
  static let podLabels = "__name__, cluster, namespace, exported_namespace, pod, exported_pod"
  static let containerLabels = podLabels + ", container, exported_container"
}
