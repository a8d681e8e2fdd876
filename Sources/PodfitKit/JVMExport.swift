internal import PodfitIngest
internal import PodfitModel
internal import PodfitProfile

/// Reads what JVMs said from a file of any form that is ingested, without a database.
enum JVMExport {
  /// The readings of each container, in the order of their names.
  ///
  /// - Throws: ``IngestError`` for a file that is of no form, or is larger than memory is for
  static func readings(of path: String) throws(IngestError) -> [JVMReadings] {
    var sink = SeriesSink()
    let source: ByteSource = path == "-" ? .standardInput : try .file(path)
    let name = path == "-" ? "standard input" : path
    _ = try Ingestor.read(source, named: name, into: &sink)
    let series = sink.stored()
    return Dictionary(grouping: series, by: \.key.container).sorted { $0.key < $1.key }
      .map { JVMReadings(series: $0.value) }
  }
}

/// Keeps the readings of a file.
private struct SeriesSink: SampleSink {
  /// What a file may hold at most: a week of ten JVMs, each with thirty series at ten seconds.
  private static let mostReadings = 20_000_000

  private struct TooMany: Error, CustomStringConvertible {
    var description: String {
      "more than \(SeriesSink.mostReadings) readings are not of one JVM: export less"
    }
  }

  private var columns: [SeriesKey: SampleColumn] = [:]
  private var count = 0

  mutating func accept(_ batch: SampleBatch) throws {
    count += batch.samples.count
    guard count <= Self.mostReadings else { throw TooMany() }
    columns[batch.key, default: SampleColumn()].times.append(contentsOf: batch.samples.times)
    columns[batch.key, default: SampleColumn()].values.append(contentsOf: batch.samples.values)
  }

  mutating func accept(_ fact: InventoryFact) throws {}

  /// The series, sorted by time; of readings with one time the largest counts.
  func stored() -> [StoredSeries] {
    columns.sorted { $0.key < $1.key }.map { key, column in
      var sorted = SampleColumn()
      for index in column.times.indices.sorted(by: {
        (column.times[$0], column.values[$0]) < (column.times[$1], column.values[$1])
      }) {
        if sorted.times.last == column.times[index] {
          sorted.values[sorted.count - 1] = column.values[index]
        } else {
          sorted.append(time: column.times[index], value: column.values[index])
        }
      }
      return StoredSeries(key: key, samples: sorted)
    }
  }
}
