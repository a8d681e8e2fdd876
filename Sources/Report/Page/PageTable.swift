import PodfitModel

/// The table of all containers: the data that the script draws, its controls, and rows that are there
/// without it.
struct PageTable {
  let report: ReportModel

  /// Rows that are there without a script and in print.
  static let staticRows = 200
  /// With more containers than this, only those at risk and the largest rises, ``urgentReasons`` of them,
  /// carry the reason in words; the page would grow beyond what opens fast.
  static let reasonRows = 3_000
  static let urgentReasons = 500

  private struct Words {
    var list: [String] = []
    var index: [String: Int] = [:]

    mutating func place(_ word: String) -> TreeNode {
      if let found = index[word] { return .integer(Int64(found)) }
      index[word] = list.count
      list.append(word)
      return .integer(Int64(list.count - 1))
    }

    var node: TreeNode { .list(list.map { .text($0) }) }
  }

  /// The island of data.
  var data: TreeNode {
    var clusters = Words()
    var namespaces = Words()
    var kinds = Words()
    var statuses = Words()
    var teams = Words()
    let all = report.recommendations.recommendations
    let urgent = Set(report.raises.prefix(Self.urgentReasons).map(\.id))
    let rows = all.map { each in
      let workload = each.id.workload
      let detail = report.weekly.details[each.id]
      let (now, then) = (each.current, each.recommended)
      let hasReason = all.count <= Self.reasonRows || urgent.contains(each.id)
      var row: [TreeNode] = [
        clusters.place(workload.cluster), namespaces.place(workload.namespace),
        kinds.place(workload.kind.rawValue), .text(workload.name), .text(each.id.container),
        .integer(Int64(each.replicas)), statuses.place(each.status.rawValue),
        .integer(Self.urgency(each)),
      ]
      row += [
        Self.cores(now.cpuRequest), Self.cores(then.cpuRequest), Self.cores(now.cpuLimit),
        Self.cores(then.cpuLimit), Self.mebibytes(now.memoryRequest),
        Self.mebibytes(then.memoryRequest), Self.mebibytes(now.memoryLimit),
        Self.mebibytes(then.memoryLimit),
      ]
      row += [
        detail?.cpu.map { Self.rounded($0.p95.cores, 1e4) } ?? .null,
        detail?.memory.map { Self.rounded($0.max.mebibytes, 10) } ?? .null,
        .integer(detail?.oomKills ?? 0),
        detail?.throttledRatio.map { Self.rounded($0, 1e4) } ?? .null,
        detail?.team.map { teams.place($0) } ?? .null,
        hasReason ? .text(each.reason) : .null,
        all.count <= Self.reasonRows ? Self.spark(detail?.cpuBand) : .null,
        Self.spark(detail?.memoryBand),
      ]
      return TreeNode.list(row)
    }
    return .object([
      "words": .object([
        "cluster": clusters.node, "ns": namespaces.node, "kind": kinds.node,
        "status": statuses.node,
        "team": teams.node,
      ]), "rows": .list(rows),
    ])
  }

  /// 0 at risk, 1 raise, 2 lower, 3 keep, 4 withheld.
  private static func urgency(_ each: Recommendation) -> Int64 {
    if each.severity == .error { return 0 }
    return switch each.status {
    case .raise: 1
    case .lower: 2
    case .keep: 3
    case .withheld: 4
    }
  }

  private static func cores(_ amount: CPU?) -> TreeNode {
    amount.map { .number($0.cores) } ?? .null
  }

  private static func mebibytes(_ amount: Memory?) -> TreeNode {
    amount.map { .number($0.mebibytes) } ?? .null
  }

  private static func rounded(_ value: Double, _ scale: Double) -> TreeNode {
    .number((value * scale).rounded() / scale)
  }

  /// The largest value of each six hours as one letter: `(` is zero, `f` the largest, `'` nothing.
  private static func spark(_ band: ContainerDetail.Band?) -> TreeNode {
    guard let band, let top = band.max.max(), top > 0 else { return .null }
    var text = ""
    for start in stride(from: 0, to: band.max.count, by: 6) {
      let most = band.max[start..<min(start + 6, band.max.count)].max() ?? -1
      let level = most < 0 ? -1 : Int((Double(most) / Double(top) * 62).rounded())
      text.unicodeScalars.append(Unicode.Scalar(UInt8(40 + level)))
    }
    return .text(text)
  }

  /// The section with its controls.
  var html: String {
    let all = report.recommendations.recommendations
    var html = "<div id=\"live\" hidden><div class=\"tools\">"
    html +=
      "<label>Find<input type=\"search\" id=\"q\" placeholder=\"names, divided by spaces\"></label>"
    if report.clusters.count > 1 { html += select("cluster", "Cluster", report.clusters) }
    html += select("ns", "Namespace", Set(all.map(\.id.workload.namespace)).sorted())
    html += select("kind", "Kind", Set(all.map(\.id.workload.kind.rawValue)).sorted())
    html += "<label>Urgency<select id=\"sev\"><option value=\"\">all</option>"
    for (index, word) in ["at risk", "raise", "lower", "keep", "withheld"].enumerated() {
      html += "<option value=\"\(index)\">\(word)</option>"
    }
    html += "</select></label>"
    let teams = Set(report.weekly.details.values.compactMap(\.team)).sorted()
    if !teams.isEmpty { html += select("team", "Team", teams) }
    html += "<button type=\"button\" id=\"clear\">Clear</button>"
    html += "<button type=\"button\" id=\"csv\">CSV of these</button>"
    html += "<button type=\"button\" id=\"json\">JSON of these</button></div>"
    html += "<p id=\"count\" class=\"lead\" role=\"status\"></p>"
    html +=
      "<div id=\"grid\" class=\"grid-box\" role=\"grid\" tabindex=\"0\" aria-label=\"All containers\"></div>"
    html +=
      "<p class=\"lead\">Click a column to sort, with Shift by several; arrow keys move, Enter shows"
      + " more. The address holds filters, order and row: copy it to share this view. The browser's own"
      + " search sees drawn rows only; use the field above.</p>"
    html += "<div id=\"panel\" hidden></div></div>"
    return html + "<div id=\"static\">\(staticTable(all))</div>"
  }

  private func select(_ id: String, _ title: String, _ values: [String]) -> String {
    "<label>\(title)<select id=\"\(id)\"><option value=\"\">all</option>"
      + values.map { "<option value=\"\($0.html)\">\($0.html)</option>" }.joined()
      + "</select></label>"
  }

  private func staticTable(_ all: [Recommendation]) -> String {
    let ranked = (report.raises + report.savings).prefix(Self.staticRows)
    let rest = all.filter { $0.status == .keep || $0.status == .withheld }
      .prefix(Self.staticRows - ranked.count)
    let shown = Array(ranked + rest)
    let note =
      shown.count < all.count
      ? "<p class=\"lead\">The \(shown.count) most urgent of \(all.count.grouped); all of them are in the"
        + " table that a browser with JavaScript shows, and in `podfit report --format csv`.</p>"
      : ""
    return note + "<div class=\"wrap\">\(RecommendationTable.table(shown).html)</div>"
  }
}
