import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("VictoriaMetrics JSON lines")
struct VictoriaMetricsLinesTests {
  static let labels = #""namespace":"shop","pod":"web-1","container":"web","node":"w1""#

  static func line(
    _ values: String,
    _ times: String,
    name: String = "container_memory_rss",
    labels: String = labels
  ) -> String {
    let metric = #"{"__name__":"\#(name)",\#(labels)}"#
    return #"{"metric":\#(metric),"values":[\#(values)],"timestamps":[\#(times)]}"# + "\n"
  }

  private static func column(_ text: String) throws -> SampleColumn? {
    let (_, kept) = try KeptInput.read(text)
    #expect(kept.series.count == 1)
    return kept.series.values.first
  }

  @Test(
    "keys come in any order, spacing and nesting of lines, as jq leaves them",
    arguments: [
      #"{"metric":{"__name__":"cpu_usage_cores",L},"values":[0.5,1,2e-1],"timestamps":[1000,2000,3000]}"#,
      #"{"metric":{"__name__":"cpu_usage_cores",L},"timestamps":[1000,2000,3000],"values":[0.5,1,0.2]}"#,
      #"{"timestamps":[1000,2000,3000],"values":[0.5,1,0.2],"metric":{"__name__":"cpu_usage_cores",L}}"#,
      #"{"values":[0.5,"1",0.2],"metric":{"__name__":"cpu_usage_cores",L},"timestamps":[1000,2000,3000]}"#,
      #"[{"metric":{"__name__":"cpu_usage_cores",L},"values":[0.5,1,0.2],"timestamps":[1000,2000,3000]}]"#,
      """
      { "metric" : {
          "__name__": "cpu_usage_cores",L },
        "note": [{"a": []}],
        "values": [
          0.5,
          1 , 0.2 ],
        "timestamps" :[ 1000
          ,2000,
          3000
        ]
      }
      """,
    ]
  )
  func keys(text: String) throws {
    let column = try Self.column(text.replacing("L", with: Self.labels))
    #expect(column?.values == [500_000_000, 1_000_000_000, 200_000_000])
    #expect(column?.times == [1_000, 2_000, 3_000])
  }

