import PodfitIngest
import PodfitModel
import Testing

@Suite("Shapes of Prometheus answers")
struct PrometheusShapesTests {
  /// A matrix of one series with these labels and readings.
  static func matrix(_ labels: String, _ values: String) -> String {
    #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{\#(labels)},"#
      + #""values":[\#(values)]}]}}"#
  }

  /// A vector of one series.
  static func vector(_ labels: String, _ value: String) -> String {
    #"{"status":"success","data":{"resultType":"vector","result":[{"metric":{\#(labels)},"#
      + #""value":\#(value)}]}}"#
  }

  static let memory =
    #""__name__":"container_memory_working_set_bytes","container":"c","namespace":"n","pod":"p""#

  @Test(
    "keys in any order, line ends and blanks make no difference",
    arguments: [
      #"{"status":"success","data":{"resultType":"matrix","result":[S]}}"#,
      #"{"data":{"result":[S],"resultType":"matrix"},"status":"success"}"#,
      "\u{FEFF} {\r\n\t\"status\" : \"success\" ,\n \"data\": { \"result\" : [ S ] } } \n\n",
      #"{"resultType":"matrix","result":[S]}"#,
      #"{"status":"success","isPartial":false,"data":{"resultType":"matrix","result":[S]},"#
        + #""stats":{"seriesFetched": "1"},"warnings":null}"#,
      #"[S]"#,
    ]
  )
  func orders(envelope: String) throws {
    let element = #"{"metric":{\#(Self.memory)},"values":[[10,"1"],[10.5,"2"]]}"#
    let reversed = #"{"values":[[10,"1"],[10.5,"2"]],"metric":{\#(Self.memory)}}"#
    for series in [element, reversed] {
      let (report, input) = try KeptInput.read(envelope.replacing("S", with: series))
      #expect(report.samples == 2 && report.series == 1)
      let key = SeriesKey(
        container: PodContainerID(
          pod: PodID(cluster: "default", namespace: "n", name: "p"),
          container: "c"
        ),
        metric: .memoryWorkingSet
      )
      #expect(input.series == [key: SampleColumn(times: [10_000, 10_500], values: [1, 2])])
    }
  }

