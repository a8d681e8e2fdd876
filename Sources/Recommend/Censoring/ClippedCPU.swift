import PodfitModel

/// Which CPU samples of a container are lower bounds of what it wanted: those at its quota, and those of
/// times in which the quota stopped it.
///
/// - Source: docs/formulas/censoring.md
struct ClippedCPU {
  /// A sample this close to the quota is one at the quota.
  static let nearQuota = 0.95
  /// What is above the quota by more than this was measured under another one.
  static let beyondQuota = 1.1
  /// With more than this share of periods stopped a sample is a bound.
  static let throttledShare = 0.05
  /// Fewer samples than these say nothing of a tail.
  static let leastSamples = 100

  private(set) var samples = 0
  private(set) var atQuota = 0
  private(set) var throttled = 0
  private let pods: [PodUsage]
  private let quota: Int64?

  /// The share of samples that are bounds.
  var share: Double { samples > 0 ? Double(atQuota + throttled) / Double(samples) : 0 }

  /// Looks at a container's samples, each under the CPU limit that its pod had at its time; `limit` is that
  /// of pods of whose limits nothing is known.
  ///
  /// Without a limit and without readings of throttling no sample is looked at.
  init(of pods: [PodUsage], limit: CPU?) {
    self.pods = pods
    quota = limit.flatMap { $0 > .zero ? $0.nanocores : nil }
    let hasLimit = pods.contains { pod in
      pod.cpuLimit.isKnown ? pod.cpuLimit.largest != nil : quota != nil
    }
    guard hasLimit || pods.contains(where: { !$0.throttled.isEmpty }) else { return }
    for pod in pods {
      forEachSample(of: pod) { _, isAtQuota, isThrottled in
        samples += 1
        if isAtQuota { atQuota += 1 } else if isThrottled { throttled += 1 }
      }
    }
  }

  private func forEachSample(
    of pod: PodUsage,
    _ body: (_ value: Int64, _ isAtQuota: Bool, _ isThrottled: Bool) -> Void
  ) {
    let reach = pod.throttled.isEmpty ? 1 : max((pod.cpu.step?.milliseconds ?? 0) / 2, 1)
    var place = 0
    var limitPlace = 0
    for (time, value) in zip(pod.cpu.times, pod.cpu.values) {
      let isThrottled = Self.isThrottled(pod.throttled, at: time, within: reach, &place)
      let limit = pod.cpuLimit.amount(at: time, &limitPlace, unknown: quota)
      var isAtQuota = false
      if let limit, limit > 0 {
        let low = Double(limit) * Self.nearQuota
        isAtQuota = Double(value) >= low && Double(value) <= Double(limit) * Self.beyondQuota
      }
      body(value, isAtQuota, isThrottled)
    }
  }

  /// Whether the throttled share nearest to a time says that the quota stopped the container; `place`
  /// moves on with the times, which ascend.
  private static func isThrottled(
    _ column: SampleColumn,
    at time: Int64,
    within reach: Int64,
    _ place: inout Int
  ) -> Bool {
    while place < column.count,
      column.times[place] < time.subtractingSaturated(reach)
    {
      place += 1
    }
    guard place < column.count, column.times[place] <= time.addingSaturated(reach) else {
      return false
    }
    return Double(column.values[place]) > throttledShare * 1e9
  }

  /// What a number becomes that a strategy made from samples as if they were exact.
  struct Correction {
    /// The number.
    var cpu: CPU
    /// Which quantile of the samples the strategy's number is.
    var quantile: Double
    var seen: CPU
    var demand: CPU
    var isIdentified: Bool
  }

  /// Scales a number by what the demand is above the samples at a quantile.
  ///
  /// - Parameters:
  ///   - number: what was made from the samples
  ///   - quantile: the quantile it is a multiple of; nil for the one at which it lies
  ///   - share: which share of the samples must be bounds
  /// - Returns: nil where no more of the samples, or too few of them, are bounds, or nothing changes
  func correction(of number: CPU, at quantile: Double?, above share: Double) -> Correction? {
    guard samples >= Self.leastSamples, self.share > share else { return nil }
    var all: [(value: Int64, isBound: Bool)] = []
    all.reserveCapacity(samples)
    for pod in pods {
      forEachSample(of: pod) { all.append(($0, $1 || $2)) }
    }
    let quantiles = CensoredQuantiles(all)
    guard let place = quantile ?? quantiles.seenShare(upTo: number.nanocores) else { return nil }
    // Numbers at or above all samples have their margin from the upper end of them.
    let quantile = min(max(place, 0.5), 0.99)
    guard let seen = quantiles.seen(quantile), seen > 0,
      let demand = quantiles.demand(quantile), demand.value > seen
    else { return nil }
    return Correction(
      cpu: number.scaledUp(by: demand.value / seen),
      quantile: quantile,
      seen: CPU(nanocores: Int64(saturating: seen)),
      demand: CPU(nanocores: Int64(saturating: demand.value)),
      isIdentified: demand.isIdentified
    )
  }
}
