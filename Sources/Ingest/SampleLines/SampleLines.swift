import PodfitModel

/// Reads lines of samples, each with all labels of its series, and hands on what they say.
///
/// The formats differ in how a time is written and in what may follow it; see ``Spelling``. What a
/// series means is decided by ``SeriesReader``, as for Prometheus JSON: the same data gives the
/// same batches and facts. Readings wait with their series, up to a limit for all of them, and facts
/// and series are settled at the end, so that the order of lines does not matter. Memory is that
/// of the labels of all series and does not grow with the number of lines.
///
/// Usual input: 300 to 620 bytes per line, some hundreds of lines per series. Measured with one core,
/// release build, digest and store included, on 1.5 million lines of 1,000 series with all labels of
/// cAdvisor: a dump of 935 MB, series by series, at 980 MB/s (1.6 million samples/s); OpenMetrics
/// text at 945 MB/s; Prometheus text, time by time, at 925 MB/s; 70 MB resident at most. A series
/// seen for the first time costs 12 µs before anything is stored.
struct SampleLines: ContentReader {
  /// How many samples wait in all before they go to the sink: 16 MB.
  static let heldLimit = 1_000_000
  /// Different faults that are named in a warning.
  static let namedFaults = 3

  /// How lines are written.
  enum Spelling {
    /// Prometheus and OpenMetrics text: milliseconds or seconds, which their form tells apart.
    case exposition
    /// `promtool tsdb dump`: milliseconds.
    case dump
    /// The output of `promtool query`: `=>`, values, and times in seconds as `@[1795168800.123]`.
    case query
  }

  let spelling: Spelling
  let reader: ByteReader
  let options: IngestOptions

  /// Decides what series mean and settles them.
  var core: SeriesReader
  var table = LineSeriesTable()
  var series: [LineSeries] = []
  var families = MetricFamilies()
  var held = 0

  /// The line that is being read, from 1, and where it starts.
  var line = 0
  var lineStart: Int64 = 0
  /// The series of the last line that was read whole.
  var lastSeries = -1
  /// In ``Spelling/query``: the series whose readings follow, each on a line of its own.
  var current = -1
  var faults: [IngestError] = []

  /// Whether a time was written in seconds, as in OpenMetrics.
  var hasSeconds = false
  /// Whether the last line was `# EOF`.
  var isEnded = false

  /// Starts to read.
  init(_ spelling: Spelling, _ reader: ByteReader, options: IngestOptions) {
    self.spelling = spelling
    self.reader = reader
    self.options = options
    core = SeriesReader(options: options, file: reader.file)
  }