  @Test(
    "a reading that is none leaves its time out, in the spelling of every version",
    arguments: ["null", "NaN", #""NaN""#, #""nan""#]
  )
  func missing(spelling: String) throws {
    let text = Self.line("1,\(spelling),3,\(spelling)", "10,20,30,40")
    let (report, kept) = try KeptInput.read(text)
    #expect(kept.series.values.first?.values == [1, 3])
    #expect(kept.series.values.first?.times == [10, 30])
    #expect(report.rejected == 0 && report.samples == 2)
  }

  @Test(
    "what no sample can be is refused and counted, and with strict an error with its place",
    arguments: [
      "+Inf", "-Inf", "Infinity", "-Infinity", #""Infinity""#, #""-Infinity""#, #""+Inf""#, "-1",
      "1e300", #""x""#, #""""#,
    ]
  )
  func refused(spelling: String) throws {
    let text = Self.line("1,\(spelling),3", "10,20,30")
    let (report, kept) = try KeptInput.read(text)
    #expect(kept.series.values.first?.values == [1, 3])
    #expect(report.rejected == 1)
    let error = KeptInput.error(text, strict: true)
    let start = text.firstRange(of: spelling + ",3]")?.lowerBound
    #expect(error?.place.offset == start.map { Int64(text[..<$0].utf8.count) })
  }

  @Test(
    "a bare word that is no number is an error",
    arguments: ["Nan!", "Nothing", "+x", "Info", "-I"]
  )
  func words(spelling: String) {
    #expect(KeptInput.error(Self.line("1,\(spelling),3", "10,20,30")) != nil)
  }

  @Test("a JVM's unknown maximum, and no collection yet, are no samples")
  func jvm() throws {
    let area = Self.labels + #","area":"heap","id":"old""#
    let maximum = Self.line("-1,5,-1", "10,20,30", name: "jvm_memory_max_bytes", labels: area)
    let (report, kept) = try KeptInput.read(maximum)
    #expect(kept.series.values.first?.values == [5] && report.rejected == 0)
    let live = Self.line("0,0,7,0", "10,20,30,40", name: "jvm_gc_live_data_size_bytes")
    #expect(try Self.column(live)?.values == [7])
    #expect(try Self.column(live)?.times == [30])
  }

  @Test("of state metrics the latest reading is a fact, wherever it stands")
  func facts() throws {
    let labels = Self.labels + #","resource":"cpu","unit":"core""#
    let text = Self.line(
      "0.5,0.25,null",
      "30,20,40",
      name: "kube_pod_container_resource_requests",
      labels: labels
    )
    let (report, kept) = try KeptInput.read(text)
    #expect(report.facts == 2 && kept.facts.count == 2)
    guard case .containerResource(let fact) = kept.facts.first else {
      Issue.record("\(kept.facts)")
      return
    }
    #expect(fact.amount == 500_000_000 && fact.at.milliseconds == 30)
  }

  @Test("long lines leave in batches, gaps and all")
  func batches() throws {
    let count = 40_000
    let values = (1...count).map { $0 % 100 == 0 ? "null" : "\($0)" }.joined(separator: ",")
    let times = (1...count).map { "\($0 * 15_000)" }.joined(separator: ",")
    let (report, kept) = try KeptInput.read(Self.line(values, times))
    #expect(report.samples == 39_600 && report.series == 1)
    #expect(kept.batches.map(\.samples.count) == [16_384, 16_384, 6_832])
    let column = kept.series.values.first
    #expect(column?.values == (1...Int64(count)).filter { $0 % 100 != 0 })
    #expect(column?.times.last == 599_985_000)
  }

  @Test("times going back, twice the same, and a series of one sample are taken as they are")
  func order() throws {
    #expect(try Self.column(Self.line("1,2,3", "30,10,10"))?.times == [30, 10, 10])
    #expect(try Self.column(Self.line("0", "0"))?.values == [0])
  }

  @Test(
    "a line that does not hold together is an error",
    arguments: [
      (#"{"values":[1],"timestamps":[1]}"#, "no \"metric\" of a line"),
      (#"{"metric":{},"timestamps":[1]}"#, "no \"values\" of a line"),
      (#"{"metric":{},"values":[1]}"#, "no \"timestamps\" of a line"),
      (line("1,2", "1"), "the number of timestamps of a line is 1, expected 2, one for each value"),
      (line("1", "1,2"), "the number of timestamps of a line is 2"),
      (line("1", "1").replacing("}\n", with: ",\"values\":[]}"), "a second column for \"values\""),
      (line("1", "253402300800000"), "not a time"),
      (line("1,1", "1,253402300800000"), "not a time"),
      (line("1,1", "1,99999999999999999999"), "not a time"), (line("1", "\"1\""), "a timestamp is"),
      (line("1", "null"), "a timestamp is"), (line("1,[1]", "1"), "a value is"),
      (line("1,{}", "1"), "a value is"), (line("true", "1"), "a value is"),
      (line("1,", "1,2"), "expected a value"), (line("01", "1"), "expected \",\""),
      (line("1,02", "1,2"), "expected \",\""), (line("1,,2", "1,2"), "expected a value"),
      (line("1", "1") + "x", "expected a value"), (line("1", "1") + "1", "a line is"),
      (line("1", "1", labels: #""pod":1"#), "label pod is"),
      (#"{"metric":[],"values":[1],"timestamps":[1]}"#, "metric is"),
    ]
  )
  func broken(text: String, words: String) {
    let error = KeptInput.error(text)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test("a line of more readings than are held is refused with the way to split it")
  func tooMany() throws {
    let values = String(repeating: "0,", count: 5_000) + "0"
    let times = (1...5_001).map { "\($0)" }.joined(separator: ",")
    func error(limit: Int) throws -> IngestError? {
      let reader = try ByteReader(.bytes(Array(Self.line(values, times).utf8)), named: "input")
      var lines = LineReader(reader, options: IngestOptions(), readingLimit: limit)
      var sink = KeptInput()
      do throws(IngestError) {
        try lines.read(into: &sink)
        #expect(try lines.finish(into: &sink).samples == 5_001)
        return nil
      } catch {
        return error
      }
    }
    #expect(try error(limit: 5_001) == nil)
    let refusal = try #require(try error(limit: 5_000))
    #expect(refusal.code == .tooManyReadings(limit: 5_000))
    #expect(refusal.description.contains("max_rows_per_line=5000"))
  }

  static let small =
    line("1,2.5,+Inf,null", "1795168813726,1795168873726,1795168933726,1795168993726")
    + line("\"NaN\"", "1795168813726", name: "kube_é\\u00e9\\n", labels: #""a\"b":"☃""#)
    + line("3", "1795168813726", labels: #""namespace":"shop","pod":"web-2","container":"web""#)

  @Test("cut anywhere, a file names the place and the last line read whole")
  func truncation() throws {
    let bytes = Array(Self.small.utf8)
    var wholeLines = 0
    // A head without its arrays is of no form that is known.
    let head = Self.small.firstRange(of: #""values":["#).map { Self.small[..<$0.upperBound] }
    let headCount = try #require(head).utf8.count
    for count in 1..<bytes.count {
      if bytes[count - 1] == 0x0A { wholeLines += 1 }
      let error = KeptInput.error(Array(bytes[..<count]))
      // Between lines, nothing tells that there were more.
      if bytes[count - 1] == 0x0A || bytes[count] == 0x0A {
        #expect(error == nil, "cut at \(count)")
        continue
      }
      if count < headCount {
        #expect(error?.code == .notReadable(.otherJSON) || count == 1)
        continue
      }
      guard case .truncated(_, let last) = error?.code else {
        Issue.record("cut at \(count): \(String(describing: error))")
        continue
      }
      #expect(error?.place.offset == Int64(count))
      let names = [nil, "line 1 (container_memory_rss/shop/web-1/web)", "line 2 (kube_éé\n)"]
      #expect(last == names[wholeLines], "cut at \(count)")
    }
  }

  @Test("compressed and cut off, the last line read whole is named")
  func truncatedGzip() {
    let lines = (0..<3_000).map { Self.line("\($0 &* 7_919)", "\(1_795_168_813_726 + $0 * 17)") }
    let whole = Gzip.member(Array(lines.joined().utf8))
    #expect(KeptInput.error(whole) == nil)
    let error = KeptInput.error(Array(whole[..<(whole.count - 40)]))
    guard case .gzipTruncated(let last?) = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(last.hasPrefix("line "))
  }

  @Test("CRLF, a byte order mark, blank lines and several members of gzip change nothing")
  func wrapping() throws {
    let (report, kept) = try KeptInput.read(Self.small)
    let wrapped = "\u{FEFF}\r\n" + Self.small.replacing("\n", with: "\r\n\r\n")
    let (same, other) = try KeptInput.read(wrapped)
    #expect(report.samples == 3 && same.samples == 3 && other.series == kept.series)
    let members = Self.small.split(separator: "\n").flatMap { Gzip.member(Array("\($0)\n".utf8)) }
    let (compressed, third) = try KeptInput.read(members)
    #expect(compressed.samples == 3 && third.series == kept.series)
  }

  @Test(
    "bytes changed at random end in data or in an error, never in a trap",
    arguments: [1, 2, 3]
  )
  func mutations(seed: UInt64) {
    let bytes = Array(Self.small.utf8)
    var random = SeededRandom(state: seed)
    let pieces = Array("{}[]\",:0-9e\\n null-1e999999+InfNaN\u{0}".utf8) + [0xFF, 0xC3]
    for _ in 0..<400 {
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

  @Test("names with control characters are left out, deep nesting and bad encoding are errors")
  func hostile() throws {
    let labels = #""namespace":"n","pod":"a\u0007b","container":"c""#
    let (report, _) = try KeptInput.read(Self.line("1", "1", labels: labels))
    #expect(report.skipped == ["name with control characters": 1])
    let deep = Self.line("1", "1") + #"{"x":"# + String(repeating: "[", count: 100)
    #expect(KeptInput.error(deep)?.code == .nestingTooDeep(limit: 64))
    var bytes = Array(Self.line("1", "1").utf8)
    bytes[14] = 0xFF
    #expect(KeptInput.error(bytes)?.code == .invalidUTF8)
  }
}
