import PodfitModel

/// The section of the page on nodes: causes, replay, where capacity goes, nodes side by side, pools.
struct NodeSection {
  let report: ReportModel

  var html: String {
    let page = PageSections(report: report)
    guard let plan = report.plan else {
      return page.section(
        "nodes",
        "Nodes",
        "No nodes were listed, so nodes are not counted. Ingest `kubectl get nodes -o json`.",
        ""
      )
    }
    let sections = ReportSections(report: report)
    var body = Self.evidence(report)
    if let ledger = report.weekly.ledger {
      let waterfall = Waterfall(ledger: ledger)
      body += "<div class=\"two\">\(waterfall.cpu.html)\(waterfall.memory.html)</div>"
    }
    if report.weekly.clusters.count == 1, let strips = report.weekly.clusters[0].strips {
      body += Self.drawn(strips)
    }
    let table = sections.nodes
    body += "<h3>Pool by pool</h3><div class=\"wrap\">\(table?.table?.html ?? "")</div>"
    for line in table?.lead.split(separator: "\n") ?? [] { body += "<p>\(String(line).html)</p>" }
    return page.section(
      "nodes",
      "Nodes and packing",
      "\(plan.nodesNow) now, \(plan.nodesNeeded) with the advice; no packing needs fewer than"
        + " \(plan.lowerBound).",
      body
    )
  }

  /// Causes and replay side by side; empty where neither is known.
  static func evidence(_ report: ReportModel) -> String {
    let carriers = ReportSections.carriers(report)
    let charts = [
      report.lostNodes.map { CauseWaterfall(lost: $0, carriers: carriers).chart },
      ReplayChart(replays: report.replays).chart,
    ].compactMap { $0 }
    return charts.isEmpty ? "" : "<div class=\"two\">\(charts.map(\.html).joined())</div>"
  }

  static func drawn(_ strips: NodeStrips) -> String {
    strips.now.isEmpty
      ? "" : "<div class=\"wide\">\(NodeStripChart(strips: strips).chart.html)</div>"
  }
}
