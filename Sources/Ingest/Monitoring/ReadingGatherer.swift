import PodfitModel

/// Gathers what a file of a monitoring service says, series by series in any order and in pieces.
///
/// Samples are held by series and leave in batches, all of them when many are held; of facts about
/// one thing the latest stays. Memory grows with the number of series, not with the file.
struct ReadingGatherer {
  /// Samples that are held at most: 16 MB.
  static let heldLimit = 1_000_000

  /// Different names of unused metrics that are counted apart.
  private static let nameLimit = 256

  /// Characters of a reason that are kept, and warnings: a file cannot fill the report.
  private static let textLimit = 200
  private static let warningLimit = 40

  /// Samples of one series on their way.
  private struct Entry {
    var key: SeriesKey
    var window: TimeSpan?
    var column = SampleColumn()
  }

  let reader: ByteReader
  private(set) var planner: SeriesPlanner
  private let window: TimeSpan?
  private let isStrict: Bool

  /// What was read so far.
  var report = FileReport()
  /// How many series were read whole.
  private(set) var seriesRead = 0
  private var last: (name: String, subject: Subject)?
  /// Whether samples were read as what the file's name suggests.
  private(set) var usedGuess = false

  private var entries: [Entry] = []
  private var indices: [SeriesKey: Int] = [:]
  private var held = 0

  private var stateFacts = StateFacts()
  private var facts: [InventoryFact] = []
  private var factIndices: [String: Int] = [:]
  private var nodes: [PodID: String] = [:]
  private var stated: Set<PodID> = []

  /// Starts to gather what a file says.
  ///
  /// Services name their metrics; where a source does not, what series measure is taken from the
  /// options or, failing that, guessed by the file's name.
  init(_ reader: ByteReader, options: IngestOptions, namesMetrics: Bool = true) {
    self.reader = reader
    let isGuessed = !namesMetrics && options.metric == nil
    planner = SeriesPlanner(
      cluster: options.cluster,
      stated: namesMetrics ? nil : options.metric,
      guessed: isGuessed ? MetricGuess.metric(fileName: reader.file) : nil,
      map: options.labelMap
    )
    window = options.window
    isStrict = options.isStrict
  }

  /// How the series read last is called in messages; nil before the first.
  var lastSeries: String? {
    guard let last else { return nil }
    let parts = [last.name, last.subject.namespace, last.subject.pod, last.subject.container]
    let name = parts.filter { !$0.isEmpty }.joined(separator: "/")
    return "series \(seriesRead)" + (name.isEmpty ? "" : " (\(name.prefix(300)))")
  }

  /// Takes readings of a series.
  ///
  /// - Throws: ``IngestError`` of the sink and, where the options are strict, for a reading that is
  ///   no number a sample can have
  mutating func take<Sink: SampleSink>(
    _ readings: HeldReadings,
    of series: ServiceSeries,
    isInstant: Bool = false,
    into sink: inout Sink
  ) throws(IngestError) {
    var all = series.labels
    all["__name__"] = series.metric.name
    all.merge(series.metric.labels) { $1 }
    let labels = planner.map.renamed(LabelSet(all))
    var subject = planner.subject(of: labels)
    subject.used.formUnion(series.ignored)
    let plan = planner.plan(labels, subject, isInstant: isInstant)
    switch plan {
    case .skip(let reason): skip(reason)
    case .facts(let state):
      let decimals = state.decimals(labels) + series.metric.exponent
      var last = try latest(readings, decimals: decimals)
      // A millisecond earlier loses against the same time, here and in the store.
      if series.metric.yields, let known = last { last = (known.time - 1, known.value) }
      try note(state, labels, subject, last)
    case .samples(let target):
      let decimals = target.key.metric.decimals + series.metric.exponent
      let last = try add(readings, to: target, decimals, series.window ?? window, into: &sink)
      if let state = target.state { try note(state, labels, subject, last) }
      if let coarseness = series.coarseness, last != nil {
        keep(
          .coarse(
            CoarseReadings(
              container: target.key.container,
              metric: target.key.metric,
              coarseness: coarseness,
              step: series.window
            )
          )
        )
      }
    }
    if case .skip = plan {
    } else {
      try tell(subject, plan, series.workload, into: &sink)
    }
    seriesRead += 1
    last = (series.metric.name, subject)
    if held >= Self.heldLimit { try flush(into: &sink) }
  }

  /// Counts a series, row or item that is left out.
  mutating func skip(_ reason: String) {
    let reason = String(reason.prefix(Self.textLimit))
    let isKnown = report.skipped[reason] != nil || report.skipped.count < Self.nameLimit
    report.skip(isKnown ? reason : SeriesPlanner.Reason.unused("others"))
  }

  /// Adds a warning unless it was given before or there are very many.
  mutating func warn(_ text: String) {
    guard report.warnings.count < Self.warningLimit, !report.warnings.contains(text) else { return }
    report.warnings.append(text)
  }

  /// Hands on what is still held and completes the report.
  mutating func finish<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) -> FileReport {
    try flush(into: &sink)
    let (autoscalers, incomplete) = stateFacts.finish()
    for fact in facts + autoscalers { try put(fact, into: &sink) }
    report.series = entries.count
    if incomplete > 0 { warn("\(incomplete) autoscalers without their target") }
    let aggregates = report.skipped[SeriesPlanner.Reason.aggregate, default: 0]
    if seriesRead == 0 && report.skipped.isEmpty {
      warn("the result is empty: no series in the file")
    } else if aggregates > 0, report.samples == 0, report.facts == 0 {
      warn("no series names its container; podfit needs usage by container")
    }
    return report
  }
}

// MARK: - Readings

