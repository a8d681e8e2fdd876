import PodfitModel

// What a series comes to at its end, and what the file's report says.

extension SeriesReader {
  /// Different names of unused metrics that are counted apart.
  private static let nameLimit = 256

  mutating func settle<Sink: SampleSink>(
    _ labels: LabelSet,
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    switch plan {
    case .skip(let reason): skip(reason)
    case .facts(let state): try hand(state, labels, reader, into: &sink)
    case .samples(let series) where series.isWholePod:
      try flush(series, reader, into: &sink)
      noteWholePod(series.key)
      taken = 0
      return
    case .samples(let series):
      try flush(series, reader, into: &sink)
      if taken > 0 {
        report.series += 1
        report.samples += taken
        taken = 0
      }
      if let state = series.state {
        try hand(state, labels, reader, into: &sink)
      }
    case nil: return
    }
    if case .skip = plan { return }
    try handNode(reader, into: &sink)
  }

  private mutating func skip(_ reason: String) {
    let isKnown = report.skipped[reason] != nil || report.skipped.count < Self.nameLimit
    report.skip(isKnown ? reason : SeriesPlanner.Reason.unused("others"))
  }

  /// Tells the node of the pod, once.
  mutating func handNode<Sink: SampleSink>(
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    guard subject.hasPod, !subject.node.isEmpty, nodes[subject.podID] != subject.node else {
      return
    }
    // Other series of kube-state-metrics have no node of their own: it would be the exporter's.
    if case .facts(let state) = plan, !state.namesNode { return }
    if case .samples(let series) = plan, series.key.metric.subject == .node { return }
    nodes[subject.podID] = subject.node
    try put(.podNode(pod: subject.podID, node: subject.node), reader, &sink)
  }

  private mutating func hand<Sink: SampleSink>(
    _ state: StateMetric,
    _ labels: LabelSet,
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    guard let last else { return }
    let at = Instant(milliseconds: last.time)
    guard let found = facts.facts(state, labels, subject, value: last.value, at: at) else {
      return skip(SeriesPlanner.Reason.incompleteState)
    }
    for fact in found { try put(fact, reader, &sink) }
  }

  mutating func put<Sink: SampleSink>(
    _ fact: InventoryFact,
    _ reader: ByteReader,
    _ sink: inout Sink
  ) throws(IngestError) {
    try sink.put(fact, from: reader)
    report.facts += 1
  }

  mutating func addWarnings() {
    if seriesRead == 0 {
      report.warnings.append("the result is empty: the query found no series")
    }
    report.warnings += planner.warnings(about: report, usedGuess: usedGuess)
    let aggregates = report.skipped[SeriesPlanner.Reason.aggregate, default: 0]
    if aggregates > 0, aggregates == seriesRead {
      report.warnings.append(
        "no series has a container label; podfit needs usage by container"
      )
    }
  }
}
