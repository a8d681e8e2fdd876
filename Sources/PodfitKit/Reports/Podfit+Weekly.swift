import PodfitModel
import PodfitProfile
public import PodfitReport
import PodfitStore

extension Podfit {
  /// Most weeks that trends go back.
  private static let trendWeeks = 12

  /// The report of a week: what was measured up to its end, and what became of the last advice.
  ///
  /// Where the request says so, the report is kept in the database for later ones; a database that
  /// cannot be written is no error, ``WeeklyFacts/gaps`` says so.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read, or has no run of a week named
  public func report(_ request: ReportRequest) throws(PodfitError) -> ReportModel {
    let recommender = try request.recommend.recommender()
    let (analysis, data, runs, end, backtest, stored) = try withStore(.readOnly) { store in
      let window = try store.window()
      // A sample at the very end covers time before it.
      let end = request.week?.end ?? window?.end ?? Instant(milliseconds: 0)
      let collector = ReportCollector(end: end, teamLabel: request.teamLabel)
      return (
        try Analysis(
          self,
          store,
          try Self.calibrated(recommender, by: store),
          until: request.week?.end,
          collector: collector,
          progress: request.progress
        ),
        try Self.dataQuality(of: store), try Self.records(of: store), end,
        try store.latestBacktest(), window
      )
    }
    let clusters = try clusterFacts(analysis, request, end: end)
    var report = ReportModel(
      toolVersion: Self.version,
      now: request.recommend.reportTime ?? analysis.set.window?.end ?? Instant(milliseconds: 0),
      recommendations: analysis.set,
      plan: NodePlan(of: clusters.facts),
      usage: analysis.usage,
      jvms: analysis.jvms,
      data: data
    )
    let last = Instant(milliseconds: end.milliseconds.subtractingSaturated(1))
    let week = request.week ?? analysis.set.window.map { _ in Week(containing: last) }
    report.weekly.details = analysis.collector?.details ?? [:]
    report.weekly.use = analysis.collector?.weekUse
    report.weekly.hours = analysis.collector?.hours
    report.weekly.clusters = clusters.facts
    report.weekly.gaps = clusters.gaps
    if report.plan != nil {
      report.weekly.ledger = NodePictures(analysis, NodeScope(analysis))
        .ledger(used: analysis.collector?.meanUse ?? .init())
    }
    report.weekly.week = week
    // A sample at the very beginning of the week covers time before it.
    report.weekly.hasNoSamples =
      week.map { $0.start >= analysis.set.window?.end ?? $0.start } ?? false
    report.weekly.backtest = backtest
    guard let week else { return report }
    let earlier = runs.filter { Week($0.week).map { $0 < week } ?? false }
    report.weekly.runs = Array(earlier.suffix(Self.trendWeeks - 1))
    let record = RunRecord(report, week: week)
    report.weekly.stability = AdviceStability.all(in: report.weekly.runs + [record])
    try compare(&report, record, earlier: earlier, all: runs, request.comparison)
    if request.isKept, let reason = Self.obstacle(toKeeping: report, runs, stored) {
      report.weekly.notKept = reason
    } else if request.isKept {
      do {
        try keep(record, of: report)
      } catch {
        report.weekly.gaps.append("this report is not kept for later weeks: \(error)")
      }
    }
    return report
  }

  /// Why a report is not kept; nil where it is.
  ///
  /// Specs are the newest listed. A row that was made when its week was the last one knows those of that
  /// week; one made later does not, and must not take its place.
  private static func obstacle(
    toKeeping report: ReportModel,
    _ runs: [RunRecord],
    _ stored: TimeWindow?
  ) -> String? {
    guard let week = report.weekly.week else { return nil }
    if report.weekly.hasNoSamples {
      return "this report is not kept: there are no samples in \(week)"
    }
    let isPast =
      stored.map { $0.end > week.end } ?? false
      || runs.contains { Week($0.week).map { $0 > week } ?? false }
    guard isPast, runs.contains(where: { $0.week == "\(week)" }) else { return nil }
    return
      "the report kept of \(week) stays as it was made: there are later samples, and specs are the"
      + " newest listed, which are not those of that week"
  }

  private func compare(
    _ report: inout ReportModel,
    _ record: RunRecord,
    earlier: [RunRecord],
    all: [RunRecord],
    _ comparison: ReportRequest.Comparison
  ) throws(PodfitError) {
    switch comparison {
    case .none: break
    case .previous:
      report.weekly.comparison = earlier.last.map { RunComparison($0, record) }
    case .week(let week):
      guard let run = all.first(where: { $0.week == "\(week)" }) else {
        throw .noSuchRun(name: "\(week)", known: all.map(\.week))
      }
      report.weekly.comparison = RunComparison(run, record)
    }
  }
}
