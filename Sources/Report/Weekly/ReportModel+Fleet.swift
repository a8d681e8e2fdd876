import PodfitModel

extension ReportModel {
  /// Adds the report of other clusters: lists are put together, sums added.
  public mutating func join(_ other: ReportModel) {
    let findings = recommendations.nodeFindings + other.recommendations.nodeFindings
    let conflicts = recommendations.conflicts + other.recommendations.conflicts
    let prices = recommendations.prices
    let gone = (recommendations.gone + other.recommendations.gone).sorted()
    recommendations = RecommendationSet(
      strategy: recommendations.strategy,
      window: [recommendations.window, other.recommendations.window].compactMap { $0 }
        .reduce(nil) { $0?.union($1) ?? $1 },
      recommendations: recommendations.recommendations + other.recommendations.recommendations
    )
    recommendations.nodeFindings = findings.worstFirst
    recommendations.conflicts = conflicts
    recommendations.prices = prices
    recommendations.gone = gone
    now = max(now, other.now)
    usage.cpu += other.usage.cpu
    usage.memory += other.usage.memory
    jvms = (jvms + other.jvms).sorted { $0.id < $1.id }
    data.files += other.data.files
    data.samples += other.data.samples
    data.rejected += other.data.rejected
    data.series += other.data.series
    data.podContainers += other.data.podContainers
    data.warnings += other.data.warnings
    weekly.join(other.weekly)
    plan = NodePlan(of: weekly.clusters) ?? plan ?? other.plan
  }
}

extension WeeklyFacts {
  /// Adds the facts of other clusters.
  mutating func join(_ other: WeeklyFacts) {
    week = [week, other.week].compactMap { $0 }.max()
    hasNoSamples = hasNoSamples && other.hasNoSamples
    notKept = notKept ?? other.notKept
    if let own = use, let more = other.use {
      use = CapacityLedger.Amounts(cpu: own.cpu + more.cpu, memory: own.memory + more.memory)
    } else {
      use = use ?? other.use
    }
    details.merge(other.details) { first, _ in first }
    ledger = [ledger, other.ledger].compactMap { $0 }.reduce(nil) { $0?.joined($1) ?? $1 }
    hours = [hours, other.hours].compactMap { $0 }.reduce(nil) { $0?.joined($1) ?? $1 }
    clusters = (clusters + other.clusters).sorted { $0.cluster < $1.cluster }
    // Ratios of two back-tests do not add up: the one over more workloads speaks.
    if let more = other.backtest, more.setup.workloads > (backtest?.setup.workloads ?? 0) {
      backtest = more
    }
    runs = RunRecord.joined(runs, other.runs)
    stability.merge(other.stability) { first, _ in first }
    gaps += other.gaps.filter { !gaps.contains($0) }
    if let comparison, let more = other.comparison {
      self.comparison = comparison.joined(more)
    } else {
      comparison = comparison ?? other.comparison
    }
  }
}

extension CapacityLedger {
  fileprivate func joined(_ other: CapacityLedger) -> CapacityLedger {
    func sum(_ a: Amounts, _ b: Amounts) -> Amounts {
      Amounts(cpu: a.cpu + b.cpu, memory: a.memory + b.memory)
    }
    let whole: Amounts? =
      if let capacity, let more = other.capacity { sum(capacity, more) } else { nil }
    return CapacityLedger(
      capacity: whole,
      allocatable: sum(allocatable, other.allocatable),
      daemons: sum(daemons, other.daemons),
      requests: sum(requests, other.requests),
      advised: sum(advised, other.advised),
      used: sum(used, other.used)
    )
  }
}

extension FleetHours {
  /// The sum over the hours of the one that ends last.
  fileprivate func joined(_ other: FleetHours) -> FleetHours {
    let (late, early) = start < other.start ? (other, self) : (self, other)
    let shift = Int((late.start - early.start).milliseconds / 3_600_000)
    func sum(_ a: [Int64], _ b: [Int64]) -> [Int64] {
      a.indices.map { index in
        let more = b.indices.contains(index + shift) ? b[index + shift] : -1
        if a[index] < 0 { return more }
        return more < 0 ? a[index] : a[index].addingSaturated(more)
      }
    }
    return FleetHours(
      start: late.start,
      cpu: sum(late.cpu, early.cpu),
      memory: sum(late.memory, early.memory)
    )
  }
}

extension RunRecord {
  /// Runs of one week put together, for trends of the fleet; the oldest first.
  ///
  /// A week counts only where both sides have it: a sum over other clusters would look like a change.
  static func joined(_ a: [RunRecord], _ b: [RunRecord]) -> [RunRecord] {
    a.compactMap { run in
      guard let other = b.first(where: { $0.week == run.week }) else { return nil }
      var sum = run
      sum.entries += other.entries
      sum.totals.nodesNow = zip(run.totals.nodesNow, other.totals.nodesNow)
      sum.totals.nodesNeeded = zip(run.totals.nodesNeeded, other.totals.nodesNeeded)
      sum.totals.lowerBound = zip(run.totals.lowerBound, other.totals.lowerBound)
      sum.totals.cpuRequest += other.totals.cpuRequest
      sum.totals.memoryRequest += other.totals.memoryRequest
      sum.totals.cpuAdvised += other.totals.cpuAdvised
      sum.totals.memoryAdvised += other.totals.memoryAdvised
      sum.totals.cpuUsed += other.totals.cpuUsed
      sum.totals.memoryUsed += other.totals.memoryUsed
      return sum
    }
  }

  private static func zip(_ a: Int?, _ b: Int?) -> Int? {
    if let a, let b { a + b } else { nil }
  }
}

extension RunComparison {
  fileprivate func joined(_ other: RunComparison) -> RunComparison {
    var sum = self
    sum.outcomes += other.outcomes
    sum.saving.cpuLess += other.saving.cpuLess
    sum.saving.cpuMore += other.saving.cpuMore
    sum.saving.memoryLess += other.saving.memoryLess
    sum.saving.memoryMore += other.saving.memoryMore
    sum.appeared += other.appeared
    sum.vanished += other.vanished
    sum.newRisks += other.newRisks
    sum.endedRisks += other.endedRisks
    sum.moved += other.moved
    return sum
  }
}
