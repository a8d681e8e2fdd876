public import PodfitModel

/// Recommendations as an aligned table for people.
public struct RecommendationTable: RecommendationRenderer {
  /// The format's name.
  public static let id = "table"
  /// What the format is.
  public static let summary = "aligned columns for people"

  /// Makes the renderer.
  public init() {}

  /// The table, the totals and a count per status.
  public func render(_ set: RecommendationSet) -> String {
    let nodes = FindingTables.nodes(set.nodeFindings).map { "\n\($0.text)" } ?? ""
    return Self.table(set.recommendations, waves: set.waves).text + "\n" + Self.footer(set) + nodes
  }

  /// The table of some recommendations, with their waves where changes are divided into some.
  static func table(
    _ recommendations: [Recommendation],
    waves: [ContainerID: Int] = [:]
  ) -> TextTable {
    let wave: [(title: String, alignment: TextTable.Alignment)] =
      waves.isEmpty ? [] : [("WAVE", .right)]
    var table = TextTable(
      [("CONTAINER", .left), ("PODS", .right), ("STATUS", .left)] + wave + [
        ("CPU REQ", .right), ("->", .right), ("CPU LIM", .right), ("->", .right),
        ("MEM REQ", .right), ("->", .right), ("MEM LIM", .right), ("->", .right),
        ("JVM", .left), ("REASON", .left),
      ]
    )
    let clusters = Set(recommendations.map(\.id.workload.cluster))
    for each in recommendations {
      var row = row(each, withCluster: clusters.count > 1)
      if !waves.isEmpty { row.insert(waves[each.id].map { "\($0)" } ?? "-", at: 3) }
      table.append(row)
    }
    return table
  }

  private static func row(_ each: Recommendation, withCluster: Bool) -> [String] {
    let name = (withCluster ? "\(each.id.workload.cluster)/" : "") + each.id.shortPath
    return [
      name + (each.isOwnerGuessed ? " (guessed)" : ""),
      "\(each.replicas)",
      each.status.rawValue,
      each.current.cpuRequest.quantityText,
      each.recommended.cpuRequest.quantityText,
      each.current.cpuLimit.quantityText,
      each.recommended.cpuLimit.quantityText,
      each.current.memoryRequest.quantityText,
      each.recommended.memoryRequest.quantityText,
      each.current.memoryLimit.quantityText,
      each.recommended.memoryLimit.quantityText,
      each.jvm.map { $0.flags.isEmpty ? "heap \($0.heapMax)" : $0.flags.joined(separator: " ") }
        ?? "",
      each.reason,
    ]
  }

  private static func footer(_ set: RecommendationSet) -> String {
    let now = set.currentTotals
    let advised = set.recommendedTotals
    let counts = [RecommendationStatus.lower, .raise, .keep, .withheld].map { status in
      "\(set.recommendations.count { $0.status == status }) \(status.rawValue)"
    }
    return """
      requests, all replicas: CPU \(now.cpuRequest.coresText) -> \(advised.cpuRequest.coresText) cores, \
      memory \(now.memoryRequest.gibibytesText) -> \(advised.memoryRequest.gibibytesText) GiB
      \(set.costText)
      \(set.recommendations.count) containers: \(counts.joined(separator: ", ")) (strategy \(set.strategy))

      """ + set.conflicts.map { "conflict: \($0.message.printable)\n" }.joined()
  }
}
