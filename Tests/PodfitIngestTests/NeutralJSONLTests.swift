import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Neutral JSON lines")
struct NeutralJSONLTests {
  static let subject = #""namespace":"shop","pod":"web-1","container":"web""#

  private static func column(_ kept: KeptInput, _ metric: Metric) -> SampleColumn? {
    kept.series.first { $0.key.metric == metric }?.value
  }

  @Test("the real lines are read", .enabled(if: SharedData.isPresent), arguments: [1, 1 << 16])
  func real(blockSize: Int) throws {
    let (report, kept) = try KeptInput.readShared(
      "exports/other/canonical_samples.jsonl",
      blockSize: blockSize
    )
    #expect(report.format == "neutral-jsonl")
    #expect(report.samples == 2 && report.series == 2 && report.rejected == 0)
    #expect(report.warnings.isEmpty && report.skipped.isEmpty)
    let values = kept.batches.map(\.samples.values)
    #expect(values == [[315_798_000], [354_482_000]])
    let time = try #require(Instant(rfc3339: "2026-11-20T00:05:00Z")).milliseconds
    #expect(kept.batches.allSatisfy { $0.samples.times == [time] && $0.window == .seconds(300) })
    #expect(kept.batches.allSatisfy { $0.key.container.pod.cluster == "shop-eu1" })
    // Two pods, each with its workload and its node.
    #expect(kept.facts.count == 4)
  }

  /// The rows of a neutral CSV without quotes, as JSON lines.
  private static func lines(_ csv: String, isLong: Bool) -> String {
    let rows = csv.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    var result = ""
    for row in rows.dropFirst() {
      var shared: [String] = []
      var signals: [(String, String)] = []
      for (name, cell) in zip(rows[0], row) where !cell.isEmpty {
        if Metric(rawValue: name) != nil {
          signals.append((name, cell))
        } else {
          shared.append("\"\(name)\":\"\(cell)\"")
        }
      }
      if isLong {
        for (name, cell) in signals {
          let parts = ["\"value\":\(cell)"] + shared + ["\"metric\":\"\(name)\""]
          result += "{" + parts.joined(separator: ",") + "}\n"
        }
      } else {
        let parts = signals.map { "\"\($0)\":\($1)" } + shared.reversed()
        result += "{" + parts.joined(separator: ", ") + "}\n"
      }
    }
    return result
  }

  @Test(
    "the same rows as CSV, wide and long give the same series and facts",
    .enabled(if: SharedData.isPresent),
    arguments: [false, true]
  )
  func sameAsCSV(isLong: Bool) throws {
    let url = SharedData.file("exports/other/canonical_samples.csv")
    let csv = try String(contentsOf: url, encoding: .utf8)
    let (table, expected) = try KeptInput.read(csv)
    let text = Self.lines(csv, isLong: isLong)
    for blockSize in [1, 1 << 16] {
      let (report, kept) = try KeptInput.read(text, blockSize: blockSize)
      #expect(report.format == "neutral-jsonl")
      #expect(kept.series == expected.series && kept.facts == expected.facts)
      #expect(report.samples == table.samples && table.samples > 50)
      #expect(Set(kept.batches.map(\.window)) == Set(expected.batches.map(\.window)))
    }
  }

  @Test("keys come in any order and by other names, values as numbers, strings or null")
  func shapes() throws {
    let text = """
      {"ts":1795133100,"kube_namespace":"n","pod_name":"p","k8s.container.name":"c","cpu":"250m"}
      {"cpu":null,"memory":"1Mi","time":1795133400000,"namespace":"n","pod":"p","container":"c"}
      {
        "exported_pod" : "p", "pod": "exporter", "ts": "2026-11-20 00:15:00Z", "namespace": "n",
        "container":"\\u0063", "cpu": 3e-09, "labels": {"pod": "x", "a": [1, {}]}, "extra": true
      }
      {"pod":"exporter","exported_pod":"p","ts":1795134000,"namespace":"n","container":"c","cpu":0}
      """
    let (report, kept) = try KeptInput.read(text)
    let cpu = try #require(Self.column(kept, .cpuUsage))
    #expect(cpu.values == [250_000_000, 3, 0])
    #expect(cpu.times == [1_795_133_100_000, 1_795_133_700_000, 1_795_134_000_000])
    #expect(Self.column(kept, .memoryWorkingSet)?.values == [1 << 20])
    #expect(report.series == 2 && report.rejected == 0)
    #expect(report.warnings == [#"columns not used: "labels", "extra""#])
  }

