import PodfitIngest
import PodfitModel
import Testing

@Suite("CloudWatch performance events")
struct CloudWatchTests {
  static func event(_ more: String, type: String = "Container") -> String {
    #"{"ClusterName":"k","Type":"\#(type)","Namespace":"n","PodName":"web","FullPodName":"web-1","#
      + #""ContainerName":"c","Timestamp":"1000"\#(more)}"#
  }

  static let pod = PodID(cluster: "k", namespace: "n", name: "web-1")

  @Test("CPU is in thousandths of a core, a limit of zero is not set")
  func units() throws {
    let more =
      #","container_cpu_usage_total":0.0005,"container_memory_working_set":7,"#
      + #""container_cpu_request":250,"container_cpu_limit":0,"container_memory_limit":4096"#
    let (report, input) = try KeptInput.read(Self.event(more))
    #expect(report.format == "cloudwatch-performance")
    #expect(input.series.mapValues(\.values).values.sorted { $0[0] < $1[0] } == [[7], [500]])
    let amounts = input.facts.compactMap { fact -> String? in
      guard case .containerResource(let found) = fact else { return nil }
      return "\(found.resource) \(found.isLimit) \(found.amount)"
    }
    #expect(amounts == ["cpu false 250000000", "memory true 4096"])
  }

  @Test("other types are counted, and a file of nothing else says so")
  func types() throws {
    let text = [
      Self.event("", type: "Pod"), Self.event("", type: "Node"), Self.event("", type: "Pod"),
    ].joined(separator: "\n")
    let (report, _) = try KeptInput.read(text)
    #expect(report.skipped == ["Type=Pod": 2, "Type=Node": 1])
    #expect(report.warnings.contains { $0.contains("Type=Container") })
  }

  @Test(
    "the owner is the workload, else the name that CloudWatch gives the pod",
    arguments: [
      (
        #","kubernetes":{"pod_owners":[{"owner_kind":"DaemonSet","owner_name":"d"}]}"#,
        "DaemonSet d"
      ),
      (#","kubernetes":{"pod_owners":[{"owner_kind":"ReplicaSet","owner_name":"r"}]}"#, nil),
      (#","kubernetes":{"pod_owners":[],"labels":{"a":"b"}}"#, "Unknown web"),
      ("", "Unknown web"),
    ] as [(String, String?)]
  )
  func owners(more: String, workload: String?) throws {
    let (_, input) = try KeptInput.read(Self.event(#","container_memory_rss":1"# + more))
    let stated = input.facts.compactMap { fact -> String? in
      guard case .statedOwner(Self.pod, let id) = fact else { return nil }
      return "\(id.kind.rawValue) \(id.name)"
    }
    #expect(stated == (workload.map { [$0] } ?? []))
  }

  @Test("names under kubernetes stand in, and members come in any order")
  func fallback() throws {
    let text =
      #"{"container_memory_rss":1,"Timestamp":2000,"kubernetes":{"pod_name":"web-1","host":"w","#
      + #""namespace_name":"n","container_name":"c"},"ClusterName":"k","Type":"Container"}"#
    let (_, input) = try KeptInput.read(text)
    #expect(input.series.keys.first?.container == PodContainerID(pod: Self.pod, container: "c"))
    #expect(input.series.values.first?.times == [2_000])
    #expect(input.facts == [.podNode(pod: Self.pod, node: "w")])
  }

  @Test(
    "wrong types are errors",
    arguments: [
      (event(#","container_memory_rss":{}"#), "container_memory_rss is another value"),
      (event(#","Timestamp":"x""#), "not a time: \"x\""),
      (event(#","Timestamp":null,"kubernetes":[]"#), "kubernetes is another value"),
      (#"{"Type":"Container","ClusterName":"k"}"#, "no Timestamp"),
      (event("") + "[]", "an event is another value"),
      (event(#","Namespace":5"#), "Namespace is another value"),
    ]
  )
  func wrong(text: String, words: String) {
    let error = KeptInput.error(text)
    #expect(error?.description.contains(words) == true, "\(String(describing: error))")
  }
}
