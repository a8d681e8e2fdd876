import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Lines of samples")
struct SampleLinesTests {
  static let labels = #"namespace="n",pod="p",container="c""#
  static let name = "container_memory_working_set_bytes"
  static let key = SeriesKey(
    container: PodContainerID(
      pod: PodID(cluster: "default", namespace: "n", name: "p"),
      container: "c"
    ),
    metric: .memoryWorkingSet
  )

  /// What a file of one line gives, in the spelling of an exposition.
  static func column(_ tail: String) throws -> SampleColumn? {
    let (_, kept) = try KeptInput.read("\(name){\(labels)} \(tail)\n")
    return kept.series[key]
  }

  static func error(
    _ text: String,
    time: Instant? = nil,
    isStrict: Bool = false
  ) -> IngestError? {
    do throws(IngestError) {
      let options = IngestOptions(readTime: time, isStrict: isStrict)
      _ = try KeptInput.read(text, options: options)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "values and times in every spelling",
    arguments: [
      ("149983232 1795168823758", 149_983_232, 1_795_168_823_758),
      ("5.5173348e+07 1795447825356", 55_173_348, 1_795_447_825_356),
      ("5.8e2 1795447825356", 580, 1_795_447_825_356),
      ("1E3\t1795447825356  ", 1_000, 1_795_447_825_356),
      ("12.5 1795447825356", 12, 1_795_447_825_356),
      ("13.5 1795447825356", 14, 1_795_447_825_356),
      ("0.00000000000000000001e22 1795447825356", 100, 1_795_447_825_356),
      ("9007199254740993 1795447825356", 9_007_199_254_740_993, 1_795_447_825_356),
      ("7 1795168823.758\n# EOF", 7, 1_795_168_823_758),
      ("7 1.795168823758e+09\n# EOF", 7, 1_795_168_823_758),
      ("7 1795168823", 7, 1_795_168_823_000),
      ("7 1795168823.758 # {trace_id=\"a b\"} 0.5 1795168823.1\n# EOF", 7, 1_795_168_823_758),
    ]
  )
  func spellings(tail: String, value: Int64, time: Int64) throws {
    let column = try #require(try Self.column(tail))
    #expect(column.values == [value] && column.times == [time])
  }

  @Test("NaN is no sample; what is no number, infinite or negative is rejected and named")
  func specialValues() throws {
    let values = ["NaN", "+Inf", "-Inf", "Inf", "-5", "1e+21", "12x", "0x10", ".", "7"]
    let text = values.enumerated().map { "\(Self.name){\(Self.labels)} \($1) \($0)000000000000\n" }
    // The first time is 0, which is one all the same.
    let (report, kept) = try KeptInput.read(text.joined())
    #expect(kept.series[Self.key]?.values == [7])
    #expect(report.rejected == 8)
    #expect(report.warnings.first?.hasPrefix("8 rejected lines, the first: input:2:") == true)
    let error = Self.error(text.joined(), isStrict: true)
    #expect(error?.code == .badNumber("+Inf") && error?.place.line == 2)
    #expect(error?.place.column == Self.name.count + Self.labels.count + 4)
  }

  @Test("labels in every spelling are the same labels", arguments: labelLines)
  func labelSpellings(line: String) throws {
    let (report, kept) = try KeptInput.read(line + "\n", options: IngestOptions(isStrict: true))
    #expect(kept.series == [Self.key: SampleColumn(times: [1_795_447_825_356], values: [7])])
    #expect(report.samples == 1 && report.series == 1)
  }

  private static let labelLines: [String] = {
    let labels = [
      #"container_memory_working_set_bytes{namespace="n",pod="p",container="c"}"#,
      #"container_memory_working_set_bytes {namespace="n", pod = "p" ,container="c",}"#,
      #"{__name__="container.memory.working_set", namespace="n", pod="p", container="c",}"#,
      #"{"container.memory.working_set", namespace="n", "pod"="p", container="c"}"#,
      #"{"container.memory.working_set","k8s.namespace.name"="n","k8s.pod.name"="p",container="c"}"#,
      #"{__name__="container.memory.working_set", namespace="n", pod_name="p", container_name="c"}"#,
      #"container_memory_working_set_bytes{namespace="\x6e",pod="\u0070",container="\U00000063"}"#,
      #"container_memory_working_set_bytes{namespace="n",pod="p",container="c",__replica__="b",x=""}"#,
    ]
    return labels.map { $0 + " 7 1795447825356" }
  }()

  @Test("escapes and braces in values belong to the value")
  func escapes() throws {
    let path = #"C:\\dir \"q\" \n } {é ☃, \d \xff"#
    let text = "\(Self.name){\(Self.labels),path=\"\(path)\"} 7 1795447825356\n"
    let (_, kept) = try KeptInput.read(text)
    let key = try #require(kept.batches.first?.key)
    let value = "C:\\dir \"q\" \n } {é ☃, \\d \u{FFFD}"
    #expect(key.source == LabelSet(["path": value]).canonicalText(without: []))
  }

  @Test(
    "a line that is none is rejected and named, and with strict the error",
    arguments: [
      (#"m{a="b" 1 1"#, "expected \"}\""), (#"m{a="b 1 1"#, "expected \"}\""),
      (#"m{a=b} 1 1"#, "expected a value in quotes"), (#"m{="b"} 1 1"#, "expected a label's name"),
      (#"m{a="b"c="d"} 1 1"#, "expected \",\" or \"}\""), (#"m{a} 1 1"#, "expected \"=\""),
      (#"{"a","b"} 1 1"#, "expected \"=\""),
      (#"container_memory_rss{namespace="n",pod="p",container="c"}"#, "not a number: \"\""),
      (#"container_memory_rss{namespace="n",pod="p",container="c"} 1 x"#, "not a time: \"x\""),
      (
        #"container_memory_rss{namespace="n",pod="p",container="c"} 1 1795447825356 2"#,
        "expected the end of the line"
      ),
      (
        #"container_memory_rss{namespace="n",pod="p",container="c"} 1 99999999999999999"#,
        "not a time"
      ),
    ]
  )
  func malformed(line: String, words: String) throws {
    let good = "\(Self.name){\(Self.labels)} 7 1795447825356\n"
    let text = good + line + "\n" + line + "\n" + good
    let (report, kept) = try KeptInput.read(text)
    #expect(report.rejected == 2 && report.samples == 2)
    #expect(kept.series[Self.key]?.values == [7, 7])
    #expect(report.warnings.first?.contains("input:2:") == true)
    let error = Self.error(text, isStrict: true)
    #expect(error?.place.line == 2)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test("labels that are not UTF-8 are rejected")
  func invalidUTF8() throws {
    var bytes = Array("\(Self.name){\(Self.labels)} 7 1795447825356\n".utf8)
    bytes += Array("\(Self.name){a=\"".utf8) + [0xC3, 0x28] + Array("\"} 7 1795447825356\n".utf8)
    let (report, kept) = try KeptInput.read(bytes)
    #expect(report.rejected == 1 && kept.count == 1)
    #expect(KeptInput.error(bytes, strict: true)?.code == .invalidUTF8)
  }

  @Test("names with control characters are counted and left out")
  func control() throws {
    let text = #"container_memory_rss{namespace="n",pod="p\n",container="c"} 7 1795447825356"#
    let (report, kept) = try KeptInput.read(text + "\n")
    #expect(kept.batches.isEmpty && report.skipped == ["name with control characters": 1])
  }

  @Test(
    "the order of lines, duplicates and a clock that goes back do not matter",
    arguments: [1, 99]
  )
  func order(blockSize: Int) throws {
    let other = Self.labels.replacing("\"p\"", with: "\"q\"")
    let times = [3, 1, 2, 2, 5, 4].map { 1_795_447_825_000 + $0 * 1_000 }
    let bySeries = [Self.labels, other].flatMap { labels in
      times.map { "\(Self.name){\(labels)} \($0 % 1_000_000) \($0)\n" }
    }
    let byTime = times.flatMap { time in
      [Self.labels, other].map { "\(Self.name){\($0)} \(time % 1_000_000) \(time)\n" }
    }
    let (first, kept) = try KeptInput.read(bySeries.joined(), blockSize: blockSize)
    let (second, mixed) = try KeptInput.read(byTime.joined(), blockSize: blockSize)
    #expect(kept.series == mixed.series && kept.series.count == 2)
    #expect(kept.series[Self.key]?.times == times.map(Int64.init))
    #expect(first.samples == 12 && second.samples == 12)
    #expect(kept.batches.map(\.key) == mixed.batches.map(\.key))
  }

  @Test("CRLF, blank lines, comments and a byte order mark are no lines of samples")
  func surroundings() throws {
    let text = """
      \u{FEFF}# HELP x \"{\r\n\r\n# a comment
        \(Self.name){\(Self.labels)} 7 1795447825356\r\n \t\n# TYPE x counter\n
      """
    let (report, kept) = try KeptInput.read(text, options: IngestOptions(isStrict: true))
    #expect(kept.series == [Self.key: SampleColumn(times: [1_795_447_825_356], values: [7])])
    #expect(report.format == "prometheus-text")
  }

  @Test("a name that starts another is not taken for it")
  func prefixes() throws {
    let text = """
      up 1 1795447825356
      up_total 1 1795447825356
      up {a="b"} 1 1795447825356
      up 2 1795447825357\n
      """
    let (report, _) = try KeptInput.read(text, options: IngestOptions(isStrict: true))
    #expect(report.skipped == ["metric not used: up": 2, "metric not used: up_total": 1])
  }

  @Test("histograms, summaries and creation times are counted and left out by what they are")
  func families() throws {
    let text = """
      # TYPE http_seconds histogram
      http_seconds_bucket{le="1",pod="p"} 1 1795447825.0
      http_seconds_sum{pod="p"} 1 1795447825.0
      http_seconds_count{pod="p"} 1 1795447825.0
      http_seconds_created{pod="p"} 1 1795447825.0
      # TYPE "rpc.seconds" summary
      {"rpc.seconds",quantile="0.5"} 1 1795447825.0
      {"rpc.seconds_count"} 1 1795447825.0
      # TYPE hits counter
      hits_total{pod="p"} 1 1795447825.0
      hits_created{pod="p"} 1 1795447825.0
      # TYPE jvm_gc_pause_seconds summary
      jvm_gc_pause_seconds_sum{namespace="n",pod="p"} 1.5 1795447825.0
      # TYPE container_cpu_usage_seconds counter
      container_cpu_usage_seconds{\(Self.labels)} 2.5 1795447825.0
      container_memory_rss{\(Self.labels)} {count:3, sum:3, [-1,1]:3} 1795447825.0
      container_memory_rss{\(Self.labels)} {count:4, sum:3, [-1,1]:4} 1795447826.0
      # EOF
      """
    let (report, kept) = try KeptInput.read(text, options: IngestOptions(isStrict: true))
    #expect(
      report.skipped == [
        "part of a histogram": 4, "part of a summary": 2, "metric not used: hits_total": 1,
        "time at which a counter was made": 1, "native histogram": 1,
      ]
    )
    let values = Dictionary(
      uniqueKeysWithValues: kept.series.map { ($0.key.metric, $0.value.values) }
    )
    #expect(values == [.jvmGCPauseTotal: [1_500_000_000], .cpuUsageTotal: [2_500_000_000]])
  }

  @Test("a reading without a time needs one from the options, and the same series only once")
  func times() throws {
    let text = "# TYPE up gauge\nup 1\n\(Self.name){\(Self.labels)} 7\n"
    let error = Self.error(text)
    #expect(error?.code == .readingWithoutTime && error?.place.line == 3)
    #expect(error?.description.contains("--time") == true)
    let time = Instant(milliseconds: 1_795_447_825_356)
    let (report, kept) = try KeptInput.read(text, options: IngestOptions(readTime: time))
    #expect(kept.series == [Self.key: SampleColumn(times: [1_795_447_825_356], values: [7])])
    #expect(report.samples == 1)
    let second = Self.error(text + text, time: time)
    #expect(second?.code == .readingWithoutTime && second?.place.line == 6)
  }

  @Test("lines longer than any real one are refused")
  func tooLong() {
    let text = "\(Self.name){a=\"" + String(repeating: "x", count: LineBuffer.lineLimit + 1) + "\"}"
    let error = Self.error("\(Self.name){\(Self.labels)} 7 1795447825356\n" + text)
    #expect(error?.code == .tooLarge(what: "a line", limit: LineBuffer.lineLimit))
  }

  @Test("a series of more readings than a batch holds comes in several, more than are held too")
  func batches() throws {
    let count = 3 * sampleBatchLimit + 5
    let lines = (0..<count).map { "\(Self.name){\(Self.labels)} \($0) \(1_795_000_000_000 + $0)\n" }
    let (report, kept) = try KeptInput.read(lines.joined())
    #expect(report.samples == count && report.series == 1)
    #expect(kept.batches.map(\.samples.count) == [16_384, 16_384, 16_384, 5])
    #expect(kept.series[Self.key]?.values == (0..<count).map(Int64.init))
  }

  @Test("many series are found again in any order")
  func manySeries() throws {
    var random = SeededRandom(state: 5)
    let count = 3_000
    var lines: [String] = []
    for round in 0..<3 {
      for index in (0..<count).shuffled(using: &random) {
        let labels = Self.labels.replacing("\"p\"", with: "\"p\(index)\"")
        lines.append("\(Self.name){\(labels)} \(index) \(1_795_000_000_000 + round * 1_000)\n")
      }
    }
    let (report, kept) = try KeptInput.read(lines.joined(), blockSize: 1_000)
    #expect(report.series == count && report.samples == 3 * count)
    for (key, column) in kept.series {
      let index = try #require(Int64(key.container.pod.name.dropFirst()))
      #expect(column.values == [index, index, index])
    }
  }

  @Test("numbers in lines are what the plain scanner reads", arguments: [1, 2, 3] as [UInt64])
  func numbers(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let pieces = ["0", "1", "7", "99", ".", "e", "e+", "e-0", "-", "+", "E", "1234567890", "NaN"]
    for _ in 0..<3_000 {
      let text = (0..<1 + random.next() % 6).map { _ in pieces[Int(random.next() % 13)] }.joined()
      for decimals in [0, 3, 9] {
        let number = LineNumber(Array((text + " 1\n").utf8).span, from: 0, decimals: decimals)
        let plain = DecimalScanner.scan(Array(text.utf8).span, decimals: decimals)
        #expect(number.reading == plain, "\(text) in \(decimals)")
        #expect(number.end == text.utf8.count)
      }
    }
  }

  @Test("no text, however odd, stops the program", arguments: [1, 2, 3, 4] as [UInt64])
  func anything(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let starts = [
      "\(Self.name){\(Self.labels)} 1 1795447825356\n",
      "{__name__=\"\(Self.name)\", \(Self.labels)} 1 1795447825356\n", "{\(Self.labels)} =>\n",
    ]
    let pieces = [
      "{", "}", "\"", "=", ",", "\\", "\n", "\n", " ", "#", "# EOF\n", "# TYPE a counter\n", "a",
      "NaN", "1", "1795447825356", "=>", "@[", "@[1.5]", "]", "e", ".", "-", "\u{0}", "é", "\r",
      "\\u00", Self.name, Self.labels, "{count:1}", "\u{FEFF}",
    ]
    for round in 0..<600 {
      let tail = (0..<random.next() % 40).map { _ in pieces[Int(random.next() % 31)] }.joined()
      let error = KeptInput.error(starts[round % 3] + tail, strict: round % 2 == 0)
      #expect(error.map { !$0.description.isEmpty } ?? true)
    }
  }
}
