import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Files of monitoring services", .enabled(if: SharedData.isPresent))
struct MonitoringFilesTests {
  /// The files and their formats.
  static let files = [
    ("otlp_kubeletstats.jsonl", "otlp-json"),
    ("datadog_v1_query.json", "datadog-v1"),
    ("gcp_timeSeries_list.json", "gcp-timeseries"),
    ("cloudwatch_containerinsights_performance.jsonl", "cloudwatch-performance"),
    ("opencost_allocation.json", "opencost-allocation"),
  ]

  static func path(_ file: String) -> String { "exports/other/\(file)" }

  /// Counts and exact sums in nanocores, nanoseconds and bytes, by a program in another language.
  @Test(
    "counts and sums are those of an independent reading",
    arguments: [
      ("otlp_kubeletstats.jsonl", Metric.cpuUsageTotal, 8, 721_210_823_481_000),
      ("otlp_kubeletstats.jsonl", .cpuUsage, 8, 2_705_959_150),
      ("otlp_kubeletstats.jsonl", .memoryWorkingSet, 8, 13_107_298_304),
      ("otlp_kubeletstats.jsonl", .restartsTotal, 1, 0),
      ("datadog_v1_query.json", .memoryWorkingSet, 46, 74_946_625_536),
      ("gcp_timeSeries_list.json", .memoryWorkingSet, 48, 78_239_170_560),
      ("gcp_timeSeries_list.json", .cpuUsageTotal, 24, 2_178_000_000_000_000),
      ("cloudwatch_containerinsights_performance.jsonl", .cpuUsage, 8, 2_705_959_100),
      ("cloudwatch_containerinsights_performance.jsonl", .memoryWorkingSet, 8, 13_107_298_304),
      ("cloudwatch_containerinsights_performance.jsonl", .memoryRSS, 8, 12_189_787_420),
      ("cloudwatch_containerinsights_performance.jsonl", .restartsTotal, 8, 0),
      ("opencost_allocation.json", .cpuUsage, 2, 971_900_000),
      ("opencost_allocation.json", .memoryWorkingSet, 2, 3_396_681_728),
    ] as [(String, Metric, Int, Int64)]
  )
  func sums(file: String, metric: Metric, count: Int, sum: Int64) throws {
    let (_, input) = try KeptInput.readShared(Self.path(file))
    let columns = input.series.filter { $0.key.metric == metric }.values
    #expect(columns.reduce(0) { $0 + $1.count } == count)
    #expect(columns.reduce(0) { $0 + $1.values.reduce(0, +) } == sum)
  }

  @Test(
    "the report counts what was handed on",
    arguments: [
      ("otlp_kubeletstats.jsonl", 25, 7, 7),
      ("datadog_v1_query.json", 46, 2, 0),
      ("gcp_timeSeries_list.json", 72, 3, 0),
      ("cloudwatch_containerinsights_performance.jsonl", 32, 8, 14),
      ("opencost_allocation.json", 4, 4, 10),
    ]
  )
  func reports(file: String, samples: Int, series: Int, facts: Int) throws {
    let (report, input) = try KeptInput.readShared(Self.path(file))
    #expect(report.format == Self.files.first { $0.0 == file }?.1)
    #expect(report.samples == samples && input.count == samples)
    #expect(report.series == series && input.series.count == series)
    #expect(report.facts == facts && input.facts.count == facts)
    #expect(report.rejected == 0 && report.skipped.isEmpty)
  }

