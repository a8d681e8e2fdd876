import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Grafana CSV")
struct GrafanaTests {
  private static let long = "\"Time\",\"container\",\"namespace\",\"pod\",\"Value\"\r\n"

  private static func read(
    _ text: String,
    metric: Metric? = .cpuUsage,
    legend: String? = nil,
    offset: TimeSpan? = nil,
    strict: Bool = false
  ) throws -> (FileReport, KeptInput) {
    try KeptInput.read(
      text,
      options: IngestOptions(
        metric: metric,
        isStrict: strict,
        legend: try legend.map { try LegendPattern($0) },
        utcOffset: offset
      )
    )
  }

  private static func error(_ text: String, legend: String? = nil) -> IngestError? {
    #expect(throws: IngestError.self) { try read(text, legend: legend) }
  }

  @Test("long tables: all columns but the value are labels")
  func longTable() throws {
    let text =
      Self.long + "1795133100000,app,shop,web-1,0.25\r\n1795133400000,app,shop,web-1,0.5\r\n"
      + "1795133100000,app,shop,web-2,3e-09\r\n1795133400000,app,shop,web-2,\r\n\r\n"
    let (report, kept) = try Self.read(text)
    #expect(report.format == "grafana-csv" && report.samples == 3 && report.series == 2)
    let web = try #require(kept.series.first { $0.key.container.pod.name == "web-1" })
    #expect(web.key.container.pod.namespace == "shop" && web.key.metric == .cpuUsage)
    #expect(web.value.times == [1_795_133_100_000, 1_795_133_400_000])
    #expect(web.value.values == [250_000_000, 500_000_000])
    #expect(report.warnings.contains { $0.contains("one in 5 min") && $0.contains("peaks") })
  }

  @Test("tables that follow each other have their own headers")
  func frames() throws {
    let text =
      "\"Time\",\"{container=\"\"a\"\", namespace=\"\"n\"\", pod=\"\"p\"\"}\"\r\n1795133100000,1\r\n\r\n"
      + "\"Time\",\"x{container=\"\"a\"\",namespace=\"\"n\"\",pod=\"\"q\"\"}\"\r\n1795133400000,2\r\n\r\n"
      + "\"Time\",\"container_memory_rss{container=\"\"a\"\", namespace=\"\"n\"\", pod=\"\"q\"\"}\"\r\n"
      + "1795133400000,77\r\n\r\n"
    let (report, kept) = try Self.read(text)
    #expect(report.samples == 2 && report.series == 2)
    #expect(report.skipped == ["metric not used: x": 1])
    #expect(Set(kept.series.keys.map(\.metric)) == [.cpuUsage, .memoryRSS])
  }

