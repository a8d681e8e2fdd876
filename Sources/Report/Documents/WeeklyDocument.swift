import PodfitModel

/// The part of ``ReportDocument`` that is about the week: what became of the advice, groups, trends.
public struct WeeklyDocument: Codable, Hashable, Sendable {
  /// A namespace, team or cluster.
  public struct Group: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case name, score, severity, containers
      case atRisk = "at_risk"
      case toRaise = "to_raise"
      case cpuRequest = "cpu_request_cores"
      case cpuAdvised = "cpu_advised_cores"
      case memoryRequest = "memory_request_bytes"
      case memoryAdvised = "memory_advised_bytes"
    }
    /// Its name.
    public var name: String
    /// From 0 to 100.
    public var score: Int
    /// The worst severity; nil where all is well or only too large.
    @ExplicitNull public var severity: String?
    /// Its containers.
    public var containers: Int
    /// Containers at risk.
    public var atRisk: Int
    /// Containers to raise.
    public var toRaise: Int
    /// CPU asked for.
    public var cpuRequest: Double
    /// CPU advised.
    public var cpuAdvised: Double
    /// Memory asked for.
    public var memoryRequest: Int64
    /// Memory advised.
    public var memoryAdvised: Int64
  }

  /// One week of the trend.
  public struct Point: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case week
      case nodesNow = "nodes_now"
      case nodesNeeded = "nodes_needed"
      case cpuRequest = "cpu_request_cores"
      case cpuUsed = "cpu_used_cores"
      case memoryRequest = "memory_request_bytes"
      case memoryUsed = "memory_used_bytes"
      case atRisk = "at_risk"
    }
    /// The week.
    public var week: String
    /// Nodes listed.
    @ExplicitNull public var nodesNow: Int?
    /// Nodes needed.
    @ExplicitNull public var nodesNeeded: Int?
    /// CPU asked for.
    public var cpuRequest: Double
    /// CPU used on average.
    public var cpuUsed: Double
    /// Memory asked for.
    public var memoryRequest: Int64
    /// Memory used on average.
    public var memoryUsed: Int64
    /// Containers at risk.
    public var atRisk: Int
  }

  /// What became of the advice for one container.
  public struct Outcome: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case container, state, change
      case hadAdvice = "had_advice"
      case cpuSaved = "cpu_saved_cores"
      case memorySaved = "memory_saved_bytes"
      case newKills = "new_oom_kills"
      case throttledBefore = "throttled_before"
      case throttledAfter = "throttled_after"
    }
    /// The container as `cluster/namespace/kind/workload/container`.
    public var container: String
    /// What became of it.
    public var state: String
    /// Whether there was advice.
    public var hadAdvice: Bool
    /// CPU asked for less, negative where more.
    public var cpuSaved: Double
    /// Memory asked for less, negative where more.
    public var memorySaved: Int64
    /// Kills since then.
    public var newKills: Int64
    /// The change of the spec in words.
    public var change: String
    /// The share of throttled periods in the earlier week; nil where nothing tells.
    @ExplicitNull public var throttledBefore: Double?
    /// The same in this week.
    @ExplicitNull public var throttledAfter: Double?
  }

  /// What reports say of one container beside the advice for it.
  public struct Container: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case container, severity, team
      case adviceWeeks = "advice_weeks"
      case adviceMoves = "advice_moves"
      case adviceFlips = "advice_flips"
    }
    /// The container as `cluster/namespace/kind/workload/container`.
    public var container: String
    /// How urgent it is; nil for what stays.
    @ExplicitNull public var severity: String?
    /// The team that a label names.
    @ExplicitNull public var team: String?
    /// Weeks with advice, of those kept.
    public var adviceWeeks: Int
    /// Steps of the advice of more than a twentieth from one week to the next.
    public var adviceMoves: Int
    /// Steps that went back where the last one came from.
    public var adviceFlips: Int
  }

  /// What became of the advice of an earlier week.
  public struct Since: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case week, applied, partly, gone, outcomes, harm, appeared, vanished, moved
      case notApplied = "not_applied"
      case otherwise = "changed_otherwise"
      case cpuSaved = "cpu_saved_net_cores"
      case memorySaved = "memory_saved_net_bytes"
      case newRisks = "new_risks"
      case endedRisks = "ended_risks"
    }
    /// The earlier week.
    public var week: String
    /// Containers whose advice was applied.
    public var applied: Int
    /// Applied in part.
    public var partly: Int
    /// Not applied.
    public var notApplied: Int
    /// Changed otherwise.
    public var otherwise: Int
    /// Gone.
    public var gone: Int
    /// CPU saved net of increases.
    public var cpuSaved: Double
    /// Memory saved net of increases.
    public var memorySaved: Int64
    /// Container by container.
    public var outcomes: [Outcome]
    /// Harm in sentences.
    public var harm: [String]
    /// New containers.
    public var appeared: [String]
    /// Containers gone.
    public var vanished: [String]
    /// Containers whose advice moved.
    public var moved: [String]
    /// Containers with new trouble.
    public var newRisks: [String]
    /// Containers whose trouble is over.
    public var endedRisks: [String]
  }

  enum CodingKeys: String, CodingKey {
    case week, namespaces, teams, clusters, trend, containers
    case hasNoSamples = "no_samples"
    case gone = "gone_workloads"
    case lostNodes = "lost_nodes"
    case since = "since_last"
  }

  /// The week; nil without samples.
  @ExplicitNull public var week: String?
  /// Whether nothing was measured in it.
  public var hasNoSamples: Bool
  /// Workloads that are left out because they are gone, as `cluster/namespace/kind/workload`.
  public var gone: [String]
  /// The containers, in the order of the recommendations.
  public var containers: [Container]
  /// Namespaces.
  public var namespaces: [Group]
  /// Teams; empty where no label names one.
  public var teams: [Group]
  /// The clusters, each with its nodes.
  public var clusters: [ClusterDocument]
  /// Which cause costs which nodes over all clusters; nil where it is not known.
  @ExplicitNull public var lostNodes: LostNodesDocument?
  /// The weeks kept and this one, the oldest first.
  public var trend: [Point]
  /// What became of the last advice; nil where nothing is compared.
  @ExplicitNull public var since: Since?
}

