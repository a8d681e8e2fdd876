import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Neutral CSV")
struct NeutralCSVTests {
  static let key = PodContainerID(
    pod: PodID(cluster: "default", namespace: "shop", name: "web-1"),
    container: "web"
  )

  @Test("a row gives one sample per filled cell, in base units")
  func row() throws {
    let (report, kept) = try KeptInput.read(
      """
      time,namespace,pod,container,cpu_usage_cores,memory_working_set_bytes,restarts_total
      2026-11-20T00:05:00Z,shop,web-1,web,0.315798,1646800896,0
      2026-11-20T00:10:00Z,shop,web-1,web,,1640275968,1

      """
    )
    #expect(report.format == "neutral-csv")
    #expect(report.samples == 5)
    #expect(report.rejected == 0)
    #expect(report.series == 3)
    #expect(report.warnings == [])
    let first: Int64 = 1_795_133_100_000
    #expect(
      kept.series == [
        SeriesKey(container: Self.key, metric: .cpuUsage):
          SampleColumn(times: [first], values: [315_798_000]),
        SeriesKey(container: Self.key, metric: .memoryWorkingSet):
          SampleColumn(times: [first, first + 300_000], values: [1_646_800_896, 1_640_275_968]),
        SeriesKey(container: Self.key, metric: .restartsTotal):
          SampleColumn(times: [first, first + 300_000], values: [0, 1]),
      ]
    )
  }

  @Test(
    "headers of other tools, in any order and case, mean the same",
    arguments: [
      "timestamp,namespace,pod,container,cpu_cores",
      "TIME,Namespace,POD,Container,CPU_Usage_Cores",
      "ts,k8s.namespace.name,k8s.pod.name,k8s.container.name,container.cpu.usage",
      "time,exported_namespace,exported_pod,exported_container,cpu",
      "time,kubernetes_namespace,pod_name,container_name,cpu_usage",
    ]
  )
  func aliases(header: String) throws {
    let (_, kept) = try KeptInput.read("\(header)\n1795133100,shop,web-1,web,0.5\n")
    #expect(kept.series.keys.map(\.container) == [Self.key])
    #expect(kept.series.values.first?.values == [500_000_000])
  }

  @Test(
    "delimiters, byte order marks and line ends of spreadsheets are read",
    arguments: [
      "\u{FEFF}time,namespace,pod,container,cpu\r\n1795133100,shop,web-1,web,0.5\r\n",
      "time;namespace;pod;container;cpu\n1795133100;shop;web-1;web;0.5",
      "time\tnamespace\tpod\tcontainer\tcpu\r1795133100\tshop\tweb-1\tweb\t0.5\r",
      "\u{FEFF}sep=;\r\ntime;namespace;pod;container;cpu\r\n1795133100;shop;web-1;web;0.5\r\n\r\n",
      #""time","namespace","pod","container","cpu""#
        + "\n" + #""1795133100","shop",web-1,"web","0.5""#,
    ]
  )
  func dialects(text: String) throws {
    for block in [1, 1_000] {
      let (report, kept) = try KeptInput.read(text, blockSize: block)
      #expect(report.samples == 1)
      #expect(kept.batches.first?.key.container == Self.key)
      #expect(
        kept.batches.first?.samples
          == SampleColumn(times: [1_795_133_100_000], values: [500_000_000])
      )
    }
  }

  @Test(
    "times with zone and epochs in seconds and milliseconds are one instant",
    arguments: [
      "2026-11-20T00:05:00Z", "2026-11-20 00:05:00Z", "2026-11-20t00:05:00z",
      "2026-11-20T02:05:00+02:00", "2026-11-19T19:05:00-05:00", "2026-11-20T00:05:00.000Z",
      "2026-11-20 00:05:00.0004+00:00", "1795133100", "1795133100.0", "1795133100000",
      "1795133100000.9",
    ]
  )
  func times(text: String) throws {
    let (report, kept) = try KeptInput.read("time,namespace,pod,container,cpu\n\(text),n,p,c,1\n")
    #expect(report.rejected == 0)
    #expect(kept.batches.first?.samples.times == [1_795_133_100_000])
  }

  @Test(
    "times without zone, of no calendar and of no known size are rejected",
    arguments: [
      "", "2026-11-20T00:05:00", "2026-11-31T00:05:00Z", "2026-11-20T24:05:00Z", "2026-11-20",
      "20.11.2026 00:05", "1795133100000000", "-5", "1e9", "0001-01-01T00:00:00Z", "now",
      "2026-11-20T00:05:00.Z", "2026-11-20T00:05:00+0200", "99999999999999999999",
    ]
  )
  func badTimes(text: String) throws {
    let (report, kept) = try KeptInput.read("time,namespace,pod,container,cpu\n\(text),n,p,c,1\n")
    #expect(report.rejected == 1)
    #expect(kept.batches.isEmpty)
  }

  @Test("the quick time reader agrees with the model's over seeded random times")
  func timeTwin() {
    var generator = SplitMix(seed: 7)
    var reader = TimeCell()
    for _ in 0..<2_000 {
      let instant = Instant(milliseconds: Int64(generator.next() % 4_102_444_800_000))
      let bytes = Array(instant.rfc3339.utf8)
      #expect(reader.milliseconds(bytes.span, 0..<bytes.count) == instant.milliseconds)
    }
  }

  static let cells: [(String, CellNumber)] = [
    ("0", .units(0)), ("0.0", .units(0)), ("1", .units(1_000_000_000)),
    ("0.5", .units(500_000_000)),
    (".5", .units(500_000_000)), ("5.", .units(5_000_000_000)), ("3e-09", .units(3)),
    ("1E+1", .units(10_000_000_000)), ("250m", .units(250_000_000)), ("100u", .units(100_000)),
    ("0.0000000005", .units(0)), ("0.0000000015", .units(2)), ("0.00000000050001", .units(1)),
    ("0.30000000000000004", .units(300_000_000)), ("9223372036.854775807", .units(.max)),
    ("9223372036.854775808", .malformed), ("1e400", .malformed), ("1e-400", .units(0)),
    ("NaN", .nothing), ("nan", .nothing), (" ", .nothing), ("+Inf", .infinite), ("-inf", .infinite),
    ("Infinity", .infinite), ("-0", .units(0)), ("-0.1", .negative), ("-5m", .negative),
    ("25Om", .malformed), ("1,5", .malformed), ("abc", .malformed), ("--1", .negative),
    ("1e", .malformed), (".", .malformed), ("0x10", .malformed), (" 1 ", .units(1_000_000_000)),
    ("123456789012345678901234567890123456789012345", .malformed),
  ]

  @Test("cells read as cores", arguments: cells)
  func cores(text: String, expected: CellNumber) {
    #expect(CellNumber(text, metric: .cpuUsage) == expected)
  }

  @Test(
    "cells read as bytes",
    arguments: [
      ("1646800896", .units(1_646_800_896)), ("412Mi", .units(412 << 20)),
      ("1.5Gi", .units(3 << 29)),
      ("1e9", .units(1_000_000_000)), ("412.0", .units(412)), ("0.5", .units(0)),
      ("1.5", .units(2)),
      ("9223372036854775807", .units(.max)), ("9223372036854775808", .malformed),
      ("8Ei", .malformed),
      ("-1", .negative),
    ] as [(String, CellNumber)]
  )
  func bytes(text: String, expected: CellNumber) {
    #expect(CellNumber(text, metric: .memoryWorkingSet) == expected)
  }

  @Test("a heap maximum below zero is none; a suffix belongs to CPU and memory only")
  func specialMetrics() {
    #expect(CellNumber("-1", metric: .jvmHeapMax) == .nothing)
    #expect(CellNumber("5m", metric: .cpuThrottledRatio) == .malformed)
  }

  @Test("workload, kind, node and cluster columns become facts, each once")
  func facts() throws {
    let (report, kept) = try KeptInput.read(
      """
      time,cluster,namespace,workload_kind,workload,pod,container,node,cpu
      1,eu,shop,Deployment,web,web-1,web,n1,1
      2,eu,shop,Deployment,web,web-1,proxy,n1,1
      3,,shop,,web,web-2,web,n1,1
      4,eu,shop,Deployment,web,web-1,web,n2,1

      """,
      options: IngestOptions(cluster: "home")
    )
    let web1 = PodID(cluster: "eu", namespace: "shop", name: "web-1")
    let web2 = PodID(cluster: "home", namespace: "shop", name: "web-2")
    func web(_ cluster: String, _ kind: WorkloadKind) -> WorkloadID {
      WorkloadID(cluster: cluster, namespace: "shop", kind: kind, name: "web")
    }
    #expect(
      kept.facts == [
        .statedOwner(pod: web1, workload: web("eu", .deployment)),
        .podNode(pod: web1, node: "n1"),
        .statedOwner(pod: web2, workload: web("home", .unknown)),
        .podNode(pod: web2, node: "n1"),
        .podNode(pod: web1, node: "n2"),
      ]
    )
    #expect(report.facts == 5)
    // The pod that moved is still one series.
    #expect(report.series == 3)
    let moved = SeriesKey(container: PodContainerID(pod: web1, container: "web"), metric: .cpuUsage)
    #expect(kept.series[moved]?.times == [1_000, 4_000])
  }

  @Test("a pod in two workloads keeps the first and is told of")
  func contradiction() throws {
    let (report, kept) = try KeptInput.read(
      "time,namespace,workload,pod,container,cpu\n1,n,a,p,c,1\n2,n,b,p,c,1\n3,n,b,p,c,1\n"
    )
    #expect(kept.facts.count == 1)
    #expect(report.warnings.contains { $0.contains("1 pods are in more than one workload") })
  }

  @Test("windows come from the column, else from the option, and part batches where they change")
  func windows() throws {
    let text = "time,namespace,pod,container,window_s,cpu\n"
    let rows =
      "1000,n,p,c,300,1\n1300,n,p,c,300,2\n1400,n,p,c,,3\n1500,n,p,c,0,4\n1600,n,p,c,0.5,5\n"
    let options = IngestOptions(window: .seconds(60))
    let (report, kept) = try KeptInput.read(text + rows, options: options)
    #expect(report.series == 1)
    #expect(
      kept.batches.map(\.window) == [
        .seconds(300), .seconds(60), nil, TimeSpan(milliseconds: 500),
      ]
    )
    #expect(kept.batches.map(\.samples.count) == [2, 1, 1, 1])
  }

  @Test("rows without a container and of the sandbox are left out and counted")
  func aggregates() throws {
    let (report, kept) = try KeptInput.read(
      "time,namespace,pod,container,cpu\n1,n,p,,9\n1,n,p,POD,9\n1,n,p,c,1\n2,n,p,,9\n"
    )
    #expect(kept.count == 1)
    #expect(report.rejected == 0)
    #expect(report.skipped == ["row of a whole pod": 2, "row of a pod's sandbox": 1])
  }

  @Test("columns of no use are named")
  func unusedColumns() throws {
    let (report, _) = try KeptInput.read(
      "time,colour,namespace,pod,container,pod_uid,cpu\n1,red,n,p,c,u,1\n"
    )
    #expect(report.warnings == ["columns not used: \"colour\", \"pod_uid\""])
  }

  @Test("of pod and exported_pod the second is what was measured, in either order")
  func exported() throws {
    for header in ["pod,exported_pod", "exported_pod,pod"] {
      let cells = header.hasPrefix("pod") ? "exporter,web-1" : "web-1,exporter"
      let (_, kept) = try KeptInput.read(
        "time,namespace,\(header),container,cpu\n1,shop,\(cells),web,1\n"
      )
      #expect(kept.batches.map(\.key.container) == [Self.key])
    }
  }

  @Test("the sample of the schema is read whole", .enabled(if: SharedData.isPresent))
  func canonical() throws {
    let (report, kept) = try KeptInput.readShared("exports/other/canonical_samples.csv")
    #expect(report.samples == 96)
    #expect(report.series == 4)
    #expect(report.rejected == 0)
    #expect(report.warnings == [])
    let first = try #require(kept.batches.first)
    #expect(first.key.container.pod.cluster == "shop-eu1")
    #expect(first.window == .seconds(300))
    #expect(first.samples.values.first == 315_798_000)
    let (again, same) = try KeptInput.readShared(
      "exports/other/canonical_samples.csv",
      blockSize: 1
    )
    #expect(again == report)
    #expect(same.series == kept.series)
    #expect(same.facts == kept.facts)
  }
}
