/// What a user should know about a table that could be read.
enum NeutralWarnings {
  /// The warnings that apply, most important first.
  ///
  /// - Parameters:
  ///   - rejected: how many rows and cells could not be used
  ///   - first: the first few of them
  ///   - unused: columns of no use here
  ///   - contradictingPods: pods that the file places in more than one workload
  ///   - isEmpty: whether there was no sample at all
  /// - Returns: sentences for people
  static func all(
    rejected: Int,
    first: [IngestError],
    unused: [String],
    contradictingPods: Int,
    isEmpty: Bool
  ) -> [String] {
    var warnings: [String] = []
    if isEmpty { warnings.append("no samples: the table has no row with a reading") }
    if rejected > 0 {
      let places = first.map { String($0.description.prefix { $0 != "\n" }) }
      warnings.append(
        "\(rejected) rejected rows or readings, the first: " + places.joined(separator: "; ")
      )
    }
    if !unused.isEmpty {
      let shown = unused.prefix(8).map { "\"\($0)\"" }.joined(separator: ", ")
      let more = unused.count > 8 ? " and \(unused.count - 8) more" : ""
      warnings.append("columns not used: \(shown)\(more)")
    }
    if contradictingPods > 0 {
      warnings.append(
        "\(contradictingPods) pods are in more than one workload; the first named counts"
      )
    }
    return warnings
  }
}

extension NeutralRows.Skip {
  /// The reason in words.
  var words: String {
    switch self {
    case .podAggregate: "row of a whole pod"
    case .sandbox: "row of a pod's sandbox"
    }
  }
}
