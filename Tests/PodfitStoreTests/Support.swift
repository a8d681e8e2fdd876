import Foundation
import PodfitModel
import PodfitStore
import Testing

/// A folder of its own for one test, removed when the test lets go of it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "podfit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appending(path: name).path }

  var contents: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
  }
}

/// SplitMix64: small, seeded, the same everywhere.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

func key(
  _ pod: String = "web-0",
  container: String = "app",
  namespace: String = "shop",
  metric: Metric = .memoryWorkingSet,
  part: String = "",
  source: String = ""
) -> SeriesKey {
  SeriesKey(
    container: PodContainerID(
      pod: PodID(cluster: "c", namespace: namespace, name: pod),
      container: container
    ),
    metric: metric,
    part: part,
    source: source
  )
}

func batch(_ key: SeriesKey, _ samples: [(Int64, Int64)]) -> SampleBatch {
  SampleBatch(
    key: key,
    samples: SampleColumn(times: samples.map(\.0), values: samples.map(\.1))
  )
}

let someTime = Instant(milliseconds: 1_795_176_000_000)  // 2026-11-20T12:00:00Z

extension Store {
  /// Ingests batches and facts as one file with the digest given.
  @discardableResult
  func ingest(
    _ digest: String,
    _ batches: [SampleBatch] = [],
    facts: [InventoryFact] = [],
    keepsNanocores: Bool = false,
    buffered: Int = 1_000
  ) throws -> IngestedFile {
    try ingestFile(
      path: "\(digest).json",
      at: someTime,
      keepsNanocores: keepsNanocores,
      bufferedSamples: buffered
    ) { session in
      for batch in batches { try session.accept(batch) }
      for fact in facts { try session.accept(fact) }
      return FileOutcome(
        digest: digest,
        format: "test",
        samples: batches.reduce(0) { $0 + $1.samples.count }
      )
    }
  }

  var contentLines: [String] {
    get throws {
      var lines: [String] = []
      try dumpContent { lines.append($0) }
      return lines
    }
  }

  var allSeries: [SeriesKey: SampleColumn] {
    get throws {
      var all: [SeriesKey: SampleColumn] = [:]
      try forEachContainer { _, series in
        for each in series { all[each.key] = each.samples }
      }
      return all
    }
  }
}

/// The `sqlite3` program, which shares no code with the codec.
enum Shell {
  static func run(_ sql: String, on database: String) throws -> [[String]] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "sqlite3", "-readonly", "-batch", "-list", "-separator", "\t", database, sql,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let text = String(decoding: data, as: UTF8.self)
    try #require(process.terminationStatus == 0, "sqlite3: \(text)")
    return text.split(separator: "\n").map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }
}
