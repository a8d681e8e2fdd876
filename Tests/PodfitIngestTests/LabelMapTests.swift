import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Label maps")
struct LabelMapTests {
  static func map(_ texts: String...) -> LabelMap? {
    var map = LabelMap()
    for text in texts { guard map.add(text) else { return nil } }
    return map
  }

  static func keys(_ text: String, _ map: String) throws -> Set<SeriesKey> {
    let options = IngestOptions(labelMap: try #require(Self.map(map)))
    let (_, kept) = try KeptInput.read(text, options: options)
    return Set(kept.series.keys)
  }

  static func id(_ pod: String, _ container: String = "c") -> PodContainerID {
    PodContainerID(
      pod: PodID(cluster: "default", namespace: "n", name: pod),
      container: container
    )
  }

  @Test("pairs are joined by commas or given apart; the order does not matter")
  func canonical() {
    #expect(Self.map("a=pod,b=node")?.canonicalText == "a=pod,b=node")
    #expect(Self.map("b=node", " a = pod ") == Self.map("a=pod,b=node"))
    #expect(Self.map("a=pod", "a=pod")?.canonicalText == "a=pod")
    #expect(LabelMap().isEmpty && LabelMap().canonicalText.isEmpty)
  }

  @Test(
    "what is no pair, or gives a name two meanings, is refused",
    arguments: ["", "a", "a=", "=b", "a=b=c", "a=b,", "a=a", "a=pod,a=node", "a\n=pod"]
  )
  func refused(text: String) {
    #expect(Self.map(text) == nil)
  }

  @Test("a mapped label goes before every known one, which then tells sources apart")
  func precedence() throws {
    let text = """
      container_memory_rss{namespace="n",pod="own",exported_pod="x",app_pod="p",container="c"} 7 1795447825356
      container_memory_rss{namespace="n",pod="own",container="c"} 7 1795447825356\n
      """
    let keys = try Self.keys(text, "app_pod=pod")
    #expect(
      keys == [
        SeriesKey(
          container: Self.id("p"),
          metric: .memoryRSS,
          source: "exported_pod=x,pod=own"
        ),
        SeriesKey(container: Self.id("own"), metric: .memoryRSS),
      ]
    )
  }

  @Test("every part of the identity can be mapped, and the cluster")
  func subjects() throws {
    let text = #"container_memory_rss{a="n",b="p",c="c",d="x",e="east"} 7 1795447825356"# + "\n"
    let options = IngestOptions(
      labelMap: try #require(Self.map("a=namespace,b=pod,c=container,d=node,e=cluster"))
    )
    let (_, kept) = try KeptInput.read(text, options: options)
    let pod = PodID(cluster: "east", namespace: "n", name: "p")
    #expect(kept.batches.map(\.key.container) == [PodContainerID(pod: pod, container: "c")])
    #expect(kept.facts == [.podNode(pod: pod, node: "x")])
  }

