import PodfitModel

// Runs of plain readings: nearly all of a range answer goes this way.

extension SeriesReader {
  /// Takes the plain readings that follow the one just read, as many as there are in the buffer.
  ///
  /// What is not plain is left to ``readValues(_:into:)``, with the same result.
  mutating func takeRun<Sink: SampleSink>(
    _ parser: inout JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    guard let plan else { return }
    let unit = NumberRun.Unit(decimals: decimals)
    var limit = 0
    repeat {
      limit = min(ReadingRun.limit, sampleBatchLimit - column.count)
      parser.takeReadings(in: unit, allowed: Self.times, upTo: limit, into: &run)
      guard run.count > 0 else { return }
      switch plan {
      case .skip: continue
      case .samples(let series) where series.jvm == nil && series.state == nil:
        column.times.append(contentsOf: run.times[..<run.count])
        column.values.append(contentsOf: run.values[..<run.count])
        largest = max(largest, run.largest)
        if column.count >= sampleBatchLimit { try flush(series, parser.reader, into: &sink) }
      case .samples, .facts:
        for index in 0..<run.count {
          try take(run.times[index], .units(run.values[index]), parser, into: &sink)
        }
      }
    } while run.count == limit
  }
}
