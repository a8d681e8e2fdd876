import PodfitModel

/// Would the packed nodes have held: the share of node-slots with too much CPU use, run by run, or with
/// several clusters cluster by cluster.
struct ReplayChart {
  let replays: [(cluster: String, replay: ReplayDocument)]

  /// Most clusters that are drawn; the numbers have all.
  private static let drawn = 24

  private struct Row {
    var name: String
    var run: ReplayDocument.Run
  }

  private var rows: [Row] {
    if replays.count == 1 {
      return replays[0].replay.runs.map {
        Row(name: "\($0.requestsText), \($0.orderText)", run: $0)
      }
    }
    return replays.compactMap { each in
      each.replay.advised.map { Row(name: ReportModel.clusterName(each.cluster), run: $0) }
    }
  }

  /// The picture; nil where nothing was replayed.
  var chart: Chart? {
    let rows = rows.prefix(Self.drawn)
    guard !rows.isEmpty else { return nil }
    let axis = Axis(upTo: max(rows.map { $0.run.nearRatio * 100 }.max() ?? 0, 0.1), marks: 3)
    let (left, right, row) = (206.0, 96.0, 30.0)
    var drawing = Drawing(width: 560, height: Double(rows.count) * row + 26)
    let scale = (drawing.width - left - right) / axis.top
    for mark in axis.marks {
      let x = left + mark * scale
      drawing.line(x, 4, x, drawing.height - 20, "grid")
      drawing.text(axis.text(mark) + " %", x, drawing.height - 6, "s", .middle)
    }
    for (index, each) in rows.enumerated() {
      let y = Double(index) * row + 6
      let (near, above) = (each.run.nearRatio * 100, each.run.aboveRatio * 100)
      let name = each.name.printable
      drawing.text(name.count > 30 ? "\(name.prefix(29))…" : name, left - 10, y + 15, "t", .end)
      drawing.rect(left, y, near * scale, 20, "outline", title: "above 90 %: \(near.share)")
      drawing.rect(left, y + 5, above * scale, 10, "risk", title: "above 100 %: \(above.share)")
      drawing.text(
        "\(each.run.nodes.counted("node"))\(above > 0 ? ", \(above.share)" : "")",
        left + near * scale + 6,
        y + 15,
        "v"
      )
    }
    return Chart(
      title: "Would the packed nodes have held?",
      text: says,
      drawing: drawing,
      table: table
    )
  }

  /// What the picture says.
  var says: String {
    let frame = " Frame: node-slots of five minutes above 90 % of CPU; bar in it: above 100 %."
    if replays.count == 1 {
      return replays[0].replay.verdict.joined(separator: " ") + frame
    }
    let runs = replays.compactMap { each in each.replay.advised.map { (each.cluster, $0) } }
    let (slots, above, near) = runs.reduce((0, 0, 0)) {
      ($0.0 + $1.1.nodeSlots, $0.1 + $1.1.nodeSlotsAbove, $0.2 + $1.1.nodeSlotsNear)
    }
    let worst = runs.max {
      ($0.1.worstRatio ?? 0, $1.0) < ($1.1.worstRatio ?? 0, $0.0)
    }
    return
      "Stored samples on nodes packed with the advice, cluster by cluster:"
      + " \(percent(above, slots)) of node-slots above 100 % of CPU, \(percent(near, slots)) above 90 %."
      + (worst.map {
        " The worst hour is in \(ReportModel.clusterName($0.0)): \($0.1.worstText)."
      } ?? "") + frame
  }

  private func percent(_ part: Int, _ whole: Int) -> String {
    (Double(part) / Double(max(1, whole)) * 100).share
  }

  /// All runs in numbers.
  var table: TextTable {
    let hasClusters = replays.count > 1
    var table = TextTable(
      (hasClusters ? [("cluster", .left)] : []) + [
        ("requests", .left), ("order", .left), ("nodes", .right), ("node-slots", .right),
        ("above 100 %", .right), ("above 90 %", .right), ("CPU unserved", .right),
        ("node-days above memory", .right), ("worst hour", .left),
      ]
    )
    for each in replays {
      // Of several clusters only the first order, which is the packing's own.
      let runs = hasClusters ? each.replay.runs.filter(\.isLargestFirst) : each.replay.runs
      for run in runs {
        table.append(
          (hasClusters ? [ReportModel.clusterName(each.cluster)] : []) + [
            run.requestsText, run.orderText, "\(run.nodes)", "\(run.nodeSlots)",
            "\(run.nodeSlotsAbove)", "\(run.nodeSlotsNear)", (run.unservedRatio * 100).share,
            "\(run.nodeDaysAbove) of \(run.nodeDays)", run.worstText,
          ]
        )
      }
    }
    return table
  }
}

extension ReplayDocument {
  /// The run with the advice, the largest containers first; nil where nothing was replayed.
  var advised: Run? { runs.first { $0.requests == "recommended" && $0.isLargestFirst } }

  /// What it comes to in sentences.
  var verdict: [String] {
    guard let advised else { return [] }
    let days = advised.days.counted("day")
    var sentences = [
      "Samples of \(days) on \(advised.nodes.counted("node")) packed with the advice made before"
        + " them: \((advised.aboveRatio * 100).share) of node-slots above 100 % of CPU,"
        + " \((advised.nearRatio * 100).share) above 90 %, \((advised.unservedRatio * 100).share) of CPU"
        + " unserved; memory above what a node hands out on \(advised.nodeDaysAbove) of"
        + " \(advised.nodeDays.counted("node-day"))."
    ]
    sentences.append(leftOut)
    if advised.worstNode != nil { sentences.append("Worst hour: \(advised.worstText).") }
    if let current = runs.first(where: { $0.requests == "current" && $0.isLargestFirst }) {
      sentences.append(
        "With today's requests \(current.nodes.counted("node")):"
          + " \((current.aboveRatio * 100).share) above 100 %."
      )
    }
    return sentences
  }
}

extension ReplayDocument {
  /// Why its nodes are not those of the plan.
  private var leftOut: String {
    let without = leftOutLarge + leftOutNotInBoth
    return
      "Containers are placed one by one on nodes of \(nodeCPU.text(decimals: 1)) cores, without"
      + " DaemonSets and rules"
      + (without > 0
        ? "; \(without) of \((containers + without).counted("container")) are left out, as they are"
          + " large or without samples before or after"
        : "") + "."
  }
}

extension ReplayDocument.Run {
  /// Node-slots above what a node hands out, over all.
  var aboveRatio: Double { Double(nodeSlotsAbove) / Double(max(1, nodeSlots)) }

  /// Node-slots above nine tenths of it.
  var nearRatio: Double { Double(nodeSlotsNear) / Double(max(1, nodeSlots)) }

  /// Whether the largest container came first.
  var isLargestFirst: Bool { order == "ffd" }

  /// Whose requests, in words.
  var requestsText: String { requests == "current" ? "today's" : "advised" }

  /// The order, in words.
  var orderText: String {
    isLargestFirst ? "largest first" : order.replacing("random-", with: "any order ")
  }

  /// The worst hour, in words.
  var worstText: String {
    guard let node = worstNode, let hour = worstHour, let ratio = worstRatio else { return "-" }
    return
      "node \(node), \(hour.prefix(16).replacing("T", with: " ")) UTC, \(ratio.percent) of its CPU"
  }
}

extension Double {
  /// A part in percent, with as many digits as small parts need.
  fileprivate var share: String {
    let digits = self == 0 || self >= 10 ? 0 : self >= 1 ? 1 : self >= 0.1 ? 2 : 3
    return text(decimals: digits) + " %"
  }
}
