import Foundation
import PodfitModel

/// Counts, for every past day, how the days after it compare with the days before it.
///
/// Usual input: 2,000 containers of 88 days. One pass per container over windows that move on; counts of
/// different threads add up to the same whatever the order.
public struct CalibrationTally: Sendable {
  /// Windows of memory in days.
  static let memoryDays = [1, 2, 3, 5, 7, 10, 14, 21, 28]
  /// Windows of CPU in days.
  static let cpuDays = [1, 3, 7, 14, 28]
  /// CPU requests tried: quantiles of the window, then multiples of its largest value.
  static let cpuSettings: [(quantile: Quantile, factor: Double)] = {
    let quantiles = [
      0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.875, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.975, 0.98, 0.985,
      0.99, 0.9925, 0.995, 0.9975, 0.999, 0.9995, 1,
    ]
    let factors = [1.1, 1.25, 1.5, 2, 3]
    return quantiles.map { (Quantile($0), 1) } + factors.map { (Quantile(1), $0) }
  }()

  /// Ratios are counted in steps of a quarter of a percent, from a fifth to 150.
  static let bins = 2700
  private static let lowest = log(0.2)
  private static let step = 0.0025

  struct CPUCount {
    var over = 0
    var samples = 0
    var excess = 0.0
    var used = 0.0
    var podDays = 0
  }

  /// What the largest samples of a window come to beside the use of the days after it.
  struct MemoryCost {
    var largest = 0.0
    var used = 0.0
    var logs = 0.0
    var pods = 0

    mutating func add(_ other: MemoryCost) {
      largest += other.largest
      used += other.used
      logs += other.logs
      pods += other.pods
    }
  }

  let plan: BacktestPlan
  /// By fold, window and bin.
  private var ratios: [UInt32]
  /// By fold and window.
  private var costs: [MemoryCost]
  /// By fold, window and setting.
  private var cpu: [CPUCount]

  private var folds: Int { max(plan.blocks - plan.horizon, 0) }

  /// Starts without counts.
  public init(_ plan: BacktestPlan) {
    self.plan = plan
    let folds = max(plan.blocks - plan.horizon, 0)
    ratios = Array(repeating: 0, count: folds * Self.memoryDays.count * Self.bins)
    costs = Array(repeating: MemoryCost(), count: folds * Self.memoryDays.count)
    cpu = Array(
      repeating: CPUCount(),
      count: folds * Self.cpuDays.count * Self.cpuSettings.count
    )
  }

  /// Adds a container, whose history must still be all to come.
  public mutating func add(_ history: UsageHistory) {
    guard folds > 1 else { return }
    for origin in 1..<folds + 1 where origin < history.blocks {
      history.advance(to: origin)
      guard plan.isRipe(history) else { continue }
      let days = origin..<min(origin + plan.horizon, history.blocks)
      let live = history.pods.indices.filter { plan.isMeasured(history.pods[$0], in: days) }
      guard !live.isEmpty else { continue }
      addMemory(history, live, days, fold: origin - 1)
      addCPU(history, live, days, fold: origin - 1)
    }
  }

  private mutating func addMemory(
    _ history: UsageHistory,
    _ live: [Int],
    _ days: Range<Int>,
    fold: Int
  ) {
    let isComparable = (history.memoryMax(days: 1) ?? 0) >= BacktestPlan.idleMemory
    for (index, window) in Self.memoryDays.enumerated() where window <= history.past {
      guard let base = history.memoryMax(days: window), base >= BacktestPlan.idleMemory else {
        continue
      }
      let place = fold * Self.memoryDays.count + index
      let offset = place * Self.bins
      for pod in live where !plan.isMemoryIdle(history.pods[pod], in: days) {
        for day in days where history.pods[pod].memoryUse[day].count > 0 {
          let ratio = Double(history.pods[pod].memoryUse[day].max) / Double(base)
          ratios[offset + Self.bin(of: ratio)] += 1
        }
        // Only what used something on the last day is compared between windows.
        guard isComparable, let mean = history.pods[pod].memoryMean(in: days) else { continue }
        costs[place].largest += Double(base)
        costs[place].used += mean
        costs[place].logs += log(Double(base) / mean)
        costs[place].pods += 1
      }
    }
  }

  private mutating func addCPU(
    _ history: UsageHistory,
    _ live: [Int],
    _ days: Range<Int>,
    fold: Int
  ) {
    let live = live.filter { !plan.isCPUIdle(history.pods[$0], in: days) }
    guard !live.isEmpty else { return }
    for (index, window) in Self.cpuDays.enumerated() where window <= history.past {
      let sorted = history.cpuSorted(days: window)
      guard !sorted.isEmpty else { continue }
      let offset = (fold * Self.cpuDays.count + index) * Self.cpuSettings.count
      for (place, setting) in Self.cpuSettings.enumerated() {
        let rank = setting.quantile.nearestRank(in: sorted.count) ?? 0
        let request = CPU(nanocores: sorted[rank]).scaledUp(by: setting.factor).nanocores
        for pod in live {
          for day in days where !history.pods[pod].cpuBlocks[day].isEmpty {
            let above = history.pods[pod].above(request, block: day)
            cpu[offset + place].over += above.count
            cpu[offset + place].excess += above.excess
            cpu[offset + place].samples += history.pods[pod].cpuBlocks[day].count
            cpu[offset + place].used += history.pods[pod].cpuSum(block: day)
            cpu[offset + place].podDays += 1
          }
        }
      }
    }
  }

