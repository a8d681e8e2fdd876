import PodfitModel

// Series about GPUs, disks, networks and nodes: what their labels say.

extension MetricMeaning {
  /// Names of NVIDIA's DCGM exporter, cAdvisor, the node exporter, kube-state-metrics and
  /// OpenTelemetry's receivers, where they differ from the neutral ones.
  ///
  /// What OpenTelemetry counts in both directions is told apart by a label.
  static let deviceNames: [String: Metric] = [
    "DCGM_FI_DEV_GPU_UTIL": .gpuUtilization,
    "DCGM_FI_PROF_GR_ENGINE_ACTIVE": .gpuEngineActive,
    "DCGM_FI_DEV_FB_USED": .gpuMemoryUsed,
    "DCGM_FI_DEV_FB_FREE": .gpuMemoryFree,
    "container_fs_reads_bytes_total": .fsReadsTotal,
    "container_fs_writes_bytes_total": .fsWritesTotal,
    "container_network_receive_bytes_total": .networkReceiveTotal,
    "container_network_transmit_bytes_total": .networkTransmitTotal,
    "kube_node_status_condition": .nodeTrouble,
    "k8s.pod.network.io": .networkReceiveTotal,
    "k8s.node.network.io": .nodeNetworkReceiveTotal,
    "k8s.node.filesystem.available": .nodeFilesystemFree,
    "k8s.node.filesystem.capacity": .nodeFilesystemSize,
    "system.disk.io_time": .nodeDiskTimeTotal,
    "system.disk.io": .nodeDiskReadTotal,
    "system.network.io": .nodeNetworkReceiveTotal,
  ]
}

