public import PodfitModel

/// A back-test as aligned tables for people: strategies as published, the frontier, the verdict.
public struct BacktestTable: BacktestRenderer {
  /// The format's name.
  public static let id = "table"
  /// What the format is.
  public static let summary = "aligned columns for people"

  /// Makes the renderer.
  public init() {}

  /// The tables and what follows from them.
  public func render(_ result: BacktestResult) -> String {
    let setup = result.setup
    var text =
      "\(setup.origins.count.counted("origin")), each held against the next"
      + " \(setup.horizon.counted("day")): \(setup.workloads.counted("workload")),"
      + " \(setup.containers.counted("container")),"
      + " \((result.strategies.first?.measures.podDays ?? 0).counted("pod-day"))"
    if setup.dropped > 0 {
      text += "; \(setup.dropped) left out, since some strategy had no number"
    }
    text += "\n\n" + table(result.strategies, isFrontier: false)
    text += "\nFrontier, each strategy over its own knobs (* as published)\n\n"
    text += table(result.frontier, isFrontier: true)
    text += "\n" + result.verdict.map { "\($0.printable)\n" }.joined()
    return text
  }

  private func table(_ entries: [BacktestEntry], isFrontier: Bool) -> String {
    var columns: [(String, TextTable.Alignment)] = [("STRATEGY", .left)]
    if isFrontier { columns.append(("KNOB", .left)) }
    columns += [
      ("OOM-DAYS", .right), ("90 % INTERVAL", .right), ("STATED", .right), ("LARGE", .right),
      ("MEM FLEET", .right), ("MEM GEO", .right), ("CPU OVER", .right), ("UNSERVED", .right),
      ("CPU FLEET", .right), ("CPU GEO", .right), ("CHANGES", .right),
    ]
    var table = TextTable(columns)
    for entry in entries {
      let measures = entry.measures
      var row = [entry.strategy]
      if isFrontier { row.append(entry.knob + (entry.isPublished ? " *" : "")) }
      row += [
        percent(measures.oomDayRatio),
        entry.interval.map { "\(percent($0.lowerBound)) - \(percent($0.upperBound))" } ?? "",
        percent(entry.statedRisk), percent(measures.largeQuarterBreachRatio),
        ratio(measures.memoryFleetSlack), ratio(measures.memoryGeoSlack),
        percent(measures.cpuTimeOverRequestRatio), percent(measures.cpuUnservedRatio),
        ratio(measures.cpuFleetSlack), ratio(measures.cpuGeoSlack), "\(measures.changes)",
      ]
      table.append(row)
    }
    return table.text
  }

  private func percent(_ share: Double?) -> String {
    share.map { ($0 * 100).text(decimals: 2) + " %" } ?? "-"
  }

  private func ratio(_ value: Double?) -> String { value?.text(decimals: 3) ?? "-" }
}
