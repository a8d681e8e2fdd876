import PodfitModel

/// The sections of the page in the order in which a planner reads them.
struct PageSections {
  let report: ReportModel

  /// Containers whose charts are drawn, of the risks and of the savings.
  static let drawn = 20
  /// Rows of tables that a large fleet would make too long; `--format csv` has all.
  static let listed = ReportSections.listed

  /// A section: where its link points, what the link says, and what it holds.
  struct Section {
    var id: String
    var link: String
    var html: String
  }

  /// The sections that have something to say.
  var all: [Section] {
    let devices = FindingTables.devices(report.recommendations.recommendations)
    return [
      Section(id: "since", link: "Since last week", html: since),
      Section(id: "risks", link: "Risks", html: risks),
      Section(id: "savings", link: "Savings", html: savings),
      Section(id: "nodes", link: "Nodes", html: nodes.html),
      report.clusters.count > 1
        ? Section(id: "clusters", link: "Clusters", html: clusters) : nil,
      Section(id: "jvms", link: "JVMs", html: jvms),
      devices.map { Section(id: "gpus", link: "GPUs", html: gpus($0)) },
      Section(id: "backtest", link: "Back-test", html: backtest),
      Section(id: "groups", link: "Namespaces", html: groups),
      Section(id: "all", link: "All containers", html: table),
      Section(id: "withheld", link: "Not analysed", html: withheld),
      Section(id: "method", link: "Method", html: method),
    ].compactMap { $0 }
  }

  private func gpus(_ table: TextTable) -> String {
    section(
      "gpus",
      "GPUs",
      "Devices that are held and not used, or larger than what is done with them.",
      "<div class=\"wrap\">\(table.html)</div>"
    )
  }

  /// The nodes in trouble below the containers at risk; empty where there are none.
  private var nodeTroubles: String {
    FindingTables.nodes(report.recommendations.nodeFindings).map {
      "<h3>Nodes in trouble</h3><div class=\"wrap\">\($0.html)</div>"
    } ?? ""
  }

  func section(_ id: String, _ title: String, _ lead: String, _ body: String) -> String {
    "<section id=\"\(id)\"><h2>\(title.html)</h2>"
      + (lead.isEmpty ? "" : "<p class=\"lead\">\(lead.html)</p>") + body + "</section>"
  }

  private var since: String {
    let trend = TrendCharts(runs: report.weekly.runs + [record].compactMap { $0 }).charts
    var body = ""
    if !trend.isEmpty { body += "<div class=\"four\">\(trend.map(\.html).joined())</div>" }
    guard let comparison = report.weekly.comparison else {
      return section(
        "since",
        "Since last week",
        ReportSections.nothingCompared,
        body
      )
    }
    let status = ApplyStatus(comparison)
    var list = "<ul><li>\(status.applied.html)</li><li>\(status.saved.html)</li>"
    for sentence in status.harm {
      list += "<li class=\"bad\"><strong>Harm:</strong> \(sentence.html)</li>"
    }
    for (title, ids) in status.lists(report.weekly.stability) { list += names(title, ids) }
    list += "</ul>"
    let table =
      comparison.outcomes.isEmpty
      ? ""
      : "<h3>What became of the advice</h3>" + Self.note(status.note(atMost: Self.listed))
        + "<div class=\"wrap\">\(status.table(atMost: Self.listed).html)</div>"
    return section(
      "since",
      "Since \(comparison.before)",
      "What became of the advice, and what the changes saved, net of increases.",
      list + body + table
    )
  }

  private var record: RunRecord? { report.weekly.week.map { RunRecord(report, week: $0) } }

  private func names(_ title: String, _ ids: [ContainerID]) -> String {
    let most = ApplyStatus.named
    let shown = ids.prefix(most).map { $0.shownPath(report.clusters.count > 1).htmlName }
      .joined(separator: ", ")
    let more = ids.count > most ? " and \(ids.count - most) more" : ""
    return "<li>\(title.html) (\(ids.count)): \(shown)\(more)</li>"
  }

  private var risks: String {
    let list = report.raises
    guard !list.isEmpty else {
      return section(
        "risks",
        "Risks",
        "No container was killed, leaks, or asks for too little.",
        nodeTroubles
      )
    }
    return section(
      "risks",
      "Risks: these ask for too little",
      "\(list.count.counted("container")) were killed for want of memory, leak, or get a higher request or"
        + " limit, or their first one.\(list.count > Self.drawn ? " The \(Self.drawn) largest:" : "")",
      list.prefix(Self.drawn).enumerated().map { item($1, isOpen: $0 < 2) }.joined()
        + nodeTroubles
    )
  }

