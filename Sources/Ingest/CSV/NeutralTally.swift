import PodfitModel

/// What was handed over and what was not, as the report will say.
struct NeutralTally {
  private var result = FileReport()
  private var rejections: [IngestError] = []
  /// Whether CPU in whole nanocores was there, beside which rates in cores may stand.
  private var hasNanocores = false

  /// How many rejections are named with their place.
  private static let namedRejections = 3

  /// Counts a row or reading that cannot be used.
  mutating func reject(_ error: IngestError) {
    result.rejected += 1
    if rejections.count < Self.namedRejections { rejections.append(error) }
  }

  /// Hands over what the rows have gathered; facts first, since they say what the samples are of.
  mutating func handOver<Sink: SampleSink>(
    _ rows: inout NeutralRows,
    to sink: inout Sink,
    _ reader: ByteReader
  ) throws(IngestError) {
    for fact in rows.takeFacts() {
      try sink.put(fact, from: reader)
      result.facts += 1
    }
    guard rows.held > 0 else { return }
    result.samples += rows.held
    let block = rows.takeRows()
    // Two columns of one signal, CPU in cores and in nanocores, are one series: a table has no place
    // for that.
    let isTwofold = Set(block.metrics).count < block.metrics.count
    if block.metrics.count <= NeutralRows.widestTable, !isTwofold {
      try sink.put(block, of: rows.names, from: reader)
    } else {
      let batches = block.batches(of: rows.names)
      hasNanocores = hasNanocores || batches.contains { $0.key.metric == .cpuUsage && $0.isWhole }
      for batch in batches { try sink.put(hasNanocores ? batch.asWhole : batch, from: reader) }
    }
  }

  /// The report of the whole file.
  ///
  /// - Parameters:
  ///   - rows: what the rows came to
  ///   - unused: columns of no use here, in file order
  /// - Returns: the report
  func report(_ rows: NeutralRows, unused: [String]) -> FileReport {
    var report = result
    report.series = rows.seriesWithSamples
    for (skip, count) in rows.skipped { report.skipped[skip.words] = count }
    report.warnings = NeutralWarnings.all(
      rejected: result.rejected,
      first: rejections,
      unused: unused,
      contradictingPods: rows.contradictingPods,
      isEmpty: result.samples == 0
    )
    return report
  }
}

extension SampleBatch {
  /// The batch with CPU rates in cores rounded here and not where they are kept, so that whole
  /// nanocores of the same series stay as they are.
  fileprivate var asWhole: SampleBatch {
    guard key.metric == .cpuUsage, !isWhole else { return self }
    var batch = self
    batch.isWhole = true
    batch.samples = SampleColumn(
      times: samples.times,
      values: samples.values.map(\.roundedToMicrocore)
    )
    return batch
  }
}

extension Int64 {
  /// Nanocores rounded to the nearest whole microcore, halves up; left as they are where that does
  /// not fit.
  fileprivate var roundedToMicrocore: Int64 {
    let rest = self % 1_000
    guard rest >= 0, self <= .max - 1_000 else { return self }
    return rest >= 500 ? self + (1_000 - rest) : self - rest
  }
}
