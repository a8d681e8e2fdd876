public import PodfitModel

/// What a report said, kept for the reports after it: specs, advice and trouble of every container.
///
/// The JSON is described in docs/formats/run.md.
public struct RunRecord: Codable, Hashable, Sendable {
  /// The version of the form.
  public static let currentVersion = 1

  /// One container.
  public struct Entry: Codable, Hashable, Sendable {
    /// The container.
    public var id: ContainerID
    /// Its pods.
    public var replicas: Int
    /// What its spec said.
    public var current: ContainerResources
    /// What was advised.
    public var advised: ContainerResources
    /// What the advice came to.
    public var status: RecommendationStatus
    /// Why.
    public var reason: String
    /// Dangers seen.
    public var risks: [String]
    /// Kills for want of memory, in all that was measured up to then.
    public var oomKills: Int64
    /// The share of throttled periods in the week.
    public var throttledRatio: Double?
    /// The largest working set seen.
    public var memoryMax: Memory?
    /// The 95th percentile of CPU use.
    public var cpuP95: CPU?

    /// Makes an entry of a recommendation and what was measured.
    public init(_ recommendation: Recommendation, _ detail: ContainerDetail? = nil) {
      id = recommendation.id
      replicas = recommendation.replicas
      current = recommendation.current
      advised = recommendation.recommended
      status = recommendation.status
      reason = recommendation.reason
      risks = recommendation.risks
      oomKills = detail?.oomKills ?? 0
      throttledRatio = detail?.weekThrottledRatio
      memoryMax = detail?.memory?.max
      cpuP95 = detail?.cpu?.p95
    }
  }

  /// Sums over the fleet.
  public struct Totals: Codable, Hashable, Sendable {
    /// Nodes listed; nil where none was.
    public var nodesNow: Int?
    /// Nodes needed with the advice.
    public var nodesNeeded: Int?
    /// The proven minimum.
    public var lowerBound: Int?
    /// CPU requested, all replicas.
    public var cpuRequest: CPU
    /// Memory requested.
    public var memoryRequest: Memory
    /// CPU advised.
    public var cpuAdvised: CPU
    /// Memory advised.
    public var memoryAdvised: Memory
    /// CPU used on average in the week.
    public var cpuUsed: CPU
    /// Memory used on average in the week.
    public var memoryUsed: Memory
  }

  /// The version of the form.
  public var version: Int
  /// The week.
  public var week: String
  /// The strategy.
  public var strategy: String
  /// The time measured.
  public var window: TimeWindow?
  /// Sums.
  public var totals: Totals
  /// The containers, sorted by identity.
  public var entries: [Entry]

  /// Makes the record of a report.
  public init(_ report: ReportModel, week: Week) {
    version = Self.currentVersion
    self.week = "\(week)"
    strategy = report.recommendations.strategy
    window = report.recommendations.window
    let current = report.recommendations.currentTotals
    let advised = report.recommendations.recommendedTotals
    totals = Totals(
      nodesNow: report.plan?.nodesNow,
      nodesNeeded: report.plan?.nodesNeeded,
      lowerBound: report.plan?.lowerBound,
      cpuRequest: current.cpuRequest,
      memoryRequest: current.memoryRequest,
      cpuAdvised: advised.cpuRequest,
      memoryAdvised: advised.memoryRequest,
      cpuUsed: report.weekly.use?.cpu ?? report.usage.cpu,
      memoryUsed: report.weekly.use?.memory ?? report.usage.memory
    )
    entries = report.recommendations.recommendations.map {
      Entry($0, report.weekly.details[$0.id])
    }
  }

  /// Makes a record of recommendations alone, for comparing files.
  public init(_ set: RecommendationSet, name: String) {
    version = Self.currentVersion
    week = name
    strategy = set.strategy
    window = set.window
    let current = set.currentTotals
    let advised = set.recommendedTotals
    totals = Totals(
      nodesNow: nil,
      nodesNeeded: nil,
      lowerBound: nil,
      cpuRequest: current.cpuRequest,
      memoryRequest: current.memoryRequest,
      cpuAdvised: advised.cpuRequest,
      memoryAdvised: advised.memoryRequest,
      cpuUsed: .zero,
      memoryUsed: .zero
    )
    entries = set.recommendations.map { Entry($0) }
  }

  /// How many containers have each kind of trouble or advice.
  public func count(_ isWanted: (Entry) -> Bool) -> Int { entries.count(where: isWanted) }
}
