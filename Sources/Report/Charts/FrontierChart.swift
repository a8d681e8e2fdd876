import Foundation
import PodfitModel

/// What does safety cost: slack of memory against the risk of a kill, strategy by strategy, as a
/// back-test found them on days that the strategies had not seen.
struct FrontierChart {
  let result: BacktestResult
  /// The strategy that the report's advice comes from.
  let strategy: String

  private struct Point {
    var entry: BacktestEntry
    var risk: Double
    var slack: Double
  }

  /// The picture; nil where nothing was measured.
  var chart: Chart? {
    let all = points(result.frontier + result.strategies)
    guard all.count > 1, let most = all.map(\.slack).max(), let least = all.map(\.slack).min()
    else {
      return nil
    }
    let best = Self.undominated(all)
    let (left, top, bottom) = (44.0, 10.0, 36.0)
    var drawing = Drawing(width: 900, height: 300)
    let (width, height) = (drawing.width - left - 190, drawing.height - top - bottom)
    // Both scales are logarithms: a risk of one in a thousand and one of one in three are both on it.
    let floor = 0.0005
    let span = log(1 / floor + 1)
    let x = { (risk: Double) in left + log(risk / floor + 1) / span * width }
    let (low, high) = (log(max(min(least, 1), 0.1)), log(max(most * 1.1, 1.5)))
    let y = { (slack: Double) in
      top + height - (log(max(slack, 0.1)) - low) / (high - low) * height
    }
    for mark in [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1] {
      drawing.line(x(mark), top, x(mark), top + height, "grid")
      drawing.text(Drawing.number(mark * 100) + " %", x(mark), top + height + 14, "s", .middle)
    }
    for mark in [0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50]
    where log(mark) >= low && log(mark) <= high {
      drawing.line(left, y(mark), left + width, y(mark), "grid")
      drawing.text(Drawing.number(mark) + "x", left - 6, y(mark) + 4, "s", .end)
    }
    drawing.text("pod-days with a kill to expect", left + width, drawing.height - 4, "s", .end)
    for (_, sweep) in sweeps {
      drawing.path(sweep.map { (x($0.risk), y($0.slack)) }, "faint")
    }
    drawing.path(best.map { (x($0.risk), y($0.slack)) }, "l-adv")
    drawDots(x, y, into: &drawing)
    drawLegend(at: left + width + 22, from: top + 10, into: &drawing)
    return Chart(
      title: "What does safety cost?",
      text: says(best),
      drawing: drawing,
      table: table
    )
  }

  /// Dots with the number of their strategy; strategies at one place share a dot.
  private func drawDots(
    _ x: (Double) -> Double,
    _ y: (Double) -> Double,
    into drawing: inout Drawing
  ) {
    var dots: [(x: Double, y: Double, numbers: [Int])] = []
    for (index, entry) in result.strategies.enumerated() {
      guard let point = points([entry]).first else { continue }
      let place = (x(point.risk), y(point.slack))
      if let same = dots.firstIndex(where: { hypot($0.x - place.0, $0.y - place.1) < 3 }) {
        dots[same].numbers.append(index + 1)
      } else {
        dots.append((place.0, place.1, [index + 1]))
      }
    }
    let ours = result.strategies.firstIndex { $0.strategy == strategy }.map { $0 + 1 }
    for dot in dots {
      let isOurs = ours.map(dot.numbers.contains) ?? false
      drawing.circle(dot.x, dot.y, isOurs ? 6 : 4, isOurs ? "d-use" : "d-req")
    }
    var taken: [(x: Double, y: Double)] = []
    for dot in dots {
      var at = dot.y - 7
      while taken.contains(where: { abs($0.y - at) < 11 && abs($0.x - dot.x) < 34 }) { at -= 11 }
      taken.append((dot.x, at))
      let text = dot.numbers.map(String.init).joined(separator: ", ")
      drawing.text(text, dot.x + 6, max(at, 9), "b")
    }
  }

  private func drawLegend(at x: Double, from top: Double, into drawing: inout Drawing) {
    for (index, entry) in result.strategies.enumerated() {
      let isOurs = entry.strategy == strategy
      drawing.text(
        "\(index + 1) \(entry.strategy)\(isOurs ? " (this report)" : "")",
        x,
        top + Double(index) * 17,
        isOurs ? "s l-use-t b" : "s"
      )
    }
  }

  private func points(_ entries: [BacktestEntry]) -> [Point] {
    entries.compactMap { entry in
      guard let risk = entry.measures.oomDayRatio, let slack = entry.measures.memoryFleetSlack,
        risk.isFinite, slack.isFinite, risk >= 0, slack > 0
      else { return nil }
      return Point(entry: entry, risk: min(risk, 1), slack: slack)
    }
  }

  /// The settings of each strategy, from lean to safe.
  private var sweeps: [(strategy: String, points: [Point])] {
    Dictionary(grouping: points(result.frontier), by: \.entry.strategy)
      .sorted { $0.key < $1.key }
      .map { ($0.key, $0.value.sorted { ($0.risk, $0.slack) < ($1.risk, $1.slack) }) }
  }

  /// The points that no other one beats in both, the least risk first.
  private static func undominated(_ points: [Point]) -> [Point] {
    var best: [Point] = []
    for point in points.sorted(by: { ($0.risk, $0.slack) < ($1.risk, $1.slack) })
    where point.slack < (best.last?.slack ?? .infinity) {
      best.append(point)
    }
    return best
  }

  private func says(_ best: [Point]) -> String {
    let setup = result.setup
    let names = Array(Set(best.map(\.entry.strategy))).sorted()
    let days = setup.horizon.counted("day")
    return
      "\(setup.workloads.counted("workload")) over \(setup.origins.count.counted("time")), each held"
      + " against the \(days) that followed. Right is more kills, up is more memory asked for than"
      + " used; dots are strategies as published, numbered as in the list beside and in the table below,"
      + " thin lines their settings. On the thick line, where nothing is better in both: \(names.joined(separator: ", "))."
  }

  private var table: TextTable {
    var table = TextTable([
      ("strategy", .left), ("dot", .right), ("setting", .left), ("pod-days killed", .right),
      ("memory slack", .right),
      ("CPU time above request", .right), ("CPU slack", .right),
    ])
    for (index, entry) in result.strategies.enumerated() {
      let measures = entry.measures
      table.append([
        entry.strategy, "\(index + 1)", entry.knob, measures.oomDayRatio?.percent ?? "-",
        measures.memoryFleetSlack.map { $0.text(decimals: 2) + "x" } ?? "-",
        measures.cpuTimeOverRequestRatio?.percent ?? "-",
        measures.cpuFleetSlack.map { $0.text(decimals: 2) + "x" } ?? "-",
      ])
    }
    return table
  }
}
