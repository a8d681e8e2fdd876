public import PodfitModel

/// Turns stored series into the use of containers, duplicates resolved.
///
/// Usual input: two to thirty series of one pod. Columns are only walked, never looked up by time.
///
/// - Source: docs/formulas/duplicates.md, docs/formulas/coverage.md#counters
public enum UsageBuilder {
  /// The JVM signals that profiles keep.
  private static let jvmMetrics: [Metric] = [
    .jvmHeapUsed, .jvmHeapCommitted, .jvmHeapMax, .jvmHeapAfterGC, .jvmNonHeapUsed,
    .jvmNonHeapCommitted, .jvmNonHeapMax, .jvmDirectUsed, .jvmThreads, .jvmClasses,
    .jvmGCPauseTotal, .jvmGCCPUTotal, .jvmAllocatedTotal, .jvmNativeCommitted, .jvmVersion,
  ]

  /// The use of all containers of one pod.
  ///
  /// Series of other pods are passed over. JVM series without a container's name go to the pod's
  /// JVM container; where they fit none they are named in the result. The use of the pod as a whole
  /// counts where no container was measured, see ``WholePodUse``.
  ///
  /// - Source: docs/formulas/owners.md#jvm-series
  public static func measured(
    _ pod: PodID,
    series: [StoredSeries],
    inventory: Inventory
  ) -> MeasuredPod {
    var named: [String: [StoredSeries]] = [:]
    var nameless: [StoredSeries] = []
    var network: [Metric: [StoredSeries]] = [:]
    for each in series where each.key.container.pod == pod && !each.samples.isEmpty {
      // Docker-era clusters name the pause container so; it is nobody's workload.
      if each.key.container.container == "POD" { continue }
      if each.key.metric.subject == .node { continue }
      if each.key.metric.subject == .network {
        network[each.key.metric, default: []].append(each)
        continue
      }
      let container = each.key.container.container
      if container.isEmpty {
        nameless.append(each)
      } else {
        named[container, default: []].append(each)
      }
    }
    var notes: [String: [String]] = [:]
    let wholePod = nameless.filter { WholePodUse.metrics.contains($0.key.metric) }
    nameless.removeAll { WholePodUse.metrics.contains($0.key.metric) }
    let wholePodHome =
      wholePod.isEmpty ? .nowhere : WholePodUse.home(of: pod, beside: named, inventory: inventory)
    var unassigned = nameless.map(\.key)
    if !nameless.isEmpty,
      let home = JVMSeriesHome.home(of: nameless, in: pod, beside: named, inventory: inventory)
    {
      let fitting = nameless.filter { jvmMetrics.contains($0.key.metric) }
      named[home.container, default: []].append(contentsOf: fitting)
      if let note = home.note { notes[home.container, default: []].append(note) }
      unassigned.removeAll { jvmMetrics.contains($0.metric) }
    }
    switch wholePodHome {
    case .nowhere: break
    case .container(let name, let note):
      named[name, default: []].append(contentsOf: wholePod)
      notes[name, default: []].append(note)
    case .shared(let names, let note):
      unassigned += wholePod.map(\.key)
      for name in names {
        named[name, default: []] += []
        notes[name, default: []].append(note)
      }
    }
    // Whoever may use so much, and uses nothing, was not measured.
    for (name, series) in named
    where notes[name] == nil && series.allSatisfy({ $0.key.metric.subject == .limit }) {
      named[name] = nil
    }
    let traffic = DeviceReadings(network).rates
    let containers = named.keys.sorted().map { name in
      var measured = measured(
        PodContainerID(pod: pod, container: name),
        series: named[name] ?? []
      )
      measured.network = traffic
      measured.notes = (measured.notes + (notes[name] ?? [])).sorted()
      return measured
    }
    return MeasuredPod(id: pod, containers: containers, unassigned: unassigned.sorted())
  }

