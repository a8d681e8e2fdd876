import PodfitIngest
import PodfitModel
import TestSupport
import Testing

/// What a real export holds, counted and summed by a program that is not ours.
struct ExpectedSamples: Sendable, CustomTestStringConvertible {
  var file: String
  var samples: Int
  var series: Int
  var skipped: Int
  /// The sum of all readings, each rounded half to even to a whole unit.
  var values: Int128
  /// The sum of all times in milliseconds.
  var times: Int128

  init(
    _ file: String,
    _ samples: Int,
    _ series: Int,
    _ skipped: Int,
    _ values: Int128,
    _ times: Int128
  ) {
    self.file = "exports/" + file
    self.samples = samples
    self.series = series
    self.skipped = skipped
    self.values = values
    self.times = times
  }

  var testDescription: String { file }

  // Python 3, json with parse_float=Decimal, quantize(1, ROUND_HALF_EVEN), values summed as int.
  static let all: [ExpectedSamples] = [
    .init(
      "prometheus/range_cpu_cores_rate5m.24h-5m.json.gz",
      15_875,
      120,
      0,
      4_323_630_471_211,
      28_498_424_531_100_000
    ),
    .init(
      "prometheus/range_cpu_counter_resets.dev.24h-5m.json",
      859,
      3,
      0,
      1_041_712_548_187_418,
      1_542_056_234_100_000
    ),
    .init(
      "prometheus/range_cpu_shop.1h-1m.json",
      1_957,
      34,
      0,
      551_415_380_558,
      3_513_148_864_320_000
    ),
    .init("prometheus/range_empty.json", 0, 0, 0, 0, 0),
    .init(
      "prometheus/range_jvm_heap_max.24h-1h.json",
      680,
      29,
      0,
      1_038_270_693_376,
      1_220_720_760_000_000
    ),
    .init(
      "prometheus/range_jvm_memory_used.24h-10m.json.gz",
      8_804,
      70,
      0,
      4_173_318_976_813,
      15_804_727_640_400_000
    ),
    .init(
      "prometheus/range_legacy_labels.1h-5m.json",
      78,
      6,
      2,
      45_684_212_736,
      140_020_498_800_000
    ),
    .init(
      "prometheus/range_live_staleness.json",
      46,
      2,
      0,
      4_098_481_877,
      82_590_613_612_000
    ),
    .init(
      "prometheus/range_memory_gap.4h-1m.json",
      440,
      2,
      0,
      96_274_321_408,
      789_883_713_000_000
    ),
    .init(
      "prometheus/range_memory_working_set_max5m.24h-5m.json.gz",
      15_879,
      120,
      0,
      16_573_343_195_136,
      28_505_605_250_700_000
    ),
    .init(
      "prometheus/range_memory_working_set_raw.24h-5m.json.gz",
      19_321,
      139,
      194,
      23_948_362_698_752,
      34_684_594_309_200_000
    ),
    .init("prometheus/range_nan.json", 0, 0, 1, 0, 0),
    .init("prometheus/range_replicas.24h-15m.json", 0, 0, 0, 0, 0),
    .init(
      "prometheus/range_throttled_ratio.24h-15m.json",
      3_977,
      91,
      0,
      39_162_457_902,
      7_139_418_043_500_000
    ),
    .init(
      "prometheus/instant_range_selector_raw.json",
      30,
      1,
      0,
      13_272_399_872,
      53_856_548_812_740
    ),
    .init(
      "prometheus/instant_special_values.json",
      2,
      2,
      11,
      161_750_767,
      3_590_895_944_000
    ),
    .init("prometheus/instant_cpu_p95_24h_subquery.json", 0, 0, 92, 0, 0),
    .init("prometheus/instant_memory_max_24h.json", 0, 0, 120, 0, 0),
    .init(
      "victoriametrics/export.promapi.json",
      180,
      3,
      0,
      16_147_206_144,
      323_130_708_224_160
    ),
    .init("promtool/query_range.json.txt", 0, 0, 3, 0, 0),
    .init(
      "errors/partial_response_warnings.edited.json",
      440,
      2,
      0,
      96_274_321_408,
      789_883_713_000_000
    ),
  ]
}

extension ExpectedSamples {
  /// Whether the file gives just these samples.
  func check(options: IngestOptions = IngestOptions()) throws -> FileReport {
    let (report, input) = try KeptInput.readShared(file, options: options)
    #expect(report.samples == samples)
    #expect(input.count == samples)
    #expect(report.series == series)
    #expect(report.skipped.values.reduce(0, +) == skipped)
    #expect(report.rejected == 0)
    let columns = input.batches.map(\.samples)
    #expect(columns.reduce(Int128(0)) { $1.values.reduce($0) { $0 + Int128($1) } } == values)
    #expect(columns.reduce(Int128(0)) { $1.times.reduce($0) { $0 + Int128($1) } } == times)
    return report
  }

  /// Whether the size of the blocks makes no difference.
  func checkBlocks(options: IngestOptions = IngestOptions()) throws {
    let (whole, input) = try KeptInput.readShared(file, options: options, blockSize: 1 << 20)
    for size in [1, 4_093] {
      let (report, other) = try KeptInput.readShared(file, options: options, blockSize: size)
      #expect(report == whole)
      #expect(other.series == input.series)
      #expect(other.facts == input.facts)
    }
  }
}

