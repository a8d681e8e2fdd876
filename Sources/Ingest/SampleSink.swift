public import PodfitModel

/// What takes the samples and facts of a file as they are read.
///
/// A reader stops at the first error a sink throws. Batches of one series may come in any number,
/// with times in any order and repeated; the sink sorts that out.
public protocol SampleSink {
  /// Takes readings of one series.
  mutating func accept(_ batch: SampleBatch) throws

  /// Takes one statement about what runs where.
  mutating func accept(_ fact: InventoryFact) throws

  /// Takes one daily sketch.
  mutating func accept(_ sketch: DailySketch) throws
}

/// A sink was handed what it does not take.
struct SketchRefused: Error, CustomStringConvertible {
  var description: String { "sketches cannot be taken here" }
}

extension SampleSink {
  /// Refuses: a sink that is about samples has no place for sketches.
  public mutating func accept(_ sketch: DailySketch) throws { throw SketchRefused() }

  /// Hands a sketch on; an error of the sink becomes an ``IngestError`` about the file.
  mutating func put(_ sketch: DailySketch, from reader: ByteReader) throws(IngestError) {
    do {
      try accept(sketch)
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
