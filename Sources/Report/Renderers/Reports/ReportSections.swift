import PodfitModel

/// The tables of a report, shared by the formats that print tables, in the order of the page.
struct ReportSections {
  let report: ReportModel

  /// A title, what the table answers, and the table; nil where there is nothing to show.
  struct Section {
    var title: String
    var lead: String
    var table: TextTable?
  }

  var all: [Section] {
    [
      since, trend, raises, nodeTroubles, savings, nodes, causes, replay, clusters,
      jvms() ?? Section(title: "JVMs", lead: "No JVM was found.", table: nil), devices, backtest,
      namespaces, teams, everything, withheld,
    ].compactMap { $0 }
  }

  /// Rows of tables that a large fleet would make too long.
  static let listed = 200

  /// The pools, and what holds the count where it is.
  var nodes: Section? {
    guard let plan = report.plan else { return nil }
    var table = TextTable([
      ("pool", .left), ("machine", .left), ("now", .right), ("needed", .right), ("binds", .left),
      ("CPU left", .right), ("memory left", .right),
    ])
    for pool in plan.pools {
      table.append([
        pool.name, pool.instanceType, "\(pool.nodesNow)", "\(pool.nodesNeeded)",
        pool.bindingResource ?? "-", "\(pool.stranded.cpu.coresText) cores",
        "\(pool.stranded.memory.gibibytesText) GiB",
      ])
    }
    var lead = report.answer + "."
    if let nodes = plan.nodesForCurrentRequests {
      lead += " Today's requests, packed well, would need \(nodes)."
    }
    if let left = plan.scheduler, left.pendingPods > 0 {
      lead += "\nThe default scheduler, spreading pods as they come, would leave"
      lead += " \(left.pendingPods.counted("pod")) without a node and end at \(left.nodes) nodes."
    }
    for each in plan.blockers {
      lead += "\nHolds nodes: \(each.workload.path) (\(each.reason)):"
      lead += " \(each.freedNodes.counted("node")) fewer without."
    }
    for each in plan.stranding?.requests ?? [] {
      lead += "\nFrees \(each.freedNodes.counted("node")): \(each.cut.percent) less"
      lead += " \(each.resource) for \(each.workload.path)."
    }
    for each in plan.unschedulable.prefix(20) {
      lead += "\nUnschedulable: \(each.pods) pods of \(each.workload.path): \(each.reason)."
    }
    if plan.unschedulable.count > 20 {
      lead += "\nUnschedulable: pods of \(plan.unschedulable.count - 20) more workloads."
    }
    for note in plan.notes { lead += "\nNote: \(note)." }
    return Section(title: "Nodes", lead: lead, table: table)
  }

  private var causes: Section? {
    report.lostNodes.map { lost in
      let chart = CauseWaterfall(lost: lost, carriers: Self.carriers(report)).chart
      return Section(title: "Causes of nodes", lead: chart.text, table: chart.table)
    }
  }

  /// What carries causes: workloads and pools of one cluster, clusters of a fleet.
  static func carriers(_ report: ReportModel) -> String {
    report.weekly.clusters.count { $0.attribution != nil } > 1 ? "most of it in" : "carried by"
  }

  private var replay: Section? {
    let replays = report.replays
    guard let chart = ReplayChart(replays: replays).chart else { return nil }
    let words =
      replays.count == 1
      ? replays[0].replay.verdict.joined(separator: "\n") : ReplayChart(replays: replays).says
    return Section(
      title: "Replay",
      lead: words + "\nWhat would have happened, not a promise (docs/formulas/replay.md).",
      table: chart.table
    )
  }

  private var clusters: Section? {
    let rows = report.clusterRows
    guard rows.count > 1 else { return nil }
    return Section(
      title: "Clusters",
      lead: "\(rows.count) clusters, each with nodes of its own.",
      table: ClusterTable.table(rows)
    )
  }

  private var nodeTroubles: Section? {
    let findings = report.recommendations.nodeFindings
    return FindingTables.nodes(findings).map { table in
      Section(
        title: "Risks: nodes in trouble",
        lead: "\(findings.count.counted("finding")), the worst first.",
        table: table
      )
    }
  }

  private var devices: Section? {
    FindingTables.devices(report.recommendations.recommendations).map { table in
      Section(
        title: "GPUs",
        lead: "Devices that are held and not used, or larger than what is done with them.",
        table: table
      )
    }
  }

