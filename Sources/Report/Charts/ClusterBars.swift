import PodfitModel

/// Which cluster has nodes to give back: nodes now, needed and at least needed, cluster by cluster.
struct ClusterBars {
  let rows: [ClusterRow]

  /// Most clusters that are drawn; the table has all.
  private static let drawn = 24

  /// The picture, those that can give most back first; nil where no nodes are known.
  var chart: Chart? {
    let known = rows.compactMap { row in row.facts?.plan.map { (name: row.score.name, plan: $0) } }
    guard !known.isEmpty else { return nil }
    let shown = known.sorted { a, b in
      let (x, y) = (a.plan.nodesNow - a.plan.nodesNeeded, b.plan.nodesNow - b.plan.nodesNeeded)
      return x == y ? a.name < b.name : x > y
    }.prefix(Self.drawn)
    let top = shown.map { Double(max($0.plan.nodesNow, $0.plan.nodesNeeded)) }.max() ?? 0
    let axis = Axis(upTo: top)
    let (left, right, row) = (150.0, 90.0, 30.0)
    var drawing = Drawing(width: 720, height: Double(shown.count) * row + 28)
    let scale = (drawing.width - left - right) / axis.top
    for mark in axis.marks {
      let x = left + mark * scale
      drawing.line(x, 2, x, drawing.height - 22, "grid")
      drawing.text(axis.text(mark), x, drawing.height - 8, "s", .middle)
    }
    for (index, each) in shown.enumerated() {
      let y = Double(index) * row + 6
      let (now, needed) = (Double(each.plan.nodesNow), Double(each.plan.nodesNeeded))
      let name = ReportModel.clusterName(each.name).printable
      drawing.text(name.count > 20 ? "\(name.prefix(19))…" : name, left - 8, y + 15, "t", .end)
      drawing.rect(left, y, now * scale, 20, "outline", title: "\(each.plan.nodesNow) now")
      drawing.rect(left, y + 4, needed * scale, 12, "use", title: "\(each.plan.nodesNeeded) needed")
      drawing.rect(
        left + Double(each.plan.lowerBound) * scale - 1.5,
        y - 3,
        3,
        26,
        "adv",
        title: "at least \(each.plan.lowerBound)"
      )
      drawing.text(
        "\(each.plan.nodesNow) \u{2192} \(each.plan.nodesNeeded)",
        left + max(now, needed) * scale + 8,
        y + 15,
        "v"
      )
    }
    let (now, needed) = known.reduce((0, 0)) {
      ($0.0 + $1.plan.nodesNow, $0.1 + $1.plan.nodesNeeded)
    }
    let most = shown[0]
    return Chart(
      title: "Which cluster has nodes to give back?",
      text: "\(now) nodes in all, \(needed) needed; most of it in"
        + " \(ReportModel.clusterName(most.name).printable): \(most.plan.nodesNow) now,"
        + " \(most.plan.nodesNeeded) needed. Frame: now. Bar: needed with the advice. Tick: the proven"
        + " minimum."
        + (shown.count < known.count ? " \(known.count - shown.count) more are in the table." : ""),
      drawing: drawing,
      table: nil
    )
  }
}
