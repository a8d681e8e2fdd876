import PodfitModel

/// What is wasteful about the GPUs of a container.
///
/// - Source: docs/formulas/gpu.md
struct GPUFindings {
  /// With the busy share below ``ShareSummary/idleShare`` at this quantile a GPU is idle.
  static let idleQuantile = 0.99
  /// From this share of idle samples on the idle hours are worth a word.
  static let idleHours = 0.5
  /// Less time than this tells nothing: a model may only be loaded.
  static let leastWindow = TimeSpan.hours(24)
  /// Fewer samples than these have no 0.99 quantile.
  static let leastSamples = 100
  /// What is added to the 0.99 quantile.
  static let margin = 0.15
  /// Below this share of the framebuffer it is called too large.
  static let oversized = 0.5

  let gpu: GPUProfile

  /// A finding, and the few words that stand in a reason.
  typealias Entry = (brief: String, finding: RuntimeFinding)

  /// The findings, the worst first; none where too little was seen.
  var entries: [Entry] {
    guard let busy = gpu.busy, let window = gpu.window, window.span >= Self.leastWindow,
      busy.samples >= Self.leastSamples
    else { return [] }
    // What several pods do on one device is not this container's alone.
    guard gpu.shared.isEmpty, !gpu.requested.keys.contains("nvidia.com/gpu.shared") else {
      return []
    }
    let slice = slice(busy)
    return [idle(busy, window), slice, slice == nil ? oversized : nil].compactMap { $0 }
  }

  // MARK: - Idle

  private func idle(_ busy: ShareSummary, _ window: TimeWindow) -> Entry? {
    let isIdle = busy.p99 < ShareSummary.idleShare
    guard isIdle || busy.idle >= Self.idleHours else { return nil }
    let share = isIdle ? 1 : busy.idle
    let lost = gpu.weeklyHours * share
    let limit = ShareSummary.idleShare.percentText
    let seen = "\(Int64(busy.samples).counted("sample")) over \(window.span.hoursText)"
    let message =
      isIdle
      ? "\(devices) idle: busy for \(busy.p99.percentText) of the time at the 0.99 quantile of \(seen),"
        + " \(busy.max.percentText) at most; \(lost.text(decimals: 0)) GPU-hours a week are lost"
      : "\(devices) below \(limit) busy in \(busy.idle.percentText) of \(seen):"
        + " \(lost.text(decimals: 0)) GPU-hours a week are lost"
    let finding = RuntimeFinding(
      id: isIdle ? "gpu-idle" : "gpu-idle-hours",
      severity: .warning,
      message: message,
      advice: isIdle
        ? "run it without a GPU, or give the GPU back while there is no work"
        : "scale to zero while there is no work, or share the GPU by slices or time",
      evidence: [signal]
    )
    let brief = isIdle ? "GPU idle" : "GPU idle \(busy.idle.percentText) of the time"
    return (brief, finding)
  }

  /// How many devices, in words.
  private var devices: String {
    let count = gpu.devicesPerPod
    let names = Set(gpu.devices.map(\.kind)).subtracting([""]).sorted().joined(separator: ", ")
    let each = count == 1 ? "the GPU" : "the \(count) GPUs"
    let pods = gpu.pods == 1 ? "of the pod" : "of each of \(gpu.pods) pods"
    return "\(each) \(pods)\(names.isEmpty ? "" : " (\(names))") \(count == 1 ? "was" : "were")"
  }

  private var signal: String {
    (gpu.engine == nil ? Metric.gpuUtilization : .gpuEngineActive).rawValue
  }

  // MARK: - Slices

  /// The framebuffer that must be there: the 0.99 quantile with a margin, and never less than was used.
  var neededMemory: Memory? {
    gpu.memory.map { max($0.p99.scaledUp(by: 1 + Self.margin), $0.max) }
  }

  private func slice(_ busy: ShareSummary) -> Entry? {
    guard gpu.devicesPerPod == 1, let memory = neededMemory,
      let device = gpu.devices.first,
      Set(gpu.devices.map(\.kind)).count == 1,
      let table = SliceTable.table(of: device, size: gpu.memorySize)
    else { return nil }
    let now = device.profile.isEmpty ? nil : table.slice(named: device.profile)
    if !device.profile.isEmpty, now == nil { return nil }
    let held = now?.compute ?? table.parts
    let compute = busy.p99 * Double(held) * (1 + Self.margin)
    guard let slice = table.smallest(holding: memory, compute: min(compute, Double(held))),
      slice.compute < held || now.map({ slice.gigabytes < $0.gigabytes }) ?? false
    else { return nil }
    let bound = gpu.engine == nil ? "at most " : ""
    let message =
      "a slice \(slice.name) of an \(table.card) is enough: framebuffer \(memory.gibibytesText) of"
      + " \(slice.usable.gibibytesText) GiB (0.99 quantile + \(Self.margin.percentText)), compute"
      + " \(bound)\(compute.text(decimals: 2)) of \(slice.compute) of \(table.parts) parts;"
      + " \(slice.instances) of them fit on one GPU"
    let finding = RuntimeFinding(
      id: "gpu-slice",
      severity: .info,
      message: message,
      advice:
        "ask for nvidia.com/mig-\(slice.name): 1 in place of \(request(now)) on nodes whose GPUs are"
        + " cut so; slices do not reach each other's memory",
      evidence: [Metric.gpuMemoryUsed.rawValue, signal]
    )
    return ("GPU: a slice \(slice.name) is enough", finding)
  }

  private func request(_ now: SliceTable.Slice?) -> String {
    let names = gpu.requested.keys.sorted().joined(separator: ", ")
    if !names.isEmpty { return names }
    return now.map { "nvidia.com/mig-\($0.name)" } ?? "nvidia.com/gpu"
  }

  // MARK: - Memory

  private var oversized: Entry? {
    guard let need = neededMemory, let size = gpu.memorySize, size > .zero,
      need.ratio(to: size) <= Self.oversized
    else { return nil }
    let finding = RuntimeFinding(
      id: "gpu-memory-oversized",
      severity: .info,
      message: "\(need.gibibytesText) GiB of framebuffer are enough (0.99 quantile +"
        + " \(Self.margin.percentText), no less than was used); each device has \(size.gibibytesText) GiB",
      advice: "use a card with less memory, or let several pods share one by time slices",
      evidence: [Metric.gpuMemoryUsed.rawValue, Metric.gpuMemoryFree.rawValue]
    )
    return ("GPU memory used to \(need.ratio(to: size).percentText)", finding)
  }
}

extension GPUDevice {
  /// The model, and the slice's profile where it is one.
  fileprivate var kind: String {
    profile.isEmpty ? model : model.isEmpty ? profile : "\(model) \(profile)"
  }
}

extension Memory {
  /// The amount in gibibytes to one decimal.
  var gibibytesText: String { gibibytes.text(decimals: 1) }
}
