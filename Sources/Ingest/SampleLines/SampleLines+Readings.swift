import PodfitModel

// What stands after the labels: a value and a time, and perhaps an exemplar.

extension SampleLines {
  /// Whole numbers from here on are milliseconds: as seconds they are the year 5138.
  private static let leastMilliseconds: Int64 = 100_000_000_000

  /// Reads what follows the labels of `series[index]`, and returns where the next line starts.
  mutating func readTail<Sink: SampleSink>(
    _ bytes: Span<UInt8>,
    _ index: Int,
    from labelsEnd: Int,
    lineStart: Int,
    into sink: inout Sink
  ) throws(IngestError) -> Int {
    isEnded = false
    if spelling == .query {
      return try readArrow(bytes, index, from: labelsEnd, lineStart: lineStart, into: &sink)
    }
    if series[index].isSkipped {
      let end = bytes.lineEnd(from: labelsEnd)
      if let fault = series[index].fault {
        let place = labelsEnd - table.length(of: index) + fault.offset
        try reject(fault.code, bytes, at: place, lineStart: lineStart)
      } else {
        lastSeries = index
      }
      return end + 1
    }
    var place = bytes.pastBlanks(from: labelsEnd)
    if bytes[place] == UInt8(ascii: "{") {
      noteHistogram(index)
      return bytes.lineEnd(from: place) + 1
    }
    let value = LineNumber(bytes, from: place, decimals: series[index].decimals)
    guard value.reading != .malformed else {
      return try rejectNumber(bytes, place..<value.end, lineStart: lineStart)
    }
    let valueStart = place
    place = bytes.pastBlanks(from: value.end)
    let time: Int64
    if bytes[place] == 0x0A || bytes[place] == UInt8(ascii: "#") {
      time = try readTime(index, at: place - lineStart)
    } else {
      let timeStart = place
      guard let (milliseconds, end) = readTime(bytes, from: place) else {
        return try rejectTime(bytes, timeStart, lineStart: lineStart)
      }
      time = milliseconds
      place = bytes.pastBlanks(from: end)
    }
    if bytes[place] != 0x0A {
      guard spelling == .exposition, bytes[place] == UInt8(ascii: "#") else {
        try reject(
          .unexpectedByte(bytes[place], expected: "the end of the line"),
          bytes,
          at: place,
          lineStart: lineStart
        )
        return bytes.lineEnd(from: place) + 1
      }
      place = bytes.lineEnd(from: place)
    }
    guard series[index].take(value.reading, at: time) else {
      return try rejectNumber(bytes, valueStart..<value.end, lineStart: lineStart)
    }
    try noteTaken(index, into: &sink)
    return place + 1
  }

  /// Counts a reading that was taken in, and hands on where enough wait.
  mutating func noteTaken<Sink: SampleSink>(
    _ index: Int,
    into sink: inout Sink
  ) throws(IngestError) {
    lastSeries = index
    held += 1
    if series[index].column.count >= sampleBatchLimit {
      try flush(index, into: &sink)
    } else if held >= Self.heldLimit {
      for index in series.indices { try flush(index, into: &sink) }
      held = 0
    }
  }

  /// Counts a series of native histograms, once.
  mutating func noteHistogram(_ index: Int) {
    lastSeries = index
    guard !series[index].hasHistograms else { return }
    series[index].hasHistograms = true
    core.report.skip(SeriesPlanner.Reason.histogram)
  }

  /// The time that stands here in milliseconds, and its end; nil for text that is none.
  private mutating func readTime(
    _ bytes: Span<UInt8>,
    from start: Int
  ) -> (milliseconds: Int64, end: Int)? {
    // Milliseconds since 1970 are the usual form and need no second look.
    var whole: Int64 = 0
    var index = start
    while bytes[index] &- 48 <= 9, index - start < 18 {
      whole = whole &* 10 &+ Int64(bytes[index] &- 48)
      index += 1
    }
    if bytes[index] <= 0x20, index > start, spelling == .dump || whole >= Self.leastMilliseconds {
      return SeriesReader.times.contains(whole) ? (whole, index) : nil
    }
    let isWhole = bytes[index] <= 0x20
    let decimals = spelling == .dump ? 0 : 3
    let number = LineNumber(bytes, from: start, decimals: decimals)
    guard case .units(let time) = number.reading, SeriesReader.times.contains(time) else { return nil }
    // A whole number below is seconds as well, but does not tell OpenMetrics for sure.
    if !isWhole { hasSeconds = true }
    return (time, number.end)
  }

  /// The time of a reading that has none of its own: that of the options, once for a series.
  private mutating func readTime(_ index: Int, at column: Int) throws(IngestError) -> Int64 {
    guard spelling == .exposition, let time = options.readTime, !series[index].hasReadTime else {
      throw reader.error(.readingWithoutTime, at: lineStart, line: line, column: column + 1)
    }
    series[index].hasReadTime = true
    return time.milliseconds
  }
}

