public import PodfitModel

/// Which settings of which strategies a back-test holds against each other.
struct BacktestVariants: Sendable {
  struct Variant: Sendable {
    var strategy: String
    var knob: String
    var isPublished: Bool
    var statedRisk: Double?
  }

  /// The settings, strategy after strategy.
  let list: [Variant]
  /// For each origin the strategies in the order of ``list``.
  let byOrigin: [[any Strategy]]

  init(_ types: [any Strategy.Type], budget: RiskBudget, calibrations: [BudgetCalibration]) {
    var list: [Variant] = []
    var byOrigin = [[any Strategy]](repeating: [], count: calibrations.count)
    for type in types {
      if type is BudgetStrategy.Type {
        var own = BudgetStrategy()
        own.budget = budget
        for (index, calibration) in calibrations.enumerated() {
          let sweep = own.sweep(with: calibration)
          byOrigin[index] += sweep.map(\.strategy)
          if index == 0 { list += sweep.map { Self.variant(type, $0) } }
        }
      } else {
        let sweep = type.sweep
        list += sweep.map { Self.variant(type, $0) }
        for index in byOrigin.indices { byOrigin[index] += sweep.map(\.strategy) }
      }
    }
    self.list = list
    self.byOrigin = byOrigin
  }

  private static func variant(_ type: any Strategy.Type, _ each: StrategyVariant) -> Variant {
    var risk: Double?
    if let budget = each.strategy as? BudgetStrategy, budget.reserve == 1 {
      risk = budget.budget.oomDays
    }
    return Variant(
      strategy: type.id.rawValue,
      knob: each.knob,
      isPublished: each.isPublished,
      statedRisk: risk
    )
  }
}

/// The score of all settings over some containers.
///
/// Usual input: 2,000 containers of 88 days and 80 settings. A container costs one pass over its samples
/// and, for each origin, the questions its strategies ask; nothing is allocated per sample.
public struct BacktestScore: Sendable {
  /// Breaches of one workload, for the settings that are resampled.
  struct WorkloadCounts {
    var breaches: [Int32]
    var podDays: Int32 = 0
  }

  let plan: BacktestPlan
  let variants: BacktestVariants
  /// The settings whose intervals are wanted.
  let resampled: [Int]
  var tallies: [VariantTally]
  var workloads: [WorkloadCounts] = []
  var containers = 0
  var dropped = 0
  private var last: WorkloadID?

  init(plan: BacktestPlan, variants: BacktestVariants) {
    self.plan = plan
    self.variants = variants
    resampled = variants.list.indices.filter {
      variants.list[$0].isPublished || variants.list[$0].statedRisk != nil
    }
    tallies = Array(repeating: VariantTally(), count: variants.list.count)
  }

  /// What a setting asked for last.
  private struct InForce {
    var cpu: CPU?
    var memory: Memory?
  }

  /// Adds a container, whose history must still be all to come; containers of one workload follow each
  /// other.
  public mutating func add(_ history: UsageHistory, of workload: WorkloadID) {
    var inForce = [InForce](repeating: InForce(), count: variants.list.count)
    var isCounted = false
    for (index, origin) in plan.origins.enumerated() where origin < history.blocks {
      history.advance(to: origin)
      let days = origin..<min(origin + plan.horizon, history.blocks)
      guard plan.isRipe(history) else { continue }
      let live = history.pods.indices.filter { plan.isMeasured(history.pods[$0], in: days) }
      guard !live.isEmpty else { continue }
      let amounts = variants.byOrigin[index].map { $0.amounts(of: history) }
      noteChanges(amounts, &inForce)
      let published = variants.list.indices.filter { variants.list[$0].isPublished }
      var isDropped = false
      if published.allSatisfy({ amounts[$0].memory.value != nil }) {
        if addMemory(amounts, history, live, days, workload) { isCounted = true }
      } else {
        isDropped = true
      }
      if published.allSatisfy({ amounts[$0].cpu.value != nil }) {
        if addCPU(amounts, history, live, days) { isCounted = true }
      } else {
        isDropped = true
      }
      if isDropped { dropped += 1 }
    }
    if isCounted { containers += 1 }
  }

  private mutating func addMemory(
    _ amounts: [StrategyAmounts],
    _ history: UsageHistory,
    _ live: [Int],
    _ days: Range<Int>,
    _ workload: WorkloadID
  ) -> Bool {
    let live = live.filter { !plan.isMemoryIdle(history.pods[$0], in: days) }
    guard !live.isEmpty else { return false }
    if last != workload {
      last = workload
      workloads.append(WorkloadCounts(breaches: Array(repeating: 0, count: resampled.count)))
    }
    let place = workloads.count - 1
    for pod in live {
      let pod = history.pods[pod]
      guard let mean = pod.memoryMean(in: days) else { continue }
      var next = 0
      for index in amounts.indices {
        let isResampled = next < resampled.count && resampled[next] == index
        defer { if isResampled { next += 1 } }
        guard let request = amounts[index].memory.value else { continue }
        let found = tallies[index].addMemory(
          pod,
          in: days,
          request: request,
          limit: amounts[index].memoryLimit ?? request,
          mean: mean
        )
        if isResampled { workloads[place].breaches[next] += Int32(clamping: found.breaches) }
      }
      let count = days.count { pod.memoryUse[$0].count > 0 }
      workloads[place].podDays += Int32(clamping: count)
    }
    return true
  }

  private mutating func addCPU(
    _ amounts: [StrategyAmounts],
    _ history: UsageHistory,
    _ live: [Int],
    _ days: Range<Int>
  ) -> Bool {
    let live = live.filter { !plan.isCPUIdle(history.pods[$0], in: days) }
    for pod in live {
      let pod = history.pods[pod]
      let sum = days.reduce(0.0) { $0 + pod.cpuSum(block: $1) }
      let mean = sum / Double(max(days.reduce(0) { $0 + pod.cpuBlocks[$1].count }, 1))
      for index in amounts.indices {
        guard let request = amounts[index].cpu.value else { continue }
        tallies[index].addCPU(pod, in: days, request: request, mean: mean)
      }
    }
    return !live.isEmpty
  }

  private mutating func noteChanges(_ amounts: [StrategyAmounts], _ inForce: inout [InForce]) {
    for index in amounts.indices {
      if let new = amounts[index].cpu.value {
        if let old = inForce[index].cpu, !old.isClose(to: new, within: 0.05) {
          tallies[index].changes += 1
          inForce[index].cpu = new
        } else if inForce[index].cpu == nil {
          inForce[index].cpu = new
        }
      }
      if let new = amounts[index].memory.value {
        if let old = inForce[index].memory, !old.isClose(to: new, within: 0.05) {
          tallies[index].changes += 1
          inForce[index].memory = new
        } else if inForce[index].memory == nil {
          inForce[index].memory = new
        }
      }
    }
  }

  /// Adds what another thread scored; the order of workloads is that of the calls.
  public mutating func merge(_ other: BacktestScore) {
    for index in tallies.indices { tallies[index].merge(other.tallies[index]) }
    workloads += other.workloads
    containers += other.containers
    dropped += other.dropped
    last = other.last
  }
}
