import PodfitModel
public import PodfitReport
import PodfitStore

extension Podfit {
  /// Everything a report says, without a week and without keeping it.
  ///
  /// Without nodes or without pods in the database the report has no node plan and says so.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read
  public func report(_ request: RecommendRequest) throws(PodfitError) -> ReportModel {
    try report(ReportRequest(request, comparison: .none, isKept: false))
  }

  static func dataQuality(of store: Store) throws -> ReportModel.DataQuality {
    let info = try store.info()
    let files = try store.files().sorted {
      ($0.path, $0.outcome.digest) < ($1.path, $1.outcome.digest)
    }
    return ReportModel.DataQuality(
      files: files.count,
      samples: files.reduce(0) { $0 + $1.outcome.samples },
      rejected: files.reduce(0) { $0 + $1.outcome.rejected },
      series: Int(info.series),
      podContainers: Int(info.containers),
      warnings: files.flatMap { file in file.outcome.warnings.map { "\(file.path): \($0)" } }
    )
  }
}
