import PodfitModel

/// Use of whole pods that waits until it is known whether the file has containers.
///
/// Beside the series of its containers every pod has one of its own, which must not be counted; but
/// some runtimes, and sums by pod, have nothing else. A file with one container's series has no
/// use for them. Real files show such a series early; after ``limit`` samples without one the
/// wait ends, and profiles leave out what a pod with containers does not need.
struct WholePods {
  /// How many samples wait: 4 MB.
  static let limit = 1 << 18

  /// Whether a series of a container was seen.
  var hasContainers = false
  /// The batches that wait, in the order in which they came.
  var batches: [SampleBatch] = []
  /// Samples that wait.
  var samples = 0
  /// Series that were read whole: what they are about, and whether they have samples.
  var series: [(pod: Subject, hasSamples: Bool)] = []
  /// Their keys: some forms give a series in several parts.
  var keys: Set<SeriesKey> = []
  /// Samples handed on.
  var released = 0
}

extension SeriesReader {
  /// Takes notice of a series of a container: what waits is of no use then.
  mutating func noteContainer(_ series: SampleSeries) {
    guard !wholePods.hasContainers, !series.key.container.container.isEmpty else { return }
    wholePods.hasContainers = true
    guard wholePods.released == 0 else { return }
    for _ in wholePods.series { report.skip(SeriesPlanner.Reason.aggregate) }
    wholePods.batches = []
    wholePods.series = []
    wholePods.keys = []
  }

  /// Holds back readings of a whole pod, or hands on all that wait where there are too many.
  mutating func hold<Sink: SampleSink>(
    _ batch: SampleBatch,
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    guard !wholePods.hasContainers else { return }
    wholePods.batches.append(batch)
    wholePods.samples += batch.samples.count
    guard wholePods.released > 0 || wholePods.samples >= WholePods.limit else { return }
    try releaseWholePods(reader, into: &sink)
  }

  /// Takes notice of a series of a whole pod that was read whole.
  mutating func noteWholePod(_ key: SeriesKey) {
    guard !wholePods.hasContainers else { return report.skip(SeriesPlanner.Reason.aggregate) }
    guard wholePods.keys.insert(key).inserted else { return }
    wholePods.series.append((subject, taken > 0))
  }

  /// Settles what waits at the end of the file.
  mutating func settleWholePods<Sink: SampleSink>(
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    try releaseWholePods(reader, into: &sink)
    for (pod, hasSamples) in wholePods.series {
      subject = pod
      plan = nil
      try handNode(reader, into: &sink)
      report.series += hasSamples ? 1 : 0
    }
    report.samples += wholePods.released
    guard wholePods.released > 0, !wholePods.hasContainers else { return }
    report.warnings.append(
      "no series of usage has a container label: usage is that of whole pods, which is exact for"
        + " pods of one container"
    )
  }

  private mutating func releaseWholePods<Sink: SampleSink>(
    _ reader: ByteReader,
    into sink: inout Sink
  ) throws(IngestError) {
    for batch in wholePods.batches {
      try sink.put(batch, from: reader)
      wholePods.released += batch.samples.count
    }
    wholePods.batches = []
  }
}