extension ReadingGatherer {
  /// Adds samples to their series and returns the latest reading.
  private mutating func add<Sink: SampleSink>(
    _ readings: HeldReadings,
    to target: SampleSeries,
    _ decimals: Int,
    _ window: TimeSpan?,
    into sink: inout Sink
  ) throws(IngestError) -> (time: Int64, value: Int64)? {
    var last: (time: Int64, value: Int64)?
    var largest: Int64 = 0
    var place = indices[target.key]
    for reading in readings.all {
      guard let value = try value(reading, decimals, target) else { continue }
      largest = max(largest, value)
      let index = place ?? entries.count
      if index == entries.count {
        entries.append(Entry(key: target.key, window: window))
        indices[target.key] = index
        place = index
      }
      if entries[index].window != window || entries[index].column.count >= sampleBatchLimit {
        try flush(index, into: &sink)
        entries[index].window = window
      }
      entries[index].column.append(time: reading.time, value: value)
      held += 1
      if last.map({ $0.time <= reading.time }) ?? true { last = (reading.time, value) }
    }
    if target.isGuessed, last != nil {
      guard MetricGuess.isPlausible(target.key.metric, largest: largest) else {
        throw reader.error(.implausibleGuess(metric: target.key.metric.rawValue))
      }
      usedGuess = true
    }
    return last
  }

  /// The number of a sample; nil where nothing was measured or the number was rejected.
  private mutating func value(
    _ reading: HeldReadings.Reading,
    _ decimals: Int,
    _ target: SampleSeries
  ) throws(IngestError) -> Int64? {
    switch DecimalScanner.scan(reading.text.span, decimals: max(0, decimals)) {
    case .notANumber: return nil
    case .units(let value) where target.jvm?.isUnknown(value) == true: return nil
    // A JVM without a maximum says −1.
    case .units(let value) where value < 0 && target.key.metric.mayHaveNone: return nil
    case .units(let value) where value >= 0: return value
    case let other:
      try reject(other, reading)
      return nil
    }
  }

  /// The latest reading that is a number of a fact.
  private mutating func latest(
    _ readings: HeldReadings,
    decimals: Int
  ) throws(IngestError) -> (time: Int64, value: Int64)? {
    var last: (time: Int64, value: Int64)?
    for reading in readings.all {
      switch DecimalScanner.scan(reading.text.span, decimals: max(0, decimals)) {
      case .notANumber: continue
      case .units(let value) where value >= 0:
        if last.map({ $0.time <= reading.time }) ?? true { last = (reading.time, value) }
      case let other: try reject(other, reading)
      }
    }
    return last
  }

  private mutating func reject(
    _ reading: DecimalReading,
    _ held: HeldReadings.Reading
  ) throws(IngestError) {
    guard isStrict else {
      report.rejected += 1
      return
    }
    let text = String(decoding: held.text.prefix(100), as: UTF8.self)
    throw reader.error(
      reading == .tooLarge ? .numberTooLarge(text) : .badNumber(text),
      at: held.place.offset,
      line: held.place.line,
      column: held.place.column
    )
  }

  private mutating func flush<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    for index in entries.indices { try flush(index, into: &sink) }
  }

  private mutating func flush<Sink: SampleSink>(
    _ index: Int,
    into sink: inout Sink
  ) throws(IngestError) {
    let entry = entries[index]
    guard !entry.column.isEmpty else { return }
    entries[index].column = SampleColumn()
    held -= entry.column.count
    report.samples += entry.column.count
    try sink.put(
      SampleBatch(key: entry.key, samples: entry.column, window: entry.window),
      from: reader
    )
  }
}

// MARK: - Facts

extension ReadingGatherer {
  /// Keeps what the latest reading of a state metric says.
  private mutating func note(
    _ state: StateMetric,
    _ labels: LabelSet,
    _ subject: Subject,
    _ last: (time: Int64, value: Int64)?
  ) throws(IngestError) {
    guard let last else { return }
    let at = Instant(milliseconds: last.time)
    guard let found = stateFacts.facts(state, labels, subject, value: last.value, at: at) else {
      return skip(SeriesPlanner.Reason.incompleteState)
    }
    for fact in found { keep(fact) }
  }

  /// Keeps a fact unless a later one about the same thing is known.
  private mutating func keep(_ fact: InventoryFact) {
    let key = "\(fact.kind)\u{1F}\(fact.key)"
    if let index = factIndices[key] {
      if fact.version >= facts[index].version { facts[index] = fact }
    } else {
      factIndices[key] = facts.count
      facts.append(fact)
    }
  }

  /// Tells the node and the workload of the pod, each once.
  private mutating func tell<Sink: SampleSink>(
    _ subject: Subject,
    _ plan: SeriesPlan,
    _ workload: (kind: WorkloadKind, name: String)?,
    into sink: inout Sink
  ) throws(IngestError) {
    guard subject.hasPod else { return }
    let pod = subject.podID
    if let workload, workload.name.isPlainName, stated.insert(pod).inserted {
      let id = WorkloadID(
        cluster: pod.cluster,
        namespace: pod.namespace,
        kind: workload.kind,
        name: workload.name
      )
      try put(.statedOwner(pod: pod, workload: id), into: &sink)
    }
    // Other series of kube-state-metrics have no node of their own: it would be the exporter's.
    if case .facts(let state) = plan, !state.namesNode { return }
    if case .samples(let series) = plan, series.key.metric.subject == .node { return }
    if !subject.node.isEmpty, nodes[pod] != subject.node {
      nodes[pod] = subject.node
      try put(.podNode(pod: pod, node: subject.node), into: &sink)
    }
  }

  private mutating func put<Sink: SampleSink>(
    _ fact: InventoryFact,
    into sink: inout Sink
  ) throws(IngestError) {
    try sink.put(fact, from: reader)
    report.facts += 1
  }
}
