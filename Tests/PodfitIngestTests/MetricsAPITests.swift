import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Lists of metrics.k8s.io")
struct MetricsAPITests {
  static let list = """
    {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","metadata":{},"items":[\
    {"metadata":{"name":"web-1","namespace":"shop"},"timestamp":"TIME","window":"WINDOW",\
    "containers":[{"name":"web","usage":{"cpu":"220095753n","memory":"210092Ki"}},\
    {"name":"istio-proxy","usage":{"cpu":"17m","memory":"64Mi"}}]}]}
    """

  static func list(_ time: String, _ window: String = "17.325s") -> String {
    list.replacing("TIME", with: time).replacing("WINDOW", with: window)
  }

  private static func key(_ container: String, _ metric: Metric) -> SeriesKey {
    let pod = PodID(cluster: "eu", namespace: "shop", name: "web-1")
    return SeriesKey(
      container: PodContainerID(pod: pod, container: container),
      metric: metric,
      source: "metrics.k8s.io"
    )
  }

  /// Compares with the figures that Python gives: `json.load`, sums by `decimal.Decimal`.
  @Test(
    "the real list gives what an independent reader counts",
    .enabled(if: SharedData.isPresent),
    arguments: [1, 1 << 16]
  )
  func counts(blockSize: Int) throws {
    let (report, kept) = try KeptInput.readShared(
      "exports/kubernetes/raw-metrics.k8s.io-pods.json",
      blockSize: blockSize
    )
    #expect(report.format == "metrics-k8s-io")
    let cpu = kept.batches.filter { $0.key.metric == .cpuUsage }
    let memory = kept.batches.filter { $0.key.metric == .memoryWorkingSet }
    #expect(cpu.count == 52 && memory.count == 52)
    #expect(cpu.reduce(0) { $0 + $1.samples.values.reduce(0, +) } == 9_707_401_308)
    #expect(memory.reduce(0) { $0 + $1.samples.values.reduce(0, +) } == 54_087_622_656)
    #expect(report.samples == 104 && report.series == 104 && report.rejected == 0)
    let time = try #require(Instant(rfc3339: "2026-11-21T01:58:46Z"))
    #expect(kept.batches.allSatisfy { $0.samples.times == [time.milliseconds] })
    #expect(kept.batches.allSatisfy { $0.window == TimeSpan(milliseconds: 17_325) })
    #expect(report.warnings.contains { $0.hasPrefix("one reading per container") })
  }

  @Test("nodes are counted and left out", .enabled(if: SharedData.isPresent))
  func nodes() throws {
    let (report, kept) = try KeptInput.readShared(
      "exports/kubernetes/raw-metrics.k8s.io-nodes.json"
    )
    #expect(kept.batches.isEmpty && kept.facts.isEmpty)
    #expect(report.skipped == ["use of a node": 4])
    #expect(report.warnings == ["no usage of containers in the file"])
  }

