import PodfitModel

/// What a metric's name promises.
enum MetricMeaning: Hashable {
  /// Use of a container.
  case usage(Metric)
  /// Something about a JVM; the labels decide what.
  case jvm(JVMReading)
  /// Something that kube-state-metrics says about an object.
  case state(StateMetric)
  /// Nothing that podfit uses.
  case unused
}

extension MetricMeaning {
  /// The meaning of a name.
  init(name: String) {
    if let metric = Self.usageNames[name] ?? Metric(rawValue: name) ?? Self.deviceNames[name] {
      self = .usage(metric)
    } else if let reading = JVMReading.names[name] {
      self = .jvm(reading)
    } else if let state = StateMetric.names[name] {
      self = .state(state)
    } else if let metric = Self.recorded(name) {
      self = .usage(metric)
    } else if let reading = JVMReading(dropwizard: name) {
      self = .jvm(reading)
    } else {
      self = .unused
    }
  }

  /// Names of cAdvisor, of the kubelet's resource endpoint and of OpenTelemetry's kubelet receiver.
  private static let usageNames: [String: Metric] = [
    "container_cpu_usage_seconds_total": .cpuUsageTotal,
    "container_cpu_time_seconds_total": .cpuUsageTotal,
    "container.cpu.time": .cpuUsageTotal,
    "container_cpu_usage": .cpuUsage,
    "container.cpu.usage": .cpuUsage,
    "container_memory_working_set_bytes": .memoryWorkingSet,
    "container.memory.working_set": .memoryWorkingSet,
    "container_memory_rss": .memoryRSS,
    "container_memory_rss_bytes": .memoryRSS,
    "container.memory.rss": .memoryRSS,
    "container_cpu_cfs_throttled_periods_total": .cpuThrottledPeriodsTotal,
    "container_cpu_cfs_periods_total": .cpuPeriodsTotal,
  ]

  /// The output of a recording rule, named `level:metric` or `level:metric:operation`.
  ///
  /// A level that does not end in the container is a sum over several of them.
  ///
  /// - Source: the rule names of the kubernetes-mixin
  private static func recorded(_ name: String) -> Metric? {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3,
      parts[0].hasSuffix("pod_container") || parts[0].hasSuffix("pod_name_container_name")
    else {
      return nil
    }
    let operation = parts.count == 3 ? parts[2] : ""
    switch usageNames[String(parts[1])] {
    case .cpuUsageTotal where operation.contains("rate"): return .cpuUsage
    case .memoryWorkingSet where !operation.contains("rate"): return .memoryWorkingSet
    case .memoryRSS where !operation.contains("rate"): return .memoryRSS
    default: return nil
    }
  }
}
