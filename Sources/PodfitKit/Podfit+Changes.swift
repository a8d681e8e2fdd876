import PodfitProfile
public import PodfitReport

extension Podfit {
  /// What is to be changed in which workload for the recommendations to be true.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read
  public func changes(
    _ request: RecommendRequest,
    _ options: ChangeOptions
  ) throws(PodfitError) -> ChangePlan {
    let analysis = try analysis(request)
    return ChangePlan(
      analysis.set,
      templates: analysis.inventory.workloads.compactMapValues(\.template),
      holders: Dictionary(
        analysis.inventory.workloads.keys.compactMap { id in
          analysis.inventory.templateHolder(of: id).map { (id, $0) }
        }
      ) { first, _ in first },
      mostPods: Dictionary(
        Set(analysis.set.recommendations.map(\.id.workload)).compactMap { id in
          analysis.inventory.autoscaler(of: id)?.maxReplicas.map { (id, Int(clamping: $0)) }
        }
      ) { first, _ in first },
      options: options
    )
  }
}
