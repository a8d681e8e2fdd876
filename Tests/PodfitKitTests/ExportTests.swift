import Foundation
import PodfitModel
import PodfitStore
import TestSupport
import Testing

@testable import PodfitKit

@Suite("Exports come back as they were")
struct ExportTests {
  let folder: URL
  private let now = Instant(milliseconds: 1_795_176_000_000)

  init() throws { folder = try PodfitProgram.temporaryFolder() }

  private static func demo() throws -> [String] {
    try FileManager.default
      .contentsOfDirectory(atPath: SharedData.fixtures.appending(path: "demo").path)
      .filter { $0 != "expected.json" && ($0.hasSuffix(".json") || $0.hasSuffix(".json.gz")) }
      .sorted()
  }

  private func podfit(_ name: String) -> Podfit {
    Podfit(database: folder.appending(path: name).path)
  }

  private func export(
    _ podfit: Podfit,
    _ content: ExportRequest.Content,
    _ format: ExportRequest.Format,
    to name: String,
    _ filter: UsageFilter = UsageFilter()
  ) throws -> Data {
    var data = Data()
    try podfit.export(ExportRequest(content: content, format: format, filter: filter)) {
      data += $0
    }
    try data.write(to: folder.appending(path: name))
    return data
  }

  private func ingest(_ names: [String], into podfit: Podfit, root: URL? = nil) throws {
    let paths = names.map { (root ?? folder).appending(path: $0).path }
    try podfit.ingest(IngestRequest(paths: paths, cluster: "x", now: now))
  }

  /// Series and chunks, byte for byte.
  private func content(of podfit: Podfit) throws -> [String] {
    let store = try Store.open(path: podfit.database, mode: .readOnly)
    var lines: [String] = []
    try store.dumpContent { line in
      if line.hasPrefix("[\"series\"") || line.hasPrefix("[\"chunk\"") { lines.append(line) }
    }
    return lines
  }