  @Test(
    "delimiters, marks and line ends of every mode give the same",
    arguments: [
      ("", ",", "\r\n"), ("\u{FEFF}", ",", "\n"), ("\u{FEFF}sep=;\r\n", ";", "\r\n"),
      ("", ";", "\n"), ("", "\t", "\r\n"), ("sep=,\n", ",", "\n"),
    ]
  )
  func dialects(start: String, delimiter: String, end: String) throws {
    let rows = [
      ["\"Time\"", "\"pod\"", "\"namespace\"", "\"container\"", "\"Value #A\""],
      ["2026-11-20T00:05:00Z", "p", "n", "c", "0.25"],
      ["2026-11-20T01:10:00+01:00", "p", "n", "c", "0.5"],
    ]
    let text = start + rows.map { $0.joined(separator: delimiter) + end }.joined() + end
    let (_, kept) = try Self.read(text)
    #expect(
      kept.series.values.first?.times == [1_795_133_100_000, 1_795_133_400_000]
        && kept.series.values.first?.values == [250_000_000, 500_000_000]
    )
  }

  @Test(
    "formatted numbers are taken where they are fine enough, else the file is refused",
    arguments: [
      ("1.53 GiB", 1_642_824_991), ("1.50 GiB", 1_610_612_736), ("512 MiB", 536_870_912),
      ("0 B", 0), ("12 B", 12), ("3 kB", 3_000), ("1 MiB", 1_048_576), ("1.64 Bil", 1_640_000_000),
      ("204193792", 204_193_792), ("50 GB", 50_000_000_000), ("2 GiB", nil), ("1.5 GB", nil),
      ("1,234", nil), ("1.5 mins", nil), ("4 MiB", 4_194_304), ("49 GiB", nil), ("1.2.3 GiB", nil),
    ] as [(String, Int64?)]
  )
  func bytes(cell: String, value: Int64?) throws {
    let text = Self.long + "1795133100000,c,n,p,\"\(cell)\"\r\n"
    let two = text + "1795133400000,c,n,p,\r\n"
    guard let value else {
      #expect(throws: IngestError.self) { try Self.read(two, metric: .memoryWorkingSet) }
      let error = Self.error(two)
      #expect(error?.code == .formattedValue(cell))
      #expect(error?.description.contains("turn off \"Formatted data\"") == true)
      return
    }
    let (report, kept) = try Self.read(two, metric: .memoryWorkingSet)
    #expect(kept.series.values.first?.values == [value])
    let isRounded = cell.contains("i") || cell.contains("B")
    #expect(
      report.warnings.contains { $0.contains("rounded for people") }
        == (isRounded && !cell.contains("Bil"))
    )
  }

  @Test(
    "units of CPU, and decimal commas where the comma does not separate cells",
    arguments: [
      ("316 mcores", 316_000_000), ("1,53 cores", 1_530_000_000), ("2 mcores", 2_000_000),
      ("1.25 cores", 1_250_000_000), ("900 µcores", 900_000), ("0,25", 250_000_000),
    ] as [(String, Int64)]
  )
  func cores(cell: String, value: Int64) throws {
    let text =
      Self.long.replacing(",", with: ";") + "1795133100000;c;n;p;\(cell)\r\n"
      + "1795133400000;c;n;p;\(cell)\r\n"
    let (_, kept) = try Self.read(text)
    #expect(kept.series.values.first?.values == [value, value])
  }

  @Test("a unit of another quantity is an error")
  func units() {
    let error = Self.error(Self.long + "1795133100000,c,n,p,1.53 GiB\r\n")
    #expect(error?.description.contains("not one of cpu_usage_cores") == true)
  }

  @Test("local times are refused unless their zone is said")
  func localTimes() throws {
    let text = Self.long + "2026-11-20 02:05:00,c,n,p,1\r\n2026-11-20 02:10:00.500,c,n,p,1\r\n"
    let error = Self.error(text)
    #expect(error?.code == .localTime("2026-11-20 02:05:00"))
    #expect(error?.place.line == 2)
    let (_, kept) = try Self.read(text, offset: .hours(2))
    #expect(kept.series.values.first?.times == [1_795_133_100_000, 1_795_133_400_500])
  }

  @Test("a legend without labels needs a pattern, and the pattern must fit")
  func legends() throws {
    let text = "\"Time\",\"shop/web-1/app\"\r\n1795133100000,1\r\n1795133160000,1\r\n"
    #expect(Self.error(text)?.code == .unknownLegend("shop/web-1/app"))
    #expect(Self.error(text, legend: "{namespace}/{pod} {container}") != nil)
    for pattern in ["{namespace}/{pod}/{container}", "{{ namespace }}/{{pod}}/{{container}}"] {
      let (_, kept) = try Self.read(text, legend: pattern)
      let id = PodID(cluster: "default", namespace: "shop", name: "web-1")
      #expect(kept.series.keys.first?.container == PodContainerID(pod: id, container: "app"))
    }
  }

  @Test(
    "patterns that cannot tell names apart are faults",
    arguments: [
      ("{pod}{container}{namespace=n}", .ambiguous("pod", "container")),
      ("{pod}-{container}", .ambiguous("pod", "container")), ("{pod", .unbalanced),
      ("pod}", .unbalanced), ("{pod}/{pod}", .repeated("pod")), ("{}", .badLabel("")),
      ("{a b}", .badLabel("a b")), ("{namespace}/{container}", .missing("pod")),
      ("{pod} / {container}", .missing("namespace")),
    ] as [(String, LegendPattern.Fault)]
  )
  func patterns(text: String, fault: LegendPattern.Fault) {
    #expect(throws: fault) { try LegendPattern(text) }
  }

  @Test("rows that cannot be used are counted, and are errors if strict")
  func rejected() throws {
    let text =
      Self.long + "1795133100000,c,n,p,1\r\n1795133400000,c,n,p\r\nnever,c,n,p,1\r\n"
      + "1795133400000,c,n,p,abc\r\n1795133400000,c,n,p,-1\r\n1795133400000,c,n,p,Inf\r\n"
      + "1795133400000,c,n,p,NaN\r\n1795133700000,c,n,p,2\r\n"
    let (report, _) = try Self.read(text)
    #expect(report.samples == 2 && report.rejected == 5)
    #expect(throws: IngestError.self) { try Self.read(text, strict: true) }
  }

  @Test("a table of one moment may be a maximum or a quantile: unnamed it is left out")
  func instant() throws {
    let text = Self.long + "1795133100000,c,n,p,1\r\n1795133100000,c,n,q,1\r\n"
    let (report, _) = try Self.read(text)
    #expect(report.samples == 0 && report.skipped == ["single reading of unknown meaning": 2])
  }

  @Test("several queries in one row are refused, since nothing says what each measures")
  func severalQueries() {
    let text = "\"Time\",\"pod\",\"Value #A\",\"Value #B\"\r\n1795133100000,p,1,2\r\n"
    #expect(Self.error(text)?.code == .duplicateColumn("Value"))
  }

  @Test("odd content is an error or a count, never a trap", arguments: [4, 5, 6] as [UInt64])
  func anything(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let pieces = [
      "\"Time\"", ",", "\r\n", "\n", "\"", "{", "}", "=", "Value", "pod", "1795133100000", "GiB",
      "-",
      "9999999999999999999", "\u{0}", ";", "\t", "é", "{pod=\"\"p\"\"}", "1e999", "Metric", "\\",
    ]
    for _ in 0..<300 {
      let text =
        "\"Time\","
        + (0..<random.next() % 40).map { _ in pieces[Int(random.next() % 22)] }.joined()
      let error = KeptInput.error(text)
      #expect(error.map { !$0.description.isEmpty } ?? true)
    }
  }
}