  @Test("other labels are renamed: what they mean is decided by the new name")
  func renamed() throws {
    let text = #"""
      jvm_memory_used_bytes{namespace="n",pod="p",memory_area="heap"} 7 1795447825356
      kube_pod_container_resource_requests{namespace="n",pod="p",container="c",what="cpu"} 0.5 1795447825356

      """#
    let options = IngestOptions(labelMap: try #require(Self.map("memory_area=area,what=resource")))
    let (report, kept) = try KeptInput.read(text, options: options)
    #expect(kept.batches.map(\.key.metric) == [.jvmHeapUsed])
    #expect(report.facts == 1)
    guard case .containerResource(let fact) = kept.facts.first else {
      Issue.record("no request")
      return
    }
    #expect(fact.amount == 500_000_000 && fact.resource == "cpu")
  }

  @Test("Prometheus JSON is mapped like text")
  func json() throws {
    let text = #"""
      {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":
      "container_memory_rss","namespace":"n","app":"p","pod":"own","container":"c"},
      "values":[[1795447825,"7"]]}]}}
      """#
    let key = SeriesKey(container: Self.id("p"), metric: .memoryRSS, source: "pod=own")
    #expect(try Self.keys(text, "app=pod") == [key])
  }

  @Test("the header of a table is mapped, also where only the map shows what it is")
  func header() throws {
    let text = "when,ns,app_pod,what,use\n2026-11-21T01:59:00Z,n,p,c,0.5\n"
    #expect(KeptInput.error(text) != nil)
    let map = "when=time,ns=namespace,app_pod=pod,what=container,use=cpu_usage_cores"
    #expect(try Self.keys(text, map).map(\.container) == [Self.id("p")])
    let both = """
      time,namespace,pod,app_pod,container,cpu_usage_cores
      2026-11-21T01:59:00Z,n,own,p,c,1

      """
    #expect(try Self.keys(both, "app_pod=pod").map(\.container) == [Self.id("p")])
  }

  @Test("keys of JSON lines are mapped, and go before all other keys of their column")
  func jsonLines() throws {
    let text = #"""
      {"when":"2026-11-21T01:59:00Z","ns":"n","app_pod":"p","what":"c","use":0.5}
      {"when":"2026-11-21T02:04:00Z","ns":"n","pod":"own","exported_pod":"x","app_pod":"p","what":"c","use":0.5}
      {"when":"2026-11-21T02:09:00Z","ns":"n","app_pod":"p","exported_pod":"x","pod":"own","what":"c","use":0.5}
      {"when":"2026-11-21T02:14:00Z","ns":"n","pod":"own","exported_pod":"x","what":"c","use":0.5}

      """#
    #expect(KeptInput.error(text) != nil)
    let map = "when=time,ns=namespace,app_pod=pod,what=container,use=cpu_usage_cores"
    let options = IngestOptions(labelMap: try #require(Self.map(map)))
    let (report, kept) = try KeptInput.read(text, options: options)
    #expect(report.format == "neutral-jsonl" && report.rejected == 0)
    let counts = kept.batches.map { ($0.key.container, $0.samples.count) }
    #expect(counts.map(\.0) == [Self.id("p"), Self.id("x")] && counts.map(\.1) == [3, 1])

    let long =
      #"{"time":1795226340,"namespace":"n","pod":"p","container":"c","name":"cpu","value":1}"#
    let renamed = IngestOptions(labelMap: try #require(Self.map("name=metric")))
    #expect(try KeptInput.read(long + "\n", options: renamed).0.samples == 1)
    let twice = #"{"time":1795226340,"namespace":"n","a":"p","b":"q","container":"c","cpu":1}"#
    let both = IngestOptions(labelMap: try #require(Self.map("a=pod,b=pod")))
    #expect(throws: IngestError.self) { try KeptInput.read(twice + "\n", options: both) }
  }

  @Test("columns of kubectl top are mapped: a cluster, a node, a project")
  func top() throws {
    let text = """
      2026-11-21T01:59:00Z
      CLUSTER PROJECT POD NAME CPU(cores) MEMORY(bytes) HOST
      east n p c 5m 7Mi x
      west n p c 6m 8Mi y

      """
    let options = IngestOptions(
      labelMap: try #require(Self.map("CLUSTER=cluster,PROJECT=namespace,HOST=node"))
    )
    let (report, kept) = try KeptInput.read(text, options: options)
    #expect(report.format == "kubectl-top" && report.samples == 4 && report.facts == 2)
    let pods = ["east", "west"].map { PodID(cluster: $0, namespace: "n", name: "p") }
    #expect(Set(kept.batches.map(\.key.container.pod)) == Set(pods))
    #expect(kept.facts == [.podNode(pod: pods[0], node: "x"), .podNode(pod: pods[1], node: "y")])
  }

  @Test("labels that the metrics server passes on are mapped; names of containers are not theirs")
  func metricsAPI() throws {
    let text = #"""
      {"kind":"PodMetricsList","apiVersion":"metrics.k8s.io/v1beta1","items":[{"metadata":{"name":"p",
      "namespace":"n","labels":{"region":"east","app":"web","host":"x"}},"timestamp":"2026-11-21T01:59:00Z",
      "window":"30s","containers":[{"name":"c","usage":{"cpu":"5m","memory":"7Mi"}}]}]}
      """#
    let options = IngestOptions(
      labelMap: try #require(Self.map("region=cluster,app=container,host=node"))
    )
    let (_, kept) = try KeptInput.read(text, options: options)
    let pod = PodID(cluster: "east", namespace: "n", name: "p")
    #expect(
      Set(kept.batches.map(\.key.container)) == [PodContainerID(pod: pod, container: "c")]
    )
    #expect(kept.facts == [.podNode(pod: pod, node: "x")])
  }
}
