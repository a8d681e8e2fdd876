import PodfitIngest
import PodfitModel
import Testing

@Suite("OTLP JSON lines")
struct OTLPTests {
  static func attributes(_ pairs: [(String, String)]) -> String {
    let items = pairs.map { #"{"key":"\#($0.0)","value":{"stringValue":"\#($0.1)"}}"# }
    return #""attributes":[\#(items.joined(separator: ","))]"#
  }

  static let app = attributes([
    ("k8s.namespace.name", "n"), ("k8s.pod.name", "p"), ("k8s.container.name", "c"),
  ])

  static func message(_ metrics: String, resource: String = app) -> String {
    #"{"resourceMetrics":[{"resource":{\#(resource)},"scopeMetrics":[{"metrics":[\#(metrics)]}]}]}"#
  }

  static func gauge(_ name: String, _ value: String, at: String = "1000000000") -> String {
    #"{"name":"\#(name)","gauge":{"dataPoints":[{"timeUnixNano":"\#(at)",\#(value)}]}}"#
  }

  @Test(
    "old and new names of samples",
    arguments: [
      ("container.cpu.usage", #""asDouble":0.25"#, Metric.cpuUsage, 250_000_000),
      ("container.cpu.utilization", #""asDouble":0.25"#, .cpuUsage, 250_000_000),
      ("container.cpu.time", #""asDouble":1.5"#, .cpuUsageTotal, 1_500_000_000),
      ("container.memory.working_set", #""asInt":"7""#, .memoryWorkingSet, 7),
      ("container.memory.rss", #""asInt":7"#, .memoryRSS, 7),
      ("k8s.container.restarts", #""asInt":"3""#, .restartsTotal, 3),
      ("k8s.container.restart.count", #""asInt":"3""#, .restartsTotal, 3),
    ] as [(String, String, Metric, Int64)]
  )
  func samples(name: String, value: String, metric: Metric, units: Int64) throws {
    let (report, input) = try KeptInput.read(Self.message(Self.gauge(name, value)))
    #expect(report.samples == 1 && report.format == "otlp-json")
    let batch = try #require(input.batches.first)
    #expect(batch.key.metric == metric && batch.key.container.container == "c")
    #expect(batch.key.source.isEmpty)
    #expect(batch.samples == SampleColumn(times: [1_000], values: [units]))
  }

  @Test(
    "old and new names of requests and limits",
    arguments: [
      ("k8s.container.cpu_request", "cpu", false), ("k8s.container.cpu_limit", "cpu", true),
      ("k8s.container.memory_request", "memory", false),
      ("k8s.container.memory_limit", "memory", true),
      ("k8s.container.cpu.request.desired", "cpu", false),
      ("k8s.container.cpu.limit.current", "cpu", true),
      ("k8s.container.memory.request.current", "memory", false),
      ("k8s.container.memory.limit.desired", "memory", true),
    ]
  )
  func resources(name: String, resource: String, isLimit: Bool) throws {
    let (report, input) = try KeptInput.read(Self.message(Self.gauge(name, #""asInt":"2""#)))
    #expect(report.facts == 1 && report.samples == 0)
    guard case .containerResource(let fact) = input.facts.first else {
      Issue.record("no resource in \(input.facts)")
      return
    }
    #expect(fact.resource == resource && fact.isLimit == isLimit)
    #expect(fact.amount == (resource == "cpu" ? 2_000_000_000 : 2))
  }

  @Test("what holds counts more than what is asked for, in any order", arguments: [false, true])
  func resized(reversed: Bool) throws {
    let metrics = [
      Self.gauge("k8s.container.cpu.request.desired", #""asInt":"4""#),
      Self.gauge("k8s.container.cpu.request.current", #""asInt":"2""#),
    ]
    let text = (reversed ? metrics.reversed() : metrics).joined(separator: ",")
    let (_, input) = try KeptInput.read(Self.message(text))
    guard case .containerResource(let fact) = input.facts.first, input.facts.count == 1 else {
      Issue.record("not one resource in \(input.facts)")
      return
    }
    #expect(fact.amount == 2_000_000_000)
  }

  @Test("members in any order, several messages, other messages and blanks make no difference")
  func orders() throws {
    let reversed =
      #"{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"gauge":{"dataPoints":[{"asInt":"5","#
      + #""timeUnixNano":1000000000}]},"name":"container.memory.rss"}]}],"resource":{\#(Self.app)}}]}"#
    let plain = Self.message(Self.gauge("container.memory.rss", #""asInt":5"#, at: "2000000000"))
    let (report, input) = try KeptInput.read(
      plain + "\n\n " + reversed + #"{"resourceLogs":[{"a":1}]}"# + "\r\n"
    )
    #expect(report.samples == 2 && report.series == 1)
    #expect(input.series.values.first == SampleColumn(times: [2_000, 1_000], values: [5, 5]))
  }

  @Test("pools of a JVM are parts, node and workload of the pod are told once")
  func jvm() throws {
    let resource = Self.attributes([
      ("k8s.namespace.name", "n"), ("k8s.pod.name", "p"), ("k8s.container.name", "c"),
      ("k8s.node.name", "w1"), ("k8s.deployment.name", "d"), ("service.name", "s"),
    ])
    let pools = [("heap", "Eden"), ("heap", "Old"), ("non_heap", "Metaspace")].map {
      let point = Self.attributes([("jvm.memory.type", $0.0), ("jvm.memory.pool.name", $0.1)])
      return #"{\#(point),"timeUnixNano":"1000000000","asInt":"10"}"#
    }
    let metric =
      #"{"name":"jvm.memory.used","unit":"By","sum":{"aggregationTemporality":2,"dataPoints":["#
      + pools.joined(separator: ",") + "]}}"
    let (report, input) = try KeptInput.read(Self.message(metric, resource: resource))
    #expect(report.samples == 3)
    #expect(
      Set(input.series.keys.map { "\($0.metric.rawValue) \($0.part) \($0.source)" }) == [
        "jvm_heap_used_bytes Eden service.name=s", "jvm_heap_used_bytes Old service.name=s",
        "jvm_nonheap_used_bytes Metaspace service.name=s",
      ]
    )
    let pod = PodID(cluster: "default", namespace: "n", name: "p")
    let workload = WorkloadID(cluster: "default", namespace: "n", kind: .deployment, name: "d")
    #expect(
      input.facts == [.statedOwner(pod: pod, workload: workload), .podNode(pod: pod, node: "w1")]
    )
  }

  @Test("the sum of collection times is kept, other histograms are counted")
  func histograms() throws {
    func histogram(_ name: String, _ unit: String) -> String {
      #"{"name":"\#(name)","unit":"\#(unit)","histogram":{"aggregationTemporality":2,"dataPoints":"#
        + #"[{"timeUnixNano":"1000000000","count":"4","sum":0.5,"bucketCounts":["4"]}]}}"#
    }
    let text = [
      histogram("jvm.gc.duration", "s"), histogram("process.runtime.jvm.gc.duration", "ms"),
      histogram("http.server.duration", "s"),
    ].joined(separator: ",")
    let (report, input) = try KeptInput.read(Self.message(text))
    #expect(report.samples == 1 && report.skipped == ["histogram or summary": 2])
    #expect(input.batches.first?.key.metric == .jvmGCPauseTotal)
    #expect(input.batches.first?.samples.values == [500_000_000])
  }

  @Test("an autoscaler is put together with what it scales")
  func autoscaler() throws {
    let resource = Self.attributes([
      ("k8s.namespace.name", "n"), ("k8s.hpa.name", "h"),
      ("k8s.hpa.scaletargetref.kind", "Deployment"), ("k8s.hpa.scaletargetref.name", "web"),
    ])
    let text =
      Self.gauge("k8s.hpa.pod.min", #""asInt":"2""#) + ","
      + Self.gauge("k8s.hpa.max_replicas", #""asInt":"6""#)
    let (_, input) = try KeptInput.read(Self.message(text, resource: resource))
    guard case .autoscaler(let scaler) = input.facts.first, input.facts.count == 1 else {
      Issue.record("not one autoscaler in \(input.facts)")
      return
    }
    #expect(scaler.minReplicas == 2 && scaler.maxReplicas == 6 && scaler.scaled.name == "web")
  }

  @Test("differences, missing readings and pod totals are left out, nonsense is rejected")
  func leftOut() throws {
    let delta =
      #"{"name":"container.cpu.time","sum":{"dataPoints":[{"timeUnixNano":"1","asInt":"1"}],"#
      + #""aggregationTemporality":1}}"#
    let name = "container.memory.rss"
    let text = [
      delta, Self.gauge(name, #""flags":1,"asInt":"1""#), Self.gauge(name, #""flags":0"#),
      Self.gauge(name, #""asDouble":"NaN""#), Self.gauge(name, #""asDouble":"-Infinity""#),
      Self.gauge(name, #""asInt":"-4""#), Self.gauge(name, #""asInt":"x""#),
      Self.gauge("k8s.pod.memory.usage", #""asInt":"9""#),
    ].joined(separator: ",")
    let (report, input) = try KeptInput.read(Self.message(text))
    #expect(input.count == 0 && report.rejected == 3)
    #expect(
      report.skipped == [
        "counter of differences (delta temporality)": 1,
        "metric not used: k8s.pod.memory.usage": 1,
      ]
    )
    let error = KeptInput.error(Self.message(text), strict: true)
    #expect(error?.code == .badNumber("-Infinity"))
    #expect(error?.place.column.map { $0 > 100 } == true)
  }

  @Test(
    "wrong types and times are errors with their place",
    arguments: [
      (#"{"resourceMetrics":[1]}"#, "an element of resourceMetrics is another value"),
      (#"{"resourceMetrics":[{"resource":[]}]}"#, "resource is another value"),
      (#"{"resourceMetrics":[{"resource":{"attributes":[{"key":1}]}}]}"#, "key is another value"),
      (message(gauge("x", #""asInt":"1""#, at: "soon")), "not a time: \"soon\""),
      (message(gauge("x", #""asInt":"1""#, at: "0")), "not a time: \"0\""),
      (message(gauge("x", #""asInt":[1]"#)), "the value of a data point is another value"),
      (
        message(#"{"name":"x","gauge":{"dataPoints":[{"asInt":"1"}]}}"#),
        "no timeUnixNano of a data point"
      ),
      (message("") + " 7", "a message is another value"),
    ]
  )
  func wrong(text: String, words: String) {
    let error = KeptInput.error(text)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
    #expect(error?.place.offset != nil)
  }
}
