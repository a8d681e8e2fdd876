import Foundation
import PodfitModel
public import PodfitReport
import PodfitStore

extension Podfit {
  /// The runs kept in the database, the oldest week first.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read
  public func runs() throws(PodfitError) -> [RunRecord] {
    try withStore(.readOnly) { try Self.records(of: $0) }
  }

  static func records(of store: Store) throws -> [RunRecord] {
    let decoder = JSONDecoder()
    return try store.runs().map { run in
      do {
        return try decoder.decode(RunRecord.self, from: Data(run.json.utf8))
      } catch {
        throw PodfitError.badRun(week: run.week, database: store.path)
      }
    }
  }

  func keep(_ record: RunRecord, of report: ReportModel) throws(PodfitError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    try withStore(.readWriteCreating, mustExist: true) { store in
      try store.keep(
        StoredRun(
          week: record.week,
          madeAt: report.now,
          strategy: record.strategy,
          version: report.toolVersion,
          json: String(decoding: try encoder.encode(record), as: UTF8.self)
        )
      )
    }
  }

  /// Two things to compare, each a database, a week kept in this one, or a file of recommendations.
  ///
  /// - Throws: ``PodfitError`` when a name is none of these, or it cannot be read
  public func record(named name: String, _ request: RecommendRequest) throws(PodfitError)
    -> RunRecord
  {
    if let week = Week(name) {
      let runs = try runs()
      guard let run = runs.first(where: { $0.week == "\(week)" }) else {
        throw .noSuchRun(name: name, known: runs.map(\.week))
      }
      return run
    }
    let bytes: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(filePath: name))
      bytes = try handle.read(upToCount: 16) ?? Data()
      try handle.close()
    } catch {
      throw .unreadable(path: name, reason: (error as NSError).localizedDescription)
    }
    if bytes.starts(with: Data("SQLite format 3".utf8)) {
      let set = try Podfit(database: name).recommendations(request)
      return RunRecord(set, name: name)
    }
    return RunRecord(try Self.recommendations(inFile: name, withSteps: false), name: name)
  }
}
