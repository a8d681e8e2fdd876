public import PodfitModel

/// Reads a table of what JVMs, and the containers around them, said over time.
///
/// One row is one time; rows of several JVMs are told apart by the identity columns of the neutral CSV.
/// RSS is not read: ZGC's heap is shared memory, which it leaves out.
///
/// - Source: docs/formats/jvm-reports.md, "Readings of a JVM"
public enum JVMReadingsReader {
  /// More rows are refused: a week of one JVM at one second.
  static let mostRows = 700_000

  /// The readings of each JVM, in the order of their first rows; times ascend, and of two rows with one
  /// time the later one counts where it has a reading.
  ///
  /// - Throws: ``IngestError`` for a file without a column of times or without any of readings, for a
  ///   row of another length than the header, and for a cell that is no number
  public static func read(_ reader: ByteReader) throws(IngestError) -> [JVMReadings] {
    var scanner = CSVScanner()
    try fill(&scanner, reader)
    guard let dialect = CSVDialect(head: Array(scanner.pending)) else {
      throw reader.error(.emptyFile)
    }
    scanner.delimiter = dialect.delimiter
    scanner.skip(dialect.skippedBytes, lines: dialect.skippedLines)
    guard try advance(&scanner, reader) else { throw reader.error(.emptyFile) }
    var table = try ReadingsTable(header: (0..<scanner.cellCount).map(scanner.text), reader)
    while try advance(&scanner, reader) { try table.add(scanner, file: reader.file) }
    return table.readings()
  }

  private static func advance(
    _ scanner: inout CSVScanner,
    _ reader: ByteReader
  ) throws(IngestError) -> Bool {
    while true {
      let next: Bool?
      do throws(CSVScanner.Fault) {
        next = try scanner.next()
      } catch {
        throw error.error(in: scanner, file: reader.file)
      }
      if let next { return next }
      try fill(&scanner, reader)
    }
  }

  private static func fill(
    _ scanner: inout CSVScanner,
    _ reader: ByteReader
  ) throws(IngestError) {
    let fault = try scanner.refill { (buffer, start) throws(IngestError) -> Int in
      try reader.read(into: &buffer, at: start)
    }
    if let fault { throw fault.error(in: scanner, file: reader.file) }
  }
}

/// The rows of a table of readings, by JVM.
private struct ReadingsTable {
  private struct Row {
    var time: Int64
    var values: [Int64?]
  }
  /// A signal and the columns that are summed to it.
  private struct Field {
    var path: WritableKeyPath<JVMReadings, [Int64?]>
    var columns: [(cell: Int, decimals: Int)]
  }

  private let cells: Int
  private var time: (cell: Int, isSeconds: Bool)
  private var identity: [Int] = []
  private var fields: [Field] = []
  private var pool: String?
  private var times = TimeCell()
  private var order: [[UInt8]: Int] = [:]
  private var rows: [[Row]] = []
  private var count = 0

  init(header: [String], _ reader: ByteReader) throws(IngestError) {
    cells = header.count
    var time: (cell: Int, isSeconds: Bool)?
    for (cell, name) in header.enumerated() {
      guard let column = JVMColumn(header: name) else { continue }
      switch column {
      case .seconds: time = time ?? (cell, true)
      case .time: time = time ?? (cell, false)
      case .identity: identity.append(cell)
      case .reading(let path, let decimals):
        if let known = fields.firstIndex(where: { $0.path == path }) {
          fields[known].columns.append((cell, decimals))
        } else {
          fields.append(Field(path: path, columns: [(cell, decimals)]))
        }
        pool = pool ?? JVMColumn.pool(name)
      }
    }
    guard let time else { throw reader.error(.missingColumn("time"), line: 1) }
    guard !fields.isEmpty else {
      let names = "heap_used, jvm_heap_used_bytes or working_set_bytes"
      throw reader.error(.missingColumn(names), line: 1)
    }
    self.time = time
  }

  mutating func add(_ row: CSVScanner, file: String) throws(IngestError) {
    guard row.cellCount == cells else {
      throw row.error(.wrongCellCount(expected: cells, found: row.cellCount), cell: nil, file: file)
    }
    if let stray = row.strayText { throw row.error(.badQuoting, cell: stray, file: file) }
    guard count < JVMReadingsReader.mostRows else {
      throw row.error(
        .tooLarge(what: "the table of readings", limit: JVMReadingsReader.mostRows),
        cell: nil,
        file: file
      )
    }
    count += 1
    guard let at = moment(row) else {
      throw row.error(.badTime(String(row.text(time.cell).prefix(80))), cell: time.cell, file: file)
    }
    var values: [Int64?] = []
    for field in fields {
      var sum: Int64?
      for column in field.columns {
        guard let value = try number(row, column.cell, decimals: column.decimals, file: file) else {
          continue
        }
        sum = (sum ?? 0).addingSaturated(value)
      }
      values.append(sum)
    }
    var key: [UInt8] = []
    for cell in identity {
      key.append(contentsOf: row.buffer[row.cells[2 * cell]..<row.cells[2 * cell + 1]])
      key.append(0x1F)
    }
    let index: Int
    if let known = order[key] {
      index = known
    } else {
      index = rows.count
      order[key] = index
      rows.append([])
    }
    rows[index].append(Row(time: at, values: values))
  }

  private mutating func moment(_ row: CSVScanner) -> Int64? {
    let range = row.cells[2 * time.cell]..<row.cells[2 * time.cell + 1]
    let bytes = row.buffer.span
    guard time.isSeconds else { return times.milliseconds(bytes, range) }
    guard case .units(let milliseconds) = DecimalScanner.scan(bytes.extracting(range), decimals: 3)
    else { return nil }
    return milliseconds
  }

  /// Nil for what was not measured: an empty cell, NaN, and the −1 by which beans say that there is no
  /// maximum.
  private func number(
    _ row: CSVScanner,
    _ cell: Int,
    decimals: Int,
    file: String
  ) throws(IngestError) -> Int64? {
    let range = row.cells[2 * cell]..<row.cells[2 * cell + 1]
    guard !range.isEmpty else { return nil }
    switch DecimalScanner.scan(row.buffer.span.extracting(range), decimals: decimals) {
    case .units(let value): return value >= 0 ? value : nil
    case .notANumber: return nil
    default:
      throw row.error(.badNumber(String(row.text(cell).prefix(80))), cell: cell, file: file)
    }
  }

  /// The columns of each JVM.
  func readings() -> [JVMReadings] {
    rows.map { rows in
      var result = JVMReadings()
      if let pool {
        result.collector = GarbageCollector(poolName: pool)
        result.isGenerational = GarbageCollector.hasGenerations(poolName: pool)
      }
      // The place decides between equal times, so that the order is one and the same.
      let sorted = rows.indices.sorted { (rows[$0].time, $0) < (rows[$1].time, $1) }
      var merged: [Row] = []
      for index in sorted {
        let row = rows[index]
        if let last = merged.last, last.time == row.time {
          let values = zip(last.values, row.values).map { $1 ?? $0 }
          merged[merged.count - 1].values = values
        } else {
          merged.append(row)
        }
      }
      result.times = merged.map(\.time)
      for (position, field) in fields.enumerated() {
        result[keyPath: field.path] = merged.map { $0.values[position] }
      }
      return result
    }
  }
}
