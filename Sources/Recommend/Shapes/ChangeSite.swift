import PodfitModel

/// Where the requests of a container are set, where that is not the template of its workload.
///
/// What an operator, a webhook or another controller writes would be undone, or made again without the change, if
/// it were changed where it shows.
///
/// - Source: docs/formulas/policy.md, "Where to set it"
struct ChangeSite {
  private let profile: ContainerProfile
  private let advised: ContainerResources

  init(of profile: ContainerProfile, advised: ContainerResources) {
    self.profile = profile
    self.advised = advised
  }

  /// The place in words; nil for what stands in the workload's own template.
  var text: String? {
    let workload = profile.id.workload
    if profile.isInjected { return injector }
    switch workload.kind {
    case .pod:
      return
        "bare pod: no controller makes it again, so change what creates it; from Kubernetes 1.33 on"
        + " `kubectl patch pod \(workload.name) --subresource resize` resizes this one"
    case .node: return "static pod: change its manifest on each node"
    case .job: return "Job: its template cannot be changed, so change what creates it"
    case .unknown: return nil
    default: break
    }
    if let owner = profile.owner {
      let place = Self.operators[owner.kind.rawValue] ?? "its spec"
      return "\(workload.kind.rawValue) \(workload.name) belongs to \(owner.kind.rawValue)"
        + " \(owner.name), whose operator would undo a change: change \(place) there"
    }
    guard !Self.plain.contains(workload.kind) else { return nil }
    // A Rollout is patched like a Deployment, once its template, or that of the Deployment in its place, is
    // known.
    if workload.kind.rawValue == "Rollout", profile.templateHolder != nil { return nil }
    guard let place = Self.templates[workload.kind.rawValue] else {
      let place = Self.operators[workload.kind.rawValue] ?? "its spec"
      return "\(workload.kind.rawValue) \(workload.name) makes the pods: change \(place) there"
    }
    return
      "\(workload.kind.rawValue) \(workload.name) makes the pods: change \(place) in its source"
  }

  /// Kinds whose template is patched as it stands.
  private static let plain: Set<WorkloadKind> = [
    .deployment, .statefulSet, .daemonSet, .replicaSet, .cronJob,
  ]

  /// Kinds that hold a pod template of their own.
  private static let templates = [
    "Rollout": "spec.template.spec.containers (of the Deployment where it has workloadRef)",
    "DeploymentConfig": "spec.template.spec.containers",
    "ReplicationController": "spec.template.spec.containers",
    "CloneSet": "spec.template.spec.containers",
    "AdvancedStatefulSet": "spec.template.spec.containers",
  ]

  /// Where operators' objects have the resources of what they make.
  private static let operators = [
    "Alertmanager": "spec.resources",
    "Cluster": "spec.resources",
    "Elasticsearch": "spec.nodeSets[].podTemplate.spec.containers",
    "Kafka": "spec.kafka.resources (or those of its node pools)",
    "KafkaConnect": "spec.resources",
    "KafkaNodePool": "spec.resources",
    "Kibana": "spec.podTemplate.spec.containers",
    "OpenTelemetryCollector": "spec.resources",
    "Prometheus": "spec.resources",
    "PrometheusAgent": "spec.resources",
    "RabbitmqCluster": "spec.resources",
    "RayCluster": "spec.headGroupSpec.template and spec.workerGroupSpecs[].template",
    "SparkApplication": "cores and memory of spec.driver and spec.executor",
    "StrimziPodSet": "the resources of the Kafka object (or node pool) that it is made from",
    "ThanosRuler": "spec.resources",
    "VMAgent": "spec.resources",
    "VMSingle": "spec.resources",
    "Workflow": "spec.templates[].container.resources",
    "postgresql": "spec.resources",
  ]

  // MARK: Injected containers

  /// Annotations of the pod template by which injectors take resources: CPU request, memory request, CPU
  /// limit, memory limit.
  private static let annotations: [String: [String]] = [
    "istio-proxy": [
      "sidecar.istio.io/proxyCPU", "sidecar.istio.io/proxyMemory",
      "sidecar.istio.io/proxyCPULimit", "sidecar.istio.io/proxyMemoryLimit",
    ],
    "linkerd-proxy": [
      "config.linkerd.io/proxy-cpu-request", "config.linkerd.io/proxy-memory-request",
      "config.linkerd.io/proxy-cpu-limit", "config.linkerd.io/proxy-memory-limit",
    ],
    "daprd": [
      "dapr.io/sidecar-cpu-request", "dapr.io/sidecar-memory-request",
      "dapr.io/sidecar-cpu-limit", "dapr.io/sidecar-memory-limit",
    ],
    "vault-agent": [
      "vault.hashicorp.com/agent-requests-cpu", "vault.hashicorp.com/agent-requests-mem",
      "vault.hashicorp.com/agent-limits-cpu", "vault.hashicorp.com/agent-limits-mem",
    ],
    "consul-dataplane": [
      "consul.hashicorp.com/sidecar-proxy-cpu-request",
      "consul.hashicorp.com/sidecar-proxy-memory-request",
      "consul.hashicorp.com/sidecar-proxy-cpu-limit",
      "consul.hashicorp.com/sidecar-proxy-memory-limit",
    ],
  ]

  private var injector: String {
    let start =
      "put into the pods and not in the template of"
      + " \(profile.id.workload.kind.rawValue) \(profile.id.workload.name): "
    guard let names = Self.annotations[profile.id.container] else {
      return start + "set it where the webhook that does so is configured"
    }
    let values = [
      advised.cpuRequest?.quantity, advised.memoryRequest?.quantity, advised.cpuLimit?.quantity,
      advised.memoryLimit?.quantity,
    ]
    let pairs = zip(names, values).compactMap { name, value in value.map { "\(name): \"\($0)\"" } }
    return start + "set annotations of its pod template: \(pairs.joined(separator: ", "))"
  }
}