  @Test("the same memory readings come by every service as by the neutral table")
  func sameReadings() throws {
    struct Moment: Hashable {
      var pod: PodID
      var container: String
      var second: Int64
    }
    func readings(_ file: String) throws -> [Moment: Int64] {
      let options = IngestOptions(cluster: "shop-eu1")
      let (_, input) = try KeptInput.readShared(Self.path(file), options: options)
      var result: [Moment: Int64] = [:]
      for (key, column) in input.series where key.metric == .memoryWorkingSet {
        for (time, value) in zip(column.times, column.values) {
          let id = key.container
          result[Moment(pod: id.pod, container: id.container, second: time / 1_000)] = value
        }
      }
      return result
    }
    let table = try readings("canonical_samples.csv")
    #expect(table.count == 48)
    for (file, id) in Self.files where id != "opencost-allocation" {
      for (moment, value) in try readings(file) {
        #expect(table[moment] == value, "\(file) at \(moment)")
      }
    }
  }

  @Test("blocks of one byte give the same", arguments: files)
  func blocks(file: String, id: String) throws {
    let (whole, all) = try KeptInput.readShared(Self.path(file))
    let (pieces, same) = try KeptInput.readShared(Self.path(file), blockSize: 1)
    #expect(whole == pieces && whole.format == id)
    #expect(all.series == same.series && all.facts == same.facts)
    #expect(all.batches.map(\.window) == same.batches.map(\.window))
  }

  @Test(
    "a file cut inside a document is an error with the place and what was whole",
    arguments: files
  )
  func truncation(file: String, id: String) throws {
    let bytes = [UInt8](try Data(contentsOf: SharedData.file(Self.path(file))))
    for count in stride(from: 700, to: bytes.count - 2, by: 211)
    where bytes[count - 1] != 0x0A && bytes[count] != 0x0A {
      let error = KeptInput.error(Array(bytes[..<count]))
      guard case .truncated(_, let last) = error?.code else {
        Issue.record("cut at \(count): \(String(describing: error))")
        continue
      }
      #expect(error?.place.offset == Int64(count))
      if count > bytes.count * 3 / 4 { #expect(last?.contains("shop/cart-api-vv9pk7zpj-") == true) }
    }
  }

  @Test("no other export is taken for one of these")
  func recognition() throws {
    let folder = SharedData.file("exports")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    var seen = 0
    for path in paths ?? [] {
      let url = folder.appending(path: path)
      guard let data = try? Data(contentsOf: url) else { continue }
      seen += 1
      let reader = try ByteReader(.bytes([UInt8](data)), named: path)
      let head = (try? reader.head(Ingestor.headSize)) ?? []
      let known = Self.files.first { "other/\($0.0)" == path }?.1
      let ids = Self.files.map(\.1)
      for format in FormatRegistry.all where ids.contains(type(of: format).id) {
        let id = type(of: format).id
        #expect(type(of: format).recognises(head) == (id == known), "\(path) by \(id)")
      }
      if let known {
        let takers = FormatRegistry.all.filter { type(of: $0).recognises(head) }
        #expect(takers.map { type(of: $0).id } == [known], "\(path)")
      }
    }
    #expect(seen > 80)
  }

  @Test("get-metric-data is refused with the way to a readable export")
  func metricData() {
    let error = #expect(throws: IngestError.self) {
      try KeptInput.readShared(Self.path("cloudwatch_get-metric-data.json"))
    }
    #expect(error?.code == .notReadable(.cloudWatchMetricData))
    #expect(error?.description.contains("hint: export the log events with Type=Container") == true)
  }

  @Test("bytes changed at random end in data or in an error, never in a trap", arguments: files)
  func mutations(file: String, id: String) throws {
    let bytes = [UInt8](try Data(contentsOf: SharedData.file(Self.path(file))))
    var random = SeededRandom(state: 0x5EED)
    let pieces = Array("{}[]\",:0-9e\\n null-1e999999".utf8)
    for _ in 0..<60 {
      var changed = bytes
      for _ in 0..<(1 + random.next() % 4) {
        let place = Int(random.next() % UInt64(changed.count))
        changed[place] = pieces[Int(random.next() % UInt64(pieces.count))]
      }
      for strict in [false, true] {
        let error = KeptInput.error(changed, strict: strict)
        #expect(error.map { !$0.description.isEmpty } ?? true)
      }
    }
  }
}
