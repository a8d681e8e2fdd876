import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

/// Compares with the figures that Python's `csv` module gives.
///
///     for f in *.csv.gz: rows = list(csv.DictReader(gzip.open(f, "rt")))
///
/// cpu and memory are the cells that are not empty, their sums by `decimal.Decimal` (CPU in
/// nanocores after rounding each cell half to even), series the distinct (namespace, pod,
/// container) with at least one such cell, stated pods those with a workload other than `<none>`.
/// Rejected are rows whose time is none: 1,443 rows of one pod say `ThuTMarT30T10:25:27TUTCT2023`.
@Suite("Neutral CSV over real usage", .enabled(if: SharedData.isPresent))
struct NeutralCSVRealDataTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    var file: String
    var cpuSamples: Int
    var cpuSum: Int64
    var memorySamples: Int
    var memorySum: Int128
    var series: Int
    var statedPods: Int
    var rejected: Int
    var testDescription: String { file }
  }

  static let expected: [Expected] = [
    Expected(
      file: "alibaba_genai.csv.gz",
      cpuSamples: 0,
      cpuSum: 0,
      memorySamples: 95_436,
      memorySum: 4_749_467_903_676_416,
      series: 75,
      statedPods: 75,
      rejected: 0
    ),
    Expected(
      file: "bitbrains.csv.gz",
      cpuSamples: 2_161_753,
      cpuSum: 1_440_591_157_521_200,
      memorySamples: 2_161_753,
      memorySum: 1_909_670_631_399_424,
      series: 180,
      statedPods: 90,
      rejected: 0
    ),
    Expected(
      file: "kruize.csv.gz",
      cpuSamples: 11_844,
      cpuSum: 165_477_716_000,
      memorySamples: 11_844,
      memorySum: 1_980_205_580_288,
      series: 16,
      statedPods: 7,
      rejected: 1_443
    ),
    Expected(
      file: "nab.csv.gz",
      cpuSamples: 8_064,
      cpuSum: 78_860_200_000,
      memorySamples: 0,
      memorySum: 0,
      series: 2,
      statedPods: 2,
      rejected: 0
    ),
    Expected(
      file: "nezha.csv.gz",
      cpuSamples: 58_330,
      cpuSum: 282_923_978_893,
      memorySamples: 58_330,
      memorySum: 19_252_164_300_800,
      series: 136,
      statedPods: 68,
      rejected: 0
    ),
    Expected(
      file: "operate_first.csv.gz",
      cpuSamples: 757_226,
      cpuSum: 26_829_074_148_841,
      memorySamples: 925_563,
      memorySum: 164_854_006_198_272,
      series: 2_118,
      statedPods: 910,
      rejected: 0
    ),
  ]

  @Test(
    "samples, sums, series, pods and rejects are what an independent reader counts",
    arguments: expected
  )
  func counts(_ expected: Expected) throws {
    let (report, kept) = try KeptInput.readShared("usage/\(expected.file)")
    let cpu = kept.batches.filter { $0.key.metric == .cpuUsage }
    let memory = kept.batches.filter { $0.key.metric == .memoryWorkingSet }
    #expect(cpu.reduce(0) { $0 + $1.samples.count } == expected.cpuSamples)
    #expect(memory.reduce(0) { $0 + $1.samples.count } == expected.memorySamples)
    #expect(cpu.reduce(0) { $0 + $1.samples.values.reduce(0, +) } == expected.cpuSum)
    #expect(
      memory.reduce(0) { $0 + $1.samples.values.reduce(Int128(0)) { $0 + Int128($1) } }
        == expected.memorySum
    )
    #expect(report.samples == expected.cpuSamples + expected.memorySamples)
    #expect(report.series == expected.series)
    #expect(report.rejected == expected.rejected)
    // Rows name their pod's workload and no kind.
    #expect(kept.facts.count == expected.statedPods)
    #expect(
      kept.facts.allSatisfy {
        if case .statedOwner(_, let workload) = $0 { workload.kind == .unknown } else { false }
      }
    )
  }
}
