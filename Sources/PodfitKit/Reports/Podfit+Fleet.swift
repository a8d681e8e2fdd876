import PodfitModel
public import PodfitReport

extension Podfit {
  /// The report of several databases together, each of which is kept its own.
  ///
  /// Nothing of one database counts in another: owners, nodes and autoscalers are looked up in their
  /// own, and the node plan is the sum of the plans.
  ///
  /// - Throws: ``PodfitError`` when a database cannot be read, or two have containers in common
  public static func report(
    of databases: [String],
    _ request: ReportRequest
  ) throws(PodfitError) -> ReportModel {
    var reports: [ReportModel] = []
    for path in databases { reports.append(try Podfit(database: path).report(request)) }
    guard var fleet = reports.first else { throw .unreadable(path: "", reason: "no database") }
    var seen: [ContainerID: Int] = [:]
    for (index, report) in reports.enumerated() {
      for each in report.recommendations.recommendations {
        if let other = seen.updateValue(index, forKey: each.id), other != index {
          throw .sharedContainer(
            name: "\(each.id.workload.cluster)/\(each.id.shortPath)",
            databases: [databases[other], databases[index]]
          )
        }
      }
    }
    for report in reports.dropFirst() { fleet.join(report) }
    return fleet
  }
}
