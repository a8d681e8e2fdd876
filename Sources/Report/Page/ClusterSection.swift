import PodfitModel

/// The clusters of a fleet: one chart and table over all, and for each what a report of it alone would say
/// first.
struct ClusterSection {
  let report: ReportModel

  /// Nodes drawn of each cluster, on each side; a page of one cluster has more.
  static let drawnNodes = 10
  /// Changes listed of each cluster, up and down.
  static let changes = 5

  var html: String {
    let rows = report.clusterRows
    var html = "<div class=\"mid-wide\">\(ClusterBars(rows: rows).chart?.html ?? "")</div>"
    html += "<div class=\"wrap\">\(ClusterTable.table(rows).html)</div>"
    let raises = Dictionary(grouping: report.raises, by: \.id.workload.cluster)
    let savings = Dictionary(grouping: report.savings, by: \.id.workload.cluster)
    for (index, row) in rows.enumerated() {
      html += item(index, row, raises[row.score.name] ?? [], savings[row.score.name] ?? [])
    }
    return html
  }

  private func item(
    _ index: Int,
    _ row: ClusterRow,
    _ raises: [Recommendation],
    _ savings: [Recommendation]
  ) -> String {
    let name = row.score.name
    var html = "<details class=\"item\" id=\"cluster-\(index)\"><summary>"
    html += "<span class=\"name\">\(ReportModel.clusterName(name).htmlName)</span>"
    html += "<span class=\"amount\">\(amount(row).html)</span></summary><div class=\"inside\">"
    html += "<p><a href=\"#table?cluster=\(name.percentEncoded)\">"
    html += "Its containers in the table</a></p>"
    var alone = report
    alone.weekly.clusters = [row.facts].compactMap { $0 }
    html += NodeSection.evidence(alone)
    if let strips = row.facts?.strips {
      html += NodeSection.drawn(strips.limited(to: Self.drawnNodes))
    }
    alone.plan = row.facts?.plan
    let sections = ReportSections(report: alone)
    if let pools = sections.nodes {
      html += "<h3>Pools</h3><div class=\"wrap\">\(pools.table?.html ?? "")</div>"
      for line in pools.lead.split(separator: "\n") { html += "<p>\(String(line).html)</p>" }
    }
    for (title, list) in [("Ask for too little", raises), ("Largest savings", savings)]
    where !list.isEmpty {
      let shown = Array(list.prefix(Self.changes))
      html += "<h3>\(title) (\(shown.count) of \(list.count.grouped))</h3>"
      html += "<div class=\"wrap\">\(sections.changes(shown).html)</div>"
    }
    return html + "</div></details>"
  }

  private func amount(_ row: ClusterRow) -> String {
    let nodes = row.facts?.plan.map { "\($0.nodesNow) \u{2192} \($0.nodesNeeded) nodes, " } ?? ""
    return "\(nodes)\(row.score.containers.counted("container")), \(row.score.errors) at risk"
  }
}

/// One cluster of a fleet: sums over its containers, and its nodes where they are known.
struct ClusterRow {
  var score: GroupScore
  var facts: ClusterFacts?
}

extension ReportModel {
  /// The clusters by name, those without containers left out.
  var clusterRows: [ClusterRow] {
    let facts = Dictionary(weekly.clusters.map { ($0.cluster, $0) }) { first, _ in first }
    return clusterScores.map { ClusterRow(score: $0, facts: facts[$0.name]) }
  }
}

/// The table of clusters, shared by the formats that print tables.
enum ClusterTable {
  static func table(_ rows: [ClusterRow]) -> TextTable {
    var table = TextTable([
      ("cluster", .left), ("nodes", .right), ("needed", .right), ("minimum", .right),
      ("by use alone", .right), ("score", .right), ("containers", .right), ("at risk", .right),
      ("raise", .right), ("CPU asked for", .right), ("advised", .right), ("GiB asked for", .right),
      ("advised", .right),
    ])
    for row in rows {
      let (group, plan) = (row.score, row.facts?.plan)
      table.append([
        ReportModel.clusterName(group.name), plan.map { "\($0.nodesNow)" } ?? "-",
        plan.map { "\($0.nodesNeeded)" } ?? "-", plan.map { "\($0.lowerBound)" } ?? "-",
        row.facts?.attribution?.nodesIdeal.text(decimals: 1) ?? "-", "\(group.score)",
        "\(group.containers)", "\(group.errors)", "\(group.warnings)", group.cpuNow.coresText,
        group.cpuAdvised.coresText, group.memoryNow.gibibytesText,
        group.memoryAdvised.gibibytesText,
      ])
    }
    return table
  }
}

extension String {
  /// The text as a value in the query of an address.
  fileprivate var percentEncoded: String {
    let digits = Array("0123456789ABCDEF")
    return utf8.reduce(into: "") { text, byte in
      let isPlain =
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [45, 46, 95, 126].contains(byte)
      if isPlain {
        text.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        text += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }
}
