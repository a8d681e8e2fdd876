internal import Foundation
internal import GRDB
public import PodfitModel

extension Store {
  /// Keeps a back-test and what a budget was calibrated on.
  ///
  /// - Parameters:
  ///   - result: The back-test.
  ///   - calibration: JSON of the calibration; nil where there is none.
  ///   - made: When it was made.
  /// - Throws: `StoreError` when the store is for reading or SQLite reports trouble
  public func keep(
    _ result: BacktestResult,
    calibration: String?,
    made: Instant
  ) throws(StoreError) {
    guard mode == .readWriteCreating else { throw StoreError(.readOnly, path: path) }
    do {
      try queue.write { db in
        let setup = result.setup
        let origins = "[\(setup.origins.map { "\($0.milliseconds)" }.joined(separator: ","))]"
        try db.execute(
          sql: """
            INSERT INTO backtest (made_ms, start_ms, end_ms, warmup_days, horizon_days, origins_json,
              workloads, containers, dropped, seed, resamples, verdict, calibration_json)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            made.milliseconds, setup.window.start.milliseconds, setup.window.end.milliseconds,
            setup.warmup, setup.horizon, origins, setup.workloads, setup.containers, setup.dropped,
            "\(setup.seed)", setup.resamples, result.verdict.joined(separator: "\n"), calibration,
          ]
        )
        let id = db.lastInsertedRowID
        // A published setting that is not comparable is not in the frontier.
        let others = result.strategies.filter { !result.frontier.contains($0) }
        for (position, entry) in (result.frontier + others).enumerated() {
          try Self.insert(
            entry,
            at: position,
            of: id,
            isComparable: position < result.frontier.count,
            in: db
          )
        }
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  private static func insert(
    _ entry: BacktestEntry,
    at position: Int,
    of backtest: Int64,
    isComparable: Bool,
    in db: Database
  ) throws {
    let measures = entry.measures
    try db.cachedStatement(
      sql: """
        INSERT INTO backtest_entry
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: [
      backtest, position, entry.strategy, entry.knob, entry.isPublished, isComparable,
      measures.podDays, measures.changes, measures.oomDayRatio, measures.cpuTimeOverRequestRatio,
      measures.cpuUnservedRatio, measures.memoryFleetSlack, measures.memoryGeoSlack,
      measures.cpuFleetSlack, measures.cpuGeoSlack, measures.largeQuarterBreachRatio,
      entry.statedRisk, entry.interval?.lowerBound, entry.interval?.upperBound,
    ])
  }

  /// The calibration of the newest back-test that has one, as JSON; nil without any.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble
  public func latestCalibration() throws(StoreError) -> String? {
    try read { db in
      // SCAN backtest: a handful of rows, newest first
      try String.fetchOne(
        db,
        sql: """
          SELECT calibration_json FROM backtest WHERE calibration_json IS NOT NULL
          ORDER BY id DESC LIMIT 1
          """
      )
    }
  }

  /// The newest back-test; nil without any.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble
  public func latestBacktest() throws(StoreError) -> BacktestResult? {
    try read { db in
      // SCAN backtest: the last row by its key
      guard
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT start_ms, end_ms, warmup_days, horizon_days, origins_json, workloads, containers,
              dropped, seed, resamples, verdict, id
            FROM backtest ORDER BY id DESC LIMIT 1
            """
        )
      else { return nil }
      let times = (row.text(4)).split { !$0.isNumber && $0 != "-" }.compactMap { Int64($0) }
      var setup = BacktestProtocol(
        window: TimeWindow(
          start: Instant(milliseconds: row.integer(0) ?? 0),
          end: Instant(milliseconds: row.integer(1) ?? 0)
        ),
        warmup: Int(row.integer(2) ?? 0),
        horizon: Int(row.integer(3) ?? 0),
        origins: times.map { Instant(milliseconds: $0) },
        seed: UInt64(row.text(8)) ?? 0,
        resamples: Int(row.integer(9) ?? 0)
      )
      setup.workloads = Int(row.integer(5) ?? 0)
      setup.containers = Int(row.integer(6) ?? 0)
      setup.dropped = Int(row.integer(7) ?? 0)
      // SEARCH backtest_entry USING PRIMARY KEY (backtest_id=?)
      let entries = try Row.fetchAll(
        db,
        sql: "SELECT * FROM backtest_entry WHERE backtest_id = ? ORDER BY position",
        arguments: [row.integer(11)]
      )
      let all = entries.map { (entry: Self.entry($0), isComparable: ($0.integer(5) ?? 0) != 0) }
      return BacktestResult(
        setup: setup,
        strategies: all.map(\.entry).filter(\.isPublished),
        frontier: all.filter(\.isComparable).map(\.entry),
        verdict: row.text(10).split(separator: "\n").map(String.init)
      )
    }
  }

  private static func entry(_ row: Row) -> BacktestEntry {
    func number(_ column: Int) -> Double? { Double.fromDatabaseValue(row[column]) }
    var measures = BacktestMeasures()
    measures.podDays = Int(row.integer(6) ?? 0)
    measures.changes = Int(row.integer(7) ?? 0)
    measures.oomDayRatio = number(8)
    measures.cpuTimeOverRequestRatio = number(9)
    measures.cpuUnservedRatio = number(10)
    measures.memoryFleetSlack = number(11)
    measures.memoryGeoSlack = number(12)
    measures.cpuFleetSlack = number(13)
    measures.cpuGeoSlack = number(14)
    measures.largeQuarterBreachRatio = number(15)
    var entry = BacktestEntry(
      strategy: row.text(2),
      knob: row.text(3),
      isPublished: (row.integer(4) ?? 0) != 0,
      measures: measures
    )
    entry.statedRisk = number(16)
    if let low = number(17), let high = number(18), low <= high { entry.interval = low...high }
    return entry
  }
}
