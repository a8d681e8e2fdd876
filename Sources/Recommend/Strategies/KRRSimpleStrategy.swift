public import PodfitModel

/// The rule `simple` of KRR: the p95 of the busiest pod, no CPU limit, the memory peak plus 15 %.
///
/// ```
/// CPU request             = max over pods(p95 of the pod), at least 10m; no CPU limit
/// memory request = limit  = max(working set) · 1.15, at least 100 MiB
/// ```
/// Only the last fourteen days count. The p95 is that of a Prometheus server, which interpolates
/// between ranks.
///
/// - Source: docs/formulas/krr-simple.md (github.com/robusta-dev/krr, strategy `simple`)
public struct KRRSimpleStrategy: Strategy {
  /// The name `krr-simple`.
  public static let id: StrategyID = "krr-simple"
  /// What it does.
  public static let summary = "KRR simple: largest p95 of a pod, memory peak + 15 %, no CPU limit"
  /// CPU and memory use.
  public static let needs: Set<Metric> = [.cpuUsage, .memoryWorkingSet]

  /// The history that counts.
  public var history: TimeSpan = .hours(336)
  /// The quantile of a pod's CPU use.
  public var cpuQuantile: Quantile = 0.95
  /// What the memory peak is multiplied by.
  public var memoryFactor = 1.15
  /// What the limit at a kill is multiplied by.
  public var killFactor = 1.25
  /// Whether kills for want of memory count; KRR leaves them out unless asked.
  public var usesKills = false
  /// The smallest CPU request.
  public var cpuFloor: CPU = .millicores(10)
  /// The smallest memory request.
  public var memoryFloor: Memory = .mebibytes(100)

  /// Makes the strategy with the published constants.
  public init() {}

  /// What the container needs.
  public func demand(of profile: ContainerProfile, now: Instant) -> Demand {
    let start =
      now + TimeSpan(milliseconds: Int64(0).subtractingSaturated(history.milliseconds))
    let window = TimeWindow(start: start, end: now)
    var demand = Demand(cpuLimit: .none)
    let quantiles = profile.pods.compactMap {
      Self.interpolatedQuantile(cpuQuantile, of: $0.cpu.values(in: window))
    }
    if let largest = quantiles.max() {
      let request = cpuRequest(podQuantiles: quantiles)
      demand.cpuRequest = .value(request)
      demand.cpuQuantile = cpuQuantile.fraction
      demand.cpuBasis = "largest p95 of a pod \((largest / 1e6).text(decimals: 1))m"
      demand.steps.append(
        ExplanationStep(
          step: "largest quantile \(cpuQuantile.fraction.text(decimals: 3)) of CPU usage of a pod",
          inputs: ["pods": "\(quantiles.count)", "history": window.span.hoursText],
          value: request.stepText
        )
      )
    }
    let peaks = profile.pods.compactMap { $0.memory.values(in: window).max() }
      .map { Memory(bytes: $0) }
    if let largest = peaks.max() {
      let killLimit = usesKills && profile.oomKills > 0 ? profile.current?.memoryLimit : nil
      let request = memoryRequest(podPeaks: peaks, killLimit: killLimit)
      demand.memoryRequest = .value(request)
      demand.memoryLimit = .amount(request)
      demand.memoryBasis =
        "largest \(largest.stepText) + \((memoryFactor - 1).percentText)"
      demand.steps.append(
        ExplanationStep(
          step: "largest working set of any pod plus a margin",
          inputs: [
            "pods": "\(peaks.count)", "largest": largest.stepText,
            "factor": memoryFactor.text(decimals: 3), "history": window.span.hoursText,
          ],
          value: request.stepText
        )
      )
    }
    return demand
  }

  /// The same numbers for a history; kills, whose limit is not known, are left out.
  public func amounts(of history: UsageHistory) -> StrategyAmounts {
    var amounts = memoryAmounts(of: history)
    let days = history.wholeDays(history: self.history)
    let quantiles = history.cpuSortedByPod(days: days).compactMap {
      Self.interpolatedQuantile(cpuQuantile, ofSorted: $0)
    }
    if !quantiles.isEmpty { amounts.cpu = .value(cpuRequest(podQuantiles: quantiles)) }
    return amounts
  }

  /// Memory request and limit of a history.
  func memoryAmounts(of history: UsageHistory) -> StrategyAmounts {
    let days = history.wholeDays(history: self.history)
    guard let largest = history.memoryMax(days: days) else { return StrategyAmounts() }
    let request = memoryRequest(podPeaks: [Memory(bytes: largest)], killLimit: nil)
    return StrategyAmounts(memory: .value(request), memoryLimit: request)
  }

  /// Turned by its two flags together: the CPU percentile and the memory buffer.
  public static var sweep: [StrategyVariant] {
    let settings = [
      (0.8, 0.0), (0.9, 0.05), (0.95, 0.15), (0.98, 0.3), (0.99, 0.5), (0.999, 1.0),
    ]
    return settings.map { quantile, buffer in
      var strategy = KRRSimpleStrategy()
      strategy.cpuQuantile = Quantile(quantile)
      strategy.memoryFactor = 1 + buffer
      return StrategyVariant(
        "cpu-percentile=\((quantile * 100).text(decimals: 2))"
          + " memory-buffer-percentage=\((buffer * 100).text(decimals: 0))",
        strategy,
        isPublished: quantile == 0.95
      )
    }
  }

  /// The request for pods' quantiles in nanocores: the largest, rounded up to 1m.
  public func cpuRequest(podQuantiles: [Double]) -> CPU {
    let largest = Int64(saturating: (podQuantiles.max() ?? 0).rounded(.up))
    return max(CPU(nanocores: largest).roundedUp(toMultipleOf: .millicores(1)), cpuFloor)
  }

  /// The request for pods' peaks: the largest plus the margin, rounded up to 1 MiB.
  public func memoryRequest(podPeaks: [Memory], killLimit: Memory?) -> Memory {
    var need = (podPeaks.max() ?? .zero).scaledUp(by: memoryFactor)
    if let killLimit { need = max(need, killLimit.scaledUp(by: killFactor)) }
    return max(need.roundedUp(toMultipleOf: .mebibytes(1)), memoryFloor)
  }

  /// The quantile as a Prometheus server takes it: linear between the two ranks nearest to
  /// `q · (n − 1)`; nil without values.
  ///
  /// - Source: Prometheus documentation, `quantile_over_time`
  public static func interpolatedQuantile(_ q: Quantile, of values: [Int64]) -> Double? {
    interpolatedQuantile(q, ofSorted: values.sorted())
  }

  /// The same of values in ascending order.
  static func interpolatedQuantile(_ q: Quantile, ofSorted sorted: [Int64]) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let rank = q.fraction * Double(sorted.count - 1)
    let below = min(Int(rank), sorted.count - 1)
    let above = min(below + 1, sorted.count - 1)
    let share = rank - Double(below)
    return Double(sorted[below]) * (1 - share) + Double(sorted[above]) * share
  }
}

extension SampleColumn {
  /// The values of a sorted column at times after the window's start, up to its end.
  func values(in window: TimeWindow) -> [Int64] {
    if let first = times.first, let last = times.last,
      first > window.start.milliseconds, last <= window.end.milliseconds
    {
      return values
    }
    return zip(times, values).lazy
      .filter { $0.0 > window.start.milliseconds && $0.0 <= window.end.milliseconds }
      .map(\.1)
  }
}

extension UsageHistory {
  /// A length of history in whole blocks, at least one.
  func wholeDays(history: TimeSpan) -> Int { max(Int(history.milliseconds / Self.block), 1) }
}
