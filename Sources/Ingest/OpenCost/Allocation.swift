import PodfitModel

/// One allocation: what a container asked for and used, averaged over one step.
struct Allocation {
  /// Members that are amounts.
  enum Field: String, CaseIterable {
    case cpuCoreUsageAverage, cpuCoreRequestAverage, cpuCoreLimitAverage
    case ramByteUsageAverage, ramByteRequestAverage, ramByteLimitAverage, ramByteUsageMax

    /// What the member is called where podfit knows its meaning.
    var metric: ServiceMetric {
      switch self {
      case .cpuCoreUsageAverage: ServiceMetric(Metric.cpuUsage.rawValue)
      case .ramByteUsageAverage, .ramByteUsageMax: ServiceMetric(Metric.memoryWorkingSet.rawValue)
      case .cpuCoreRequestAverage: .container(limit: false, "cpu")
      case .ramByteRequestAverage: .container(limit: false, "memory")
      case .cpuCoreLimitAverage: .container(limit: true, "cpu")
      case .ramByteLimitAverage: .container(limit: true, "memory")
      }
    }

    /// Whether zero means that nothing is set.
    var isUnsetAtZero: Bool { metric.labels["resource"] != nil || self == .ramByteUsageMax }
  }

  /// The key under which it stands.
  var key: String
  var properties: [String: String] = [:]
  var start: Int64?
  var end: Int64?
  var amounts: [Field: HeldReadings.Reading] = [:]

  /// The part of the key that says that it is no workload, such as `__idle__`.
  var remainder: String? {
    let parts = key.split(separator: "/").map(String.init)
    let container = properties["container"].map { [$0] } ?? []
    return (parts + container).first {
      $0.count > 4 && $0.hasPrefix("__") && $0.hasSuffix("__") && $0.isPlainName
    }
  }

  /// The labels of its series.
  var labels: [String: String] {
    properties.filter { ["cluster", "namespace", "pod", "container", "node"].contains($0.key) }
  }

  /// The workload that it names; kinds are in lower case there.
  var workload: (kind: WorkloadKind, name: String)? {
    guard let name = properties["controller"], !name.isEmpty,
      let kind = properties["controllerKind"], kind != "replicaset"
    else { return nil }
    return (Self.kinds[kind] ?? .unknown, name)
  }

  private static let kinds: [String: WorkloadKind] = {
    let known = [
      "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod", "Node", "Rollout",
      "ReplicationController", "DeploymentConfig",
    ]
    return Dictionary(
      uniqueKeysWithValues: known.map { ($0.lowercased(), WorkloadKind(rawValue: $0)) }
    )
  }()
}
