import PodfitModel

/// Names of OpenTelemetry's receivers and instrumentations, of today and before.
enum OTLPNames {
  /// What a metric of this name measures; names that are not listed stay as they are.
  static func metric(_ name: String) -> ServiceMetric { metrics[name] ?? ServiceMetric(name) }

  /// Whether the sum of a histogram of this name and unit counts seconds that podfit keeps.
  static func keepsSum(_ name: String, unit: String) -> Bool {
    unit == "s" && metric(name).name.hasSuffix("gc_duration_seconds_sum")
  }

  /// An attribute under the name by which its meaning is known.
  static func label(_ name: String) -> String {
    if let known = labels[name] { return known }
    // `jvm.memory.type`, as the exporter for Prometheus spells it.
    return name.hasPrefix("jvm.") ? name.replacing(".", with: "_") : name
  }

  /// Attributes of the pod and its owners, which do not tell who measured.
  static let ofPod: Set<String> = [
    "k8s.pod.uid", "deployment", "statefulset", "daemonset", "replicaset", "job_name", "cronjob",
    "k8s.deployment.uid", "k8s.statefulset.uid", "k8s.daemonset.uid", "k8s.replicaset.uid",
    "k8s.job.uid", "k8s.cronjob.uid", "k8s.namespace.uid", "k8s.node.uid",
  ]

  /// The workload that the attributes name, the outer one before what it makes.
  static func workload(_ labels: [String: String]) -> (kind: WorkloadKind, name: String)? {
    let kinds: [(String, WorkloadKind)] = [
      ("deployment", .deployment), ("statefulset", .statefulSet), ("daemonset", .daemonSet),
      ("cronjob", .cronJob), ("job_name", .job),
    ]
    for (label, kind) in kinds {
      if let name = labels[label], !name.isEmpty { return (kind, name) }
    }
    return nil
  }

  private static let labels = [
    "k8s.deployment.name": "deployment",
    "k8s.statefulset.name": "statefulset",
    "k8s.daemonset.name": "daemonset",
    "k8s.replicaset.name": "replicaset",
    "k8s.job.name": "job_name",
    "k8s.cronjob.name": "cronjob",
    "k8s.hpa.name": "horizontalpodautoscaler",
    "k8s.hpa.scaletargetref.kind": "scaletargetref_kind",
    "k8s.hpa.scaletargetref.name": "scaletargetref_name",
  ]

  private static let metrics: [String: ServiceMetric] = {
    // Kubelet receiver before 0.125: cores as well, in spite of the name.
    var table = ["container.cpu.utilization": ServiceMetric("container.cpu.usage")]
    for resource in ["cpu", "memory"] {
      for (word, isLimit) in [("request", false), ("limit", true)] {
        let metric = ServiceMetric.container(limit: isLimit, resource)
        for name in ["\(resource)_\(word)", "\(resource).\(word).current"] {
          table["k8s.container.\(name)"] = metric
        }
        // While a pod is resized in place, what holds counts and not what is asked for.
        var desired = metric
        desired.yields = true
        table["k8s.container.\(resource).\(word).desired"] = desired
      }
    }
    for resource in ["cpu", "memory", "pods", "ephemeral_storage"] {
      table["k8s.node.allocatable_\(resource)"] = .allocatable(resource)
    }
    table["k8s.node.cpu.allocatable"] = .allocatable("cpu")
    table["k8s.node.memory.allocatable"] = .allocatable("memory")
    table["k8s.node.pod.allocatable"] = .allocatable("pods")
    table["k8s.node.ephemeral_storage.allocatable"] = .allocatable("ephemeral_storage")
    for name in ["k8s.container.restarts", "k8s.container.restart.count"] {
      table[name] = .restarts
    }
    let renamed = [
      "k8s.hpa.min_replicas": "kube_horizontalpodautoscaler_spec_min_replicas",
      "k8s.hpa.pod.min": "kube_horizontalpodautoscaler_spec_min_replicas",
      "k8s.hpa.max_replicas": "kube_horizontalpodautoscaler_spec_max_replicas",
      "k8s.hpa.pod.max": "kube_horizontalpodautoscaler_spec_max_replicas",
      "k8s.deployment.desired": "kube_deployment_spec_replicas",
      "k8s.deployment.pod.desired": "kube_deployment_spec_replicas",
      "k8s.statefulset.desired_pods": "kube_statefulset_replicas",
      "k8s.statefulset.pod.desired": "kube_statefulset_replicas",
      "k8s.replicaset.desired": "kube_replicaset_spec_replicas",
      "k8s.replicaset.pod.desired": "kube_replicaset_spec_replicas",
      "k8s.daemonset.desired_scheduled_nodes": "kube_daemonset_status_desired_number_scheduled",
      "k8s.daemonset.node.desired_scheduled": "kube_daemonset_status_desired_number_scheduled",
      "jvm.memory.used": "jvm_memory_used_bytes",
      "jvm.memory.committed": "jvm_memory_committed_bytes",
      "jvm.memory.limit": "jvm_memory_limit_bytes",
      "jvm.memory.used_after_last_gc": "jvm_memory_used_after_last_gc_bytes",
      "jvm.buffer.memory.used": "jvm_buffer_memory_used_bytes",
      "jvm.buffer.memory.usage": "jvm_buffer_memory_used_bytes",
      "jvm.gc.duration": "jvm_gc_duration_seconds_sum",
      "jvm.thread.count": "jvm_thread_count",
      "jvm.class.count": "jvm_class_count",
      "process.runtime.jvm.threads.count": "process_runtime_jvm_threads_count",
      "process.runtime.jvm.classes.current_loaded":
        "process_runtime_jvm_classes_current_loaded",
      "process.runtime.jvm.memory.usage": "process_runtime_jvm_memory_usage_bytes",
      "process.runtime.jvm.memory.committed": "process_runtime_jvm_memory_committed_bytes",
      "process.runtime.jvm.memory.limit": "process_runtime_jvm_memory_limit_bytes",
      "process.runtime.jvm.memory.usage_after_last_gc":
        "process_runtime_jvm_memory_usage_after_last_gc_bytes",
      "process.runtime.jvm.buffer.usage": "process_runtime_jvm_buffer_usage_bytes",
      "process.runtime.jvm.gc.duration": "process_runtime_jvm_gc_duration_seconds_sum",
    ]
    for (name, known) in renamed { table[name] = ServiceMetric(known) }
    return table
  }()
}