  @Test("snapshots follow each other, however they are joined", arguments: ["", "\n", " \r\n\r\n"])
  func snapshots(separator: String) throws {
    let times = (0..<5).map { "2026-11-21T01:0\($0):00Z" }
    let text = times.map { Self.list($0, "\(15 + $0.count % 2).5s") }.joined(separator: separator)
    for blockSize in [1, 1 << 16] {
      let (report, kept) = try KeptInput.read(
        text,
        options: IngestOptions(cluster: "eu"),
        blockSize: blockSize
      )
      let column = kept.series[Self.key("web", .cpuUsage)]
      #expect(column?.times == times.compactMap { Instant(rfc3339: $0)?.milliseconds })
      #expect(column?.values == Array(repeating: 220_095_753, count: 5))
      #expect(
        kept.series[Self.key("istio-proxy", .memoryWorkingSet)]?.values
          == Array(repeating: 64 << 20, count: 5)
      )
      #expect(kept.batches.count == 4)
      #expect(report.samples == 20 && report.series == 4 && report.warnings.isEmpty)
    }
  }

  @Test("kubectl's own order, with the items first and their kinds, is the same")
  func kubectlOrder() throws {
    let text = """
      {"apiVersion":"v1","items":[{"apiVersion":"metrics.k8s.io/v1beta1",
        "containers":[{"name":"web","usage":{"cpu":"220095753n","memory":"210092Ki"}},
                      {"name":"istio-proxy","usage":{"cpu":"17m","memory":"64Mi"}}],
        "kind":"PodMetrics","metadata":{"name":"web-1","namespace":"shop"},
        "timestamp":"2026-11-21T01:00:00Z","window":"17.325s"}],"kind":"List"}
      """
    let (report, kept) = try KeptInput.read(text)
    let (raw, same) = try KeptInput.read(Self.list("2026-11-21T01:00:00Z"))
    #expect(report.format == "metrics-k8s-io" && report.samples == raw.samples)
    #expect(kept.series == same.series)
  }

  @Test("a refusal among the lists is counted, with words")
  func refusal() throws {
    let status = #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"no"}"#
    let text = Self.list("2026-11-21T01:00:00Z") + status + Self.list("2026-11-21T01:01:00Z")
    let (report, _) = try KeptInput.read(text)
    #expect(report.samples == 8)
    #expect(report.skipped == ["kind Status": 1])
    #expect(report.warnings == ["1 refusals of the API server among the lists"])
  }

  @Test(
    "an object that cannot be used is counted and named, or with strict the error",
    arguments: [
      ("\"timestamp\":\"TIME\"", "\"timestamp\":\"soon\"", "not a time: \"soon\""),
      ("\"timestamp\":\"TIME\"", "\"timestamp\":\"0001-01-01T00:00:00Z\"", "no timestamp"),
      ("\"name\":\"web-1\",", "", "no metadata.name"),
      ("220095753n", "-1n", "not a quantity: \"-1n\""),
      ("\"window\":\"WINDOW\"", "\"window\":\"1 s\"", "not a time: \"1 s\""),
      ("[{\"name\":\"web\"", "[7,{\"name\":\"web\"", "containers[0] is number, expected object"),
    ]
  )
  func rejected(part: String, replacement: String, words: String) throws {
    let bad = Self.list.replacing(part, with: replacement)
      .replacing("TIME", with: "2026-11-21T01:00:00Z").replacing("WINDOW", with: "15s")
    let (report, kept) = try KeptInput.read(Self.list("2026-11-21T01:00:00Z") + bad)
    #expect(report.rejected == 1 && kept.count == 4)
    let warning = try #require(report.warnings.first)
    #expect(warning.contains("1 rejected objects") && warning.contains(words), "\(warning)")
    let error = KeptInput.error(Self.list("2026-11-21T01:00:00Z") + bad, strict: true)
    #expect(error?.description.contains(words) == true)
  }

  @Test("a file cut off inside a document is an error that names the last object")
  func truncation() throws {
    let one = Self.list("2026-11-21T01:00:00Z")
    let text = Array((one + one).utf8)
    for end in one.utf8.count + 1..<text.count {
      let error = KeptInput.error(Array(text[..<end]))
      guard case .truncated(_, let last) = error?.code else {
        Issue.record("cut at \(end): \(String(describing: error))")
        return
      }
      #expect(last == "PodMetrics shop/web-1")
      #expect(error?.place.offset.map { $0 <= Int64(end) } == true)
    }
    for end in 1..<one.utf8.count { #expect(KeptInput.error(Array(text[..<end])) != nil) }
  }

  @Test(
    "lengths of time are read as Go writes them",
    arguments: [
      ("17.325s", 17_325), ("1m0s", 60_000), ("500ms", 500), ("1h2m3.5s", 3_723_500), ("0", 0),
      ("0s", 0), ("1.5m", 90_000), ("999999ns", 1), ("250µs", 0), ("", nil), ("s", nil),
      ("1", nil), ("-1s", nil), ("1 s", nil), ("1e3s", nil), ("9999999999h", nil), ("1..2s", nil),
    ] as [(String, Int64?)]
  )
  func durations(text: String, milliseconds: Int64?) {
    #expect(TimeSpan(goDuration: text)?.milliseconds == milliseconds)
  }
}
