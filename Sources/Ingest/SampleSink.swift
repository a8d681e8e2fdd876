public import PodfitModel

/// What takes the samples and facts of a file as they are read.
///
/// A reader stops at the first error a sink throws. Batches of one series may come in any number,
/// with times in any order and repeated; the sink sorts that out.
public protocol SampleSink {
  /// Takes readings of one series.
  mutating func accept(_ batch: SampleBatch) throws

  /// Takes rows of a table; ``SampleRows/containers`` are indices of `names`, which only grows
  /// while a file is read.
  mutating func accept(_ rows: SampleRows, of names: [PodContainerID]) throws

  /// Takes one statement about what runs where.
  mutating func accept(_ fact: InventoryFact) throws
}

extension SampleSink {
  /// Takes the same readings as batches of series.
  public mutating func accept(_ rows: SampleRows, of names: [PodContainerID]) throws {
    for batch in rows.batches(of: names) { try accept(batch) }
  }

  /// Hands rows on; an error of the sink becomes an ``IngestError`` about the file.
  mutating func put(
    _ rows: SampleRows,
    of names: [PodContainerID],
    from reader: ByteReader
  ) throws(IngestError) {
    do {
      try accept(rows, of: names)
    } catch {
      throw IngestError(.sinkFailed("\(error)"), at: .init(file: reader.file))
    }
  }

  /// Hands a batch on; an error of the sink becomes an ``IngestError`` about the file.
  mutating func put(_ batch: SampleBatch, from reader: ByteReader) throws(IngestError) {
    do {
      try accept(batch)
    } catch {
      throw IngestError(.sinkFailed("\(error)"), at: .init(file: reader.file))
    }
  }

  /// Hands a fact on; an error of the sink becomes an ``IngestError`` about the file.
  mutating func put(_ fact: InventoryFact, from reader: ByteReader) throws(IngestError) {
    do {
      try accept(fact)
    } catch {
      throw IngestError(.sinkFailed("\(error)"), at: .init(file: reader.file))
    }
  }
}

/// The number of samples after which a reader hands a batch to its sink.
let sampleBatchLimit = 16_384