  /// The use of one container from all of its series; their order does not matter.
  public static func measured(
    _ id: PodContainerID,
    series: [StoredSeries]
  ) -> MeasuredContainer {
    var byMetric: [Metric: [StoredSeries]] = [:]
    for each in series.sorted(by: { $0.key < $1.key }) where !each.samples.isEmpty {
      byMetric[each.key.metric, default: []].append(each)
    }
    let counters = counterCPU(byMetric[.cpuUsageTotal] ?? [])
    var usage = PodUsage(
      id: id,
      cpu: DayChoice.joined(gauge(byMetric[.cpuUsage] ?? []), else: counters.rates),
      memory: gauge(byMetric[.memoryWorkingSet] ?? []),
      throttled: throttling(byMetric),
      counterResets: counters.resets
    )
    for metric in jvmMetrics {
      // A version is a name and no use.
      guard metric != .jvmVersion, let series = byMetric[metric] else { continue }
      // Nanoseconds of pause per second are billionths of the time; bytes per second stay such.
      usage.jvm[metric] = metric.isCounter ? counterCPU(series).rates : gauge(series)
    }
    let restarts = (byMetric[.restartsTotal] ?? []).compactMap { $0.samples.values.max() }.max()
    var measured = MeasuredContainer(
      usage: usage,
      statedWindow: series.compactMap(\.window).max(),
      restarts: max(restarts ?? 0, 0),
      jvm: JVMSeriesFacts(byMetric),
      throttledPeriods: throttleShares(byMetric).map(\.grown)
        .filter { $0.whole > 0 }
        .max { ($0.whole, $0.part) < ($1.whole, $1.part) }
    )
    measured.devices = DeviceReadings(byMetric)
    // What several sources state is one limit; the largest counts, as for every duplicate.
    measured.usage.cpuLimit = LimitSteps(readings: gauge(byMetric[.cpuLimit] ?? []))
    measured.usage.memoryLimit = LimitSteps(readings: gauge(byMetric[.memoryLimit] ?? []))
    measured.restartsSeen =
      (byMetric[.restartsTotal] ?? []).map { growth(of: $0.samples.values) }.max() ?? 0
    return measured
  }

  /// By how much a counter grew from its first reading on.
  private static func growth(of values: [Int64]) -> Int64 {
    zip(values, values.dropFirst()).reduce(0) { sum, pair in
      sum.addingSaturated(max(pair.1.subtractingSaturated(pair.0), 0))
    }
  }

  /// One column of a gauge: the largest of each part's sources, then the sum of the parts.
  ///
  /// Where the whole was measured beside its parts, the larger of whole and sum counts.
  static func gauge(_ series: [StoredSeries]) -> SampleColumn {
    var parts: [(part: String, sources: [SampleColumn])] = []
    for each in series {
      if let last = parts.indices.last, parts[last].part == each.key.part {
        parts[last].sources.append(each.samples)
      } else {
        parts.append((each.key.part, [each.samples]))
      }
    }
    let merged = parts.map { (part: $0.part, column: DuplicateRule.merged($0.sources)) }
    let sum = DuplicateRule.summed(merged.filter { !$0.part.isEmpty }.map(\.column))
    guard let whole = merged.first(where: { $0.part.isEmpty }) else { return sum }
    return sum.isEmpty ? whole.column : DuplicateRule.merged([whole.column, sum])
  }

  /// CPU use from counters: for each part the chosen source of each day, then the sum of parts.
  private static func counterCPU(_ series: [StoredSeries]) -> (rates: SampleColumn, resets: Int) {
    var parts: [String: [CounterRates]] = [:]
    for each in series {
      parts[each.key.part, default: []].append(CounterRates.cpu(from: each.samples))
    }
    let chosen = parts.sorted { $0.key < $1.key }.map { DayChoice.chosen(from: $0.value) }
    return (DuplicateRule.summed(chosen.map(\.rates)), chosen.map(\.resets).max() ?? 0)
  }

  /// The rates of a counter, in its unit a second: one source of each part and day, then the sum of parts.
  static func rates(of series: [StoredSeries]) -> SampleColumn { counterCPU(series).rates }

  /// The share of throttled periods: as stated, and from the two counters of one source on days
  /// without a stated share.
  private static func throttling(_ byMetric: [Metric: [StoredSeries]]) -> SampleColumn {
    let stated = gauge(byMetric[.cpuThrottledRatio] ?? [])
    return DayChoice.joined(stated, else: DayChoice.chosen(from: throttleShares(byMetric)).rates)
  }

  /// The share of throttled periods by each source that has both counters.
  private static func throttleShares(_ byMetric: [Metric: [StoredSeries]]) -> [CounterRates] {
    let periods = byMetric[.cpuPeriodsTotal] ?? []
    var shares: [CounterRates] = []
    for throttled in byMetric[.cpuThrottledPeriodsTotal] ?? [] {
      let whole = periods.first {
        $0.key.source == throttled.key.source && $0.key.part == throttled.key.part
      }
      if let whole { shares.append(CounterRates.ratio(of: throttled.samples, in: whole.samples)) }
    }
    return shares
  }
}
