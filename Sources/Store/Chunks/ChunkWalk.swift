internal import GRDB
internal import PodfitModel

/// Reads the samples of many series, going on where the last one ended.
///
/// A workload's series often lie side by side, since files bring them so; then one statement runs
/// over all of them, and each chunk costs a step instead of a search. Others are looked up. The
/// statement stays open in between, so that nothing may be written to the table meanwhile.
@safe struct ChunkWalk: ~Copyable {
  private let onward: RawStatement
  private let path: String
  private let place = Place()

  /// Where ``onward`` stands.
  private final class Place {
    /// The series of its row; nil where it stands on none.
    var series: Int64?
  }

  /// Rows of other series that are stepped over; looking one up costs about as much.
  private static let nearby: Int64 = 3

  init(on db: Database, path: String) throws(StoreError) {
    onward = try RawStatement(ChunkTable.onward, on: db, path: path)
    self.path = path
  }

  /// Appends all samples of a series to `column`.
  func append(
    _ series: Int64,
    to column: inout SampleColumn,
    named key: () -> SeriesKey
  ) throws(StoreError) {
    try forEachRow(of: series) { () throws(StoreError) in
      try ChunkTable.append(onward, to: &column, named: key, path: path)
    }
  }

  /// Appends all values of a series to `values` and their times to `runs`.
  func append(
    _ series: Int64,
    runs: inout [TimeRun],
    values: inout [Int64],
    named key: () -> SeriesKey
  ) throws(StoreError) {
    try forEachRow(of: series) { () throws(StoreError) in
      try ChunkTable.append(onward, runs: &runs, values: &values, named: key, path: path)
    }
  }

  /// Moves ``onward`` over the rows of a series.
  private func forEachRow(
    of series: Int64,
    _ body: () throws(StoreError) -> Void
  ) throws(StoreError) {
    do throws(StoreError) {
      if let current = place.series, current <= series,
        series.subtractingSaturated(current) <= Self.nearby
      {
        var rows = Self.nearby
        while let current = place.series, current < series, rows > 0 {
          try step()
          rows -= 1
        }
      }
      if (place.series ?? .min) != series {
        onward.reset()
        onward.bind(ChunkNumber.first(of: series), at: 1)
        try step()
      }
      while place.series == series {
        try body()
        try step()
      }
    } catch {
      onward.reset()
      place.series = nil
      throw error
    }
  }

  private func step() throws(StoreError) {
    let hasRow = try onward.step()
    place.series = hasRow ? onward.integer(0).map(ChunkNumber.series(of:)) : nil
  }
}
