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
  /// Where each name of each series starts in `texts`, how long it is, and what fits there.
  private var starts: [Int] = []
  private var lengths: [Int] = []
  private var rooms: [Int] = []
  private var longest = 0

  private var time: Int64 = 0
  private var timeText = (UInt64(0), UInt64(0), UInt64(0))
  private var dateText = (UInt64(0), UInt64(0))
  private var day: Int64 = 0
  private var slowTimes = TimeCell()

  /// A reader for a layout; nil for one without readings after a name.
  init?(layout: NeutralLayout, delimiter: UInt8) {
    self.delimiter = delimiter
    var pieces: [Piece] = []
    var names = Set(layout.identity.map(\.column))
    if let window = layout.window { names.insert(window) }
    for column in layout.header.indices {
      if column == layout.time {
        pieces.append(.time)
      } else if let metric = layout.metrics.first(where: { $0.column == column }) {
        pieces.append(.reading(decimals: metric.decimals))
      } else if names.contains(column) {
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
      for _ in 0..<nameCount {
        starts.append(texts.count)
        lengths.append(0)
        rooms.append(0)
      }
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
      if lengths[place] == text.count,
        texts[starts[place]..<starts[place] + text.count] == text
      {
        continue
      }
      if text.count > rooms[place] {
        starts[place] = texts.count
        rooms[place] = text.count
        texts.append(contentsOf: text)
      } else {
        texts.replaceSubrange(starts[place]..<starts[place] + text.count, with: text)
      }
      lengths[place] = text.count
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
    let unread = scanner.unread
    var result = Result(next: unread.lowerBound, series: last)
    // A row that starts here or before ends, with the loads behind it, inside the buffer.
    let limit = unread.upperBound - fixedSize - longest
    let successors = table.successors
    let buffer = scanner.buffer
    unsafe buffer.withUnsafeBytes { bytes in
      guard let bytes = bytes.baseAddress else { return }
      var isSame = true
      while result.rows < room, result.next <= limit {
        let successor = successors[result.series]
        let guess = isSame ? result.series : successor
        if unsafe row(bytes, buffer, guess, &rows, &result) { continue }
        // The successor may have no row at this time; it stays the successor.
        let second = successors[successor]
        if unsafe second != guess && row(bytes, buffer, second, &rows, &result) {
          isSame = false
          continue
        }
        let other = isSame ? successor : result.series
        guard other != guess, unsafe row(bytes, buffer, other, &rows, &result) else { return }
        isSame.toggle()
      }
    }
    return result
  }

  /// Reads one row if it is one of `index`; false leaves everything as it was.
  @inline(__always)
  private mutating func row(
    _ bytes: UnsafeRawPointer,
    _ buffer: [UInt8],
    _ index: Int,
    _ rows: inout SampleRows,
    _ result: inout Result
  ) -> Bool {
    guard index < series.count, series[index].number >= 0 else { return false }
    var place = result.next
    var name = index * nameCount
    let entered = rows.values.count
    var samples = 0
    var mask: UInt8 = 0
    var bit: UInt8 = 1
    let count = pieces.count
    for position in 0..<count {
      let isLast = position == count - 1
      switch pieces[position] {
      case .time:
        guard let end = unsafe readTime(bytes, buffer, place) else {
          return Self.undo(&rows, entered)
        }
        place = end
      case .name:
        let length = lengths[name]
        guard unsafe isEqual(bytes + place, starts[name], length) else {
          return Self.undo(&rows, entered)
        }
        place += length
        name += 1
        // The delimiter is a part of the name.
        if !isLast { continue }
      case .reading(let decimals):
        if unsafe bytes.load(fromByteOffset: place, as: UInt8.self) == delimiter {
          rows.values.append(SampleRows.missing)
        } else {
          guard let number = unsafe QuickNumber(bytes + place, decimals: decimals) else {
            return Self.undo(&rows, entered)
          }
          rows.values.append(number.units)
          place += number.length
          samples += 1
          mask |= bit
        }
        bit &<<= 1
      case .unused:
        guard let end = unsafe endOfCell(bytes, place) else { return Self.undo(&rows, entered) }
        place = end
      }
      let end = unsafe bytes.load(fromByteOffset: place, as: UInt8.self)
      if !isLast {
        guard end == delimiter else { return Self.undo(&rows, entered) }
        place += 1
      } else if end == 10 {
        place += 1
      } else if end == 13, unsafe bytes.load(fromByteOffset: place + 1, as: UInt8.self) == 10 {
        place += 2
      } else {
        return Self.undo(&rows, entered)
      }
    }
    if samples == 0 {
      rows.values.removeLast(readings)
    } else {
      rows.containers.append(series[index].number)
      if series[index].seen | mask != series[index].seen { series[index].seen |= mask }
      rows.times.append(time)
      if series[index].window != 0 || !rows.windows.isEmpty {
        while rows.windows.count < rows.times.count - 1 { rows.windows.append(0) }
        rows.windows.append(series[index].window)
      }
    }
    result.next = place
    result.series = index
    result.rows += 1
    result.samples += samples
    return true
  }

  private static func undo(_ rows: inout SampleRows, _ count: Int) -> Bool {
    rows.values.removeLast(rows.values.count - count)
    return false
  }
}

// MARK: - Cells

extension QuickRows {
  /// Whether the text at `bytes` is the name at `start`.
  @inline(__always)
  private func isEqual(_ bytes: UnsafeRawPointer, _ start: Int, _ length: Int) -> Bool {
    // `learn` keeps names inside of `texts`, and the caller has that many bytes.
    unsafe texts.withUnsafeBytes { texts in
      var difference: UInt64 = 0
      var index = 0
      while index &+ 8 <= length {
        let here = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let known = unsafe texts.loadUnaligned(fromByteOffset: start &+ index, as: UInt64.self)
        difference |= here ^ known
        index &+= 8
      }
      while index < length {
        let here = unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
        difference |= UInt64(unsafe here ^ texts[start &+ index])
        index &+= 1
      }
      return difference == 0
    }
  }

  /// Reads the time that starts at `place` into `time`; the place after it.
  @inline(__always)
  private mutating func readTime(
    _ bytes: UnsafeRawPointer,
    _ buffer: [UInt8],
    _ place: Int
  ) -> Int? {
    // `2026-08-02T10:15:00Z` and its delimiter are 21 bytes: three loads that overlap.
    let text = unsafe (
      bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self),
      bytes.loadUnaligned(fromByteOffset: place + 13, as: UInt64.self)
    )
    if text == timeText { return place + 20 }
    let date = unsafe (
      text.0, bytes.loadUnaligned(fromByteOffset: place + 3, as: UInt64.self)
    )
    if date == dateText, UInt8(truncatingIfNeeded: text.2 >> 56) == delimiter,
      UInt8(truncatingIfNeeded: text.2 >> 48) == UInt8(ascii: "Z"),
      let clock = QuickNumber.clock(
        unsafe bytes.loadUnaligned(fromByteOffset: place + 11, as: UInt64.self)
      )
    {
      time = day + clock
      timeText = text
      return place + 20
    }
    return unsafe readOtherTime(bytes, buffer, place, text, date)
  }

  private mutating func readOtherTime(
    _ bytes: UnsafeRawPointer,
    _ buffer: [UInt8],
    _ place: Int,
    _ text: (UInt64, UInt64, UInt64),
    _ date: (UInt64, UInt64)
  ) -> Int? {
    // Seconds and milliseconds of this century; whatever else is a number is left to `TimeCell`.
    // Thirteen digits with leading zeros would be seconds.
    if let number = unsafe QuickNumber(bytes + place, decimals: 0),
      number.length == 10 || number.length == 13 && number.units >= 100_000_000_000
    {
      let end = place + number.length
      let byte = unsafe bytes.load(fromByteOffset: end, as: UInt8.self)
      if byte == delimiter || byte == 10 || byte == 13 {
        time = number.length == 10 ? number.units * 1_000 : number.units
        timeText = (0, 0, 0)
        return end
      }
    }
    guard let end = unsafe endOfCell(bytes, place),
      let read = slowTimes.milliseconds(buffer.span, place..<end)
    else { return nil }
    time = read
    let isPlain =
      end == place + 20 && buffer[place + 10] == UInt8(ascii: "T")
      && buffer[place + 19] == UInt8(ascii: "Z") && buffer[end] == delimiter
    timeText = isPlain ? text : (0, 0, 0)
    if isPlain {
      day = read - read % 86_400_000
      dateText = date
    }
    return end
  }

  /// The end of a cell of at most 40 bytes without quotes; nil for any other.
  private func endOfCell(_ bytes: UnsafeRawPointer, _ place: Int) -> Int? {
    for index in place..<place + 40 {
      let byte = unsafe bytes.load(fromByteOffset: index, as: UInt8.self)
      if byte == delimiter || byte == 10 || byte == 13 { return index }
      if byte == UInt8(ascii: "\"") { return nil }
    }
    return nil
  }
}