  private var savings: String {
    let list = report.savings
    guard !list.isEmpty else {
      return section("savings", "Savings", "No container asks for more than it should.", "")
    }
    return section(
      "savings",
      "Top savings",
      "\(list.count.counted("container")) ask for more than is advised;"
        + " \(list.count > Self.drawn ? "the \(Self.drawn) largest" : "all") by memory, each with the change to"
        + " apply. `podfit recommend --format kustomize` writes all of them.",
      list.prefix(Self.drawn).enumerated().map { item($1, isOpen: $0 < 1) }.joined()
    )
  }

  /// One container: the change in its line; charts, patch and chain inside.
  private func item(_ each: Recommendation, isOpen: Bool) -> String {
    let index = report.recommendations.recommendations.firstIndex { $0.id == each.id } ?? 0
    let detail = report.weekly.details[each.id]
    var html =
      "<details class=\"item\" id=\"c\(index)\" data-row=\"\(index)\"\(isOpen ? " open" : "")><summary>"
    html += tag(each)
    let name = each.id.shownPath(report.clusters.count > 1)
    html += "<span class=\"name\">\(name.htmlName)</span>"
    html += "<span class=\"amount\">\(change(each).html)</span></summary><div class=\"inside\">"
    html += "<p>\(each.reason.html)</p>"
    for conflict in each.conflicts {
      html += "<p class=\"bad\"><strong>Conflict:</strong> \(conflict.message.html)</p>"
    }
    for risk in each.risks { html += "<p class=\"bad\"><strong>At risk:</strong> \(risk.html)</p>" }
    if let detail {
      let charts = BandChart(recommendation: each, detail: detail)
      let both = [charts.cpu, charts.memory].compactMap { $0 }
      html += "<div class=\"two\">\(both.map(\.html).joined())</div>"
    }
    html += patch(each) + chain(each)
    return html + "</div></details>"
  }

  private func tag(_ each: Recommendation) -> String {
    let (style, word) =
      switch each.severity {
      case .error: ("error", "\u{25B2} at risk")
      case .warning: ("warning", "\u{25B3} raise")
      default: each.status == .lower ? ("info", "\u{25BD} lower") : ("ok", each.status.rawValue)
      }
    return "<span class=\"tag \(style)\">\(word)</span>"
  }

  private func change(_ each: Recommendation) -> String {
    let (now, then) = (each.current, each.recommended)
    var parts: [String] = []
    func note<Amount: ResourceAmount & CustomStringConvertible>(
      _ name: String,
      _ a: Amount?,
      _ b: Amount?
    ) {
      guard a != b else { return }
      let (from, to) = (a.map(\.description) ?? "unset", b.map(\.description) ?? "unset")
      parts.append("\(name) \(from) \u{2192} \(to)")
    }
    note("CPU", now.cpuRequest, then.cpuRequest)
    note("memory", now.memoryRequest, then.memoryRequest)
    note("limit", now.memoryLimit, then.memoryLimit)
    return "\(each.replicas) \u{00D7} "
      + (parts.isEmpty ? "no change" : parts.joined(separator: ", "))
  }

  private func patch(_ each: Recommendation) -> String {
    let plan = ChangePlan(
      RecommendationSet(
        strategy: report.recommendations.strategy,
        window: nil,
        recommendations: [each]
      )
    )
    if let reason = plan.leftOut.first?.reason { return "<p>To apply: \(reason.html).</p>" }
    guard let patch = plan.workloads.first?.strategicPatch(isWhole: true) else { return "" }
    return
      "<details class=\"numbers\"><summary>The change as YAML</summary><pre>\(patch.yaml.html)</pre></details>"
  }

  private func chain(_ each: Recommendation) -> String {
    guard !each.explanation.isEmpty else { return "" }
    let steps = each.explanation.map { step in
      let inputs = step.inputs.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      return "<li>\(step.step.html) = \(step.value.html)<span class=\"in\">"
        + "\(inputs.joined(separator: " · ").html)</span></li>"
    }
    return
      "<details class=\"numbers\"><summary>How the numbers came about</summary><ol class=\"chain\">"
      + steps.joined() + "</ol></details>"
  }