  /// Reads the whole content.
  ///
  /// - Throws: ``IngestError`` for a last line without its end, for OpenMetrics text without
  ///   `# EOF`, with ``IngestOptions/isStrict`` for a line that cannot be used, for a reading
  ///   without a time where the options tell none, and for an error of the sink
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    var buffer = LineBuffer(reader)
    while try buffer.advance() {
      let bytes = buffer.bytes.span.extracting(buffer.lines)
      try take(bytes, at: buffer.offset + Int64(buffer.lines.lowerBound), into: &sink)
    }
    try end(buffer)
  }

  /// Reads whole lines.
  private mutating func take<Sink: SampleSink>(
    _ bytes: Span<UInt8>,
    at offset: Int64,
    into sink: inout Sink
  ) throws(IngestError) {
    var start = skipMark(bytes, at: offset)
    while start < bytes.count {
      line += 1
      lineStart = offset + Int64(start)
      if let index = table.guess(bytes, at: start) {
        let labelsEnd = start + table.length(of: index)
        start = try readTail(bytes, index, from: labelsEnd, lineStart: start, into: &sink)
        continue
      }
      var first = start
      while bytes[first] == 0x20 || bytes[first] == 0x09 || bytes[first] == 0x0D { first += 1 }
      if bytes[first] == 0x0A {
        start = first + 1
      } else if bytes[first] == UInt8(ascii: "#") {
        let end = bytes.lineEnd(from: first)
        isEnded = families.note(bytes.extracting(first..<end))
        start = end + 1
      } else if spelling == .query, current >= 0, let value = reading(bytes, from: first) {
        start = try readValue(bytes, value, current, lineStart: start, into: &sink)
      } else {
        start = try readLine(bytes, from: first, lineStart: start, into: &sink)
      }
    }
  }

  /// Passes over a byte order mark.
  private func skipMark(_ bytes: Span<UInt8>, at offset: Int64) -> Int {
    guard offset == 0, bytes.count > 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF
    else { return 0 }
    return 3
  }

  /// Reads a line whose labels are none of the likely ones.
  private mutating func readLine<Sink: SampleSink>(
    _ bytes: Span<UInt8>,
    from first: Int,
    lineStart start: Int,
    into sink: inout Sink
  ) throws(IngestError) -> Int {
    isEnded = false
    let lineEnd = bytes.lineEnd(from: first)
    guard let labelsEnd = LineLabels.end(bytes, from: first) else {
      try reject(.unexpectedByte(0x0A, expected: "\"}\""), bytes, at: lineEnd, lineStart: start)
      return lineEnd + 1
    }
    // Text that is no labels has its place in the table as well, so that it is parsed once.
    let (index, isNew) = table.find(bytes, first..<labelsEnd)
    if isNew {
      do throws(LineLabels.Fault) {
        series.append(plan(try LineLabels(Array(table.text(of: index))).labels))
      } catch {
        series.append(LineSeries(fault: error))
      }
    }
    return try readTail(bytes, index, from: labelsEnd, lineStart: start, into: &sink)
  }

  /// What is done with a series that is seen for the first time.
  private mutating func plan(_ labels: LabelSet) -> LineSeries {
    var labels = labels
    if let name = families.completeName(of: labels) { labels["__name__"] = name }
    core.labels = labels
    core.plan = nil
    core.decide(isInstant: false)
    if case .skip = core.plan, let reason = families.reason(of: labels) {
      core.plan = .skip(reason)
    }
    return LineSeries(plan: core.plan ?? .skip(""), decimals: core.decimals)
  }

  /// What ends the content: nothing, or the end mark without a line end.
  private mutating func end(_ buffer: LineBuffer) throws(IngestError) {
    let rest = buffer.rest.drop { $0 == 0x20 || $0 == 0x09 }
    if rest.elementsEqual("# EOF".utf8) {
      isEnded = true
    } else if !rest.isEmpty {
      throw reader.error(
        .truncated(inside: "a line", lastComplete: nil),
        at: reader.offset,
        line: line + 1
      )
    }
    guard isEnded || !hasSeconds || spelling != .exposition else {
      throw reader.error(
        .truncated(inside: "OpenMetrics text, whose last line is # EOF", lastComplete: nil),
        at: reader.offset,
        line: line
      )
    }
  }

  /// The last line that was read whole, in words.
  var lastComplete: String? {
    guard lastSeries >= 0 else { return nil }
    let text = String(decoding: table.text(of: lastSeries), as: UTF8.self)
    guard let labels = try? LineLabels(Array(text.utf8)).labels else { return "line \(line)" }
    let subject = core.planner.subject(of: labels)
    let parts = [labels.name ?? "", subject.namespace, subject.pod, subject.container]
    let name = parts.filter { !$0.isEmpty }.joined(separator: "/")
    return "line \(line)" + (name.isEmpty ? "" : " (\(name.prefix(300)))")
  }
}

extension Span where Element == UInt8 {
  /// The place of the line end at or after `start`.
  ///
  /// - Precondition: there is one
  func lineEnd(from start: Int) -> Int {
    var index = start
    while self[index] != 0x0A { index += 1 }
    return index
  }
}
