import PodfitModel

// What is rejected, what series come to, and what the report says.

extension SampleLines {
  /// Counts a line that cannot be used; with strict reading it is the end.
  mutating func reject(
    _ code: IngestError.Code,
    _ bytes: Span<UInt8>,
    at place: Int,
    lineStart start: Int
  ) throws(IngestError) {
    guard options.isStrict || faults.count < Self.namedFaults else {
      core.report.rejected += 1
      return
    }
    // Columns count code points: all bytes but those that continue one.
    let column = (start..<max(start, place)).count { bytes[$0] & 0xC0 != 0x80 } + 1
    let offset = lineStart + Int64(place - start)
    let error = reader.error(code, at: offset, line: line, column: column)
    if options.isStrict { throw error }
    core.report.rejected += 1
    faults.append(error)
  }

  /// Rejects a line for its value; returns where the next one starts.
  mutating func rejectNumber(
    _ bytes: Span<UInt8>,
    _ range: Range<Int>,
    lineStart: Int
  ) throws(IngestError) -> Int {
    let text = Self.text(bytes, range)
    let reading = DecimalScanner.scan(bytes.extracting(range), decimals: 9)
    try reject(reading.fault(text), bytes, at: range.lowerBound, lineStart: lineStart)
    return bytes.lineEnd(from: range.upperBound) + 1
  }

  /// Rejects a line for its time; returns where the next one starts.
  mutating func rejectTime(
    _ bytes: Span<UInt8>,
    _ start: Int,
    lineStart: Int
  ) throws(IngestError) -> Int {
    let end = bytes.lineEnd(from: start)
    try reject(.badTime(Self.text(bytes, start..<end)), bytes, at: start, lineStart: lineStart)
    return end + 1
  }

  private static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
    String(decoding: range.prefix(100).map { bytes[$0] }, as: UTF8.self)
  }

  /// Hands on the readings of a series that wait.
  mutating func flush<Sink: SampleSink>(
    _ index: Int,
    into sink: inout Sink
  ) throws(IngestError) {
    guard case .samples(let sample) = series[index].plan else { return }
    core.plan = series[index].plan
    core.largest = series[index].largest
    core.taken = series[index].taken
    swap(&core.column, &series[index].column)
    try core.flush(sample, reader, into: &sink)
    series[index].taken = core.taken
  }

  /// Settles every series in the order in which they came, and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    for index in series.indices where series[index].fault == nil {
      core.plan = series[index].plan
      core.column = series[index].column
      series[index].column = SampleColumn()
      core.taken = series[index].taken
      core.largest = series[index].largest
      core.last = series[index].last
      var labels = LabelSet()
      if !series[index].isSkipped {
        labels = (try? LineLabels(Array(table.text(of: index))).labels) ?? labels
        if let name = families.completeName(of: labels) { labels["__name__"] = name }
        labels = core.planner.map.renamed(labels)
        core.subject = core.planner.subject(of: labels)
      }
      try core.settle(labels, reader, into: &sink)
      core.seriesRead += 1
    }
    var report = try core.finish(reader, into: &sink)
    if !faults.isEmpty {
      let places = faults.map { String($0.description.prefix { $0 != "\n" }) }
      report.warnings.append(
        "\(report.rejected) rejected lines, the first: " + places.joined(separator: "; ")
      )
    }
    return report
  }
}