  private var nodes: NodeSection { NodeSection(report: report) }

  private var clusters: String {
    section(
      "clusters",
      "Clusters",
      "\(report.clusters.count.counted("cluster")), each with its own nodes, causes and largest"
        + " changes.",
      ClusterSection(report: report).html
    )
  }

  private var jvms: String {
    guard !report.jvms.isEmpty else {
      return section("jvms", "JVMs", "No JVM was found.", "")
    }
    let charts = report.jvms.flatMap { entry in
      [
        report.weekly.details[entry.id]?.heap.map { JVMStackChart(entry: entry, heap: $0).chart },
        HeapCurveChart(entry: entry).chart,
      ].compactMap { $0 }
    }
    let table = ReportSections(report: report).jvms(atMost: Self.listed)
    return section(
      "jvms",
      "JVMs",
      table?.lead ?? "",
      "<div class=\"two\">\(charts.prefix(24).map(\.html).joined())</div>"
        + "<div class=\"wrap\">\(table?.table?.html ?? "")</div>"
    )
  }

  private var backtest: String {
    let title = "Would it have held? The back-test"
    guard let result = report.weekly.backtest else {
      return section(
        "backtest",
        title,
        "No back-test is stored. `podfit backtest` holds every strategy against days that it had not seen;"
          + " this section then shows what each would have cost and risked.",
        ""
      )
    }
    let chart = FrontierChart(result: result, strategy: report.recommendations.strategy).chart
    let verdict = result.verdict.map { "<li>\($0.html)</li>" }.joined()
    return section(
      "backtest",
      title,
      "Samples from \(result.setup.window.start.date) to \(result.setup.window.end.date),"
        + " \(result.setup.workloads.counted("workload")), \(result.setup.containers.counted("container")).",
      (chart.map { "<div class=\"wide\">\($0.html)</div>" } ?? "") + "<ul>\(verdict)</ul>"
    )
  }

  private var groups: String {
    let namespaces = report.namespaces
    guard !namespaces.isEmpty else {
      return section("groups", "Namespaces", "Nothing was found.", "")
    }
    let bars = SlackBars(groups: namespaces)
    var body = "<div class=\"two\">\(bars.cpu.html)\(bars.memory.html)</div>"
    if let hours = report.weekly.hours {
      body += "<div class=\"mid-wide\">\(HourMap(hours: hours).chart.html)</div>"
    }
    body += "<h3>Namespaces</h3>" + Self.wrapped(namespaces, "namespace")
    let teams = report.teams
    body +=
      teams.isEmpty
      ? "<p class=\"lead\">No workload has the label that names a team (--team-label).</p>"
      : "<h3>Teams</h3>" + Self.wrapped(teams, "team")
    return section(
      "groups",
      "Namespaces and teams",
      "The score is 100 where exactly what is advised is asked for and nothing is at risk.",
      body
    )
  }

  private static func wrapped(_ groups: [GroupScore], _ name: String) -> String {
    let shown = GroupTable.foremost(groups, atMost: listed)
    return note(
      shown.count < groups.count
        ? "The \(shown.count) with most to change of \(groups.count.grouped)." : ""
    ) + "<div class=\"wrap\">\(GroupTable.table(shown, name).html)</div>"
  }

  static func note(_ text: String) -> String {
    text.isEmpty ? "" : "<p class=\"lead\">\(text.html)</p>"
  }

  private var table: String {
    let count = report.recommendations.recommendations.count
    return section(
      "all",
      "All containers",
      "\(count.counted("container")).",
      PageTable(report: report).html
    )
  }

  private var withheld: String {
    guard let table = ReportSections(report: report).withheld else {
      return section("withheld", "Not analysed", "Every container that was found has advice.", "")
    }
    var short = table
    short.table = ReportSections(report: report)
      .withheldTable(Array(report.withheld.prefix(200)))
    return section(
      "withheld",
      "Not analysed, and why",
      table.lead
        + (report.withheld.count > 200 ? " The first 200:" : ""),
      "<div class=\"wrap\">\(short.table?.html ?? "")</div>"
    )
  }

  private var method: String {
    let lines = ReportSections(report: report).method + report.weekly.gaps.map { "left out: \($0)" }
    return section(
      "method",
      "Method and data",
      report.trust,
      "<ul>\(lines.map { "<li>\($0.html)</li>" }.joined())</ul>"
    )
  }
}
