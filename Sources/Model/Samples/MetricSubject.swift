extension Metric {
  /// What a signal is about.
  public enum Subject: Hashable, Sendable {
    /// What a container uses, and how it fares.
    case use
    /// What a container may use.
    case limit
    /// A JVM in a container.
    case jvm
    /// A GPU, or a slice of one, that a container holds.
    case gpu
    /// What a container reads and writes.
    case disk
    /// What a pod as a whole receives and sends: its containers share one network.
    case network
    /// A node.
    case node
  }

  /// What the signal is about.
  public var subject: Subject {
    switch self {
    case .cpuUsage, .cpuUsageTotal, .memoryWorkingSet, .memoryRSS, .cpuThrottledRatio,
      .cpuThrottledPeriodsTotal, .cpuPeriodsTotal, .restartsTotal:
      .use
    case .cpuLimit, .memoryLimit: .limit
    case .gpuUtilization, .gpuEngineActive, .gpuMemoryUsed, .gpuMemoryFree: .gpu
    case .fsReadsTotal, .fsWritesTotal: .disk
    case .networkReceiveTotal, .networkTransmitTotal: .network
    case .nodeDiskTimeTotal, .nodeDiskReadTotal, .nodeDiskWrittenTotal, .nodeNetworkReceiveTotal,
      .nodeNetworkTransmitTotal, .nodeNetworkSpeed, .nodeFilesystemFree, .nodeFilesystemSize,
      .nodeCPUWaitTotal, .nodeMemoryWaitTotal, .nodeIOWaitTotal, .nodeTrouble:
      .node
    case .jvmHeapUsed, .jvmHeapCommitted, .jvmHeapMax, .jvmHeapAfterGC, .jvmNonHeapUsed,
      .jvmNonHeapCommitted, .jvmNonHeapMax, .jvmThreads, .jvmClasses, .jvmDirectUsed,
      .jvmGCPauseTotal, .jvmGCCPUTotal, .jvmAllocatedTotal, .jvmNativeCommitted, .jvmVersion:
      .jvm
    }
  }

  /// The signals about pods and their containers.
  public static let ofPods = Set(allCases.filter { $0.subject != .node })

  /// The signals about nodes.
  public static let ofNodes = Set(allCases.filter { $0.subject == .node })
}

extension PodContainerID {
  /// The container's name of what a pod has as a whole; no Kubernetes name has parentheses.
  public static let wholePod = "(pod)"

  /// The namespace, and the container's name, under which the series of nodes are kept.
  public static let nodeMark = "(node)"

  /// What the series of a node are kept under: its name stands where others have that of a pod.
  public init(node: String, in cluster: String) {
    self.init(
      pod: PodID(cluster: cluster, namespace: Self.nodeMark, name: node),
      container: Self.nodeMark
    )
  }
}
