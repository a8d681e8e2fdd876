import PodfitModel

/// What one time series of Google Cloud Monitoring says, once it has been read.
struct GCPSeries {
  var type = ""
  var kind = ""
  var metricLabels: [String: String] = [:]
  var resourceLabels: [String: String] = [:]
  var systemLabels: [String: String] = [:]
  var points = HeldReadings()
  /// The length of the intervals where all have the same; nil for readings at one moment.
  var window: TimeSpan?

  /// Reasons for which series are left out.
  enum Reason {
    static let delta = "counter of differences (DELTA)"
    static let cache = "memory with page cache (memory_type other than non-evictable)"
  }

  /// The metric, or why it is left out.
  enum Meaning {
    case metric(ServiceMetric)
    case skip(String)
  }

  /// What the series measures.
  var meaning: Meaning {
    if kind == "DELTA" { return .skip(Reason.delta) }
    // Managed Prometheus: prometheus.googleapis.com/NAME/KIND.
    let parts = type.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 3, parts[0] == "prometheus.googleapis.com" {
      return .metric(ServiceMetric(String(parts[1])))
    }
    switch type {
    case "kubernetes.io/container/cpu/core_usage_time":
      // An aligner that makes rates leaves cores.
      let metric: Metric = kind == "GAUGE" ? .cpuUsage : .cpuUsageTotal
      return .metric(ServiceMetric(metric.rawValue))
    case "kubernetes.io/container/memory/used_bytes":
      guard metricLabels["memory_type"] == "non-evictable" else { return .skip(Reason.cache) }
      return .metric(ServiceMetric(Metric.memoryWorkingSet.rawValue))
    default: return .metric(Self.metrics[type] ?? ServiceMetric(type))
    }
  }

  /// The labels of metric, resource and system; of equal names the metric's counts.
  var labels: [String: String] {
    var labels = resourceLabels.merging(metricLabels) { $1 }
    if labels["node_name"] == nil { labels["node_name"] = systemLabels["node_name"] }
    return labels
  }

  /// The workload that the system labels name.
  var workload: (kind: WorkloadKind, name: String)? {
    guard let name = systemLabels["top_level_controller_name"], !name.isEmpty,
      let kind = systemLabels["top_level_controller_type"], !kind.isEmpty, kind.isPlainName
    else { return nil }
    return (WorkloadKind(rawValue: kind), name)
  }

  private static let metrics: [String: ServiceMetric] = [
    "kubernetes.io/container/cpu/request_cores": .container(limit: false, "cpu"),
    "kubernetes.io/container/cpu/limit_cores": .container(limit: true, "cpu"),
    "kubernetes.io/container/memory/request_bytes": .container(limit: false, "memory"),
    "kubernetes.io/container/memory/limit_bytes": .container(limit: true, "memory"),
    "kubernetes.io/container/restart_count": .restarts,
    "kubernetes.io/node/cpu/allocatable_cores": .allocatable("cpu"),
    "kubernetes.io/node/memory/allocatable_bytes": .allocatable("memory"),
  ]
}
