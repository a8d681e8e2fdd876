import PodfitModel

/// Hands on series whose readings stand in columns: many numbers, then many times.
///
/// What the labels mean, and the facts, are the business of ``SeriesReader``, so that the same data
/// gives the same samples whether it comes as pairs or as columns.
struct ColumnSeries {
  /// Stands in a column of values for a reading at which nothing was measured.
  static let gap = Int64.min

  /// What the labels mean; its report is the file's.
  var series: SeriesReader
  private let reader: ByteReader
  private let isStrict: Bool
  /// The series with samples: an export may come back to one.
  private var seen: Set<SeriesKey> = []

  /// Starts to take the series of a file, of which messages speak by `noun`.
  init(_ reader: ByteReader, options: IngestOptions, noun: String) {
    self.reader = reader
    isStrict = options.isStrict
    series = SeriesReader(options: options, file: reader.file)
    series.noun = noun
  }

  /// Begins a series; its plan and its unit are those of ``series`` then.
  mutating func begin(_ labels: LabelSet) {
    series.begin()
    series.labels = labels
    series.decide(isInstant: false)
  }

  /// The decimals that readings of the series begun last are kept with.
  var decimals: Int {
    if case .skip = series.plan { return 0 }
    return series.decimals
  }

  /// What a column keeps of a reading of the series begun last: its value, or ``gap``; nil for one
  /// that is refused where the options are strict.
  mutating func kept(_ reading: DecimalReading) -> Int64? {
    switch series.plan?.kept(reading) {
    case .value(let value): return value
    case .nothing, nil: return Self.gap
    case .refused:
      if isStrict { return nil }
      series.report.rejected += 1
      return Self.gap
    }
  }

  /// Whether values at or above zero may still mean nothing, for the series begun last.
  var judgesValues: Bool {
    guard case .samples(let plan) = series.plan else { return false }
    return plan.jvm != nil
  }

  /// Hands on the readings of the series begun last: one value for each time, or ``gap``.
  mutating func end<Sink: SampleSink>(
    times: consuming [Int64],
    values: consuming [Int64],
    hasGaps: Bool,
    into sink: inout Sink
  ) throws(IngestError) {
    precondition(times.count == values.count, "each value has its time")
    guard let labels = series.labels, let plan = series.plan else { return }
    if hasGaps { Self.close(&times, &values) }
    switch plan {
    case .skip: break
    case .facts: series.last = Self.latest(times, values)
    case .samples(let sample):
      if sample.state != nil { series.last = Self.latest(times, values) }
      if sample.isGuessed { series.largest = values.max() ?? 0 }
      try hand(times, values, of: sample, into: &sink)
      // Those of whole pods are counted when the file has been read.
      if series.taken > 0, !sample.isWholePod, !seen.insert(sample.key).inserted { series.report.series -= 1 }
    }
    try series.settle(labels, reader, into: &sink)
    series.seriesRead += 1
    series.lastLabels = labels
  }

  /// Hands on the rest and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try series.finish(reader, into: &sink)
  }

  /// Hands on samples in batches; the last one stays in ``series`` for its end.
  private mutating func hand<Sink: SampleSink>(
    _ times: consuming [Int64],
    _ values: consuming [Int64],
    of sample: SampleSeries,
    into sink: inout Sink
  ) throws(IngestError) {
    var start = 0
    let count = times.count
    while count - start >= sampleBatchLimit {
      let range = start..<start + sampleBatchLimit
      series.column = SampleColumn(times: Array(times[range]), values: Array(values[range]))
      try series.flush(sample, reader, into: &sink)
      start = range.upperBound
    }
    series.column =
      start == 0
      ? SampleColumn(times: times, values: values)
      : SampleColumn(times: Array(times[start...]), values: Array(values[start...]))
    try series.flush(sample, reader, into: &sink)
  }

  /// Takes the gaps out.
  private static func close(_ times: inout [Int64], _ values: inout [Int64]) {
    var count = 0
    for index in values.indices where values[index] != gap {
      values[count] = values[index]
      times[count] = times[index]
      count += 1
    }
    values.removeSubrange(count...)
    times.removeSubrange(count...)
  }

  /// The reading with the largest time; of several the last.
  private static func latest(_ times: [Int64], _ values: [Int64]) -> (time: Int64, value: Int64)? {
    var last: (time: Int64, value: Int64)?
    for (time, value) in zip(times, values) where last.map({ $0.time <= time }) ?? true {
      last = (time, value)
    }
    return last
  }
}