@Suite("Prometheus answers that a server gave", .enabled(if: SharedData.isPresent))
struct PrometheusFilesTests {
  @Test("every sample arrives, exact to the unit", arguments: ExpectedSamples.all)
  func samples(expected: ExpectedSamples) throws {
    _ = try expected.check()
  }

  @Test("what was read does not depend on the size of the blocks", arguments: ExpectedSamples.all)
  func blocks(expected: ExpectedSamples) throws {
    try expected.checkBlocks()
  }

  @Test("the raw working set has three readings of one kind where the cluster planted them")
  func duplicates() throws {
    let path = "exports/prometheus/range_memory_working_set_raw.24h-5m.json.gz"
    let (report, input) = try KeptInput.readShared(path)
    // 96 pods' own cgroups, 96 sandboxes, two "POD" of the old runtime.
    #expect(report.skipped == ["aggregate of a pod, sandbox or node": 194])
    let sources = Dictionary(grouping: input.series.keys, by: \.container)
    #expect(sources.count == 122)
    // Restarted containers have new ids; `data` is scraped twice, `kube-system` by two endpoints.
    #expect(sources.values.filter { $0.count > 1 }.count == 15)
    #expect(input.series.keys.allSatisfy { !$0.container.container.isEmpty && $0.part.isEmpty })
  }

  @Test("one memory figure needs the largest of duplicates, never their sum")
  func noonMemory() throws {
    let path = "exports/prometheus/range_memory_working_set_raw.24h-5m.json.gz"
    let (_, input) = try KeptInput.readShared(path)
    let noon = try #require(Instant(rfc3339: "2026-11-20T12:00:00Z")).milliseconds
    var largest: [PodContainerID: Int64] = [:]
    var sum: Int64 = 0
    for (key, column) in input.series {
      guard let index = column.times.firstIndex(of: noon) else { continue }
      sum += column.values[index]
      largest[key.container] = max(largest[key.container] ?? 0, column.values[index])
    }
    let gib = Double(1 << 30)
    // The data set's own figures: 76.0 GiB with duplicates, 51.8 GiB in truth.
    #expect((Double(sum) / gib * 10).rounded() == 760)
    #expect((Double(largest.values.reduce(0, +)) / gib * 10).rounded() == 518)
  }

  @Test("counter resets stay in the data for the store's readers to see")
  func resets() throws {
    let path = "exports/prometheus/range_cpu_counter_resets.dev.24h-5m.json"
    let (_, input) = try KeptInput.readShared(path)
    let leaky = input.series.first { $0.key.container.container == "leaky" }
    let values = try #require(leaky?.value.values)
    #expect(zip(values, values.dropFirst()).filter { $0 > $1 }.count == 4)
    #expect(leaky?.key.metric == .cpuUsageTotal)
  }

  @Test("times keep their milliseconds")
  func milliseconds() throws {
    let (_, input) = try KeptInput.readShared("exports/prometheus/instant_range_selector_raw.json")
    #expect(input.batches.first?.samples.times.first == 1_795_217_423_758)
  }

  @Test("a guessed metric is said to be one; a stated one is not")
  func guess() throws {
    let path = "exports/prometheus/range_cpu_shop.1h-1m.json"
    let (report, input) = try KeptInput.readShared(path)
    #expect(input.batches.allSatisfy { $0.key.metric == .cpuUsage })
    #expect(report.warnings.count == 1)
    #expect(report.warnings.first?.contains("cpu_usage_cores") == true)
    let stated = try KeptInput.readShared(path, options: IngestOptions(metric: .cpuUsage))
    #expect(stated.0.warnings.isEmpty)
    #expect(stated.1.series == input.series)
  }

  @Test("promtool's array needs the metric's name and then gives the same kind of samples")
  func promtool() throws {
    let path = "exports/promtool/query_range.json.txt"
    let (report, _) = try KeptInput.readShared(path)
    #expect(report.format == "promtool-json")
    #expect(report.warnings.first?.contains("--metric") == true)
    let (named, input) = try KeptInput.readShared(path, options: IngestOptions(metric: .cpuUsage))
    #expect(named.series == 3)
    #expect(input.batches.first?.samples.values.first == 120_000)
  }

  @Test("a partial answer is read and said to be partial")
  func partial() throws {
    let (report, _) = try KeptInput.readShared(
      "exports/errors/partial_response_warnings.edited.json"
    )
    #expect(report.samples == 440)
    #expect(report.warnings.count == 2)
    #expect(report.warnings.allSatisfy { $0.hasPrefix("partial answer: ") })
    #expect(report.warnings[1].contains("code = Unavailable desc = connection error"))
  }

  @Test("an empty result is a file with a warning, not an error")
  func empty() throws {
    let (report, input) = try KeptInput.readShared("exports/prometheus/range_empty.json")
    #expect(input.batches.isEmpty && input.facts.isEmpty)
    #expect(report.warnings == ["the result is empty: the query found no series"])
  }
}
