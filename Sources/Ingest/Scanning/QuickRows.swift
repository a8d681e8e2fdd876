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
  private struct Name {
    var start: Int
    var length = 0
    var room = 0
  }

  private enum Piece {
    /// The time.
    case time
    /// Neighbouring columns that name the container or its window; ends with their last column.
    case name(last: Int)
    /// A reading, in units of 10^-decimals.
    case reading(decimals: Int)
    /// A column of no use.
    case unused
  }

  private let delimiter: UInt8
  private let pieces: [Piece]
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
    var naming = Set(layout.identity.map(\.column))
    if let window = layout.window { naming.insert(window) }
    for column in layout.header.indices {
      if column == layout.time {
        pieces.append(.time)
      } else if let metric = layout.metrics.first(where: { $0.column == column }) {
        pieces.append(.reading(decimals: metric.decimals))
      } else if naming.contains(column) {
        if case .name? = pieces.last { pieces.removeLast() }
        pieces.append(.name(last: column))
      } else {
        pieces.append(.unused)
      }
    }
    guard layout.metrics.count <= NeutralRows.widestTable else { return nil }
    self.pieces = pieces
    nameCount = pieces.count { if case .name = $0 { true } else { false } }
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
    for piece in pieces {
      guard case .name(let last) = piece else {
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
    // A row that starts here or before ends, with the loads behind it, inside the buffer.
    let limit = scanner.unread.upperBound - fixedSize - longest
    var run = Run(next: scanner.unread.lowerBound, series: last, clock: clock)
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
                      desk.read(&run, successors, limit: limit, room: room)
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

// MARK: - One call

extension QuickRows {
  /// How far a call has come.
  private struct Run {
    var next: Int
    var series: Int
    var clock: QuickClock
    var rows = 0
    var samples = 0
    /// Rows with a reading.
    var kept = 0
    var hasWindows = false
  }

  /// What rows are compared with and where they go, without a question per access; every index is a
  /// series that was learned, one of its names, or below the room.
  @safe private struct Desk {
    let bytes: UnsafeRawBufferPointer
    let texts: UnsafeRawBufferPointer
    let names: UnsafeBufferPointer<Name>
    let pieces: UnsafeBufferPointer<Piece>
    let series: UnsafeMutableBufferPointer<Series>
    let times: UnsafeMutableBufferPointer<Int64>
    let values: UnsafeMutableBufferPointer<Int64>
    let windows: UnsafeMutableBufferPointer<Int64>
    let containers: UnsafeMutableBufferPointer<Int32>
    let delimiter: UInt8
    let nameCount: Int
    let readings: Int

    @inline(__always)
    func read(_ run: inout Run, _ successors: [Int], limit: Int, room: Int) {
      guard let start = unsafe bytes.baseAddress else { return }
      var isSame = true
      while run.rows < room, run.next <= limit {
        let successor = successors[run.series]
        let guess = isSame ? run.series : successor
        if unsafe row(start, guess, &run) { continue }
        // The successor may have no row at this time; it stays the successor.
        let second = successors[successor]
        if unsafe second != guess && row(start, second, &run) {
          isSame = false
          continue
        }
        let other = isSame ? successor : run.series
        guard unsafe other != guess && row(start, other, &run) else { return }
        isSame.toggle()
      }
    }

    /// Reads one row if it is one of `index`; false leaves everything but the clock as it was.
    ///
    /// Not inlined: it is called in three places.
    @inline(never)
    private func row(_ start: UnsafeRawPointer, _ index: Int, _ run: inout Run) -> Bool {
      guard unsafe index < series.count, unsafe series[index].number >= 0 else { return false }
      var place = run.next
      var name = index * nameCount
      var value = run.kept * readings
      var samples = 0
      var mask: UInt8 = 0
      var bit: UInt8 = 1
      let last = unsafe pieces.count - 1
      for position in 0...last {
        switch unsafe pieces[position] {
        case .time:
          guard let end = unsafe run.clock.read(start, place) else { return false }
          place = end
        case .name:
          let known = unsafe names[name]
          guard unsafe isEqual(start + place, known) else { return false }
          place += known.length
          name += 1
          // The delimiter is a part of the name.
          if position != last { continue }
        case .reading(let decimals):
          if unsafe start.load(fromByteOffset: place, as: UInt8.self) == delimiter {
            unsafe values[value] = SampleRows.missing
          } else {
            guard let number = unsafe QuickNumber(start + place, decimals: decimals) else {
              return false
            }
            unsafe values[value] = number.units
            place += number.length
            samples += 1
            mask |= bit
          }
          value += 1
          bit &<<= 1
        case .unused:
          guard let end = unsafe QuickClock.endOfCell(start, place, delimiter) else { return false }
          place = end
        }
        let end = unsafe start.load(fromByteOffset: place, as: UInt8.self)
        if position != last {
          guard end == delimiter else { return false }
          place += 1
        } else if end == 10 {
          place += 1
        } else if end == 13, unsafe start.load(fromByteOffset: place + 1, as: UInt8.self) == 10 {
          place += 2
        } else {
          return false
        }
      }
      if samples > 0 {
        let kept = run.kept
        let window = unsafe series[index].window
        unsafe containers[kept] = series[index].number
        unsafe times[kept] = run.clock.time
        unsafe windows[kept] = window
        unsafe series[index].seen |= mask
        run.hasWindows = run.hasWindows || window != 0
        run.kept = kept + 1
      }
      run.next = place
      run.series = index
      run.rows += 1
      run.samples += samples
      return true
    }

    /// Whether the text at `here` is a name; eight bytes can be read behind both.
    @inline(__always)
    private func isEqual(_ here: UnsafeRawPointer, _ name: Name) -> Bool {
      guard let start = unsafe texts.baseAddress, name.length > 0 else { return name.length == 0 }
      let known = unsafe start + name.start
      var difference: UInt64 = 0
      var index = 0
      while index &+ 8 <= name.length {
        difference |=
          unsafe here.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          ^ known.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        index &+= 8
      }
      if index < name.length {
        let rest =
          unsafe here.loadUnaligned(fromByteOffset: index, as: UInt64.self)
          ^ known.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        difference |= rest.littleEndian &<< UInt64(64 &- 8 &* (name.length &- index))
      }
      return difference == 0
    }
  }
}
