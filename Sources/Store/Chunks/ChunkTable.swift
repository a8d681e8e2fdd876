internal import Foundation
internal import GRDB
internal import PodfitModel

/// Reads and writes rows of the `chunk` table.
struct ChunkTable {
  let db: Database
  let path: String

  /// The columns in the order that ``chunk(in:from:)`` reads.
  static let columns = """
    day, first_ms, step_ms, samples, slots, base, slope, scale, width, is_delta, time_scale, \
    time_width, presence_bits, time_bits, value_bits
    """

  // SEARCH chunk USING PRIMARY KEY (series_id=? AND day=?)
  static let one = "SELECT \(columns) FROM chunk WHERE series_id = ? AND day = ?"

  // SEARCH chunk USING PRIMARY KEY (series_id=?)
  static let allOfSeries = "SELECT \(columns) FROM chunk WHERE series_id = ? ORDER BY day"

  /// The samples of a series and day, or nil where there are none.
  func samples(
    of series: Int64,
    day: Int64,
    named key: SeriesKey
  ) throws(StoreError) -> SampleColumn? {
    do {
      let statement = try db.cachedStatement(sql: Self.one)
      let row = try Row.fetchOne(statement, arguments: [series, day])
      return try row.map { try samples(in: $0, from: 0, of: key) }
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  /// All samples of a series.
  func samples(of series: Int64, named key: SeriesKey) throws(StoreError) -> SampleColumn {
    do {
      var column = SampleColumn()
      let statement = try db.cachedStatement(sql: Self.allOfSeries)
      let rows = try Row.fetchCursor(statement, arguments: [series])
      while let row = try rows.next() { try append(row, from: 0, of: key, to: &column) }
      return column
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  /// Decodes the chunk in a row whose columns from `start` are ``columns``, behind those of
  /// `column`.
  func append(
    _ row: Row,
    from start: Int,
    of key: SeriesKey,
    to column: inout SampleColumn
  ) throws(StoreError) {
    let samples = try samples(in: row, from: start, of: key)
    if column.isEmpty {
      column = samples
    } else {
      column.times.append(contentsOf: samples.times)
      column.values.append(contentsOf: samples.values)
    }
  }

  private func samples(
    in row: Row,
    from start: Int,
    of key: SeriesKey
  ) throws(StoreError) -> SampleColumn {
    let day = row.integer(start) ?? 0
    do throws(ChunkDefect) {
      return try Self.chunk(in: row, from: start).decoded(day: day)
    } catch {
      throw StoreError(.corruptChunk(series: key, day: day, defect: error), path: path)
    }
  }

  private static func chunk(in row: Row, from start: Int) throws(ChunkDefect) -> Chunk {
    func integer(_ offset: Int, _ name: String) throws(ChunkDefect) -> Int64 {
      guard let value = row.integer(start + offset) else { throw .header(name) }
      return value
    }
    func small(_ offset: Int, _ name: String) throws(ChunkDefect) -> Int {
      Int(try integer(offset, name))
    }
    var times: Chunk.PackedTimes?
    if let bits = row.bytes(start + 13) {
      times = Chunk.PackedTimes(
        scale: try integer(10, "time_scale"),
        width: try small(11, "time_width"),
        bits: bits
      )
    }
    return Chunk(
      first: try integer(1, "first_ms"),
      step: try integer(2, "step_ms"),
      samples: try small(3, "samples"),
      slots: try small(4, "slots"),
      presence: row.bytes(start + 12),
      times: times,
      base: try integer(5, "base"),
      slope: try integer(6, "slope"),
      scale: try integer(7, "scale"),
      width: try small(8, "width"),
      isDelta: try integer(9, "is_delta") != 0,
      bits: row.bytes(start + 14) ?? []
    )
  }

  /// Writes a chunk in place of the one that may be there.
  func put(_ chunk: Chunk, series: Int64, day: Int64) throws(StoreError) {
    do {
      let statement = try db.cachedStatement(
        sql: """
          INSERT OR REPLACE INTO chunk (series_id, \(Self.columns))
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
      )
      try statement.execute(arguments: [
        series, day, chunk.first, chunk.step, chunk.samples, chunk.slots, chunk.base, chunk.slope,
        chunk.scale, chunk.width, chunk.isDelta, chunk.times?.scale, chunk.times?.width,
        chunk.presence.map { Data($0) }, (chunk.times?.bits).map { Data($0) }, Data(chunk.bits),
      ])
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }
}