  private func check(_ first: Podfit, expectsRestartsToo: Bool) throws {
    for format in ExportRequest.Format.allCases {
      let name = "samples.\(format.rawValue)"
      let data = try export(first, .samples, format, to: name)
      let second = podfit("again-\(format.rawValue).db")
      try ingest([name], into: second)
      #expect(try content(of: second) == content(of: first), "\(name)")
      #expect(try export(second, .samples, format, to: "again-\(name)") == data, "\(name)")
      let (old, new) = (try first.profiles(), try second.profiles())
      #expect(old.map(\.id) == new.map(\.id) && !old.isEmpty)
      for (a, b) in zip(old, new) {
        #expect(a.cpu == b.cpu && a.memory == b.memory && a.samples == b.samples)
        #expect(a.coverageRatio == b.coverageRatio && a.throttledRatio == b.throttledRatio)
        if expectsRestartsToo { #expect(a == b) }
      }
    }
  }

  @Test("samples of every kind: sources, parts, counters, nanocores, windows, odd names and times")
  func kinds() throws {
    let podfit = podfit("first.db")
    let store = try Store.open(path: podfit.database)
    func key(
      _ pod: String,
      _ metric: Metric,
      container: String = "app",
      part: String = "",
      source: String = ""
    ) -> SeriesKey {
      SeriesKey(
        container: PodContainerID(
          pod: PodID(cluster: "eu", namespace: "na,me \"q\"", name: pod),
          container: container
        ),
        metric: metric,
        part: part,
        source: source
      )
    }
    let times = (0..<300).map { 1_700_000_000_123 + Int64($0) * 60_000 }
    let batches = [
      SampleBatch(
        key: key("a", .cpuUsage),
        samples: SampleColumn(times: times, values: times.map { $0 % 977 * 1_000 }),
        window: .seconds(300)
      ),
      SampleBatch(
        key: key("b", .cpuUsage),
        samples: SampleColumn(times: times, values: times.map { $0 % 9_973 + 1 }),
        window: TimeSpan(milliseconds: 1_500),
        isWhole: true
      ),
      SampleBatch(
        key: key("a", .memoryWorkingSet),
        samples: SampleColumn(times: times.map { $0 + 7 }, values: times)
      ),
      SampleBatch(
        key: key("a", .cpuUsageTotal, source: "job=\"x\",id=/a;b"),
        samples: SampleColumn(times: times, values: times.indices.map { Int64($0) * 123_456_789 })
      ),
      SampleBatch(
        key: key("a", .jvmHeapUsed, container: "", part: "G1 Eden", source: "s,\"1\""),
        samples: SampleColumn(times: [0, 1, 999, 1_000, 86_400_000], values: [5, 4, 3, 2, 1])
      ),
      SampleBatch(
        key: key("c", .restartsTotal),
        samples: SampleColumn(times: [253_402_300_799_999], values: [.max])
      ),
    ]
    try store.ingestFile(path: "x", at: now) { session in
      for batch in batches { try session.accept(batch) }
      return FileOutcome(digest: "x", format: "test")
    }
    try store.close()
    try check(podfit, expectsRestartsToo: false)
  }

  @Test("the demo data: Prometheus series with sources, counters and lists")
  func demo() throws {
    let podfit = podfit("first.db")
    try ingest(Self.demo(), into: podfit, root: SharedData.fixtures.appending(path: "demo"))
    try check(podfit, expectsRestartsToo: false)
  }

  @Test("real usage, the same profiles to the last field", .enabled(if: SharedData.isPresent))
  func real() throws {
    let podfit = podfit("first.db")
    try ingest(["kruize.csv.gz", "nab.csv.gz"], into: podfit, root: SharedData.file("usage"))
    try check(podfit, expectsRestartsToo: true)
  }

  @Test("sketches: written, ingested, written again, in whatever parts")
  func sketches() throws {
    let podfit = podfit("first.db")
    try ingest(Self.demo(), into: podfit, root: SharedData.fixtures.appending(path: "demo"))
    let data = try export(podfit, .sketches, .jsonl, to: "sketches.jsonl")
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
    #expect(lines.count > 100)
    let odd = lines.enumerated().filter { $0.offset % 3 == 0 }.map(\.element).joined(
      separator: "\n"
    )
    let rest = lines.enumerated().filter { $0.offset % 3 != 0 }.map(\.element).joined(
      separator: "\n"
    )
    try Data(odd.utf8).write(to: folder.appending(path: "odd.jsonl"))
    try Data(rest.utf8).write(to: folder.appending(path: "rest.jsonl"))
    let second = self.podfit("second.db")
    try ingest(["rest.jsonl", "odd.jsonl", "sketches.jsonl"], into: second)
    #expect(try export(second, .sketches, .jsonl, to: "again.jsonl") == data)

    let (exact, sketched) = (try podfit.profiles(), try second.profiles())
    #expect(exact.map(\.id) == sketched.map(\.id))
    for (a, b) in zip(exact, sketched) {
      #expect(a.origin == .samples && b.origin == .sketches)
      #expect(a.cpu?.max == b.cpu?.max && a.cpu?.mean == b.cpu?.mean)
      #expect(a.memory?.samples == b.memory?.samples && a.memory?.max == b.memory?.max)
      for (x, y) in [(a.memory?.p50, b.memory?.p50), (a.memory?.p95, b.memory?.p95)] {
        guard let x, let y else { continue }
        #expect(y >= x && y.bytes - x.bytes <= x.bytes / 128)
      }
    }
    let error = #expect(throws: PodfitError.self) {
      try export(podfit, .sketches, .csv, to: "no.csv")
    }
    #expect("\(error as Any)".contains("jsonl only"))
  }

  @Test("filters: names, and times of windows that end after since and not after until")
  func filters() throws {
    let podfit = podfit("first.db")
    let csv = """
      time,namespace,pod,container,workload,memory_bytes
      2026-01-01T00:00:00Z,a,p,c,w,1
      2026-01-01T00:05:00Z,a,p,c,w,2
      2026-01-01T00:10:00Z,a,p,c,w,3
      2026-01-01T00:05:00Z,b,q,c,v,4

      """
    try Data(csv.utf8).write(to: folder.appending(path: "in.csv"))
    try ingest(["in.csv"], into: podfit)
    func values(_ filter: UsageFilter) throws -> [String] {
      let text = String(
        decoding: try export(podfit, .samples, .csv, to: "out", filter),
        as: UTF8.self
      )
      return text.split(separator: "\n").dropFirst().compactMap { $0.split(separator: ",").last }
        .map(String.init)
    }
    #expect(try values(UsageFilter()) == ["1", "2", "3", "4"])
    #expect(try values(UsageFilter(namespace: "b")) == ["4"])
    #expect(try values(UsageFilter(workload: "w")) == ["1", "2", "3"])
    let (start, end) = (
      Instant(rfc3339: "2026-01-01T00:00:00Z"), Instant(rfc3339: "2026-01-01T00:05:00Z")
    )
    #expect(try values(UsageFilter(since: start, until: end)) == ["2", "4"])
    #expect(try podfit.profiles(UsageFilter(namespace: "b")).map(\.id.workload.name) == ["v"])
  }
}
