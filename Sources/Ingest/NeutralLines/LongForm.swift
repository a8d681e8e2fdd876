import PodfitModel

/// What the `metric` and `stat` of a long row mean.
struct LongForm {
  /// Where the value of a row belongs.
  enum Target: Hashable {
    /// In the cell of a signal.
    case cell(Int)
    /// In the cell of a signal, as the average over a window of which the largest is asked for.
    case average(Int)
    /// Nowhere, for this reason.
    case skip(String)
  }

  /// Different names that are remembered and counted apart.
  private static let limit = 256

  private let layout: NeutralLayout
  private var known: [String: Target] = [:]

  init(layout: NeutralLayout) { self.layout = layout }

  /// Where the value of a row belongs.
  mutating func target(metric: String, stat: String) -> Target {
    let key = metric + "\u{0}" + stat
    if let target = known[key] { return target }
    let target = find(metric, stat.lowercased())
    guard known.count < Self.limit else {
      if case .skip = target { return .skip("metric not used: others") }
      return target
    }
    known[key] = target
    return target
  }

  private func find(_ name: String, _ stat: String) -> Target {
    let shown = name.isPlainName ? String(name.prefix(100)) : "?"
    guard let column = NeutralColumn(header: name), case .metric(let metric) = column,
      let cell = layout.place(of: column)
    else { return .skip("metric not used: \(shown)") }
    let isAverage = ["avg", "mean", "average"].contains(stat)
    // The largest rate of a window is another signal than its average.
    let isRate = metric == .cpuUsage || metric == .cpuThrottledRatio
    guard stat.isEmpty || stat == "last" || isAverage || stat == "max" && !isRate else {
      let shownStat = stat.isPlainName ? String(stat.prefix(20)) : "?"
      return .skip("statistic not used: \(shown) \(shownStat)")
    }
    return isAverage && metric.unit == .bytes ? .average(cell) : .cell(cell)
  }
}