extension SeriesPlanner {
  /// The plan for a series about a GPU, a disk, a network or a node; nil for any other.
  func device(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan? {
    let metric = labels["direction"].map { metric.turned($0) } ?? metric
    switch metric.subject {
    case .gpu: return gpu(metric, labels, subject)
    case .disk: return disk(metric, labels, subject)
    case .network: return network(metric, labels, subject)
    case .node: return node(metric, labels, subject)
    case .use, .limit, .jvm: return nil
    }
  }

  // MARK: - GPUs

  private static let gpuLabels: Set<String> = [
    "UUID", "uuid", "gpu", "modelName", "GPU_I_PROFILE", "GPU_I_ID", "device", "pci_bus_id",
    "Hostname", "DCGM_FI_DRIVER_VERSION", "DCGM_FI_DEV_NAME", "DCGM_FI_DEV_BRAND",
    "DCGM_FI_PROCESS_NAME",
    // The exporter's own, where the pod's are called exported_….
    "namespace", "pod", "container",
  ]

  private func gpu(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan {
    // A neutral table names the device by the part of its series.
    guard subject.hasContainer, !isExporter(subject) else { return .skip(Reason.freeGPU) }
    let instance = labels["GPU_I_ID"]
    var id = labels["UUID"] ?? labels["uuid"] ?? ""
    if id.isEmpty {
      id = [labels["Hostname"] ?? subject.node, labels["gpu"] ?? labels["device"] ?? "0"]
        .filter { !$0.isEmpty }.joined(separator: "/")
    }
    if let instance { id += "/" + instance }
    let device = GPUDevice(
      id: id,
      profile: labels["GPU_I_PROFILE"] ?? "",
      model: labels["modelName"] ?? ""
    )
    guard device.part.isPlainName else { return .skip(Reason.unusableName) }
    let used = subject.used.union(Self.gpuLabels)
    return .samples(SampleSeries(key: key(metric, part: device.part, labels, subject, used)))
  }

  /// Whether the labels name the exporter itself, as they do for a device that no pod holds where the
  /// scrape adds the labels of its target.
  private func isExporter(_ subject: Subject) -> Bool {
    [subject.container, subject.pod].contains { $0.contains("dcgm-exporter") }
  }

  // MARK: - Disks and networks of pods

  private func disk(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan {
    guard subject.hasPod else { return .skip(Reason.noPod) }
    guard subject.hasContainer, subject.container != "POD" else {
      return .skip(Reason.aggregate)
    }
    let part = labels["device"] ?? ""
    guard part.isPlainName else { return .skip(Reason.unusableName) }
    let used = subject.used.union(["device"])
    return .samples(SampleSeries(key: key(metric, part: part, labels, subject, used)))
  }

  private func network(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan {
    guard subject.hasPod else { return .skip(Reason.noPod) }
    let part = labels["interface"] ?? ""
    guard part.isPlainName else { return .skip(Reason.unusableName) }
    guard part != "lo" else { return .skip(Reason.device) }
    // The network is the pod's, whichever of its containers a source names.
    let used = subject.used.union(["interface", "direction"])
    var key = key(metric, part: part, labels, subject, used)
    key.container.container = PodContainerID.wholePod
    return .samples(SampleSeries(key: key))
  }

  // MARK: - Nodes

  private func node(_ metric: Metric, _ labels: LabelSet, _ subject: Subject) -> SeriesPlan {
    guard let container = nodeContainer(labels, subject) else { return .skip(Reason.noNode) }
    var part = labels["device"] ?? labels["interface"] ?? ""
    var used = subject.used.union([
      "device", "interface", "direction", "instance", "nodename", "host.name", "host_name",
    ])
    switch metric {
    case .nodeTrouble:
      guard labels["condition"] != nil || labels["status"] != nil else { break }
      guard let trouble = Self.trouble(labels) else { return .skip(Reason.device) }
      part = trouble
      used.formUnion(["condition", "status"])
    case .nodeFilesystemFree, .nodeFilesystemSize:
      guard !Self.isPassing(fileSystem: labels["fstype"] ?? "") else {
        return .skip(Reason.device)
      }
      part = labels["mountpoint"] ?? part
      used.formUnion(["mountpoint", "fstype"])
    case .nodeDiskTimeTotal, .nodeDiskReadTotal, .nodeDiskWrittenTotal:
      guard !Self.isVirtual(disk: part) else { return .skip(Reason.device) }
    case .nodeNetworkReceiveTotal, .nodeNetworkTransmitTotal, .nodeNetworkSpeed:
      guard !Self.isVirtual(interface: part) else { return .skip(Reason.device) }
    default: break
    }
    guard part.isPlainName else { return .skip(Reason.unusableName) }
    var key = key(metric, part: part, labels, subject, used)
    key.container = container
    return .samples(SampleSeries(key: key))
  }

  /// What the series of a node are kept under.
  ///
  /// The node's name; else the exporter's pod, whose node other exports tell; else the address that was
  /// scraped. Nil where the labels name none.
  private func nodeContainer(_ labels: LabelSet, _ subject: Subject) -> PodContainerID? {
    if subject.namespace == PodContainerID.nodeMark, !subject.pod.isEmpty {
      return PodContainerID(node: subject.pod, in: subject.cluster)
    }
    let name =
      [subject.node, labels["nodename"] ?? "", labels["host.name"] ?? labels["host_name"] ?? ""]
      .first { !$0.isEmpty }
    if let name, name.isPlainName { return PodContainerID(node: name, in: subject.cluster) }
    if subject.hasPod {
      return PodContainerID(pod: subject.podID, container: PodContainerID.nodeMark)
    }
    guard let instance = labels["instance"], instance.isPlainName else { return nil }
    let host = instance.split(separator: ":").first.map(String.init) ?? instance
    return PodContainerID(node: host, in: subject.cluster)
  }

  /// The trouble that a series of a condition tells of while it is 1; nil for the series that are 1 while all
  /// is well.
  private static func trouble(_ labels: LabelSet) -> String? {
    guard let condition = labels["condition"], let status = labels["status"] else { return nil }
    if condition == "Ready" { return status == "true" ? nil : "NotReady" }
    return status == "true" ? condition : nil
  }

  /// Disks that are parts or layers of others, or hold nothing.
  private static func isVirtual(disk: String) -> Bool {
    ["loop", "ram", "zram", "sr", "fd", "dm-", "md", "nbd"].contains { disk.hasPrefix($0) }
  }

  /// Interfaces of pods and of networks laid over the real one, whose traffic passes through it once more.
  private static func isVirtual(interface: String) -> Bool {
    interface == "lo"
      || [
        "veth", "cali", "cni", "docker", "flannel", "cilium", "lxc", "br-", "vxlan", "tunl",
        "kube-", "nodelocaldns", "virbr", "genev", "ovn", "ovs", "gre", "sit", "ip6tnl", "dummy",
        "azv", "eni", "wireguard", "wg", "tailscale", "podman",
      ].contains { interface.hasPrefix($0) }
  }

  /// File systems in memory, layers of images and images themselves.
  private static func isPassing(fileSystem: String) -> Bool {
    [
      "tmpfs", "ramfs", "overlay", "squashfs", "erofs", "iso9660", "nsfs", "proc", "sysfs",
      "devtmpfs", "cgroup2fs", "fuse.lxcfs", "rootfs",
    ].contains(fileSystem)
  }
}

extension Metric {
  /// The same in the direction that a label names, where a source counts both under one name.
  fileprivate func turned(_ direction: String) -> Metric {
    switch (self, direction) {
    case (.networkReceiveTotal, "transmit"): .networkTransmitTotal
    case (.nodeNetworkReceiveTotal, "transmit"): .nodeNetworkTransmitTotal
    case (.nodeDiskReadTotal, "write"): .nodeDiskWrittenTotal
    default: self
    }
  }
}
