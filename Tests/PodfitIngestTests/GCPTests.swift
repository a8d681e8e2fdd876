import PodfitIngest
import PodfitModel
import Testing

@Suite("Google Cloud time series")
struct GCPTests {
  static let resource =
    #""resource":{"type":"k8s_container","labels":{"project_id":"x","location":"l","#
    + #""cluster_name":"k","namespace_name":"n","pod_name":"p","container_name":"c"}}"#

  static func point(_ second: Int, _ value: String, start: Int? = nil) -> String {
    func time(_ second: Int) -> String { #""2026-11-20T00:00:0\#(second)Z""# }
    return #"{"interval":{"startTime":\#(time(start ?? second)),"endTime":\#(time(second))},"#
      + #""value":{\#(value)}}"#
  }

  static func series(
    _ type: String,
    kind: String = "GAUGE",
    labels: String = "",
    resource: String = resource,
    _ points: String...
  ) -> String {
    #"{"metric":{"labels":{\#(labels)},"type":"kubernetes.io/\#(type)"},\#(resource),"#
      + #""metricKind":"\#(kind)","points":[\#(points.joined(separator: ","))]}"#
  }

  static func page(_ series: String, more: String = "") -> String {
    #"{"timeSeries":[\#(series)]\#(more)}"#
  }

  static let midnight: Int64 = 1_795_132_800_000

  @Test(
    "a counter is kept, its rate is use; integers are strings",
    arguments: [
      (
        "container/cpu/core_usage_time", "CUMULATIVE", #""doubleValue":1.5"#, Metric.cpuUsageTotal,
        1_500_000_000
      ),
      ("container/cpu/core_usage_time", "GAUGE", #""doubleValue":0.5"#, .cpuUsage, 500_000_000),
      ("container/restart_count", "CUMULATIVE", #""int64Value":"3""#, .restartsTotal, 3),
    ] as [(String, String, String, Metric, Int64)]
  )
  func samples(type: String, kind: String, value: String, metric: Metric, units: Int64) throws {
    let text = Self.page(
      Self.series(type, kind: kind, Self.point(5, value), Self.point(1, value))
    )
    let (report, input) = try KeptInput.read(text)
    #expect(report.format == "gcp-timeseries" && report.samples == 2)
    let batch = try #require(input.batches.first)
    #expect(batch.key.metric == metric && batch.key.source.isEmpty)
    #expect(batch.key.container.pod == PodID(cluster: "k", namespace: "n", name: "p"))
    let times = [Self.midnight + 5_000, Self.midnight + 1_000]
    #expect(batch.samples == SampleColumn(times: times, values: [units, units]))
  }

  @Test(
    "only memory without page cache is the working set",
    arguments: [
      (#""memory_type":"non-evictable""#, 1), (#""memory_type":"evictable""#, 0), ("", 0),
    ]
  )
  func memory(labels: String, count: Int) throws {
    let value = #""int64Value":"4096""#
    let text = Self.page(
      Self.series("container/memory/used_bytes", labels: labels, Self.point(1, value))
    )
    let (report, input) = try KeptInput.read(text)
    #expect(input.count == count && report.skipped.count == 1 - count)
    #expect(report.warnings.isEmpty)
  }

  @Test("aligned memory has a window and may have lost its peaks")
  func aligned() throws {
    let value = #""doubleValue":4096.5"#
    let text = Self.page(
      Self.series(
        "container/memory/used_bytes",
        labels: #""memory_type":"non-evictable""#,
        Self.point(6, value, start: 1)
      )
    )
    let (report, input) = try KeptInput.read(text)
    #expect(input.batches.first?.window == .seconds(5))
    #expect(report.warnings.contains { $0.contains("averages: peaks are not in this file") })
    let container = try #require(input.batches.first?.key.container)
    let mark = CoarseReadings(
      container: container,
      metric: .memoryWorkingSet,
      coarseness: .aligned,
      step: .seconds(5)
    )
    #expect(input.facts.contains(.coarse(mark)))
  }

  @Test("pages follow each other; a last one that goes on is told", arguments: [false, true])
  func pages(goesOn: Bool) throws {
    let series = Self.series("container/restart_count", Self.point(1, #""int64Value":"1""#))
    let first = Self.page(series, more: #","nextPageToken":"x""#)
    let second = Self.page(series, more: goesOn ? #","nextPageToken":"y""# : "")
    let (report, input) = try KeptInput.read(first + "\n" + second)
    #expect(input.count == 2 && report.series == 1)
    #expect(report.warnings.contains { $0.hasPrefix("the answer goes on") } == goesOn)
  }

  @Test("members in any order, controllers, nodes, managed Prometheus")
  func rest() throws {
    let sorted =
      #"{"metadata":{"systemLabels":{"node_name":"w","top_level_controller_name":"d","#
      + #""top_level_controller_type":"Deployment","x":[1]}},"points":[\#(Self.point(1, #""doubleValue":2"#))],"#
      + #""metricKind":"GAUGE","resource":{"labels":{"cluster":"k","namespace":"n"}},"#
      + #""metric":{"type":"prometheus.googleapis.com/container_memory_rss/gauge","labels":{"#
      + #""pod":"p","container":"c"}}}"#
    let node = Self.series(
      "node/cpu/allocatable_cores",
      resource: #""resource":{"labels":{"cluster_name":"k","node_name":"w"}}"#,
      Self.point(1, #""doubleValue":3.92"#)
    )
    let request = Self.series("container/cpu/request_cores", Self.point(1, #""doubleValue":0.1"#))
    let delta = Self.series("container/restart_count", kind: "DELTA", Self.point(1, ""))
    let text = Self.page([sorted, node, request, delta].joined(separator: ","))
    let (report, input) = try KeptInput.read(text)
    #expect(input.series.keys.map(\.metric) == [.memoryRSS])
    #expect(
      input.facts.map(\.kind) == [
        "stated_owner", "pod_node", "node_resource", "container_resource",
      ]
    )
    #expect(report.skipped == ["counter of differences (DELTA)": 1])
  }

  @Test(
    "refusals and wrong types are errors",
    arguments: [
      (page("1"), "a time series is another value"),
      (page(#"{"metric":[]}"#), "metric is another value"),
      (page(#"{"points":[{"value":{"int64Value":"1"}}]}"#), "no endTime of a point"),
      (page(#"{"points":[{"interval":{"endTime":"noon"}}]}"#), "not a time: \"noon\""),
      (page(#"{"points":[{"interval":{"endTime":7}}]}"#), "endTime is another value"),
      (page(#"{"points":[{"value":{"int64Value":[]}}]}"#), "the value of a point is another"),
      (
        page("") + #"{"error":{"code":403,"message":"no","status":"PERMISSION_DENIED"}}"#,
        "PERMISSION_DENIED: no"
      ),
      (page("") + "[]", "a page is another value"),
    ]
  )
  func wrong(text: String, words: String) {
    let error = KeptInput.error(text)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }

  @Test("numbers that are no reading are rejected, or errors when strict")
  func numbers() throws {
    let text = Self.page(
      Self.series(
        "container/restart_count",
        Self.point(1, #""int64Value":"99999999999999999999""#),
        Self.point(2, #""doubleValue":"NaN""#),
        Self.point(3, #""doubleValue":-1"#),
        Self.point(4, #""boolValue":true"#)
      )
    )
    let (report, input) = try KeptInput.read(text)
    #expect(report.rejected == 2 && input.count == 0)
    let error = KeptInput.error(text, strict: true)
    #expect(error?.code == .numberTooLarge("99999999999999999999"))
  }
}
