import PodfitModel

/// Reads rows of a table that are like the rows before them, without looking for their cells.
///
/// What names a container in a row is compared, as one piece of text, with that of the series which
/// came next the last time; the time with that of the row before; digits go eight at a time. A row
/// that is different in any way is left to the scanner, which knows all of CSV: so there is one
/// definition of what a row means, and this is only a shorter way to it.
///
/// Usual input: rows of 60 to 120 bytes with a time of 20 bytes, two readings, and 10,000 to 300,000
/// containers, time by time or series by series.
struct QuickRows {
  /// What is known of a series.
  struct Series {
    /// The number of its container.
    var number: Int32
    /// The length of its window in milliseconds, 0 where none is stated.
    var window: Int64
    /// A bit for each of its signals that has samples, in the order of their columns.
    var seen: UInt8 = 0
  }

  /// What reading came to.
  struct Result {
    /// Where the first row starts that was not read.
    var next: Int
    /// The series of the last row.
    var series: Int
    var rows = 0
    var samples = 0
  }

  /// Where a name of a series starts in `texts`, how long it is, and what fits there.
  struct Name {
    var start: Int
    var length = 0
    var room = 0
  }

  /// What stands in neighbouring columns.
  enum Piece: UInt8 {
    /// The time.
    case time
    /// What names the container or its window.
    case name
    /// A reading, in units of 10^-9 or in whole ones.
    case fraction, whole
    /// Nothing of use.
    case unused
  }

  private let delimiter: UInt8
  private let pieces: [Piece]
  /// The last column of each piece.
  private let lastColumns: [Int]
  private let nameCount: Int
  private let readings: Int
  private let fixedSize: Int

  /// The series learned; those that were not have the number -1.
  private(set) var series: [Series] = []
  /// The names of each series, with the delimiters in and after them.
  private var texts: [UInt8] = []
  private var names: [Name] = []
  private var longest = 0

  private var clock: QuickClock
  /// Where the rows of a call are put together.
  private var times: [Int64] = []
  private var values: [Int64] = []
  private var windows: [Int64] = []
  private var containers: [Int32] = []

  /// A reader for a layout; nil for one without readings after a name.
  init?(layout: NeutralLayout, delimiter: UInt8) {
    self.delimiter = delimiter
    clock = QuickClock(delimiter: delimiter)
    var pieces: [Piece] = []
    var lastColumns: [Int] = []
    var naming = Set(layout.identity.map(\.column))
    if let window = layout.window { naming.insert(window) }
    for column in layout.header.indices {
      let piece: Piece
      if column == layout.time {
        piece = .time
      } else if let metric = layout.metrics.first(where: { $0.column == column }) {
        piece = metric.decimals == 0 ? .whole : .fraction
      } else {
        piece = naming.contains(column) ? .name : .unused
      }
      if piece == .name, pieces.last == .name {
        lastColumns[lastColumns.count - 1] = column
      } else {
        pieces.append(piece)
        lastColumns.append(column)
      }
    }
    guard layout.metrics.count <= NeutralRows.widestTable else { return nil }
    // Rates and ratios have nine decimals, all else is whole.
    guard layout.metrics.allSatisfy({ $0.decimals == 9 || $0.decimals == 0 }) else { return nil }
    self.pieces = pieces
    self.lastColumns = lastColumns
    nameCount = pieces.count { $0 == .name }
    readings = layout.metrics.count
    // What a row can take beside its names, and eight-byte loads behind its end.
    fixedSize = 64 * pieces.count + 64
  }

  /// Learns the names of a series from the scanner's current row, which must be plain.
  mutating func learn(_ scanner: CSVScanner, _ known: Series, index: Int) {
    while series.count <= index {
      series.append(Series(number: -1, window: 0))
      for _ in 0..<nameCount { names.append(Name(start: texts.count)) }
    }
    series[index].number = known.number
    series[index].window = known.window
    var place = index * nameCount
    var first = 0
    var size = 0
    for (piece, last) in zip(pieces, lastColumns) {
      guard piece == .name else {
        first += 1
        continue
      }
      let start = scanner.cells[2 * first]
      let isAtEnd = 2 * last + 2 == scanner.cells.count
      let end = scanner.cells[2 * last + 1] + (isAtEnd ? 0 : 1)
      size += end - start
      first = last + 1
      defer { place += 1 }
      let text = scanner.buffer[start..<end]
      let known = names[place].start..<names[place].start + text.count
      if names[place].length == text.count, texts[known] == text { continue }
      if text.count > names[place].room {
        names[place].start = texts.count
        names[place].room = text.count
        texts.append(contentsOf: text)
        // The last comparison of a name loads eight bytes.
        texts.append(contentsOf: repeatElement(0, count: 8))
      } else {
        texts.replaceSubrange(known, with: text)
      }
      names[place].length = text.count
    }
    longest = max(longest, size)
  }

  /// Reads rows from the scanner's unread bytes on.
  ///
  /// - Parameters:
  ///   - scanner: holds the bytes
  ///   - table: the series of the last row, and which followed which
  ///   - rows: takes what is read
  ///   - room: how many rows at most
  /// - Returns: how far it came; nil where it could not begin
  mutating func read(
    _ scanner: CSVScanner,
    _ table: SeriesTable,
    into rows: inout SampleRows,
    room: Int
  ) -> Result? {
    guard let last = table.last, room > 0 else { return nil }
    reserve(room)
    let successors = table.successors
    var run = Run(next: scanner.unread.lowerBound, series: last, clock: clock)
    // A row that starts before the limit ends, with the loads behind it, inside the buffer; what stands
    // there behind the unread bytes is no part of a row.
    run.end = scanner.unread.upperBound
    run.limit = min(run.end, scanner.buffer.count - fixedSize - longest + 1)
    // All arrays stay as they are until the closures end, and `Desk` does not leave them.
    unsafe scanner.buffer.withUnsafeBytes { bytes in
      unsafe texts.withUnsafeBytes { texts in
        unsafe names.withUnsafeBufferPointer { names in
          unsafe pieces.withUnsafeBufferPointer { pieces in
            unsafe series.withUnsafeMutableBufferPointer { series in
              unsafe times.withUnsafeMutableBufferPointer { times in
                unsafe values.withUnsafeMutableBufferPointer { values in
                  unsafe windows.withUnsafeMutableBufferPointer { windows in
                    unsafe containers.withUnsafeMutableBufferPointer { containers in
                      let desk = unsafe Desk(
                        bytes: bytes,
                        texts: texts,
                        names: names,
                        pieces: pieces,
                        series: series,
                        times: times,
                        values: values,
                        windows: windows,
                        containers: containers,
                        delimiter: delimiter,
                        nameCount: nameCount,
                        readings: readings
                      )
                      desk.read(&run, successors, room: room)
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    clock = run.clock
    rows.append(
      containers: containers[..<run.kept],
      times: times[..<run.kept],
      values: values[..<(run.kept * readings)],
      windows: run.hasWindows ? windows[..<run.kept] : []
    )
    return Result(next: run.next, series: run.series, rows: run.rows, samples: run.samples)
  }

  private mutating func reserve(_ room: Int) {
    guard times.count < room else { return }
    times = [Int64](repeating: 0, count: room)
    values = [Int64](repeating: 0, count: room * readings)
    windows = [Int64](repeating: 0, count: room)
    containers = [Int32](repeating: 0, count: room)
  }
}
