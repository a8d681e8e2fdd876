import PodfitModel

/// Reads the elements of a result, `{"metric": {…}, "values": [[time, "value"], …]}`, and hands on
/// what they say.
///
/// Keys come in any order. Readings that come before their labels wait as text, within a limit;
/// those that come after are turned into integers where they lie and leave in batches.
struct SeriesReader {
  var planner: SeriesPlanner
  let window: TimeSpan?
  let isStrict: Bool

  /// What was read so far.
  var report = FileReport()
  /// How many series were read whole.
  var seriesRead = 0
  /// What the file calls a series, for messages.
  var noun = "series"
  /// The labels of the series read last, for messages about where a file ends.
  var lastLabels = LabelSet()

  var usedGuess = false
  var facts = StateFacts()
  /// The nodes already told, by pod, so that each is told once.
  var nodes: [PodID: String] = [:]
  /// Use of whole pods, until it is known whether the file has containers.
  var wholePods = WholePods()

  // The series that is being read.
  var labels: LabelSet?
  var subject: Subject
  var plan: SeriesPlan?
  var decimals = 9
  var column = SampleColumn()
  var run = ReadingRun()
  var taken = 0
  var largest: Int64 = 0
  var last: (time: Int64, value: Int64)?
  var waiting: [(time: Int64, text: [UInt8])] = []
  var waitingBytes = 0

  /// Starts to read the series of a file.
  init(options: IngestOptions, file: String) {
    let guess = options.metric == nil ? MetricGuess.metric(fileName: file) : nil
    planner = SeriesPlanner(
      cluster: options.cluster,
      stated: options.metric,
      guessed: guess,
      map: options.labelMap,
      takesPods: true,
      keepsLimits: true
    )
    window = options.window
    isStrict = options.isStrict
    subject = Subject(LabelSet(), cluster: options.cluster)
  }

  /// How the series read last is called in messages; nil before the first.
  var lastSeries: String? {
    guard seriesRead > 0 else { return nil }
    let subject = planner.subject(of: lastLabels)
    let parts = [lastLabels.name ?? "", subject.namespace, subject.pod, subject.container]
    let name = parts.filter { !$0.isEmpty }.joined(separator: "/")
    return "\(noun) \(seriesRead)" + (name.isEmpty ? "" : " (\(name.prefix(300)))")
  }

  /// Reads one element, whose opening brace was read.
  mutating func readElement<Sink: SampleSink>(
    _ parser: inout JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    begin()
    while try parser.next() == .key {
      if parser.scalarIs("metric") {
        labels = try readLabels(&parser)
      } else if parser.scalarIs("values") {
        try readValues(&parser, into: &sink)
      } else if parser.scalarIs("value") {
        try readValue(&parser, into: &sink)
      } else if parser.scalarIs("histograms") || parser.scalarIs("histogram") {
        try parser.skipValue()
        report.skip(SeriesPlanner.Reason.histogram)
      } else {
        try parser.skipValue()
      }
    }
    try end(parser, into: &sink)
  }

  /// Hands on what was put together from several series, and completes the report.
  mutating func finish<Sink: SampleSink>(
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    if taken > 0 {
      // The file ends inside a series that was long enough to leave in pieces.
      if case .samples(let series) = plan, series.isWholePod {
        noteWholePod(series.key)
      } else {
        report.series += 1
        report.samples += taken
      }
      taken = 0
    }
    try settleWholePods(reader, into: &sink)
    let (complete, incomplete) = facts.finish()
    for fact in complete { try put(fact, reader, &sink) }
    if incomplete > 0 {
      report.warnings.append(
        "\(incomplete) autoscalers without their target;"
          + " kube_horizontalpodautoscaler_info in the same file names it"
      )
    }
    addWarnings()
    return report
  }
}

// MARK: - Parts of an element

extension SeriesReader {
  mutating func begin() {
    labels = nil
    plan = nil
    column = SampleColumn()
    taken = 0
    largest = 0
    last = nil
    waiting = []
    waitingBytes = 0
  }

  func readLabels(_ parser: inout JSONPullParser) throws(IngestError) -> LabelSet {
    guard try parser.next() == .beginObject else {
      throw parser.wrongType("metric", expected: "object")
    }
    var labels = LabelSet()
    var bytes = 0
    while try parser.next() == .key {
      let name = parser.text
      guard try parser.next() == .string else {
        throw parser.wrongType("label \(name.prefix(100))", expected: "string")
      }
      let value = parser.text
      bytes += name.utf8.count + value.utf8.count
      guard bytes <= LabelSet.byteLimit else {
        throw parser.error(.tooLarge(what: "labels", limit: LabelSet.byteLimit))
      }
      labels[name] = value
    }
    return labels
  }

  private mutating func end<Sink: SampleSink>(
    _ parser: JSONPullParser,
    into sink: inout Sink
  ) throws(IngestError) {
    guard let labels else { throw parser.error(.missingField("\"metric\" of a series")) }
    decide(isInstant: false)
    for (time, text) in waiting {
      try take(time, DecimalScanner.scan(text.span, decimals: decimals), parser, into: &sink)
    }
    try settle(self.labels ?? labels, parser.reader, into: &sink)
    seriesRead += 1
    lastLabels = labels
  }
}
