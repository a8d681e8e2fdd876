import PodfitModel

/// What was handed over and what was not, as the report will say.
struct NeutralTally {
  private var result = FileReport()
  private var rejections: [IngestError] = []

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
    if block.metrics.count <= NeutralRows.widestTable {
      try sink.put(block, of: rows.names, from: reader)
    } else {
      for batch in block.batches(of: rows.names) { try sink.put(batch, from: reader) }
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