// MARK: - Output of promtool query

extension SampleLines {
  /// The number at the start of a line of readings; nil where it is none.
  func reading(_ bytes: Span<UInt8>, from start: Int) -> Range<Int>? {
    let decimals = series[current].decimals
    if bytes[start] == UInt8(ascii: "{") {
      // Either labels or a native histogram, whose line has no arrow but a time.
      let end = bytes.lineEnd(from: start)
      let text = String(decoding: (start..<end).map { bytes[$0] }, as: UTF8.self)
      return text.contains("} @[") && !text.contains("=>") ? start..<start : nil
    }
    let number = LineNumber(bytes, from: start, decimals: decimals)
    return number.reading == .malformed ? nil : start..<number.end
  }

  /// Reads ` =>` and what follows it.
  private mutating func readArrow<Sink: SampleSink>(
    _ bytes: Span<UInt8>,
    _ index: Int,
    from labelsEnd: Int,
    lineStart: Int,
    into sink: inout Sink
  ) throws(IngestError) -> Int {
    current = -1
    var place = bytes.pastBlanks(from: labelsEnd)
    guard bytes[place] == UInt8(ascii: "="), bytes[place + 1] == UInt8(ascii: ">") else {
      try reject(
        .unexpectedByte(bytes[place], expected: "\"=>\""),
        bytes,
        at: place,
        lineStart: lineStart
      )
      return bytes.lineEnd(from: place) + 1
    }
    if let fault = series[index].fault {
      try reject(
        fault.code,
        bytes,
        at: labelsEnd - table.length(of: index) + fault.offset,
        lineStart: lineStart
      )
      return bytes.lineEnd(from: place) + 1
    }
    place = bytes.pastBlanks(from: place + 2)
    if bytes[place] == 0x0A {
      current = index
      lastSeries = index
      return place + 1
    }
    if bytes[place] == UInt8(ascii: "{") {
      noteHistogram(index)
      return bytes.lineEnd(from: place) + 1
    }
    planInstant(index)
    let value = LineNumber(bytes, from: place, decimals: series[index].decimals)
    guard value.reading != .malformed else {
      return try rejectNumber(bytes, place..<value.end, lineStart: lineStart)
    }
    return try readValue(bytes, place..<value.end, index, lineStart: lineStart, into: &sink)
  }

  /// Decides anew about a series of a single reading, which may be anything where it has no name.
  private mutating func planInstant(_ index: Int) {
    guard series[index].column.isEmpty, series[index].taken == 0, series[index].last == nil,
      let labels = try? LineLabels(Array(table.text(of: index))).labels
    else { return }
    core.labels = labels
    core.plan = nil
    core.decide(isInstant: true)
    series[index].plan = core.plan ?? series[index].plan
    series[index].decimals = core.decimals
  }

  /// Reads ` @[1795168800.123]` after the value in `range`.
  mutating func readValue<Sink: SampleSink>(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    _ index: Int,
    lineStart: Int,
    into sink: inout Sink
  ) throws(IngestError) -> Int {
    let end = bytes.lineEnd(from: range.lowerBound)
    if range.isEmpty {
      noteHistogram(index)
      return end + 1
    }
    let place = bytes.pastBlanks(from: range.upperBound)
    guard bytes[place] == UInt8(ascii: "@"), bytes[place + 1] == UInt8(ascii: "[") else {
      return try rejectTime(bytes, place, lineStart: lineStart)
    }
    var close = place + 2
    while bytes[close] > 0x20, bytes[close] != UInt8(ascii: "]") { close += 1 }
    let seconds = DecimalScanner.scan(bytes.extracting(place + 2..<close), decimals: 3)
    guard bytes[close] == UInt8(ascii: "]"), bytes.pastBlanks(from: close + 1) == end,
      case .units(let time) = seconds, SeriesReader.times.contains(time)
    else { return try rejectTime(bytes, place, lineStart: lineStart) }
    let value = LineNumber(bytes, from: range.lowerBound, decimals: series[index].decimals)
    guard series[index].isSkipped || series[index].take(value.reading, at: time) else {
      return try rejectNumber(bytes, range, lineStart: lineStart)
    }
    try noteTaken(index, into: &sink)
    return end + 1
  }
}

extension Span where Element == UInt8 {
  /// The place of the first byte at or after `start` that is no blank.
  ///
  /// - Precondition: there is a line end at or after `start`
  func pastBlanks(from start: Int) -> Int {
    var index = start
    while self[index] == 0x20 || self[index] == 0x09 || self[index] == 0x0D { index += 1 }
    return index
  }
}
