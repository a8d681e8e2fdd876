import Foundation
import PodfitIngest
import PodfitModel
import PodfitStore
import TestSupport
import Testing

/// Blocks, threads, buffers that are too small, short ways: none of it may show in a database.
@Suite("Tables on their way to the database")
struct TablePathTests {
  /// Hands everything on as batches of series, which go another way.
  private struct BatchSink: SampleSink {
    let session: FileSession
    mutating func accept(_ batch: SampleBatch) throws { try session.accept(batch) }
    mutating func accept(_ fact: InventoryFact) throws { try session.accept(fact) }
  }

  private struct RowSink: SampleSink {
    let session: FileSession
    mutating func accept(_ batch: SampleBatch) throws { try session.accept(batch) }
    mutating func accept(_ rows: SampleRows, of names: [RowSubject]) throws {
      try session.accept(rows, of: names)
    }
    mutating func accept(_ fact: InventoryFact) throws { try session.accept(fact) }
  }

  struct Path: Sendable {
    var blockSize: Int
    var buffered: Int
    var rows: Bool
    var isFile: Bool
  }

  static let paths = [
    Path(blockSize: 1 << 18, buffered: 48_000_000, rows: true, isFile: true),
    Path(blockSize: 1 << 16, buffered: 300_000, rows: true, isFile: true),
    Path(blockSize: 777, buffered: 5_000, rows: true, isFile: false),
    Path(blockSize: 3, buffered: 1, rows: false, isFile: false),
  ]

  private static func ingest(
    _ text: String,
    _ path: Path,
    into store: Store,
    digest: String = "d",
    folder: URL
  ) throws -> (file: IngestedFile, report: FileReport) {
    var report = FileReport()
    let url = folder.appending(path: "input.csv")
    try Data(text.utf8).write(to: url)
    let file = try store.ingestFile(
      path: "input.csv",
      at: Instant(milliseconds: 0),
      bufferedSamples: path.buffered
    ) { session in
      func read<Sink: SampleSink>(_ sink: Sink) throws -> FileReport {
        var sink = sink
        let source: ByteSource = path.isFile ? try .file(url.path) : .bytes(Array(text.utf8))
        return try Ingestor.read(source, named: "input.csv", into: &sink, blockSize: path.blockSize)
      }
      report =
        path.rows ? try read(RowSink(session: session)) : try read(BatchSink(session: session))
      return FileOutcome(digest: digest, format: report.format, samples: report.samples)
    }
    return (file, report)
  }

  private static func content(_ store: Store) throws -> [SeriesKey: [Int64: Int64]] {
    var found: [SeriesKey: [Int64: Int64]] = [:]
    try store.forEachContainer { _, series in
      for each in series {
        found[each.key] = Dictionary(
          uniqueKeysWithValues: zip(each.samples.times, each.samples.values)
        )
      }
    }
    return found
  }

  @Test(
    "every path gives what the table says",
    arguments: TableGenerator.Order.allCases,
    [false, true]
  )
  func content(order: TableGenerator.Order, hostile: Bool) throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for seed in 1...3 as ClosedRange<UInt64> {
      let table = TableGenerator(
        seed: seed,
        order: order,
        containers: 7,
        times: 700,
        hostile: hostile
      )
      var first: [String]?
      for (index, path) in Self.paths.enumerated() {
        let store = try Store.open(path: folder.appending(path: "\(seed)-\(index).db").path)
        let (file, report) = try Self.ingest(table.text, path, into: store, folder: folder)
        #expect(try Self.content(store) == table.samples, "seed \(seed), path \(index)")
        #expect(report.rejected == table.rejected)
        #expect(report.series == table.samples.count)
        #expect(file.newSamples == table.samples.values.reduce(0) { $0 + $1.count })
        #expect(file.series == table.samples.count)
        for line in table.badLines {
          #expect(report.warnings.contains { $0.contains("input.csv:\(line):") }, "line \(line)")
        }
        var lines: [String] = []
        try store.dumpContent { lines.append($0) }
        #expect(first == nil || first == lines, "seed \(seed), path \(index)")
        first = lines
        try store.close()
      }
    }
  }

  @Test(
    "files that overlap merge, whatever their order and path",
    arguments: 1...4 as ClosedRange<UInt64>
  )
  func overlap(seed: UInt64) throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let tables = [
      TableGenerator(seed: seed, order: .byTime, containers: 9, times: 400, hostile: true),
      TableGenerator(seed: seed + 50, order: .bySeries, containers: 5, times: 900, hostile: true),
    ]
    var expected = tables[0].samples
    for (key, samples) in tables[1].samples {
      expected[key, default: [:]].merge(samples) { max($0, $1) }
    }
    var first: [String]?
    for (index, order) in [[0, 1], [1, 0]].enumerated() {
      for (number, path) in Self.paths.enumerated() {
        let store = try Store.open(path: folder.appending(path: "\(index)-\(number).db").path)
        for table in order {
          _ = try Self.ingest(
            tables[table].text,
            path,
            into: store,
            digest: "\(table)",
            folder: folder
          )
        }
        #expect(try Self.content(store) == expected, "order \(order), path \(number)")
        var lines: [String] = []
        try store.dumpContent { if !$0.hasPrefix("[\"file\"") { lines.append($0) } }
        #expect(first == nil || first == lines, "order \(order), path \(number)")
        first = lines
        try store.close()
      }
    }
  }
}
