import Foundation
import PodfitModel

/// What follows from the numbers of a back-test, in sentences.
///
/// A strategy is *worse* on a measure by more than 3 %, *better* by at least 5 %; breach rates also need to
/// differ by a tenth of a percent of the pod-days, below which a single workload decides.
///
/// - Source: docs/formulas/backtest.md, "Verdict"
struct BacktestVerdict {
  var published: [BacktestEntry]
  var frontier: [BacktestEntry]

  static let worse = 1.03
  static let better = 0.95

  /// One number of two strategies.
  struct Comparison {
    var measure: String
    var ours: Double
    var theirs: Double
    var isRate: Bool

    private var differs: Bool { !isRate || abs(ours - theirs) > 0.001 }
    var isWorse: Bool { differs && ours > theirs * BacktestVerdict.worse }
    var isBetter: Bool { differs && ours <= theirs * BacktestVerdict.better }
    var text: String {
      guard isRate else {
        return "\(measure) \(ours.text(decimals: 3)) against \(theirs.text(decimals: 3))"
      }
      return "\(measure) \((ours * 100).text(decimals: 2)) % against"
        + " \((theirs * 100).text(decimals: 2)) %"
    }
  }

  var sentences: [String] {
    guard
      published.contains(where: {
        $0.measures.podDays > 0 || $0.measures.cpuTimeOverRequestRatio != nil
      })
    else {
      return ["nothing could be measured: the samples span too little time"]
    }
    var sentences = [dominance]
    if published.contains(where: { $0.strategy == BudgetStrategy.id.rawValue }) {
      for peer in [VPAStrategy.id.rawValue, KRRSimpleStrategy.id.rawValue] {
        if let sentence = comparison(with: peer) { sentences.append(sentence) }
      }
      sentences += kept
    }
    return sentences
  }

  /// Whether one strategy is no worse than all others at the risk each of them takes.
  private var dominance: String {
    let ids = published.map(\.strategy)
    guard ids.count > 1 else { return "one strategy alone: nothing to compare it with" }
    let winners = ids.filter { id in
      published.filter { $0.strategy != id }.allSatisfy { peer in
        let all = comparisons(of: id, with: peer)
        return !all.isEmpty && !all.contains(where: \.isWorse) && all.contains(where: \.isBetter)
      }
    }
    if let winner = winners.first {
      return
        "\(winner) is no worse than any other at the risk the other takes, and better somewhere"
    }
    return "no strategy dominates here: each one is worse than some other on some measure"
  }

  private func comparison(with peer: String) -> String? {
    guard let entry = published.first(where: { $0.strategy == peer }) else { return nil }
    let all = comparisons(of: BudgetStrategy.id.rawValue, with: entry)
    guard !all.isEmpty else {
      return "budget does not reach the risk of \(peer), so that the two cannot be compared"
    }
    let worse = all.filter(\.isWorse)
    let better = all.filter(\.isBetter)
    var text = "budget against \(peer) at the same risk: "
    if worse.isEmpty {
      text += better.isEmpty ? "as good" : "not worse, and better: "
      text += better.map(\.text).joined(separator: ", ")
    } else {
      text += "worse: " + worse.map(\.text).joined(separator: ", ")
      if !better.isEmpty { text += "; better: " + better.map(\.text).joined(separator: ", ") }
    }
    return text
  }

  /// Whether stated risks were kept.
  private var kept: [String] {
    published.compactMap { entry in
      guard let stated = entry.statedRisk, let observed = entry.measures.oomDayRatio else {
        return nil
      }
      let interval =
        entry.interval.map {
          " [\(($0.lowerBound * 100).text(decimals: 2)),"
            + " \(($0.upperBound * 100).text(decimals: 2))]"
        } ?? ""
      let isKept = observed <= stated * 1.3 || (entry.interval?.contains(stated) ?? false)
      return "\(entry.strategy) stated \((stated * 100).text(decimals: 1)) % of pod-days, observed"
        + " \((observed * 100).text(decimals: 2)) %\(interval): \(isKept ? "kept" : "not kept")"
    }
  }

  /// A strategy's frontier at the risk of another one as published, against that one.
  func comparisons(of id: String, with peer: BacktestEntry) -> [Comparison] {
    let points = frontier.filter { $0.strategy == id }.map(\.measures)
    var all: [Comparison] = []
    let memory = Frontier(points, risk: \.oomDayRatio, cost: \.memoryFleetSlack)
    let cpu = Frontier(points, risk: \.cpuTimeOverRequestRatio, cost: \.cpuFleetSlack)
    func add(
      _ name: String,
      _ measure: KeyPath<BacktestMeasures, Double?>,
      along frontier: Frontier,
      isRate: Bool = false
    ) {
      guard let theirs = peer.measures[keyPath: measure],
        let taken = peer.measures[keyPath: frontier.risk],
        let ours = frontier.value(of: measure, at: taken)
      else { return }
      all.append(Comparison(measure: name, ours: ours, theirs: theirs, isRate: isRate))
    }
    add("memory fleet slack", \.memoryFleetSlack, along: memory)
    add("memory geometric slack", \.memoryGeoSlack, along: memory)
    add("breaches of large pods", \.largeQuarterBreachRatio, along: memory, isRate: true)
    add("CPU fleet slack", \.cpuFleetSlack, along: cpu)
    add("CPU geometric slack", \.cpuGeoSlack, along: cpu)
    add("CPU unserved", \.cpuUnservedRatio, along: cpu, isRate: true)
    return all
  }
}

/// A strategy's settings that no other of its settings beats at a lower or equal risk, and what lies
/// between them.
///
/// All measures are read at one place of one line, so that none is bought by another setting's loss.
struct Frontier {
  let risk: KeyPath<BacktestMeasures, Double?>
  private let points: [BacktestMeasures]

  /// Keeps the settings that cost less than every setting of less risk.
  init(
    _ all: [BacktestMeasures],
    risk: KeyPath<BacktestMeasures, Double?>,
    cost: KeyPath<BacktestMeasures, Double?>
  ) {
    self.risk = risk
    let known = all.compactMap { each in
      each[keyPath: risk].flatMap { risk in
        each[keyPath: cost].map { (risk: risk, cost: $0, measures: each) }
      }
    }
    var kept: [BacktestMeasures] = []
    var least = Double.infinity
    for each in known.sorted(by: { ($0.risk, $0.cost) < ($1.risk, $1.cost) })
    where each.cost < least {
      least = each.cost
      kept.append(each.measures)
    }
    points = kept
  }

  /// A measure at a risk: between the two nearest settings by the logarithms of risk and value, at more
  /// risk than was tried that of the leanest; nil at less risk than was tried.
  func value(of measure: KeyPath<BacktestMeasures, Double?>, at taken: Double) -> Double? {
    let known = points.compactMap { each in
      each[keyPath: risk].flatMap { risk in each[keyPath: measure].map { (risk: risk, value: $0) } }
    }
    guard let upper = known.firstIndex(where: { $0.risk >= taken }) else {
      return known.last?.value
    }
    let high = known[upper]
    guard high.risk > taken else { return high.value }
    guard upper > 0 else { return nil }
    let low = known[upper - 1]
    // A tenth of a promille stands in for none at all.
    let floor = 1e-4
    let span = log(max(high.risk, floor) / max(low.risk, floor))
    let share = span > 0 ? log(max(taken, floor) / max(low.risk, floor)) / span : 1
    if low.value > 0, high.value > 0 { return low.value * pow(high.value / low.value, share) }
    return low.value + (high.value - low.value) * share
  }
}