  private static func bin(of ratio: Double) -> Int {
    guard ratio > 0.2 else { return 0 }
    return min(Int(((log(ratio) - lowest) / step).rounded(.up)), bins - 1)
  }

  /// The upper end of a bin.
  private static func value(of bin: Int) -> Double { exp(lowest + Double(bin) * step) }

  /// Adds what another thread counted.
  public mutating func merge(_ other: CalibrationTally) {
    for index in ratios.indices where index < other.ratios.count {
      ratios[index] += other.ratios[index]
    }
    for index in costs.indices where index < other.costs.count {
      costs[index].add(other.costs[index])
    }
    for index in cpu.indices where index < other.cpu.count {
      cpu[index].over += other.cpu[index].over
      cpu[index].samples += other.cpu[index].samples
      cpu[index].excess += other.cpu[index].excess
      cpu[index].used += other.cpu[index].used
      cpu[index].podDays += other.cpu[index].podDays
    }
  }

  /// What was known at an origin: only days before it count.
  public func calibration(at origin: Int) -> BudgetCalibration {
    let known = max(min(origin - plan.horizon, folds), 0)
    // Days on which the longest window that there is can be compared with all others.
    let longest = Self.memoryDays.lastIndex { $0 <= known } ?? 0
    let common = max(Self.memoryDays[longest] - 1, 0)..<max(known, Self.memoryDays[longest] - 1, 0)
    let memory = Self.memoryDays.indices.compactMap { index in
      memoryWindow(index, folds: known, common: common)
    }
    let cpu = Self.cpuDays.indices.compactMap { cpuWindow($0, folds: known) }
    return BudgetCalibration(
      memory: memory,
      cpu: cpu,
      source: "this history",
      horizon: plan.horizon
    )
  }

  private func memoryWindow(
    _ index: Int,
    folds: Int,
    common: Range<Int>
  ) -> BudgetCalibration.MemoryWindow? {
    var counts = [Int](repeating: 0, count: Self.bins)
    for fold in 0..<folds {
      let offset = (fold * Self.memoryDays.count + index) * Self.bins
      for bin in 0..<Self.bins { counts[bin] += Int(ratios[offset + bin]) }
    }
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    // The place among total + 1 that a new ratio is as likely to take as any other.
    let factors = BudgetCalibration.risks.map { risk -> Double? in
      guard Double(total) * risk >= 10 else { return nil }
      let rank = ((Double(total) + 1) * (1 - risk)).rounded(.up)
      var sum = 0
      for bin in counts.indices {
        sum += counts[bin]
        if Double(sum) >= rank { return Self.value(of: bin) }
      }
      return nil
    }
    guard factors.contains(where: { $0 != nil }) else { return nil }
    var cost = MemoryCost()
    for fold in common { cost.add(costs[fold * Self.memoryDays.count + index]) }
    let slack =
      cost.pods > 0 && cost.used > 0
      ? log(cost.largest / cost.used) + cost.logs / Double(cost.pods) : 0
    return BudgetCalibration.MemoryWindow(
      days: Self.memoryDays[index],
      podDays: total,
      factors: factors,
      cost: slack
    )
  }

  private func cpuWindow(_ index: Int, folds: Int) -> BudgetCalibration.CPUWindow? {
    var counts = [CPUCount](repeating: CPUCount(), count: Self.cpuSettings.count)
    for fold in 0..<folds {
      let offset = (fold * Self.cpuDays.count + index) * Self.cpuSettings.count
      for place in counts.indices {
        counts[place].over += cpu[offset + place].over
        counts[place].samples += cpu[offset + place].samples
        counts[place].excess += cpu[offset + place].excess
        counts[place].used += cpu[offset + place].used
        counts[place].podDays += cpu[offset + place].podDays
      }
    }
    // Shares of time need fewer days than shares of days: thirty hold thousands of samples.
    guard let first = counts.first, first.podDays >= 30 else { return nil }
    let points = zip(counts, Self.cpuSettings).map { count, setting in
      BudgetCalibration.CPUPoint(
        quantile: setting.quantile.fraction,
        factor: setting.factor,
        timeOver: count.samples > 0 ? Double(count.over) / Double(count.samples) : 0,
        unserved: count.used > 0 ? count.excess / count.used : 0
      )
    }
    return BudgetCalibration.CPUWindow(
      days: Self.cpuDays[index],
      podDays: first.podDays,
      points: points
    )
  }
}

/// `base` to the power of `exponent`.
func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// The natural logarithm.
func logarithm(_ value: Double) -> Double { log(value) }
