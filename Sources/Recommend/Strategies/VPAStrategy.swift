public import PodfitModel
public import PodfitProfile

/// The recommender of the Vertical Pod Autoscaler: decaying histograms, p90 plus 15 %.
///
/// ```
/// CPU request    = p90(all samples of all pods) · 1.15, at least 25m / containers of the pod
/// memory request = p90(daily peaks per pod) · 1.15, at least 250 MiB / containers of the pod
/// limits         = in the proportion they have to the requests now
/// ```
/// Weights halve every 24 hours. Kills for want of memory raise the peak of their day, and lose weight as it
/// does; one of which nobody says when it was counts at its pod's last sample.
///
/// Where there are no samples, the checkpoint of the cluster's own recommender stands in for them.
///
/// - Source: docs/formulas/vpa.md (github.com/kubernetes/autoscaler, release line 1.7)
public struct VPAStrategy: Strategy {
  /// The name `vpa`.
  public static let id: StrategyID = "vpa"
  /// What it does.
  public static let summary = "Vertical Pod Autoscaler: decaying p90 + 15 %, limits in proportion"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// A checkpoint is what the sketches are saved as.
  public static let readsCheckpoints = true

  /// The age at which a sample counts half.
  public var halfLife: TimeSpan = .days(1)
  /// The constants of the estimates.
  public var estimator = VPAEstimator()

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs.
  public func demand(of profile: ContainerProfile, now: Instant) -> Demand {
    let (usage, kills) = sketches(of: profile, now: now)
    let result = estimator.result(for: usage, containersInPod: profile.containersInPod)
    let current = profile.current ?? ContainerResources()
    var demand = Demand(cpuLimit: .none, memoryLimit: .none)
    let origin = profile.distribution == nil ? "" : " of the checkpoint"
    if !usage.cpu.isEmpty {
      let request = CPU.millicores(result.target.millicores)
      let limit = ProportionalLimit(
        limit: current.cpuLimit?.wholeMillicores,
        request: current.cpuRequest?.wholeMillicores,
        newRequest: result.target.millicores
      )
      demand.cpuRequest = .value(request)
      if let limit = limit.limit { demand.cpuLimit = .amount(.millicores(limit)) }
      demand.cpuQuantile = estimator.targetQuantile.fraction
      demand.cpuBasis = "decayed p90\(origin) + 15 %"
      demand.steps.append(
        step(
          "decaying histogram of CPU: quantile 0.9 plus margin, floor",
          samples: usage.sampleCount,
          result: result,
          bounds: (
            CPU.millicores(result.lower.millicores).stepText,
            CPU.millicores(result.upper.millicores).stepText
          ),
          value: request.stepText
        )
      )
    }
    if !usage.memory.isEmpty {
      let request = Memory(bytes: result.target.bytes)
      let limit = ProportionalLimit(
        limit: current.memoryLimit?.bytes,
        request: current.memoryRequest?.bytes,
        newRequest: request.bytes
      )
      demand.memoryRequest = .value(request)
      if let limit = limit.limit { demand.memoryLimit = .amount(Memory(bytes: limit)) }
      demand.memoryBasis = "decayed p90 of daily peaks\(origin) + 15 %"
      demand.steps.append(
        step(
          "decaying histogram of daily memory peaks: quantile 0.9 plus margin, floor",
          samples: profile.memory?.samples,
          kills: kills,
          result: result,
          bounds: (
            Memory(bytes: result.lower.bytes).stepText, Memory(bytes: result.upper.bytes).stepText
          ),
          value: request.stepText
        )
      )
    }
    return demand
  }

  /// The same numbers for a history, with the kills that it knows of.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    let usage = history.sketches
    let target = estimator.result(for: usage, containersInPod: history.containersInPod).target
    return StrategyAmounts(
      cpu: usage.cpu.isEmpty
        ? .unavailable(.noSamples) : .value(.millicores(target.millicores)),
      memory: usage.memory.isEmpty
        ? .unavailable(.noSamples) : .value(Memory(bytes: target.bytes))
    )
  }

  /// Turned by the percentile of the target, which the recommender has as a flag.
  public static var sweep: [StrategyVariant] {
    StrategyVariant.variants(
      "target-percentile",
      [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.999],
      published: 0.9
    ) { value in
      var strategy = VPAStrategy()
      strategy.estimator.targetQuantile = Quantile(value)
      return strategy
    }
  }

  /// The sketches of a container over all its pods, and what kills came to in them; samples after `now`
  /// do not count.
  func sketches(
    of profile: ContainerProfile,
    now: Instant
  ) -> (usage: UsageHistograms, kills: KillNeeds) {
    if let distribution = profile.distribution {
      // What does not fit was found out when the profile was made.
      let checkpoint = UsageCheckpoint(distribution.checkpoint)
      if let usage = try? UsageHistograms(checkpoint: checkpoint, halfLife: halfLife) {
        return (usage, KillNeeds())
      }
    }
    let sampled = sampled(profile, now: now)
    return (sampled.usage, sampled.kills)
  }

  /// The sketches as the recommender saves them at `now`: peaks of intervals that are still open are
  /// left out, since they may still be replaced.
  public func checkpoint(of profile: ContainerProfile, now: Instant) -> UsageCheckpoint {
    let sampled = sampled(profile, now: now)
    return sampled.peaks.reduce(sampled.usage) { $0.closed(at: now, open: $1) }.checkpoint
  }

  private func sampled(
    _ profile: ContainerProfile,
    now: Instant
  ) -> (usage: UsageHistograms, peaks: [MemoryPeaks], kills: KillNeeds) {
    var usage = UsageHistograms(halfLife: halfLife, created: profile.window?.start ?? now)
    var peaks: [MemoryPeaks] = []
    var needs = KillNeeds()
    let request = profile.current?.memoryRequest ?? .zero
    for (pod, kills) in zip(profile.pods, profile.killTimes(until: now)) {
      var intake = SampleIntake()
      for (time, value) in zip(pod.cpu.times, pod.cpu.values) where time <= now.milliseconds {
        // Whole millicores, as usage from Prometheus history comes in.
        let cpu = CPU.millicores(CPU(nanocores: value).wholeMillicores)
        let instant = Instant(milliseconds: time)
        if intake.acceptsCPU(cpu, at: instant) { usage.addCPU(cpu, at: instant) }
      }
      var left = kills[...]
      usage.addMemory(
        pod.memory,
        0..<(pod.memory.times.firstIndex { $0 > now.milliseconds } ?? pod.memory.count),
        kills: &left,
        until: now.milliseconds,
        request: request,
        by: &intake,
        noting: &needs
      )
      peaks.append(intake.peaks)
    }
    return (usage, peaks, needs)
  }

  private func step(
    _ name: String,
    samples: Int?,
    kills: KillNeeds = KillNeeds(),
    result: VPAEstimator.Result,
    bounds: (lower: String, upper: String),
    value: String
  ) -> ExplanationStep {
    ExplanationStep(
      step: name,
      inputs: [
        "samples": samples.map { "\($0)" } ?? "not known",
        "half-life": halfLife.hoursText,
        "days of confidence": result.confidence.text(decimals: 2),
        "lower bound": bounds.lower,
        "upper bound": bounds.upper,
      ].merging(kills.inputs) { own, _ in own },
      value: value
    )
  }
}

extension CPU {
  /// Millicores, the fraction cut off.
  var wholeMillicores: Int64 { nanocores / 1_000_000 }
}