@Suite("Grafana CSV from Grafana", .enabled(if: SharedData.isPresent))
struct GrafanaFilesTests {
  @Test(
    "sums agree with those that another program made of the files",
    arguments: [
      ("long_table", .cpuUsage, 48, 14_192_019_825),
      ("wide_raw_autolegend", .cpuUsage, 48, 14_192_019_825),
      ("excel_utf16", .cpuUsage, 12, 3_957_495_542),
      ("wide_formatted", .memoryWorkingSet, 46, 74_979_391_568),
      ("excel_sep_semicolon", .memoryWorkingSet, 12, 19_638_737_961),
    ] as [(String, Metric, Int, Int64)]
  )
  func sums(file: String, metric: Metric, count: Int, sum: Int64) throws {
    let options = IngestOptions(
      metric: metric,
      legend: try LegendPattern("{namespace=shop}{pod} / {container}"),
      utcOffset: .seconds(0)
    )
    for size in [1, 1 << 16] {
      let (report, kept) = try KeptInput.readShared(
        "exports/other/grafana_\(file).csv",
        options: options,
        blockSize: size
      )
      #expect(report.samples == count && report.series == 2 && report.rejected == 0)
      #expect(kept.batches.flatMap(\.samples.values).reduce(0, +) == sum)
      #expect(kept.batches.flatMap(\.samples.times).min() == 1_795_133_100_000)
      #expect(Set(kept.series.keys.map(\.container.pod.namespace)) == ["shop"])
    }
  }
}
