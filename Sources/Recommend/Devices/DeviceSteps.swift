import PodfitModel

/// What an explanation says of GPUs, disks and the network of a container.
struct DeviceSteps {
  let profile: ContainerProfile
  let entries: [GPUFindings.Entry]

  /// Judges the devices of a container.
  init(of profile: ContainerProfile) {
    self.profile = profile
    entries = profile.gpu.map { GPUFindings(gpu: $0).entries } ?? []
  }

  /// What is wrong or wasteful.
  var findings: [RuntimeFinding] { entries.map(\.finding) }

  /// The same in a few words each.
  var remarks: [String] { entries.map(\.brief) }

  /// The steps; none where nothing is known.
  var steps: [ExplanationStep] { [gpu, traffic].compactMap { $0 } }

  private var gpu: ExplanationStep? {
    guard let gpu = profile.gpu else { return nil }
    var inputs: [String: String] = [:]
    for (resource, count) in gpu.requested { inputs["asks for \(resource)"] = "\(count)" }
    if let engine = gpu.engine { inputs["engine busy"] = text(engine) }
    if let utilization = gpu.utilization { inputs["any kernel running"] = text(utilization) }
    if let memory = gpu.memory {
      inputs["framebuffer used"] =
        "p50 \(memory.p50.stepText), p95 \(memory.p95.stepText), p99 \(memory.p99.stepText),"
        + " max \(memory.max.stepText)"
    }
    if let size = gpu.memorySize { inputs["framebuffer of a device"] = size.stepText }
    if !gpu.shared.isEmpty {
      inputs["devices of several pods at a time"] = gpu.shared.joined(separator: ", ")
    }
    let models = Set(gpu.devices.map { $0.model + ($0.profile.isEmpty ? "" : " " + $0.profile) })
    if !models.subtracting([""]).isEmpty {
      inputs["models"] = models.subtracting([""]).sorted().joined(separator: ", ")
    }
    for (index, finding) in findings.enumerated() {
      inputs["finding \(index + 1), \(finding.severity.rawValue) \(finding.id)"] =
        "\(finding.message); \(finding.advice) (from \(finding.evidence.joined(separator: ", ")))"
    }
    guard gpu.isMeasured else {
      return ExplanationStep(step: "GPUs", inputs: inputs, value: "no readings of their use")
    }
    return ExplanationStep(
      step: "GPUs",
      inputs: inputs,
      value: "\(Int64(gpu.devices.count).counted("device")) in \(Int64(gpu.pods).counted("pod"))"
    )
  }

  private func text(_ share: ShareSummary) -> String {
    "p50 \(share.p50.percentText), p95 \(share.p95.percentText), p99 \(share.p99.percentText),"
      + " max \(share.max.percentText), mean \(share.mean.percentText)"
  }

  private var traffic: ExplanationStep? {
    guard let io = profile.io else { return nil }
    var inputs: [String: String] = [:]
    func note(_ name: String, _ summary: UsageSummary<DataRate>?) {
      guard let summary else { return }
      inputs[name] = "p50 \(summary.p50), p95 \(summary.p95), max \(summary.max)"
    }
    note("reads from disks", io.reads)
    note("writes to disks", io.writes)
    note("pod receives", io.received)
    note("pod sends", io.sent)
    let largest = [io.reads, io.writes, io.received, io.sent].compactMap { $0?.max }.max()
    return ExplanationStep(
      step: "disk and network, each pod",
      inputs: inputs,
      value: "at most \((largest ?? .zero).description)"
    )
  }
}