  @Test(
    "long rows of other metrics and statistics are counted by name, averages of memory warned of"
  )
  func statistics() throws {
    func line(_ metric: String, _ stat: String) -> String {
      "{\"time\":1,\(Self.subject),\"metric\":\"\(metric)\",\"stat\":\"\(stat)\",\"value\":1}\n"
    }
    let cpu = "cpu_usage_cores"
    let memory = "memory_working_set_bytes"
    let text =
      line(cpu, "avg") + line(cpu, "max") + line(memory, "MAX") + line(memory, "mean")
      + line(memory, "p95") + line("disk", "")
    let (report, kept) = try KeptInput.read(text)
    #expect(Self.column(kept, .cpuUsage)?.count == 1)
    #expect(Self.column(kept, .memoryWorkingSet)?.count == 2)
    #expect(
      report.skipped == [
        "statistic not used: cpu_usage_cores max": 1,
        "statistic not used: memory_working_set_bytes p95": 1, "metric not used: disk": 1,
      ]
    )
    #expect(report.warnings.count == 1 && report.warnings[0].contains("averages"))
    let marks = kept.facts.compactMap { fact -> CoarseReadings? in
      guard case .coarse(let mark) = fact else { return nil }
      return mark
    }
    #expect(marks.map(\.metric) == [.memoryWorkingSet] && marks.map(\.coarseness) == [.averages])
    #expect(marks.first?.container == kept.batches.first?.key.container)
  }

  static let badRows: [(String, IngestError.Code)] = [
    (#"{"time":"soon",SUBJECT,"cpu":1}"#, .badTime("soon")),
    (#"{SUBJECT,"cpu":1}"#, .badTime("")),
    (#"{"time":1,"namespace":"n","container":"c","cpu":1}"#, .missingField("pod")),
    (#"{"time":1,SUBJECT,"cpu":"Inf"}"#, .badNumber("Inf")),
    (#"{"time":1,SUBJECT,"memory":1e30}"#, .numberTooLarge("1e30")),
    (
      #"{"time":1,SUBJECT,"cpu":true}"#,
      .wrongType(field: "cpu_usage_cores", expected: "number or string", found: "another value")
    ),
    (
      #"{"time":[1,[2]],SUBJECT,"cpu":{}}"#,
      .wrongType(field: "time", expected: "number or string", found: "another value")
    ),
    (
      #"{"time":1,"namespace":"a\u0000b","pod":"p","container":"c","cpu":1}"#,
      .unexpectedByte(0, expected: "a name")
    ),
    (#"{"time":1,SUBJECT,"window_s":"x","cpu":1}"#, .badNumber("x")),
  ]

  @Test("bad rows are counted and named, or with strict the error", arguments: badRows)
  func rejected(row: String, code: IngestError.Code) throws {
    let good = "{\"time\":1795133100,\(Self.subject),\"cpu\":1}\n"
    let bad = row.replacing("SUBJECT", with: Self.subject) + "\n"
    let (report, kept) = try KeptInput.read(good + bad + good)
    #expect(report.rejected == 1 && kept.count == 2)
    #expect(
      report.warnings.first?.hasPrefix("1 rejected rows or readings, the first: input:2:") == true
    )
    let error = KeptInput.error(good + bad, strict: true)
    #expect(error?.code == code)
    #expect(error?.place.line == 2)
  }

  @Test(
    "two values of one column, and rows that are no objects, are errors",
    arguments: [
      (#"{"time":1,SUBJECT,"cpu":1,"cpu":2}"#, "second column for \"cpu\""),
      (#"{"time":1,SUBJECT,"cpu":1,"pod_name":"q"}"#, "second column for \"pod_name\""),
      (
        #"{"time":1,SUBJECT,"cpu":1,"metric":"cpu_usage_cores","value":2}"#,
        "second column for \"cpu_usage_cores\""
      ),
      ("[1]", "a row is another value, expected object"), ("nonsense", "expected \"null\""),
    ]
  )
  func refused(row: String, words: String) throws {
    let good = "{\"time\":1795133100,\(Self.subject),\"cpu\":1}\n"
    let error = try #require(
      KeptInput.error(good + row.replacing("SUBJECT", with: Self.subject))
    )
    #expect(error.description.contains(words), "\(error)")
  }

  @Test("a file cut off inside an object is an error that names the last row")
  func truncation() throws {
    let line = "{\"time\":1795133100,\(Self.subject),\"cpu\":0.25}\n"
    let text = Array((line + line).utf8)
    for end in line.utf8.count + 1..<text.count - 1 {
      let error = KeptInput.error(Array(text[..<end]))
      guard case .truncated(_, let last) = error?.code else {
        Issue.record("cut at \(end): \(String(describing: error))")
        return
      }
      #expect(last == "row 1 (shop/web-1/web)")
    }
    for end in 1..<line.utf8.count - 1 { #expect(KeptInput.error(Array(text[..<end])) != nil) }
  }

  @Test("no object, however odd, stops the program", arguments: [1, 2, 3] as [UInt64])
  func anything(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let names = [
      "time", "pod", "exported_pod", "namespace", "container", "cpu", "memory", "metric", "value",
      "stat", "window_s", "x", "jvm_heap_max_bytes",
    ]
    let values = [
      "1", "-1", "1e400", "\"\"", "\"cpu\"", "null", "true", "{\"a\":[]}", "[]", "\"p\"",
      "99999999999999999999", "\"1Mi\"", "0.5",
    ]
    let good = "{\"time\":1795133100,\(Self.subject),\"cpu\":1}\n"
    for _ in 0..<300 {
      let members = (0..<random.next() % 12).map { _ in
        "\"\(names[Int(random.next() % 13)])\":\(values[Int(random.next() % 13)])"
      }
      let error = KeptInput.error(good + "{" + members.joined(separator: ",") + "}")
      #expect(error.map { !$0.description.isEmpty } ?? true)
    }
  }
}