extension WeeklyDocument {
  /// Makes the part of a report.
  public init(_ report: ReportModel) {
    week = report.weekly.week.map { "\($0)" }
    hasNoSamples = report.weekly.hasNoSamples
    gone = report.recommendations.gone.map(\.path)
    containers = report.recommendations.recommendations.map { each in
      let stability = report.weekly.stability[each.id]
      return Container(
        container: each.id.path,
        severity: each.severity?.rawValue,
        team: report.weekly.details[each.id]?.team,
        adviceWeeks: stability?.weeks ?? 0,
        adviceMoves: stability?.moves ?? 0,
        adviceFlips: stability?.flips ?? 0
      )
    }
    namespaces = report.namespaces.map(Group.init)
    teams = report.teams.map(Group.init)
    clusters = report.clusterRows.map(ClusterDocument.init)
    lostNodes = report.lostNodes.map(LostNodesDocument.init)
    let record = report.weekly.week.map { RunRecord(report, week: $0) }
    trend = (report.weekly.runs + [record].compactMap { $0 }).map(Point.init)
    since = report.weekly.comparison.map(Since.init)
  }
}

extension WeeklyDocument.Group {
  init(_ group: GroupScore) {
    self.init(
      name: group.name,
      score: group.score,
      severity: group.severity?.rawValue,
      containers: group.containers,
      atRisk: group.errors,
      toRaise: group.warnings,
      cpuRequest: group.cpuNow.cores,
      cpuAdvised: group.cpuAdvised.cores,
      memoryRequest: group.memoryNow.bytes,
      memoryAdvised: group.memoryAdvised.bytes
    )
  }
}

extension WeeklyDocument.Point {
  fileprivate init(_ run: RunRecord) {
    self.init(
      week: run.week,
      nodesNow: run.totals.nodesNow,
      nodesNeeded: run.totals.nodesNeeded,
      cpuRequest: run.totals.cpuRequest.cores,
      cpuUsed: run.totals.cpuUsed.cores,
      memoryRequest: run.totals.memoryRequest.bytes,
      memoryUsed: run.totals.memoryUsed.bytes,
      atRisk: run.count { !$0.risks.isEmpty }
    )
  }
}

extension WeeklyDocument.Since {
  fileprivate init(_ comparison: RunComparison) {
    self.init(
      week: comparison.before,
      applied: comparison.count(.applied),
      partly: comparison.count(.partly),
      notApplied: comparison.count(.notApplied),
      otherwise: comparison.count(.otherwise),
      gone: comparison.count(.gone),
      cpuSaved: comparison.saving.cpu.cores,
      memorySaved: comparison.saving.memory.bytes,
      outcomes: comparison.outcomes.map(WeeklyDocument.Outcome.init),
      harm: ApplyStatus(comparison).harm,
      appeared: comparison.appeared.map(\.path),
      vanished: comparison.vanished.map(\.path),
      moved: comparison.moved.map(\.path),
      newRisks: comparison.newRisks.map(\.path),
      endedRisks: comparison.endedRisks.map(\.path)
    )
  }
}

extension WeeklyDocument.Outcome {
  fileprivate init(_ outcome: RunComparison.Outcome) {
    self.init(
      container: outcome.id.path,
      state: outcome.state.rawValue,
      hadAdvice: outcome.hadAdvice,
      cpuSaved: outcome.cpuSaved.cores,
      memorySaved: outcome.memorySaved.bytes,
      newKills: outcome.newKills,
      change: ApplyStatus.change(outcome),
      throttledBefore: outcome.before.throttledRatio,
      throttledAfter: outcome.after?.throttledRatio
    )
  }
}
