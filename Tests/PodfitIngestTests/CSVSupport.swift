import Foundation
import PodfitIngest
import PodfitModel
import TestSupport

/// A sink that keeps what it is given, in order.
struct KeptInput: SampleSink {
  var batches: [SampleBatch] = []
  var facts: [InventoryFact] = []
  var sketches: [DailySketch] = []

  mutating func accept(_ batch: SampleBatch) throws { batches.append(batch) }
  mutating func accept(_ fact: InventoryFact) throws { facts.append(fact) }
  mutating func accept(_ sketch: DailySketch) throws { sketches.append(sketch) }

  /// The readings of each series, whatever batches they came in.
  var series: [SeriesKey: SampleColumn] {
    var result: [SeriesKey: SampleColumn] = [:]
    for batch in batches {
      result[batch.key, default: SampleColumn()].times += batch.samples.times
      result[batch.key, default: SampleColumn()].values += batch.samples.values
    }
    return result
  }

  /// The number of samples.
  var count: Int { batches.reduce(0) { $0 + $1.samples.count } }

  /// Reads bytes and returns what came out.
  static func read(
    _ bytes: [UInt8],
    named file: String = "input",
    options: IngestOptions = IngestOptions(),
    blockSize: Int = 1 << 16
  ) throws(IngestError) -> (FileReport, KeptInput) {
    var sink = KeptInput()
    let report = try Ingestor.read(
      .bytes(bytes),
      named: file,
      options: options,
      into: &sink,
      blockSize: blockSize
    )
    return (report, sink)
  }

  /// Reads a text and returns what came out.
  static func read(
    _ text: String,
    options: IngestOptions = IngestOptions(),
    blockSize: Int = 1 << 16
  ) throws(IngestError) -> (FileReport, KeptInput) {
    try read(Array(text.utf8), options: options, blockSize: blockSize)
  }

  /// Reads one of the real inputs and returns what came out.
  static func readShared(
    _ path: String,
    options: IngestOptions = IngestOptions(),
    blockSize: Int = 1 << 16
  ) throws -> (FileReport, KeptInput) {
    let data = try Data(contentsOf: SharedData.file(path))
    return try read([UInt8](data), named: path, options: options, blockSize: blockSize)
  }

  /// The error that reading a text ends with, nil where it is read.
  static func error(_ text: String, strict: Bool = false) -> IngestError? {
    error(Array(text.utf8), strict: strict)
  }

  /// The error that reading bytes ends with, nil where they are read.
  static func error(_ bytes: [UInt8], strict: Bool = false) -> IngestError? {
    do throws(IngestError) {
      _ = try read(bytes, options: IngestOptions(isStrict: strict))
      return nil
    } catch {
      return error
    }
  }
}
