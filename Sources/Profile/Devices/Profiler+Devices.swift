internal import PodfitModel

extension Profiler {
  /// The GPUs of a container; nil where it asks for none and has none.
  static func gpu(of profile: ContainerProfile, measured: [MeasuredContainer]) -> GPUProfile? {
    let requested = (profile.current?.extendedRequests ?? [:]).filter {
      $0.value > 0 && GPUProfile.isGPU(resource: $0.key)
    }
    let held = measured.filter { !$0.devices.gpus.isEmpty }
    guard !requested.isEmpty || !held.isEmpty else { return nil }
    var result = GPUProfile(requested: requested)
    let all = held.flatMap(\.devices.gpus)
    result.devices = Set(all.map(\.device)).sorted()
    result.pods = held.count
    result.devicesPerPod = held.map(\.devices.gpus.count).max() ?? 0
    result.utilization = ShareSummary(pooling: all.map(\.utilization), unit: 100e9)
    result.engine = ShareSummary(pooling: all.map(\.engine), unit: 1e9)
    result.memory = UsageSummary(
      pooling: all.map { device in
        SampleColumn(
          times: device.used.times,
          values: device.used.values.map { Memory.mebibytes($0).bytes }
        )
      }
    )
    result.memorySize = all.compactMap(\.size).min()
    let windows = all.compactMap(\.window)
    result.window = windows.reduce(nil) { $0?.union($1) ?? $1 }
    let week = TimeSpan.days(7)
    if var whole = result.window?.span {
      // What ran once does not go on; what serves does.
      if profile.shape == .job { whole = max(whole, week) }
      let held = windows.reduce(0.0) { $0 + Double($1.span.milliseconds) }
      result.weeklyHours = held / max(Double(whole.milliseconds), 1) * 168
    }
    result.shared = shared(among: held)
    return result
  }

  /// Devices that two pods of one workload were seen to hold at one time.
  private static func shared(among held: [MeasuredContainer]) -> [String] {
    var spans: [String: [(start: Int64, end: Int64)]] = [:]
    for each in held {
      for gpu in each.devices.gpus {
        guard let window = gpu.window else { continue }
        spans[gpu.device.id, default: []].append(
          (window.start.milliseconds, window.end.milliseconds)
        )
      }
    }
    return spans.filter { _, spans in
      let sorted = spans.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
      var end = Int64.min
      for span in sorted {
        if span.start < end { return true }
        end = max(end, span.end)
      }
      return false
    }.keys.sorted()
  }

  /// Disk and network of a container and its pods; nil where no source tells.
  ///
  /// Pods on the network of their node are left out: what their counters show is the node's.
  func io(of measured: [MeasuredContainer]) -> IOProfile? {
    func pooled(_ metric: Metric) -> UsageSummary<DataRate>? {
      UsageSummary(pooling: measured.compactMap { $0.devices.rates[metric] })
    }
    let own = measured.filter { !usesHostNetwork($0.usage.id.pod) }
    func traffic(_ metric: Metric) -> UsageSummary<DataRate>? {
      UsageSummary(pooling: own.compactMap { $0.network[metric] })
    }
    return IOProfile(
      reads: pooled(.fsReadsTotal),
      writes: pooled(.fsWritesTotal),
      received: traffic(.networkReceiveTotal),
      sent: traffic(.networkTransmitTotal)
    )
  }

  private func usesHostNetwork(_ pod: PodID) -> Bool {
    let template =
      inventory.pod(pod)?.template
      ?? inventory.template(of: inventory.owners.owner(of: pod).workload)
    return template?.placement.usesHostNetwork ?? false
  }
}

extension DeviceReadings.GPU {
  /// The framebuffer: what is used and free together, the largest sum at one time; nil where not both are
  /// known at a time.
  fileprivate var size: Memory? {
    var place = 0
    var largest: Int64?
    for (time, value) in zip(used.times, used.values) {
      while place < free.count, free.times[place] < time { place += 1 }
      guard place < free.count, free.times[place] == time else { continue }
      largest = max(largest ?? 0, value.addingSaturated(free.values[place]))
    }
    return largest.map { .mebibytes($0) }
  }
}
