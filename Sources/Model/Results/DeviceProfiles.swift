/// How shares of something, such as the busy time of a GPU, are spread over samples.
public struct ShareSummary: Hashable, Sendable {
  /// The number of samples.
  public var samples: Int
  /// The median, 0 to 1.
  public var p50: Double
  /// The 0.95 quantile.
  public var p95: Double
  /// The 0.99 quantile.
  public var p99: Double
  /// The largest.
  public var max: Double
  /// The mean.
  public var mean: Double
  /// The share of samples below ``idleShare``.
  public var idle: Double

  /// Below this a sample counts as idle.
  public static let idleShare = 0.05

  /// Makes a summary from its parts.
  public init(
    samples: Int,
    p50: Double,
    p95: Double,
    p99: Double,
    max: Double,
    mean: Double,
    idle: Double
  ) {
    self.samples = samples
    self.p50 = p50
    self.p95 = p95
    self.p99 = p99
    self.max = max
    self.mean = mean
    self.idle = idle
  }
}

/// The GPUs that a container asks for and what it does with them, over all pods.
public struct GPUProfile: Hashable, Sendable {
  /// How many of each resource one pod asks for, such as 1 of `nvidia.com/gpu`; empty where no spec tells.
  public var requested: [String: Int64]
  /// The devices seen, sorted.
  public var devices: [GPUDevice]
  /// The pods that had devices.
  public var pods: Int
  /// The most devices that one pod had.
  public var devicesPerPod: Int
  /// Share of the time in which a device ran anything, all samples pooled; nil where no source tells.
  public var utilization: ShareSummary?
  /// Share of the time in which the engine was busy, all samples pooled; nil where no source tells.
  public var engine: ShareSummary?
  /// Framebuffer in use of a device, all samples pooled; nil where no source tells.
  public var memory: UsageSummary<Memory>?
  /// The framebuffer of one device, the smallest of all; nil where no source tells.
  public var memorySize: Memory?
  /// From the first sample to the last.
  public var window: TimeWindow?
  /// Hours in a week for which devices are held, all of them together.
  public var weeklyHours: Double
  /// Devices that another pod was seen to hold at the same time; sorted.
  public var shared: [String]

  /// Makes a profile of which nothing was measured.
  public init(requested: [String: Int64]) {
    self.requested = requested
    devices = []
    pods = 0
    devicesPerPod = 0
    utilization = nil
    engine = nil
    memory = nil
    memorySize = nil
    window = nil
    weeklyHours = 0
    shared = []
  }

  /// How busy the devices were, by the better signal: the engine's, else that any kernel ran.
  public var busy: ShareSummary? { engine ?? utilization }

  /// Whether anything was measured.
  public var isMeasured: Bool { !devices.isEmpty }

  /// Whether a resource of a container spec is a GPU or a slice of one.
  ///
  /// - Source: names of the device plugins of NVIDIA, AMD and Intel
  public static func isGPU(resource: String) -> Bool {
    resource == "nvidia.com/gpu" || resource == "nvidia.com/gpu.shared"
      || resource.hasPrefix("nvidia.com/mig-") || resource == "amd.com/gpu"
      || resource.hasPrefix("gpu.intel.com/")
  }
}

/// What a container reads and writes, and what its pod receives and sends.
public struct IOProfile: Hashable, Sendable {
  /// Reads from disks, all samples of all pods pooled; nil where no source tells.
  public var reads: UsageSummary<DataRate>?
  /// Writes to disks.
  public var writes: UsageSummary<DataRate>?
  /// What the pod as a whole received.
  public var received: UsageSummary<DataRate>?
  /// What the pod as a whole sent.
  public var sent: UsageSummary<DataRate>?

  /// Makes a profile; nil where nothing is known.
  public init?(
    reads: UsageSummary<DataRate>?,
    writes: UsageSummary<DataRate>?,
    received: UsageSummary<DataRate>?,
    sent: UsageSummary<DataRate>?
  ) {
    guard reads != nil || writes != nil || received != nil || sent != nil else { return nil }
    self.reads = reads
    self.writes = writes
    self.received = received
    self.sent = sent
  }
}
