import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Odd files of monitoring services")
struct MonitoringHostileTests {
  /// A small document of each format.
  static let documents = [
    OTLPTests.message(OTLPTests.gauge("container.memory.rss", #""asInt":"7""#)),
    DatadogTests.answer(DatadogTests.series("container.memory.rss", "[1000,1.5],[2000,2]")),
    GCPTests.page(
      GCPTests.series("container/restart_count", GCPTests.point(1, #""int64Value":"1""#))
    ),
    CloudWatchTests.event(#","container_memory_rss":5,"kubernetes":{"host":"w"}"#),
    OpenCostTests.answer(OpenCostTests.allocation(OpenCostTests.usage)),
  ]

  @Test("a document cut off anywhere is an error", arguments: documents)
  func truncation(document: String) {
    let bytes = Array(document.utf8)
    for count in 1..<bytes.count {
      #expect(KeptInput.error(Array(bytes[..<count])) != nil, "cut at \(count)")
    }
    #expect(KeptInput.error(bytes) == nil)
    #expect(KeptInput.error([0xEF, 0xBB, 0xBF] + bytes + Array("\r\n".utf8)) == nil)
  }

  @Test("compressed and cut off, the last series read whole is named")
  func truncatedGzip() {
    let lines = (0..<3_000).map { second in
      let time = "\(1_795_132_800 + second * 17 % 7_919)\(second % 10)00000000"
      return OTLPTests.message(
        OTLPTests.gauge("container.memory.rss", #""asInt":"\#(second &* 7_919)""#, at: time)
      )
    }
    let whole = Gzip.member(Array(lines.joined(separator: "\n").utf8))
    #expect(KeptInput.error(whole) == nil)
    let error = KeptInput.error(Array(whole[..<(whole.count - 40)]))
    guard case .gzipTruncated(let last?) = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(last.hasPrefix("series ") && last.hasSuffix(" (container.memory.rss/n/p/c)"))
  }

  @Test("batches of one series stay within the limit and keep every reading")
  func batches() throws {
    let count = 40_000
    let points = (1...count).map { "[\($0 * 1_000),\($0)]" }.joined(separator: ",")
    let text = DatadogTests.answer(DatadogTests.series("container.memory.rss", points))
    let (report, input) = try KeptInput.read(text)
    #expect(report.samples == count && report.series == 1)
    #expect(input.batches.map(\.samples.count) == [16_384, 16_384, 7_232])
    #expect(input.series.values.first?.values == (1...Int64(count)).map { $0 })
  }

  @Test("a window that changes begins a new batch of the same series")
  func windows() throws {
    let text = Self.documents[4].replacing(
      "]}",
      with: ",{" + OpenCostTests.allocation(OpenCostTests.usage).replacing("-20T", with: "-19T")
        + "}]}"
    )
    let (report, input) = try KeptInput.read(text)
    #expect(report.series == 2 && input.batches.count == 4)
    #expect(Set(input.batches.map(\.window)) == [.hours(24), .hours(48)])
  }

  @Test(
    "odd content is an error or a count, never a trap",
    arguments: [
      #"{"resourceMetrics":["# + String(repeating: "[", count: 100),
      #"{"timeSeries":["# + String(repeating: #"{"points":"#, count: 100),
      #"{"Type":"\u0000","ClusterName":""}"#,
      #"{"Type":"Container","ClusterName":"\ud800"}"#,
      DatadogTests.answer(DatadogTests.series("m\\u0007", "[1000,1]")),
      GCPTests.page(#"{"points":[{"interval":{"endTime":"9999-99-99T00:00:00Z"}}]}"#),
      GCPTests.page(#"{"points":[{"interval":{"endTime":""}}]}"#),
      OTLPTests.message(OTLPTests.gauge("", #""asInt":"1""#, at: "9223372036854775807")),
      OTLPTests.message(OTLPTests.gauge("", #""asInt":"1""#, at: "99999999999999999999")),
      OTLPTests.message("{}", resource: ""), OTLPTests.message("null"), "{\"resourceMetrics\":[]}",
      #"{"code":200,"data":["__idle__"]}"#, #"{"code":1e9,"data":[null,{"__idle__":{}}]}"#,
    ]
  )
  func odd(text: String) {
    for strict in [false, true] {
      let error = KeptInput.error(text, strict: strict)
      #expect(error.map { !$0.description.isEmpty } ?? true)
    }
  }

  @Test("names with control characters are left out, and reasons stay short")
  func names() throws {
    let tags = #"["kube_namespace:n","pod_name:a\u0007b","kube_container_name:c"]"#
    let long = String(repeating: "x", count: 5_000)
    let text = DatadogTests.answer(
      DatadogTests.series("container.memory.rss", "[1000,1]", tags: tags) + ","
        + DatadogTests.series(long, "[1000,1]")
    )
    let (report, _) = try KeptInput.read(text)
    #expect(report.skipped["name with control characters"] == 1 && report.skipped.count == 2)
    #expect(report.skipped.keys.allSatisfy { $0.count <= 200 })
  }

  @Test("text that is not UTF-8 is an error with its place", arguments: documents)
  func encoding(document: String) {
    var bytes = Array(document.utf8)
    guard let place = bytes.lastIndex(of: UInt8(ascii: "n")) else { return }
    bytes[place] = 0xFF
    let error = KeptInput.error(bytes)
    #expect(error != nil)
    if case .invalidUTF8 = error?.code { #expect(error?.place.offset == Int64(place)) }
  }
}
