import PodfitModel

/// Tables of what is wrong with nodes, and of what is wasteful beside requests and limits.
enum FindingTables {
  /// One finding of a node a row; nil where there is none.
  static func nodes(_ findings: [NodeFinding]) -> TextTable? {
    guard !findings.isEmpty else { return nil }
    var table = TextTable([
      ("NODE", .left), ("SEVERITY", .left), ("FINDING", .left), ("WHAT", .left), ("ADVICE", .left),
    ])
    let hasClusters = Set(findings.map(\.cluster)).count > 1
    for each in findings {
      let name = hasClusters ? "\(each.cluster)/\(each.node)" : each.node
      table.append([name, each.severity.rawValue, each.id, each.message, each.advice])
    }
    return table
  }

  /// One finding of a container a row; nil where there is none.
  static func devices(_ recommendations: [Recommendation]) -> TextTable? {
    let found = recommendations.filter { !$0.findings.isEmpty }
    guard !found.isEmpty else { return nil }
    var table = TextTable([
      ("CONTAINER", .left), ("SEVERITY", .left), ("FINDING", .left), ("WHAT", .left),
      ("ADVICE", .left),
    ])
    for each in found {
      for finding in each.findings {
        table.append([
          each.id.shortPath, finding.severity.rawValue, finding.id, finding.message, finding.advice,
        ])
      }
    }
    return table
  }
}
