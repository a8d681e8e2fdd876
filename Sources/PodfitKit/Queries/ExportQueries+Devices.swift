/// GPUs, disks, networks, nodes and limits over time: asked for where somebody wants them.
extension ExportQueries {
  private static let gpuLabels =
    containerLabels + ", UUID, gpu, modelName, GPU_I_PROFILE, GPU_I_ID, Hostname"

  private static func gpu(
    _ id: String,
    gives: String,
    why: String,
    _ metric: String,
    by function: String
  ) -> ExportQuery {
    ExportQuery(
      id: id,
      gives: gives,
      why: why,
      kind: .range,
      namespaceLabels: stateNamespaces,
      sources: [
        ExportQuery.Source(
          metric: metric,
          template: "max by (\(gpuLabels)) (\(function)($selector[$range]))",
          name: metric
        )
      ],
      group: .gpu
    )
  }

  /// Counters are asked for as they are: podfit makes rates of them, and knows of resets.
  private static func counters(
    _ id: String,
    gives: String,
    why: String,
    _ metrics: [String],
    by labels: String,
    namespaceLabels: [String] = []
  ) -> ExportQuery {
    ExportQuery(
      id: id,
      gives: gives,
      why: why,
      kind: .range,
      namespaceLabels: namespaceLabels,
      sources: [
        ExportQuery.Source(
          metric: "",
          matchers: ["__name__=~\(PromQL.literal(metrics.joined(separator: "|")))"],
          template: "max by (__name__, cluster, \(labels)) ($selector)"
        )
      ],
      group: .io
    )
  }

  private static let ofNode = "node, nodename, instance, namespace, pod"

  static let devices: [ExportQuery] = [
    gpu(
      "gpu-utilization",
      gives: "gpu_utilization_percent",
      why: "whether a GPU that is asked for is used: the mean of each step",
      "DCGM_FI_DEV_GPU_UTIL",
      by: "avg_over_time"
    ),
    gpu(
      "gpu-engine",
      gives: "gpu_engine_active_ratio",
      why: "how busy a GPU or a slice of one is: the mean of each step",
      "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
      by: "avg_over_time"
    ),
    gpu(
      "gpu-memory-used",
      gives: "gpu_memory_used_mib",
      why: "the framebuffer that is needed: the largest within each step",
      "DCGM_FI_DEV_FB_USED",
      by: "max_over_time"
    ),
    gpu(
      "gpu-memory-free",
      gives: "gpu_memory_free_mib",
      why: "how large the framebuffer is: used and free together",
      "DCGM_FI_DEV_FB_FREE",
      by: "min_over_time"
    ),
    counters(
      "container-disk",
      gives: "fs_reads_bytes_total and fs_writes_bytes_total",
      why: "which containers read and write",
      ["container_fs_reads_bytes_total", "container_fs_writes_bytes_total"],
      by: "namespace, pod, container, node, device",
      namespaceLabels: ["namespace"]
    ),
    counters(
      "pod-network",
      gives: "network_receive_bytes_total and network_transmit_bytes_total",
      why: "which pods send and receive",
      ["container_network_receive_bytes_total", "container_network_transmit_bytes_total"],
      by: "namespace, pod, node, interface",
      namespaceLabels: ["namespace"]
    ),
    counters(
      "node-disk",
      gives: "node_disk_io_time_seconds_total and bytes",
      why: "disks of nodes that are always busy",
      [
        "node_disk_io_time_seconds_total", "node_disk_read_bytes_total",
        "node_disk_written_bytes_total",
      ],
      by: "\(ofNode), device"
    ),
    counters(
      "node-network",
      gives: "node_network_receive_bytes_total, transmit and speed",
      why: "networks of nodes that are full",
      [
        "node_network_receive_bytes_total", "node_network_transmit_bytes_total",
        "node_network_speed_bytes",
      ],
      by: "\(ofNode), device"
    ),
    counters(
      "node-room",
      gives: "node_filesystem_avail_bytes and size",
      why: "file systems that fill up",
      ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"],
      by: "\(ofNode), mountpoint, fstype"
    ),
    counters(
      "node-waits",
      gives: "node_pressure_cpu_waiting_seconds_total, memory and io",
      why: "nodes whose tasks wait",
      [
        "node_pressure_cpu_waiting_seconds_total", "node_pressure_memory_waiting_seconds_total",
        "node_pressure_io_waiting_seconds_total",
      ],
      by: ofNode
    ),
    ExportQuery(
      id: "node-conditions",
      gives: "node_trouble",
      why: "when nodes were not ready or under pressure",
      kind: .range,
      namespaceLabels: [],
      sources: [
        ExportQuery.Source(
          metric: "kube_node_status_condition",
          template:
            "max by (cluster, node, condition, status) (max_over_time($selector[$range]))",
          name: "kube_node_status_condition"
        )
      ],
      group: .io
    ),
    ExportQuery(
      id: "limits",
      gives: "cpu_limit_cores and memory_limit_bytes",
      why: "which limit held when: what is at it is a lower bound of the need",
      kind: .range,
      namespaceLabels: stateNamespaces,
      sources: [
        ExportQuery.Source(
          metric: "kube_pod_container_resource_limits",
          matchers: [#"resource=~"cpu|memory""#],
          template: "max by (\(containerLabels), node, exported_node, resource, unit) ($selector)"
        )
      ],
      group: .limits
    ),
  ]
}