  private var raises: Section? {
    let list = report.raises
    guard !list.isEmpty else {
      let lead = "No container was killed, leaks, or asks for too little."
      return Section(title: "Risks: ask for more", lead: lead, table: nil)
    }
    return Section(
      title: "Risks: ask for more",
      lead:
        "\(list.count) containers get a higher request or limit or their first one, were killed for"
        + " want of memory, or leak.",
      table: changes(list)
    )
  }

  private var savings: Section? {
    let list = report.savings
    guard !list.isEmpty else {
      let lead = "No container asks for more than it should."
      return Section(title: "Savings: ask for less", lead: lead, table: nil)
    }
    let shown = Array(list.prefix(20))
    let lead =
      shown.count < list.count
      ? "The \(shown.count) largest of \(list.count); the others are in the table of all."
      : "All \(list.count), the largest first."
    return Section(title: "Savings: ask for less", lead: lead, table: changes(shown))
  }

  /// What changes for each of some containers.
  func changes(_ list: [Recommendation]) -> TextTable {
    var table = TextTable([
      ("container", .left), ("pods", .right), ("CPU request", .left), ("memory request", .left),
      ("memory limit", .left), ("reason", .left),
    ])
    for each in list {
      table.append([
        name(each), "\(each.replicas)",
        arrow(each.current.cpuRequest, each.recommended.cpuRequest),
        arrow(each.current.memoryRequest, each.recommended.memoryRequest),
        arrow(each.current.memoryLimit, each.recommended.memoryLimit),
        each.reason,
      ])
    }
    return table
  }

  /// The JVMs, those with the worst findings where there are too many.
  func jvms(atMost limit: Int = .max) -> Section? {
    guard !report.jvms.isEmpty else { return nil }
    let shown = foremost(limit)
    var table = TextTable([
      ("container", .left), ("limit", .right), ("max heap", .right), ("live", .right),
      ("collector", .left), ("advice", .left), ("findings", .left),
    ])
    for jvm in shown {
      let advice = jvm.recommendation.map {
        $0.flags.isEmpty
          ? "heap \($0.heapMax) stays"
          : "\($0.flags.joined(separator: " ")) in \($0.variable ?? "the command line")"
      }
      table.append([
        jvm.id.shownPath(hasClusters), jvm.memoryLimit.quantityText,
        jvm.profile.configuration.map { mebibytes($0.maxHeap) } ?? "-",
        jvm.profile.liveSet.map { mebibytes($0.estimate) } ?? "-",
        jvm.profile.configuration?.collector.rawValue ?? "-", advice ?? "-",
        jvm.profile.findings.map { "\($0.severity.rawValue): \($0.message)" }
          .joined(separator: "; "),
      ])
    }
    return Section(
      title: "JVMs",
      lead: "Heap against limit, by the rules HotSpot itself follows, and what stays alive in it."
        + (shown.count < report.jvms.count
          ? " The \(shown.count) with the worst findings of \(report.jvms.count.grouped)." : ""),
      table: table
    )
  }

  private func foremost(_ limit: Int) -> [ReportModel.JVMEntry] {
    guard report.jvms.count > limit else { return report.jvms }
    func urgency(_ entry: ReportModel.JVMEntry) -> Int {
      let worst = entry.profile.findings.map(\.severity)
      return worst.contains(.error) ? 0 : worst.contains(.warning) ? 1 : worst.isEmpty ? 3 : 2
    }
    // The entries are in the order of their containers, which breaks ties.
    let order = report.jvms.map(urgency).enumerated().sorted { a, b in
      a.element == b.element ? a.offset < b.offset : a.element < b.element
    }
    return order.prefix(limit).map(\.offset).sorted().map { report.jvms[$0] }
  }

  private var backtest: Section? {
    guard let result = report.weekly.backtest else { return nil }
    let chart = FrontierChart(result: result, strategy: report.recommendations.strategy).chart
    return Section(
      title: "Back-test",
      lead: result.verdict.joined(separator: "\n"),
      table: chart?.table
    )
  }

  /// The containers without advice.
  var withheld: Section? {
    let list = report.withheld
    guard !list.isEmpty else { return nil }
    return Section(
      title: "Not analysed, and why",
      lead: "\(list.count) of \(report.recommendations.recommendations.count) containers.",
      table: withheldTable(list)
    )
  }

  func withheldTable(_ list: [Recommendation]) -> TextTable {
    var table = TextTable([("container", .left), ("pods", .right), ("why", .left)])
    for each in list { table.append([name(each), "\(each.replicas)", each.reason]) }
    return table
  }

