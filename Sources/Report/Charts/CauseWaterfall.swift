import PodfitModel

/// Which cause is to blame for each node: from the nodes that use alone would need up to those there are.
struct CauseWaterfall {
  let lost: LostNodes
  /// What carriers are, in words.
  let carriers: String

  /// The picture; bars are nodes lost, which add up to the nodes beyond use.
  var chart: Chart {
    let rows = lost.causes.count + 2
    let top = max(lost.nodesNow, peak)
    let axis = Axis(upTo: top)
    let (left, right, row) = (206.0, 96.0, 30.0)
    var drawing = Drawing(width: 560, height: Double(rows) * row + 26)
    let scale = (drawing.width - left - right) / axis.top
    for mark in axis.marks {
      let x = left + mark * scale
      drawing.line(x, 4, x, drawing.height - 20, "grid")
      drawing.text(axis.text(mark), x, drawing.height - 6, "s", .middle)
    }
    drawing.text("use alone", left - 10, 21, "t", .end)
    drawing.rect(left, 6, max(lost.nodesIdeal * scale, 1), 20, "use")
    drawing.text(lost.nodesIdeal.text(decimals: 1), left + lost.nodesIdeal * scale + 6, 21, "v")
    var position = lost.nodesIdeal
    for (index, cause) in lost.causes.enumerated() {
      let y = Double(index + 1) * row + 6
      drawing.line(left + position * scale, y - 10, left + position * scale, y, "link")
      let from = min(position, position + cause.nodes)
      drawing.text(cause.name, left - 10, y + 15, "t", .end)
      drawing.rect(
        left + from * scale,
        y,
        max(abs(cause.nodes) * scale, 1),
        20,
        cause.nodes < 0 ? "risk" : "slack",
        title: "\(cause.name): x\(cause.factor.text(decimals: 3))"
      )
      position += cause.nodes
      let end = left + max(from + abs(cause.nodes), position) * scale
      drawing.text(
        "\(cause.nodes.signed(decimals: 1))  x\(cause.factor.text(decimals: 2))",
        end + 6,
        y + 15,
        "v"
      )
    }
    let y = Double(rows - 1) * row + 6
    drawing.text("nodes now", left - 10, y + 15, "t b", .end)
    drawing.rect(left, y, lost.nodesNow * scale, 20, "whole")
    drawing.text(lost.nodesNow.text(decimals: 0), left + lost.nodesNow * scale + 6, y + 15, "v b")
    return Chart(
      title: "Which cause is to blame for each node?",
      text: says,
      drawing: drawing,
      table: table
    )
  }

  /// The highest place that a bar reaches.
  private var peak: Double {
    var (position, peak) = (lost.nodesIdeal, lost.nodesIdeal)
    for cause in lost.causes {
      position += cause.nodes
      peak = max(peak, position)
    }
    return peak
  }

  /// What the picture says.
  var says: String {
    let ratio = lost.nodesNow / lost.nodesIdeal
    let ranked = lost.causes.enumerated().filter { $0.element.nodes >= 0.05 }
      .sorted { a, b in
        a.element.nodes == b.element.nodes
          ? a.offset < b.offset : a.element.nodes > b.element.nodes
      }
      .map { "\($0.element.name) \($0.element.nodes.text(decimals: 1))" }
    return
      "\(lost.nodesNow.text(decimals: 0)) nodes, where use alone would need"
      + " \(lost.nodesIdeal.text(decimals: 1)) (x\(ratio.text(decimals: 2)))."
      + (ranked.isEmpty ? "" : " Nodes lost: \(ranked.joined(separator: ", ")).")
  }

  /// The factors with their range over all orders of causes, nodes lost, and who carries them.
  var table: TextTable {
    var table = TextTable([
      ("cause", .left), ("nodes lost", .right), ("factor", .right), ("by order", .right),
      (carriers, .left),
    ])
    for cause in lost.causes {
      let range = cause.range.map {
        "\($0.lowerBound.text(decimals: 2)) to \($0.upperBound.text(decimals: 2))"
      }
      let most = cause.carriers.prefix(3).map { "\($0.name) \($0.share.percent)" }
      table.append([
        cause.name, cause.nodes.text(decimals: 2), "x" + cause.factor.text(decimals: 3),
        range ?? "-", most.joined(separator: ", "),
      ])
    }
    return table
  }
}
