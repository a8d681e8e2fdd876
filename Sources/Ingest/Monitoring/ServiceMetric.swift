import PodfitModel

/// What a metric of a monitoring service is called where podfit knows its meaning.
struct ServiceMetric {
  /// A name that ``MetricMeaning`` knows: of Prometheus, or a neutral one.
  var name: String
  /// Labels that belong to that name.
  var labels: [String: String] = [:]
  /// The power of ten of the service's unit: −9 where it counts nanocores, −3 for millicores.
  var exponent = 0
  /// Whether another metric of the same meaning and time counts instead of this one.
  var yields = false

  /// A metric under the name it has itself.
  init(_ name: String, exponent: Int = 0) {
    self.name = name
    self.exponent = exponent
  }

  /// The request or limit of a container.
  static func container(limit: Bool, _ resource: String, exponent: Int = 0) -> ServiceMetric {
    let word = limit ? "limits" : "requests"
    var metric = ServiceMetric("kube_pod_container_resource_\(word)", exponent: exponent)
    metric.labels = ["resource": resource]
    return metric
  }

  /// What a node hands out.
  static func allocatable(_ resource: String) -> ServiceMetric {
    var metric = ServiceMetric("kube_node_status_allocatable")
    metric.labels = ["resource": resource]
    return metric
  }

  /// The restarts of a container.
  static let restarts = ServiceMetric("kube_pod_container_status_restarts_total")
}

/// One series of a monitoring service: its metric, labels and what else is said about it.
struct ServiceSeries {
  /// What it measures.
  var metric: ServiceMetric
  /// Its labels, without the metric's name.
  var labels: [String: String]
  /// Labels that say nothing about who measured.
  var ignored: Set<String> = []
  /// The window that each reading covers, where the service says so.
  var window: TimeSpan?
  /// In what way the readings are coarse; nil for most.
  var coarseness: Coarseness?
  /// The workload that the service names for the pod.
  var workload: (kind: WorkloadKind, name: String)?
}
