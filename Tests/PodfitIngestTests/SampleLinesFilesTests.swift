import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Exports as lines of samples", .enabled(if: SharedData.isPresent))
struct SampleLinesFilesTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    var file: String
    var format: String
    var samples: Int
    var series: Int
    var skipped: Int
    var facts: Int
    /// Of usage: the sum of all readings in whole units, and of all times in milliseconds.
    var values: Int128
    var times: Int128

    var testDescription: String { file }
  }

  // Python 3: a regular expression per line, Decimal and quantize(1, ROUND_HALF_EVEN). Facts: pods with
  // a node, and in the first file 3 owners of pods, 3 of ReplicaSets, 3 of pods by kube_pod_info, 8
  // requests and limits, 3 restart counts, 1 reason, 3 replica counts.
  static let all: [Expected] = [
    Expected(
      file: "openmetrics/cluster.slice.om",
      format: "prometheus-text",
      samples: 771,
      series: 58,
      skipped: 26,
      facts: 27,
      values: 78_537_508_946_340,
      times: 662_404_329_839_940
    ),
    Expected(
      file: "promtool/dump-openmetrics.derived.om",
      format: "prometheus-text",
      samples: 180,
      series: 6,
      skipped: 0,
      facts: 3,
      values: 89_472_291_980_290,
      times: 323_130_546_224_160
    ),
    Expected(
      file: "promtool/tsdb_dump.dev-shop.30min.txt.gz",
      format: "tsdb-dump",
      samples: 2_106,
      series: 72,
      skipped: 0,
      facts: 24,
      values: 34_329_038_722_460_632,
      times: 3_780_627_386_366_988
    ),
    Expected(
      file: "promtool/tsdb_dump.live_special.txt",
      format: "tsdb-dump",
      samples: 24,
      series: 2,
      skipped: 2,
      facts: 0,
      values: 1_762_810_303,
      times: 43_090_748_072_554
    ),
    Expected(
      file: "victoriametrics/export.prometheus.txt",
      format: "prometheus-text",
      samples: 60,
      series: 3,
      skipped: 0,
      facts: 3,
      values: 4_844_752_896,
      times: 107_710_164_074_720
    ),
    Expected(
      file: "prometheus/federate_live.txt",
      format: "prometheus-text",
      samples: 2,
      series: 2,
      skipped: 11,
      facts: 0,
      values: 162_410_545,
      times: 3_590_895_954_712
    ),
  ]

  @Test(
    "every sample arrives, exact to the unit, whatever the blocks",
    arguments: all,
    [1, 1 << 16]
  )
  func samples(expected: Expected, blockSize: Int) throws {
    let options = IngestOptions(isStrict: true)
    let (report, kept) = try KeptInput.readShared(
      "exports/" + expected.file,
      options: options,
      blockSize: blockSize
    )
    #expect(report.format == expected.format)
    #expect(report.samples == expected.samples && kept.count == expected.samples)
    #expect(report.series == expected.series)
    #expect(report.skipped.values.reduce(0, +) == expected.skipped)
    #expect(report.facts == expected.facts && kept.facts.count == expected.facts)
    #expect(report.rejected == 0 && report.warnings.isEmpty)
    let columns = kept.batches.filter { !$0.key.metric.rawValue.hasPrefix("jvm_") }.map(\.samples)
    let values = columns.reduce(Int128(0)) { $1.values.reduce($0) { $0 + Int128($1) } }
    let times = columns.reduce(Int128(0)) { $1.times.reduce($0) { $0 + Int128($1) } }
    #expect(values == expected.values)
    #expect(times == expected.times)
  }

  /// Sums that Python gives for each area and pool, unknown readings (−1 and 0) left out.
  @Test("the JVM series of the slice are those of its pods")
  func jvm() throws {
    let (_, kept) = try KeptInput.readShared("exports/openmetrics/cluster.slice.om")
    var sums: [Metric: Int64] = [:]
    for batch in kept.batches {
      sums[batch.key.metric, default: 0] += batch.samples.values.reduce(0, +)
    }
    #expect(sums[.jvmHeapUsed] == 32_108_388_784)
    #expect(sums[.jvmNonHeapUsed] == 5_215_763_466)
    #expect(sums[.jvmHeapMax] == 51_539_607_552)
    #expect(sums[.jvmHeapCommitted] == 55_147_380_064)
    #expect(sums[.jvmHeapAfterGC] == 8_132_086_011)
    #expect(sums[.jvmDirectUsed] == 402_653_184)
    #expect(sums[.jvmGCPauseTotal] == 4_469_758_413)
  }

  @Test("the text of promtool query says what its JSON says")
  func promtoolText() throws {
    for metric in [nil, Metric.cpuUsage] {
      let options = IngestOptions(metric: metric)
      var (json, fromJSON) = try KeptInput.readShared(
        "exports/promtool/query_range.json.txt",
        options: options
      )
      let (text, fromText) = try KeptInput.readShared(
        "exports/promtool/query_range.promql.txt",
        options: options
      )
      #expect(text.format == "promtool-text")
      json.format = text.format
      json.digest = text.digest
      #expect(text == json)
      #expect(fromText.series == fromJSON.series)
    }
    let (report, kept) = try KeptInput.readShared("exports/promtool/query_instant.promql.txt")
    // Four nodes with cpu, memory and pods each.
    #expect(report.facts == 12 && kept.facts.count == 12 && report.samples == 0)
  }
}
