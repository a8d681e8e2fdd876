import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Files cut off anywhere")
struct TruncationTests {
  /// A small whole file of a format.
  struct Sample: CustomTestStringConvertible {
    var format: String
    var text: String
    var options = IngestOptions()
    /// Whether a part of the file is a file as well, such as its first lines.
    var isSeries = true
    var testDescription: String { format }
  }

  private static let labels =
    #""__name__":"container_memory_working_set_bytes","namespace":"n","container":"c""#
  private static let text = #"namespace="n",container="c",pod="#
  private static let name = "container_memory_working_set_bytes"
  private static let opencost =
    #"{"properties":{"namespace":"n","pod":"p-1","container":"c"},"start":"2026-11-20T00:00:00Z","#
    + #""end":"2026-11-21T00:00:00Z","cpuCoreUsageAverage":0.5,"ramByteUsageAverage":7}"#

  /// One file of each format, with at least two readings or facts.
  ///
  /// A format without one fails the test below. Those of formats that are not registered are not used.
  static let all: [Sample] = [
    Sample(
      format: "opencost-allocation",
      text: #"{"code":200,"data":[{"a":\#(opencost)},{"b":\#(opencost)}]}"#,
      isSeries: false
    ),
    Sample(
      format: "prometheus-json",
      text: #"{"status":"success","data":{"resultType":"matrix","result":[{"metric":{\#(labels),"#
        + #""pod":"p-1"},"values":[[1,"5"],[2,"6"]]},{"metric":{\#(labels),"pod":"é"},"#
        + #""values":[[1.5,"7e1"]]}]}}"#,
      isSeries: false
    ),
    Sample(
      format: "promtool-json",
      text: #"[{"metric":{\#(labels),"pod":"p-1"},"values":[[1,"5"],[2,"6"]]},"#
        + #"{"metric":{\#(labels),"pod":"p-2"},"values":[[1,"7"]]}]"#,
      isSeries: false
    ),
    Sample(
      format: "metrics-k8s-io",
      text: (1...2).map {
        #"{"kind":"PodMetricsList","items":[{"metadata":{"name":"p","namespace":"n"},"#
          + #""timestamp":"2026-11-20T00:0\#($0):00Z","window":"15s","containers":[{"name":"c","#
          + #""usage":{"cpu":"5n","memory":"7Ki"}}]}]}"#
      }.joined()
    ),
    Sample(
      format: "kubernetes-list",
      text: #"{"apiVersion":"v1","items":[{"kind":"Pod","metadata":{"name":"p","namespace":"n"},"#
        + #""spec":{"containers":[{"name":"c"}]}},{"kind":"Node","metadata":{"name":"w"},"#
        + #""status":{"allocatable":{"cpu":"4","memory":"1Gi"}}}],"kind":"List"}"#,
      isSeries: false
    ),
    Sample(
      format: "neutral-jsonl",
      text: (1...3).map {
        #"{"time":\#($0),"namespace":"n","pod":"p","container":"c","cpu_usage_cores":0.\#($0)5}"#
          + "\n"
      }.joined()
    ),
    Sample(
      format: "kubectl-top",
      text: "NAMESPACE POD NAME CPU(cores) MEMORY(bytes)\nn p-1 c 5m 12Mi\nn p-2 c 15m 22Mi\n",
      options: IngestOptions(readTime: Instant(milliseconds: 1_000))
    ),
    Sample(
      format: "otlp-json",
      text: (1...2).map {
        OTLPTests.message(
          OTLPTests.gauge("container.memory.rss", #""asInt":"7""#, at: "\($0)000000000")
        ) + "\n"
      }.joined()
    ),
    Sample(
      format: "datadog-v1",
      text: DatadogTests.answer(
        DatadogTests.series("container.memory.rss", "[1000,1.5],[2000,2]") + ","
          + DatadogTests.series("kubernetes.cpu.usage.total", "[1000,1.5],[2000,2]")
      ),
      isSeries: false
    ),
    Sample(
      format: "gcp-timeseries",
      text: (1...2).map {
        GCPTests.page(
          GCPTests.series("container/restart_count", GCPTests.point($0, #""int64Value":"1""#))
        )
      }.joined(separator: "\n")
    ),
    Sample(
      format: "cloudwatch-performance",
      text: [5, 6].map {
        CloudWatchTests.event(#","container_memory_rss":\#($0),"kubernetes":{"host":"w"}"#) + "\n"
      }.joined()
    ),
    Sample(
      format: "grafana-csv",
      text: "\"Time\",\"container\",\"namespace\",\"pod\",\"Value\"\r\n1795133100000,c,n,p,0.25\r\n"
        + "1795133400000,c,n,\"p\"\"2\",0.5\r\n\r\n\"Time\",\"x{container=\"\"c\"\"}\"\r\n"
        + "1795133100000,7\r\n\r\n",
      options: IngestOptions(metric: .cpuUsage)
    ),
    Sample(
      format: "neutral-csv",
      text: "time,namespace,pod,container,cpu_usage_cores,memory_working_set_bytes\n"
        + "1795133100,n,p,c,0.25,104857600\n1795133400,n,\"p\",c,0.5,209715200\n"
    ),
    Sample(
      format: "victoriametrics-jsonl",
      text: [1, 2].map {
        #"{"metric":{\#(labels),"pod":"p-\#($0)"},"values":[5,6e3,null],"timestamps":[1000,2000,3000]}"#
          + "\n"
      }.joined()
    ),
    Sample(
      format: "victoriametrics-csv",
      text: "__name__,namespace,pod,container,__value__,__timestamp__:unix_ms\n"
        + "\(name),n,p-1,c,12345,1795168809255\n\(name),n,p-1,c,23456,1795168869255\n"
    ),
    Sample(
      format: "prometheus-text",
      text: "# TYPE \(name) gauge\n\(name){\(text)\"p-1\"} 12345 1795168809255\n"
        + "\(name){\(text)\"p-2\"} 23456 1795168809255\n"
    ),
    Sample(format: "sketch-jsonl", text: sketch("a") + sketch("b")),
    Sample(
      format: "tsdb-dump",
      text: "{__name__=\"\(name)\", \(text)\"p-1\"} 12345 1795168809255\n"
        + "{__name__=\"\(name)\", \(text)\"p-2\"} 5.5e+07 1795168809255\n"
    ),
    Sample(
      format: "promtool-text",
      text: "\(name){\(text)\"p-1\"} =>\n12345 @[1795168800]\n23456 @[1795169100]\n"
        + "\(name){\(text)\"p-2\"} =>\n34567 @[1795168800]\n"
    ),
  ]

  /// One line of a sketch, of the page about them.
  private static func sketch(_ workload: String) -> String {
    #"{"sketch":1,"cluster":"e","namespace":"n","kind":"Deployment","workload":"\#(workload)","#
      + #""container":"c","day":"2026-11-20","signal":"memory","shard":"","samples":3,"pods":2,"#
      + #""min":1000,"max":30000000,"sum":30002000,"peak_sum":30001000,"restarts":0,"oom_kills":0,"#
      + #""coverage":"e\#(String(repeating: "0", count: 71))","#
      + #""quantile_buckets":[[506,2],[2404,1]],"vpa_buckets":[[0,1],[2,1]]}"# + "\n"
  }

  private static let registered = Set(FormatRegistry.all.map { type(of: $0).id })
  static let used = all.filter { registered.contains($0.format) }

  @Test("every format has a sample here, and it is read as that format")
  func samples() throws {
    #expect(Self.registered.subtracting(Self.used.map(\.format)).isEmpty)
    for sample in Self.used {
      let (report, _) = try KeptInput.read(Array(sample.text.utf8), options: sample.options)
      #expect(report.format == sample.format)
      #expect(report.samples + report.facts >= 2, "\(sample.format)")
      #expect(report.rejected == 0 && report.truncation == nil)
    }
  }

  /// What a file says, as a set: a reading is its series, time and value.
  private static func content(_ kept: KeptInput) -> Set<String> {
    var all = Set(kept.facts.map { "\($0.kind) \($0.key)" })
    for sketch in kept.sketches { all.insert("\(sketch.key)") }
    for (key, column) in kept.series {
      for (time, value) in zip(column.times, column.values) {
        all.insert("\(key) \(time) \(value)")
      }
    }
    return all
  }

  private enum Packing: CaseIterable {
    case plain, gzip, zstd

    func packed(_ text: String) -> [UInt8] {
      switch self {
      case .plain: Array(text.utf8)
      case .gzip: Gzip.member(Array(text.utf8))
      case .zstd: Zstd.frame(Array(text.utf8))
      }
    }
  }

  @Test(
    "a cut at any byte is an error, or leaves a file that is whole in itself; never a wrong reading",
    arguments: used
  )
  func cuts(sample: Sample) throws {
    let (_, kept) = try KeptInput.read(Array(sample.text.utf8), options: sample.options)
    let whole = Self.content(kept)
    for packing in Packing.allCases {
      let bytes = packing.packed(sample.text)
      var wholeParts = 0
      for count in 1..<bytes.count {
        let part = Array(bytes[..<count])
        do throws(IngestError) {
          let (report, kept) = try KeptInput.read(
            part,
            options: sample.options,
            blockSize: 4_096
          )
          #expect(packing == .plain, "\(packing) cut at \(count)")
          wholeParts += 1
          #expect(report.truncation == nil)
          try Self.expectPart(report, kept, of: whole, "\(packing) cut at \(count)")
        } catch {
          #expect(!error.description.isEmpty)
          if case .truncated = error.code, packing == .plain {
            #expect(error.place.offset == Int64(count), "\(error)")
          }
        }
      }
      if !sample.isSeries { #expect(wholeParts == 0, "\(packing)") }
    }
  }

  @Test(
    "allowed to, what was whole before the cut is kept, and the report says so",
    arguments: used
  )
  func allowed(sample: Sample) throws {
    var options = sample.options
    let (complete, kept) = try KeptInput.read(Array(sample.text.utf8), options: options)
    options.allowsTruncated = true
    let whole = Self.content(kept)
    for packing in Packing.allCases {
      let bytes = packing.packed(sample.text)
      var most = 0
      for count in 1..<bytes.count {
        let part = Array(bytes[..<count])
        do throws(IngestError) {
          let (report, kept) = try KeptInput.read(part, options: options, blockSize: 4_096)
          let context = "\(packing) cut at \(count)"
          try Self.expectPart(report, kept, of: whole, context)
          #expect(
            kept.count == report.samples && kept.facts.count + kept.sketches.count == report.facts,
            "\(context)"
          )
          #expect(report.digest == (try Ingestor.digest(.bytes(part), named: "")), "\(context)")
          most = max(most, report.samples + report.facts)
          if let end = report.truncation {
            #expect(report.samples + report.facts > 0)
            #expect(report.warnings.first == "truncated: \(end.firstLine)")
            #expect(end.firstLine.contains("byte \(count)"), "\(end)")
          }
        } catch {
          #expect(!error.description.isEmpty)
        }
      }
      // Cut within its last bytes, nearly all of the file is there.
      #expect(most > 0 && most <= complete.samples + complete.facts, "\(packing)")
    }
  }

  /// Expects what was read to be a part of the whole; a last row without its end may be cut in its
  /// last number, and says so.
  private static func expectPart(
    _ report: FileReport,
    _ kept: KeptInput,
    of whole: Set<String>,
    _ context: String
  ) throws(IngestError) {
    var content = content(kept)
    if report.warnings.contains(where: { $0.hasPrefix("the last line has no end") }) {
      let latest = kept.batches.flatMap(\.samples.times).max() ?? 0
      content = content.filter { !$0.contains(" \(latest) ") }
    }
    #expect(content.isSubset(of: whole), "\(context): \(content.subtracting(whole))")
  }

  @Test("a series long enough to leave in pieces keeps the pieces, and they count")
  func longSeries() throws {
    let points = (1...40_000).map { "[\($0),\"\($0)\"]" }.joined(separator: ",")
    let text = #"[{"metric":{\#(Self.labels),"pod":"p"},"values":[\#(points)"#
    let (report, kept) = try KeptInput.read(text, options: IngestOptions(allowsTruncated: true))
    #expect(report.samples == 32_768 && kept.count == 32_768 && report.series == 1)
    #expect(report.truncation != nil)
  }

  @Test(
    "of a row without a line end the last number may be short: read with a warning, refused if strict"
  )
  func openEnd() throws {
    let text = "time,namespace,pod,container,cpu_usage_cores\n1,n,p,c,0.25\n2,n,p,c,0.5"
    let (report, _) = try KeptInput.read(text)
    #expect(report.samples == 2)
    #expect(report.warnings.contains { $0.hasPrefix("the last line has no end") })
    #expect(
      KeptInput.error(text, strict: true)?.code
        == .truncated(inside: "a line", lastComplete: "line 2")
    )
    let short = KeptInput.error("time,namespace,pod,container,cpu_usage_cores\n1,n,p,c,1\n2,n,p")
    #expect(short?.code == .truncated(inside: "a line", lastComplete: "line 2"))
    let (kept, _) = try KeptInput.read(
      "time,namespace,pod,container,cpu_usage_cores\n1,n,p,c,1\n2,n,p",
      options: IngestOptions(allowsTruncated: true)
    )
    #expect(kept.samples == 1 && kept.rejected == 0)
  }
}