  private var since: Section? {
    guard let comparison = report.weekly.comparison else {
      return Section(title: "Since last week", lead: Self.nothingCompared, table: nil)
    }
    let status = ApplyStatus(comparison)
    var lead = "\(status.applied).\n\(status.saved)."
    for sentence in status.harm { lead += "\nHarm: \(sentence)." }
    for line in status.lines(report.weekly.stability) { lead += "\n\(line)." }
    let note = status.note(atMost: Self.listed)
    if !note.isEmpty { lead += "\n" + note }
    return Section(
      title: "Since \(comparison.before)",
      lead: lead,
      table: comparison.outcomes.isEmpty ? nil : status.table(atMost: Self.listed)
    )
  }

  /// What stands in place of a comparison where there is none.
  static let nothingCompared =
    "No earlier report is compared. `podfit report` keeps one a week; from the next on this section says"
    + " what was applied, what it saved and what got worse."

  /// The weeks kept and this one; nil below two.
  private var trend: Section? {
    let now = report.weekly.week.map { RunRecord(report, week: $0) }
    let runs = report.weekly.runs + [now].compactMap { $0 }
    guard runs.count > 1 else { return nil }
    var table = TextTable([
      ("week", .left), ("nodes", .right), ("needed", .right), ("CPU asked for", .right),
      ("advised", .right), ("used", .right), ("GiB asked for", .right), ("advised", .right),
      ("used", .right), ("at risk", .right),
    ])
    for run in runs {
      let totals = run.totals
      table.append([
        run.week, totals.nodesNow.map { "\($0)" } ?? "-",
        totals.nodesNeeded.map { "\($0)" } ?? "-", totals.cpuRequest.coresText,
        totals.cpuAdvised.coresText, totals.cpuUsed.coresText, totals.memoryRequest.gibibytesText,
        totals.memoryAdvised.gibibytesText, totals.memoryUsed.gibibytesText,
        "\(run.count { !$0.risks.isEmpty })",
      ])
    }
    let lead = "The weeks kept; what is used is the mean of each week."
    return Section(title: "Trend", lead: lead, table: table)
  }

  private var teams: Section {
    let teams = report.teams
    return Section(
      title: "Teams",
      lead: teams.isEmpty
        ? "No workload has the label that names a team (--team-label)."
        : "By the label that names a team.",
      table: teams.isEmpty ? nil : GroupTable.table(teams, "team")
    )
  }

  private var namespaces: Section? {
    let namespaces = report.namespaces
    guard !namespaces.isEmpty else { return nil }
    return Section(
      title: "Namespaces",
      lead: "The score is 100 where exactly what is advised is asked for and nothing is at risk.",
      table: GroupTable.table(namespaces, "namespace")
    )
  }

  private var everything: Section? {
    let list = report.recommendations.recommendations
    guard !list.isEmpty else { return nil }
    return Section(
      title: "All containers",
      lead: "\(list.count) containers.",
      table: RecommendationTable.table(list)
    )
  }

  /// Lines about the data and the method.
  var method: [String] {
    let data = report.data
    var lines = [
      "window: \(report.recommendations.window.map { "\($0.start) to \($0.end)" } ?? "no samples")",
      "clusters: \(report.clusters.joined(separator: ", "))",
      "data: \(data.files) files, \(data.samples.grouped) samples read,"
        + " \(data.rejected.grouped) refused, \(data.series.grouped) series,"
        + " \(data.podContainers.grouped) containers of pods",
      "owners: \(report.guessedOwners) containers belong to workloads guessed from pod names",
      "strategy: \(report.recommendations.strategy) (docs/formulas)",
      "as of \(report.now), by podfit \(report.toolVersion)",
    ]
    if let gone = report.recommendations.goneText { lines.append("left out: \(gone)") }
    lines += data.warnings.map { "warning: \($0)" }
    return lines
  }

  private var hasClusters: Bool { report.clusters.count > 1 }

  private func name(_ each: Recommendation) -> String {
    each.id.shownPath(hasClusters) + (each.isOwnerGuessed ? " (guessed)" : "")
  }

  private func arrow<Amount: ResourceAmount & CustomStringConvertible>(
    _ from: Amount?,
    _ to: Amount?
  ) -> String {
    from == to ? from.quantityText : "\(from.quantityText) -> \(to.quantityText)"
  }

  private func mebibytes(_ amount: Memory) -> String {
    amount.mebibytes.text(decimals: 0) + "Mi"
  }
}
