import Foundation
public import PodfitModel
import PodfitRecommend
public import PodfitReport
import PodfitStore

extension Podfit {
  /// Requests and limits for every container in the database.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read
  /// - Complexity: O(samples · log samples of one container)
  public func recommendations(
    _ request: RecommendRequest
  ) throws(PodfitError) -> RecommendationSet {
    try analysis(request).set
  }

  /// The recommendations of one workload or container, for explaining them.
  ///
  /// - Throws: ``PodfitError`` when nothing or more than one workload has the name, or the database
  ///   cannot be read
  public func explanations(
    of selector: ContainerSelector,
    _ request: RecommendRequest
  ) throws(PodfitError) -> [Recommendation] {
    try Self.named(selector, in: analysis(request))
  }

  /// The same with what was measured of each container.
  ///
  /// - Throws: ``PodfitError`` as ``explanations(of:_:)``
  public func explained(
    _ selector: ContainerSelector,
    _ request: RecommendRequest
  ) throws(PodfitError) -> [ExplainedContainer] {
    let recommender = try request.recommender()
    let analysis = try withStore(.readOnly) { store in
      // Whole days: what happened after the last sample of a day is of that day, too.
      let last = (try store.window()?.end ?? Instant(milliseconds: 0)).milliseconds
      let day: Int64 = 86_400_000
      let begun = last.subtractingSaturated(1).dividedDown(by: day)
      let end = Instant(milliseconds: begun.addingSaturated(1).multipliedSaturated(by: day))
      let collector = ReportCollector(end: end, teamLabel: "team")
      let recommender = try Self.calibrated(recommender, by: store)
      return try Analysis(self, store, recommender, collector: collector)
    }
    return try Self.named(selector, in: analysis).map { each in
      ExplainedContainer(each, analysis.collector?.details[each.id])
    }
  }

  private static func named(
    _ selector: ContainerSelector,
    in analysis: Analysis
  ) throws(PodfitError) -> [Recommendation] {
    let found = analysis.set.recommendations.filter { selector.matches($0.id) }
    let workloads = Set(found.map(\.id.workload)).sorted()
    let name = "\(selector.namespace)/\(selector.workload)"
    if workloads.isEmpty {
      throw .noSuchContainer(name: name + (selector.container.map { "/\($0)" } ?? ""))
    }
    if workloads.count > 1 { throw .ambiguous(name: name, candidates: workloads) }
    return found
  }

  func analysis(_ request: RecommendRequest) throws(PodfitError) -> Analysis {
    let recommender = try request.recommender()
    return try withStore(.readOnly) { store in
      try Analysis(
        self,
        store,
        try Self.calibrated(recommender, by: store),
        keepsExplanations: request.keepsExplanations
      )
    }
  }

  /// Strategy `budget` goes by what the newest back-test of this database found, and by its budget where no
  /// policy states another.
  static func calibrated(
    _ recommender: Recommender,
    by store: Store
  ) throws -> Recommender {
    let all = [recommender.strategy] + Array(recommender.strategies.values)
    guard all.contains(where: { $0 is BudgetStrategy }), let json = try store.latestCalibration()
    else { return recommender }
    let calibration = try JSONDecoder().decode(BudgetCalibration.self, from: Data(json.utf8))
    func calibrated(_ strategy: any Strategy) -> any Strategy {
      (strategy as? BudgetStrategy)?.calibrated(by: calibration) ?? strategy
    }
    var recommender = recommender
    recommender.strategy = calibrated(recommender.strategy)
    recommender.strategies = recommender.strategies.mapValues(calibrated)
    return recommender
  }
}
