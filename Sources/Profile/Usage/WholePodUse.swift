internal import PodfitModel

/// Finds what the use of a whole pod stands for, where no container of it was measured.
///
/// Some runtimes give cAdvisor no container names, and sums by pod have none.
///
/// - Source: docs/formulas/owners.md#usage-of-whole-pods
enum WholePodUse {
  /// The name under which the use of a pod is kept whose containers no export names.
  static let unnamed = "(pod)"

  /// The signals that a pod has as a whole.
  static let metrics: Set<Metric> = [
    .cpuUsage, .cpuUsageTotal, .memoryWorkingSet, .memoryRSS, .cpuThrottledRatio,
    .cpuThrottledPeriodsTotal, .cpuPeriodsTotal,
  ]

  /// Where the use of a pod belongs.
  enum Home {
    /// Containers were measured themselves; that of the pod says nothing new.
    case nowhere
    /// To this container, with this note.
    case container(String, note: String)
    /// To several containers together: none of them has a use of its own.
    case shared([String], note: String)
  }

  /// The home of the use of `pod`; `named` holds the series that name a container.
  static func home(
    of pod: PodID,
    beside named: [String: [StoredSeries]],
    inventory: Inventory
  ) -> Home {
    let isMeasured = named.values.contains { series in
      series.contains { metrics.contains($0.key.metric) }
    }
    if isMeasured { return .nowhere }
    let known = inventory.containerNames(of: pod)
    let names = known.isEmpty ? named.keys.sorted() : known
    switch names.count {
    case 0:
      return .container(
        unnamed,
        note: "usage is that of whole pods, and no export names their containers"
      )
    case 1:
      return .container(
        names[0],
        note: "usage is that of whole pods, not by container: taken for their only container"
      )
    default:
      return .shared(
        names,
        note: "usage is that of whole pods of \(names.count) containers, which cannot be told apart"
      )
    }
  }
}
