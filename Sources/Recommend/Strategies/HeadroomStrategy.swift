public import PodfitModel

/// Our default: a quantile of CPU plus a margin, the memory peak times a factor by history length.
///
/// ```
/// CPU request    = p95(samples of all pods) · 1.15        jobs: p95(peaks of runs) · 1.15
/// memory request = max(working set) · k(history)          k: 2 · 1.4 · 1.2 · 1.15
/// ```
/// After kills for want of memory the peak seen is only a lower bound: the peak then counts as no less
/// than the limit in force, and at least 100 MiB and 20 % come on top of it.
///
/// - Source: docs/formulas/headroom.md
public struct HeadroomStrategy: Strategy {
  /// The name `headroom`.
  public static let id: StrategyID = "headroom"
  /// What it does.
  public static let summary = "CPU p95 over all pods + 15 %, memory peak x factor by history length"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// What CPU use is multiplied by.
  public var cpuFactor = 1.15
  /// What the factor by history is multiplied by; 1 but for comparisons.
  var memoryScale = 1.0
  /// The quantile of the runs' peaks that sizes a job.
  public var runQuantile: Quantile = 0.95

  /// Makes the strategy with its documented constants.
  public init() {}

  /// What the container needs.
  public func demand(of profile: ContainerProfile, now: Instant) -> Demand {
    var demand = Demand()
    addCPU(of: profile, to: &demand)
    addMemory(of: profile, to: &demand)
    return demand
  }

  /// The factor on the memory peak for a length of history, and the trust it deserves; nil below a day.
  ///
  /// - Source: docs/formulas/headroom.md, "Factor by history"
  public static func memoryFactor(history: TimeSpan) -> (factor: Double, trust: String)? {
    switch history {
    case .days(14)...: (1.15, "normal")
    case .days(7)...: (1.2, "medium")
    case .days(3)...: (1.4, "low")
    case .days(1)...: (2, "low")
    default: nil
    }
  }

  /// The same numbers for the history of a container that runs all the time.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = StrategyAmounts()
    let sorted = history.cpuSorted(days: UsageHistory.longest)
    if let rank = Quantile(0.95).nearestRank(in: sorted.count) {
      amounts.cpu = .value(CPU(nanocores: sorted[rank]).scaledUp(by: cpuFactor))
    }
    guard let observed = history.observed,
      let largest = history.memoryMax(days: UsageHistory.longest)
    else {
      return amounts
    }
    if let (factor, _) = Self.memoryFactor(history: observed) {
      amounts.memory = .value(Memory(bytes: largest).scaledUp(by: factor * memoryScale))
    } else {
      amounts.memory = .unavailable(.windowTooShort(seen: observed, needed: .days(1)))
    }
    return amounts
  }

  /// Turned by what both numbers are multiplied by beside the published factors.
  public static var sweep: [StrategyVariant] {
    StrategyVariant.variants("scale", [0.7, 0.8, 0.9, 1, 1.2, 1.5, 2], published: 1) { scale in
      var strategy = HeadroomStrategy()
      strategy.cpuFactor *= scale
      strategy.memoryScale = scale
      return strategy
    }
  }

  private func addCPU(of profile: ContainerProfile, to demand: inout Demand) {
    guard let cpu = profile.cpu, cpu.samples > 0 else { return }
    let base: CPU
    if profile.shape == .job, let peak = jobPeak(of: profile) {
      base = peak.value
      demand.cpuBasis = "p95 of the peaks of \(Int64(peak.runs).counted("run")) \(base.stepText)"
      demand.steps.append(
        ExplanationStep(
          step: "quantile 0.95 of the CPU peaks of runs",
          inputs: ["runs": "\(peak.runs)", "largest": cpu.max.stepText],
          value: base.stepText
        )
      )
    } else {
      base = cpu.p95
      demand.cpuQuantile = 0.95
      demand.cpuBasis = "p95 \(base.stepText)"
      demand.steps.append(
        ExplanationStep(
          step: "quantile 0.95 of CPU usage over all pods",
          inputs: [
            "samples": "\(cpu.samples)", "pods": "\(profile.pods.count)",
            "median": cpu.p50.stepText, "largest": cpu.max.stepText,
          ],
          value: base.stepText
        )
      )
    }
    let request = base.nonNegative.scaledUp(by: cpuFactor)
    demand.cpuBasis += " + \((cpuFactor - 1).percentText)"
    demand.steps.append(
      ExplanationStep(
        step: "CPU margin",
        inputs: ["factor": cpuFactor.text(decimals: 3)],
        value: request.stepText
      )
    )
    demand.cpuRequest = .value(request)
  }

  private func addMemory(of profile: ContainerProfile, to demand: inout Demand) {
    guard let memory = profile.memory, memory.samples > 0 else { return }
    let history = profile.observed
    guard let (factor, trust) = Self.memoryFactor(history: history) else {
      demand.memoryRequest = .unavailable(.windowTooShort(seen: history, needed: .days(1)))
      return
    }
    demand.steps.append(
      ExplanationStep(
        step: "largest working set of any pod",
        inputs: [
          "samples": "\(memory.samples)", "pods": "\(profile.pods.count)",
          "median": memory.p50.stepText,
        ],
        value: memory.max.stepText
      )
    )
    var base = memory.max.nonNegative
    var request = base.scaledUp(by: factor)
    demand.memoryBasis = "largest \(base.stepText) x \(factor.text(decimals: 2))"
    demand.steps.append(
      ExplanationStep(
        step: "memory factor for the length of history",
        inputs: [
          "history": history.hoursText, "factor": factor.text(decimals: 2), "trust": trust,
        ],
        value: request.stepText
      )
    )
    if profile.oomKills > 0 {
      base = max(base, profile.current?.memoryLimit ?? .zero)
      request = max(base.scaledUp(by: max(factor, 1.2)), base + .mebibytes(100))
      demand.memoryBasis =
        "\(profile.oomKills.counted("OOM kill")) at \(base.stepText), so at least 20 % and 100Mi more"
      demand.steps.append(
        ExplanationStep(
          step: "kills for want of memory: the peak is a lower bound",
          inputs: [
            "kills": "\(profile.oomKills)",
            "limit": (profile.current?.memoryLimit).quantityText,
            "base": base.stepText,
          ],
          value: request.stepText
        )
      )
    }
    demand.memoryRequest = .value(request)
  }

  /// The quantile of the largest samples of each run, and the number of runs.
  private func jobPeak(of profile: ContainerProfile) -> (value: CPU, runs: Int)? {
    let peaks = profile.pods.compactMap { $0.cpu.values.max() }.sorted()
    guard let index = runQuantile.nearestRank(in: peaks.count) else { return nil }
    return (CPU(nanocores: peaks[index]), peaks.count)
  }
}
