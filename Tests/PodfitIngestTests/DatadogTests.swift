import PodfitIngest
import PodfitModel
import TestSupport
import Testing

@Suite("Datadog answers")
struct DatadogTests {
  static let tags = #"["kube_namespace:n","pod_name:p","kube_container_name:c"]"#

  static func series(
    _ metric: String,
    _ points: String,
    tags: String = tags,
    more: String = ""
  ) -> String {
    #"{"metric":"\#(metric)","tag_set":\#(tags)\#(more),"pointlist":[\#(points)]}"#
  }

  static func answer(_ series: String) -> String {
    #"{"status":"ok","res_type":"time_series","query":"q","from_date":1,"series":[\#(series)]}"#
  }

  @Test(
    "CPU comes in nanocores unless the answer says otherwise, requests in cores",
    arguments: [
      ("kubernetes.cpu.usage.total", "", "250000000.4", 250_000_000),
      ("container.cpu.usage", "", "2.5e8", 250_000_000),
      ("container.cpu.usage", #","unit":[{"name":"nanocore"},null]"#, "250000000", 250_000_000),
      ("kubernetes.cpu.usage.total", #","unit":[{"name":"millicore"}]"#, "250", 250_000_000),
      ("kubernetes.cpu.usage.total", #","unit":[{"name":"core"}]"#, "0.25", 250_000_000),
      ("kubernetes.memory.working_set", #","unit":null"#, "12.5", 12),
      ("container.memory.rss", #","unit":[{"name":"byte","scale_factor":1.0},null]"#, "13", 13),
    ] as [(String, String, String, Int64)]
  )
  func units(metric: String, more: String, value: String, units: Int64) throws {
    let text = Self.answer(Self.series(metric, "[1000.0,\(value)],[2000,null]", more: more))
    let (report, input) = try KeptInput.read(text)
    #expect(report.format == "datadog-v1")
    #expect(input.batches.first?.samples == SampleColumn(times: [1_000], values: [units]))
  }

  @Test("a unit that the metric does not have leaves the series out")
  func unknownUnit() throws {
    let unit = #","unit":[{"name":"percent"}]"#
    let text = Self.answer(Self.series("container.cpu.usage", "[1000,5]", more: unit))
    let (report, input) = try KeptInput.read(text)
    #expect(input.count == 0 && report.skipped == ["unit not known: percent": 1])
  }

  @Test("tags name container, node, cluster and workload; the rest tells duplicates apart")
  func tags() throws {
    let tags =
      #"["kube_namespace:n","pod_name:p","kube_container_name:c","kube_node:w","host:w.x","#
      + #""kube_cluster_name:k","kube_deployment:d","image_tag:1","bare","display:N/A"]"#
    let text = Self.answer(Self.series("container.memory.rss", "[1000,1]", tags: tags))
    let (_, input) = try KeptInput.read(text)
    let pod = PodID(cluster: "k", namespace: "n", name: "p")
    let key = SeriesKey(
      container: PodContainerID(pod: pod, container: "c"),
      metric: .memoryRSS,
      source: "image_tag=1"
    )
    #expect(input.series.keys.first == key)
    let workload = WorkloadID(cluster: "k", namespace: "n", kind: .deployment, name: "d")
    #expect(
      input.facts.filter { $0.kind != "coarse" } == [
        .statedOwner(pod: pod, workload: workload), .podNode(pod: pod, node: "w"),
      ]
    )
  }

  @Test("the scope stands for the tags, and members come in any order")
  func scope() throws {
    let text =
      #"{"series":[{"pointlist":[[1000,4]],"scope":"kube_container_name:c,kube_namespace:n,"#
      + #"pod_name:p","metric":"kubernetes.memory.rss","interval":300}],"res_type":"time_series"}"#
    let (_, input) = try KeptInput.read(text)
    #expect(input.batches.first?.key.container.container == "c")
    #expect(input.batches.first?.window == .seconds(300))
  }

  @Test(
    "averages are said to be averages",
    arguments: [
      ("avg:kubernetes.memory.working_set{*}", true),
      ("max:kubernetes.memory.working_set{*}", true),
      ("max:kubernetes.memory.working_set{*}.rollup(max,300)", false),
    ]
  )
  func coarse(expression: String, isCoarse: Bool) throws {
    let more = #","expression":"\#(expression)""#
    let text = Self.answer(
      Self.series("kubernetes.memory.working_set", "[1000,4]", more: more)
    )
    let (report, input) = try KeptInput.read(text)
    #expect(input.facts.contains { $0.kind == "coarse" } == isCoarse)
    let warns = report.warnings.contains { $0.hasPrefix("averages: peaks are not in this file") }
    #expect(warns == isCoarse)
  }

  @Test("requests become facts, totals without a container are left out")
  func factsAndTotals() throws {
    let text = Self.answer(
      Self.series("kubernetes.cpu.requests", "[2000,1],[1000,0.5]") + ","
        + Self.series("container.memory.rss", "[1000,1]", tags: #"["pod_name:p"]"#)
    )
    let (report, input) = try KeptInput.read(text)
    #expect(report.skipped == ["aggregate of a pod, sandbox or node": 1])
    guard case .containerResource(let fact) = input.facts.first else {
      Issue.record("no request in \(input.facts)")
      return
    }
    // The latest reading counts.
    #expect(fact.amount == 1_000_000_000 && !fact.isLimit && fact.at.milliseconds == 2_000)
  }

  @Test(
    "refusals and wrong types are errors",
    arguments: [
      (
        #"{"status":"error","res_type":"time_series","error":"bad query","series":[]}"#, "bad query"
      ),
      (answer("1"), "a series is another value"),
      (answer(series("x", "1")), "a point is another value"),
      (answer(series("x", "[]")), "the time of a point is another value"),
      (answer(series("x", "[-5,1]")), "not a time: \"-5\""),
      (answer(series("x", "[1e300,1]")), "not a time: \"1e300\""),
      (answer(series("x", "[1000,{}]")), "the value of a point is another value"),
      (answer(series("x", "[1000,1,2]")), "what follows a value"),
      (answer(series("x", "", tags: "[1]")), "a tag is another value"),
      (answer("") + "{}", "content after the end"),
      (#"{"res_type":"time_series"}"#, "no \"series\""),
    ]
  )
  func wrong(text: String, words: String) {
    let error = KeptInput.error(text)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