  @Test("a body cut off anywhere is an error, and so is anything after it")
  func truncation() {
    let labels = Self.memory + #","job":"a\u00e9\"b""#
    let body = Array(Self.matrix(labels, #"[10,"1"],[20,"2e3"]"#).utf8)
    for count in 1..<body.count {
      #expect(KeptInput.error(Array(body[..<count])) != nil, "cut at \(count)")
    }
    #expect(KeptInput.error(body) == nil)
    #expect(KeptInput.error(body + Array(" \n".utf8)) == nil)
    #expect(KeptInput.error(body + Array(" {}".utf8))?.code == .trailingData)
  }

  @Test("a truncated body names the place and what was whole before")
  func truncationPlace() {
    let whole = Self.matrix(Self.memory, #"[10,"1"]"#).dropLast(3)
    let text = String(whole) + #",{"metric":{"__name__":"container_mem"#
    let error = KeptInput.error(text)
    #expect(
      error?.code
        == .truncated(
          inside: "a string",
          lastComplete: "series 1 (container_memory_working_set_bytes/n/p/c)"
        )
    )
    #expect(error?.place.offset == Int64(text.utf8.count))
  }

  @Test("NaN is no sample, infinity and nonsense are rejected and counted, or errors when strict")
  func values() throws {
    let odd = [
      (#""NaN""#, 0), (#""+Inf""#, 1), (#""-Inf""#, 1), (#""-5""#, 1), (#""1e30""#, 1),
      (#""abc""#, 1), (#""""#, 1), (#""0""#, 0), ("7", 0), (#""1.5""#, 0),
    ]
    for (value, rejected) in odd {
      let body = Self.matrix(Self.memory, #"[10,"1"],[20,\#(value)]"#)
      let (report, _) = try KeptInput.read(body)
      #expect(report.rejected == rejected, "\(value)")
      #expect(report.samples == (value.contains("NaN") || rejected == 1 ? 1 : 2))
      #expect((KeptInput.error(body, strict: true) != nil) == (rejected == 1), "\(value)")
    }
  }

  @Test(
    "a value of the wrong type is an error with its place, never a trap",
    arguments: [
      #"{"status":"success"}"#, #"{"status":"success","data":null}"#,
      #"{"status":"success","data":7}"#, #"{"status":"success","data":{"a":1}}"#,
      #"{"status":"success","data":[]}"#, #"{"status":1,"data":{"result":[]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":{}}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[1]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[[]]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[{}]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":[]}]}}"#,
      #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":1}}]}}"#,
      #"{"status":"success","data":{"resultType":"streams","result":[]}}"#,
      #"{"status":"success","data":{"result":[],"resultType":"scalar"}}"#,
      #"{"data":{"result":[1795219200,"4"],"resultType":"scalar"},"status":"success"}"#,
      #"{"status":"error"}"#, #"{"error":"x","status":"error"}"#,
      #"{"status":"success","data":{"result":[]},"warnings":"x"}"#,
      #"{"status":"success","data":{"result":[]},"warnings":[1]}"#,
    ]
      + [
        "1", "[[]]", "[1]", #"["a","b"]"#, #"[1e99,"1"]"#, #"[1,"1",2]"#, "[1,null]", "[1]", "[]",
        #"[{"a":1},"1"]"#, #"[1795132800000,"1"]"#, "{}",
      ].map { matrix(memory, $0) } + [
        vector(memory, "7"), vector(memory, "[]"), vector(memory, "{}"),
      ]
  )
  func wrongTypes(text: String) {
    let error = KeptInput.error(text)
    #expect(error != nil)
    #expect(error?.description.hasPrefix("input: ") == true)
  }

  @Test(
    "a body with any bytes changed ends in a report or an error",
    arguments: [1, 2] as [UInt64]
  )
  func mutations(seed: UInt64) {
    let owner =
      #""__name__":"kube_pod_owner","namespace":"n","pod":"p","owner_kind":"A","owner_name":"b""#
    let body = Array(
      (#"{"status":"success","data":{"result":[{"metric":{\#(Self.memory)},"#
        + #""values":[[10,"1"],[20.25,"2e3"]]},{"value":[5,"-1"],"metric":{\#(owner)}}],"#
        + #""resultType":"matrix"},"warnings":["é\ud83d\ude00"]}"#).utf8
    )
    #expect(KeptInput.error(body) == nil)
    var random = SeededRandom(state: seed)
    let bytes = Array(#"{}[]",:\0123456789eE.-+nutf \u{0}\u{7F}é"#.utf8)
    for _ in 0..<300 {
      var changed = body
      for _ in 0...random.next() % 3 {
        let index = Int(random.next() % UInt64(changed.count))
        switch random.next() % 3 {
        case 0: changed.remove(at: index)
        case 1: changed.insert(bytes[Int(random.next() % UInt64(bytes.count))], at: index)
        default: changed[index] = UInt8(truncatingIfNeeded: random.next())
        }
      }
      let error = KeptInput.error(changed)
      #expect(error.map { $0.description.hasPrefix("input: ") || $0.place.line != nil } ?? true)
    }
  }

  @Test("an instant query of a named metric is one sample")
  func instant() throws {
    let (report, input) = try KeptInput.read(Self.vector(Self.memory, #"[5,"9"]"#))
    #expect(report.samples == 1)
    #expect(input.batches.first?.samples == SampleColumn(times: [5_000], values: [9]))
  }

  @Test("a single reading without a name is never taken for usage, even with a stated metric")
  func unnamedInstant() throws {
    let body = Self.vector(#""container":"c","namespace":"n","pod":"p""#, #"[5,"9"]"#)
    let options = IngestOptions(metric: .memoryWorkingSet)
    let (report, input) = try KeptInput.read(body, options: options)
    #expect(input.batches.isEmpty)
    #expect(report.skipped == ["single reading of unknown meaning": 1])
    #expect(report.warnings.count == 1)
  }

  @Test("native histograms are skipped with a count")
  func histograms() throws {
    let series =
      #"{"metric":{\#(Self.memory)},"values":[[1,"1"]],"#
      + #""histograms":[[1,{"count":"1","sum":"2","buckets":[[0,"1","2","3"]]}]]}"#
    let (report, _) = try KeptInput.read("[\(series)]")
    #expect(report.samples == 1)
    #expect(report.skipped == ["native histogram": 1])
  }

  @Test("long series leave in batches, so that memory has a limit")
  func batches() throws {
    let count = 40_000
    let values = (1...count).map { #"[\#($0),"\#($0)"]"# }.joined(separator: ",")
    let (report, input) = try KeptInput.read(Self.matrix(Self.memory, values))
    #expect(report.samples == count && report.series == 1)
    #expect(input.batches.count == 3)
    #expect(input.batches.allSatisfy { $0.samples.count <= 16_384 })
    #expect(input.batches.flatMap(\.samples.values) == (1...Int64(count)).map { $0 })
  }

  @Test("a guess that the readings contradict is an error that asks for the metric")
  func implausible() throws {
    let labels = #""container":"c","namespace":"n","pod":"p""#
    // A CPU counter after a day, memory in MiB, and a share of 500 %.
    for (file, value) in [("cpu.json", "43200"), ("memory.json", "512"), ("throttled.json", "5")] {
      let body = Array(Self.matrix(labels, #"[10,"\#(value)"]"#).utf8)
      let error = #expect(throws: IngestError.self) { try KeptInput.read(body, named: file) }
      #expect(error?.description.contains("--metric") == true)
    }
    let stated = IngestOptions(metric: .cpuUsageTotal)
    let body = Array(Self.matrix(labels, #"[10,"43200"]"#).utf8)
    #expect(try KeptInput.read(body, named: "cpu.json", options: stated).0.samples == 1)
  }

  @Test("an error of the sink ends the file with the sink's words")
  func sink() {
    struct Full: Error, CustomStringConvertible { let description = "the disk is full" }
    struct FullSink: SampleSink {
      mutating func accept(_ batch: SampleBatch) throws { throw Full() }
      mutating func accept(_ fact: InventoryFact) throws { throw Full() }
    }
    let body = Array(Self.matrix(Self.memory, #"[10,"1"]"#).utf8)
    var sink = FullSink()
    let error = #expect(throws: IngestError.self) {
      try Ingestor.read(.bytes(body), named: "a.json", into: &sink)
    }
    #expect(error?.description == "a.json: the disk is full")
  }

  @Test("names of a file cannot steer a terminal")
  func controlCharacters() throws {
    let labels =
      #""__name__":"container_memory_rss","container":"c\u001b[31m","namespace":"n","pod":"p\u0000""#
    let (report, input) = try KeptInput.read(Self.matrix(labels, #"[10,"1"]"#))
    #expect(input.batches.isEmpty)
    #expect(report.skipped == ["name with control characters": 1])
    let error = KeptInput.error(#"{"status":"error","errorType":"a\u001b","error":"b\u0007"}"#)
    #expect(error?.description.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" } == true)
  }

  @Test("the window and the cluster of the options reach every batch; a label beats the option")
  func options() throws {
    let options = IngestOptions(cluster: "east", window: .seconds(300))
    let (_, input) = try KeptInput.read(Self.matrix(Self.memory, #"[1,"1"]"#), options: options)
    #expect(input.batches.first?.window == .seconds(300))
    #expect(input.batches.first?.key.container.pod.cluster == "east")
    let named = Self.matrix(Self.memory + #","cluster":"west""#, #"[1,"1"]"#)
    let (_, west) = try KeptInput.read(named, options: options)
    #expect(west.batches.first?.key.container.pod.cluster == "west")
    #expect(west.batches.first?.key.source == "")
  }
}
