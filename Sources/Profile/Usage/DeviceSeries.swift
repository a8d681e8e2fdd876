internal import PodfitModel

/// What a container does with GPUs, disks and the network, beside CPU and memory.
struct DeviceReadings: Sendable {
  /// One device of a container.
  struct GPU: Sendable {
    /// The device.
    var device: GPUDevice
    /// Share of the time in which it ran anything, billionths of a hundredth.
    var utilization = SampleColumn()
    /// Share of the time in which its engine was busy, billionths.
    var engine = SampleColumn()
    /// Framebuffer in use, MiB.
    var used = SampleColumn()
    /// Framebuffer that is free, MiB.
    var free = SampleColumn()
  }

  /// The devices, sorted.
  var gpus: [GPU] = []
  /// Rates of counters, bytes a second.
  var rates: [Metric: SampleColumn] = [:]

  /// Nothing.
  init() {}

  /// Whether nothing was measured.
  var isEmpty: Bool { gpus.isEmpty && rates.isEmpty }

  /// Takes the series about devices out of those of one container, or of a pod as a whole.
  init(_ byMetric: [Metric: [StoredSeries]]) {
    var devices: [String: GPU] = [:]
    for (metric, series) in byMetric {
      switch metric.subject {
      case .gpu:
        for (part, own) in Dictionary(grouping: series, by: \.key.part) {
          let column = DuplicateRule.merged(own.map(\.samples))
          let known = devices[part] ?? GPU(device: GPUDevice(part: part))
          devices[part] = known.taking(column, metric)
        }
      case .disk, .network: rates[metric] = UsageBuilder.rates(of: series)
      case .use, .limit, .jvm, .node: continue
      }
    }
    gpus = devices.values.sorted { $0.device < $1.device }
  }
}

extension DeviceReadings.GPU {
  fileprivate func taking(_ column: SampleColumn, _ metric: Metric) -> Self {
    var result = self
    switch metric {
    case .gpuUtilization: result.utilization = column
    case .gpuEngineActive: result.engine = column
    case .gpuMemoryUsed: result.used = column
    default: result.free = column
    }
    return result
  }

  /// From the first to the last sample; nil without samples.
  var window: TimeWindow? {
    [utilization, engine, used].compactMap(\.window).reduce(nil) { $0?.union($1) ?? $1 }
  }
}
