import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Kubernetes objects")
struct KubernetesMappingTests {
  static func facts(_ json: String, blockSize: Int = 7) throws -> [InventoryFact] {
    try KeptInput.read(json, options: IngestOptions(cluster: "eu"), blockSize: blockSize).1.facts
  }

  static func pod(_ spec: String, status: String = "{}") throws -> PodSpec {
    let facts = try facts(
      #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n"},"spec":\#(spec),"#
        + #""status":\#(status)}"#
    )
    guard case .pod(let pod) = try #require(facts.first) else { throw Mismatch() }
    return pod
  }

  struct Mismatch: Error {}

  @Test("a Rollout says which Deployment has its template; other kinds have no such reference")
  func workloadRef() throws {
    for (kind, expected) in [("Rollout", "web"), ("DeploymentConfig", nil)] {
      let facts = try Self.facts(
        #"{"apiVersion":"argoproj.io/v1alpha1","kind":"\#(kind)","metadata":{"name":"r","namespace":"n"},"#
          + #""spec":{"replicas":3,"workloadRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"web"}}}"#
      )
      guard case .workload(let spec) = try #require(facts.first) else { throw Mismatch() }
      #expect(spec.replicas == 3 && spec.template == nil)
      #expect(
        spec.templateOf
          == expected.map {
            ObjectReference(cluster: "eu", namespace: "n", kind: .deployment, name: $0)
          }
      )
    }
  }

  static let nodeJSON =
    #"{"metadata":{"name":"n1"},"status":{"allocatable":{"cpu":"4","memory":"8Gi","pods":"110"}}}"#
  static let podJSON =
    #"{"metadata":{"name":"p","namespace":"n"},"spec":{"containers":[{"name":"c"}]}}"#

  @Test(
    "an item without a kind is what its list or its shape says",
    arguments: [
      #"{"kind":"PodList","apiVersion":"v1","items":[\#(podJSON)]}"#,
      #"{"apiVersion":"v1","items":[\#(podJSON)],"kind":"PodList"}"#,
      #"{"items":[\#(podJSON)]}"#,
    ]
  )
  func rawPods(json: String) throws {
    #expect(try Self.facts(json).map(\.kind) == ["pod", "owner"])
  }

  @Test("nodes of a raw list, too")
  func rawNodes() throws {
    for json in [
      #"{"kind":"NodeList","apiVersion":"v1","metadata":{},"items":[\#(Self.nodeJSON)]}"#,
      #"{"apiVersion":"v1","items":[\#(Self.nodeJSON)],"kind":"NodeList"}"#,
    ] {
      guard case .node(let node) = try Self.facts(json).first else {
        throw Mismatch()
      }
      #expect(node.cluster == "eu")
      #expect(node.allocatable.pods == 110)
    }
  }

  @Test("documents one after the other, and one per line, are all read")
  func severalDocuments() throws {
    let pod = Self.podJSON.dropFirst()
    let one = #"{"apiVersion":"v1","kind":"Pod",\#(pod)"#
    let list = #"{"apiVersion":"v1","items":[],"kind":"List"}"#
    for separator in ["", "\n", "\n\n  "] {
      let facts = try Self.facts([list, one, one, list].joined(separator: separator))
      #expect(facts.map(\.kind) == ["pod", "owner", "pod", "owner"])
    }
  }

  @Test("an empty list is a file without objects, and says so")
  func emptyList() throws {
    for items in ["[]", "null"] {
      let (report, _) = try KeptInput.read(#"{"apiVersion":"v1","items":\#(items),"kind":"List"}"#)
      #expect(report.facts == 0)
      #expect(report.warnings.count == 1)
    }
  }

  @Test("kinds that say nothing about capacity are counted")
  func otherKinds() throws {
    let (report, _) = try KeptInput.read(
      """
      {"apiVersion":"v1","items":[
        {"apiVersion":"v1","kind":"Service","metadata":{"name":"l"},"spec":{"ports":[]}},
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"spec":"x"}},
        {"apiVersion":"v1","kind":"ConfigMap","metadata":7,"spec":[1,{"template":true}]}
      ],"kind":"List"}
      """
    )
    #expect(report.skipped == ["kind Service": 1, "kind ConfigMap": 2])
  }

  @Test("any kind that holds a pod template is a workload of that kind")
  func unknownWorkload() throws {
    let facts = try Self.facts(
      """
      {"apiVersion":"x/v1","kind":"CloneSet","metadata":{"name":"w","namespace":"n"},
       "spec":{"replicas":"many","template":{"spec":{"containers":[{"name":"c"}]}}}}
      """
    )
    guard case .workload(let spec) = try #require(facts.first) else { throw Mismatch() }
    #expect(spec.id.kind.rawValue == "CloneSet")
    #expect(spec.template?.containers.map(\.name) == ["c"])
    #expect(facts.count == 1)
  }

  @Test("a quantity may be a plain number, as custom resources keep it")
  func plainNumbers() throws {
    let pod = try Self.pod(
      #"{"containers":[{"name":"c","resources":{"requests":{"cpu":0.5,"memory":1e9}}}]}"#
    )
    #expect(pod.template.containers[0].resources.cpuRequest == .millicores(500))
    #expect(pod.template.containers[0].resources.memoryRequest == Memory(bytes: 1_000_000_000))
  }

  @Test("what a container has after a resize goes before its spec")
  func resized() throws {
    let pod = try Self.pod(
      """
      {"containers":[{"name":"c","resources":{"requests":{"cpu":"1","memory":"1Gi"},
        "limits":{"memory":"2Gi"}}}],
       "initContainers":[{"name":"s","restartPolicy":"Always",
        "resources":{"requests":{"cpu":"100m"}}}]}
      """,
      status: """
        {"phase":"Running","containerStatuses":[{"name":"c","restartCount":0,
          "resources":{"requests":{"cpu":"1500m","memory":"1Gi"},"limits":{"memory":"3Gi"}}}],
         "initContainerStatuses":[{"name":"s","resources":{"requests":{"cpu":"200m"}}}]}
        """
    )
    let resources = pod.template.containers[0].resources
    #expect(resources.cpuRequest == .millicores(1_500))
    #expect(resources.memoryLimit == .gibibytes(3))
    #expect(resources.cpuLimit == nil)
    #expect(pod.template.initContainers[0].resources.cpuRequest == .millicores(200))
    #expect(pod.template.initContainers[0].isRestartableInit)
  }

  @Test("extended resources, overhead, pod resources, host ports and variables are kept")
  func podDetails() throws {
    let pod = try Self.pod(
      """
      {"overhead":{"cpu":"250m","memory":"120Mi"},"resources":{"requests":{"cpu":"2"}},
       "hostNetwork":true,"nodeSelector":{"disk":"ssd"},
       "containers":[{"name":"c","ports":[{"containerPort":80},{"containerPort":1,"hostPort":9100}],
         "env":[{"name":"A","value":"1"},{"name":"B","valueFrom":{"secretKeyRef":{}}},{"name":"C"}],
         "resources":{"limits":{"nvidia.com/gpu":"2","cpu":"4"},
           "requests":{"ephemeral-storage":"1Gi"}}}]}
      """
    )
    #expect(pod.template.overhead.cpuRequest == .millicores(250))
    #expect(pod.template.overhead.memoryRequest == .mebibytes(120))
    #expect(pod.template.podResources?.cpuRequest == .millicores(2_000))
    #expect(pod.template.placement.usesHostNetwork)
    #expect(pod.template.placement.nodeSelector == ["disk": "ssd"])
    let container = pod.template.containers[0]
    #expect(container.hostPorts == [9_100])
    #expect(container.environment.map(\.value) == ["1", nil, ""])
    #expect(
      container.resources.extendedRequests == ["nvidia.com/gpu": 2, "ephemeral-storage": 1 << 30]
    )
    #expect(container.resources.cpuRequest == nil)
    #expect(pod.phase == "Unknown")
  }

  @Test("required rules of placement are kept, preferences are not")
  func placement() throws {
    let rules = try Self.pod(
      """
      {"containers":[{"name":"c"}],
       "tolerations":[{"operator":"Exists"},{"key":"gpu","value":"a","effect":"NoSchedule"}],
       "topologySpreadConstraints":[
        {"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule",
         "labelSelector":{"matchLabels":{"app":"w"}}},
        {"maxSkew":1,"topologyKey":"host","whenUnsatisfiable":"ScheduleAnyway"}],
       "affinity":{
        "nodeAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":{"nodeSelectorTerms":[
          {"matchExpressions":[{"key":"arch","operator":"In","values":["arm64"]}],
           "matchFields":[{"key":"metadata.name","operator":"In","values":["n1"]}]}]}},
        "podAntiAffinity":{
         "requiredDuringSchedulingIgnoredDuringExecution":[{"topologyKey":"host",
           "labelSelector":{"matchLabels":{"app":"w"},
             "matchExpressions":[{"key":"tier","operator":"Exists"}]}}],
         "preferredDuringSchedulingIgnoredDuringExecution":[{"weight":1,
           "podAffinityTerm":{"topologyKey":"zone"}}]},
        "podAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
          {"topologyKey":"zone","labelSelector":{}}]}}}
      """
    ).template.placement
    #expect(
      rules.tolerations == [
        Toleration(key: "", operation: "Exists"),
        Toleration(key: "gpu", operation: "Equal", value: "a", effect: "NoSchedule"),
      ]
    )
    #expect(
      rules.requiredSpread == [
        SpreadRule(topologyKey: "zone", maxSkew: 1, matchLabels: ["app": "w"])
      ]
    )
    #expect(
      rules.requiredNodeTerms == [
        NodeSelectorTerm(
          expressions: [LabelRequirement(key: "arch", operation: "In", values: ["arm64"])],
          fields: [LabelRequirement(key: "metadata.name", operation: "In", values: ["n1"])]
        )
      ]
    )
    #expect(
      rules.requiredAntiAffinity == [
        PodAffinityRule(
          topologyKey: "host",
          matchLabels: ["app": "w"],
          matchExpressions: [LabelRequirement(key: "tier", operation: "Exists", values: [])]
        )
      ]
    )
    #expect(rules.requiredAffinity == [PodAffinityRule(topologyKey: "zone", matchLabels: [:])])
  }

  @Test("namespaces, keys, minimum and missing selectors of rules about other pods are kept")
  func selections() throws {
    let rules = try Self.pod(
      """
      {"containers":[{"name":"c"}],
       "topologySpreadConstraints":[
        {"maxSkew":2,"minDomains":3,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule",
         "matchLabelKeys":["hash"],
         "labelSelector":{"matchExpressions":[{"key":"app","operator":"In","values":["w"]}]}},
        {"maxSkew":1,"topologyKey":"zone","whenUnsatisfiable":"DoNotSchedule"}],
       "affinity":{"podAntiAffinity":{"requiredDuringSchedulingIgnoredDuringExecution":[
         {"topologyKey":"h"},
         {"topologyKey":"h","labelSelector":{},"namespaces":["x"],"matchLabelKeys":["hash"]},
         {"topologyKey":"h","labelSelector":{},"namespaceSelector":{},"mismatchLabelKeys":["t"]},
         {"topologyKey":"h","labelSelector":{},"namespaces":["x"],
          "namespaceSelector":{"matchLabels":{"a":"b"}}}]}}}
      """
    ).template.placement
    #expect(rules.requiredSpread.map(\.minDomains) == [3, nil])
    #expect(rules.requiredSpread.map(\.sameLabelKeys) == [["hash"], nil])
    #expect(rules.requiredSpread.map(\.hasNoSelector) == [nil, true])
    #expect(rules.requiredSpread[0].matchExpressions?.map(\.values) == [["w"]])
    let apart = rules.requiredAntiAffinity
    #expect(apart.map(\.hasNoSelector) == [true, nil, nil, nil])
    #expect(
      apart.map(\.namespaces) == [
        nil, NamespaceScope(names: ["x"]), NamespaceScope(isAll: true),
        NamespaceScope(names: ["x"], hasSelector: true),
      ]
    )
    #expect(apart.map(\.sameLabelKeys) == [nil, ["hash"], nil, nil])
    #expect(apart.map(\.otherLabelKeys) == [nil, nil, ["t"], nil])
  }

  @Test("a host port is kept with protocol and address where they are not the usual ones")
  func hostPorts() throws {
    let container = try Self.pod(
      """
      {"containers":[{"name":"c","ports":[
        {"containerPort":53,"hostPort":53,"protocol":"UDP","hostIP":"0.0.0.0"},
        {"containerPort":53,"hostPort":53,"protocol":"TCP","hostIP":"10.0.0.1"}]}]}
      """
    ).template.containers[0]
    #expect(container.hostPorts == [53, 53])
    #expect(
      container.hostBindings == [
        HostPort(number: 53, transport: "UDP"), HostPort(number: 53, address: "10.0.0.1"),
      ]
    )
  }

  @Test("the controlling owner counts, else the first")
  func owners() throws {
    func owner(_ references: String) throws -> String? {
      let facts = try Self.facts(
        #"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"n","#
          + #""ownerReferences":\#(references)},"spec":{"containers":[]}}"#
      )
      guard case .owner(let fact) = try #require(facts.last) else { throw Mismatch() }
      return fact.ownerKind.map { "\($0.rawValue)/\(fact.ownerName)" }
    }
    let first = #"{"kind":"A","name":"a"}"#
    let controller = #"{"kind":"B","name":"b","controller":true}"#
    #expect(try owner("[\(first),\(controller)]") == "B/b")
    #expect(try owner("[\(first)]") == "A/a")
    #expect(try owner("[]") == nil)
    #expect(try owner("null") == nil)
  }

  @Test("an OOM kill is kept, and why a container waits or ended otherwise")
  func states() throws {
    let pod = try Self.pod(
      #"{"containers":[]}"#,
      status: """
        {"phase":"Failed","reason":"Evicted","containerStatuses":[
          {"name":"a","restartCount":3,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
           "lastState":{"terminated":{"reason":"Error","finishedAt":"2026-11-20T10:00:00Z"}}},
          {"name":"b","restartCount":1,
           "state":{"terminated":{"reason":"Completed","finishedAt":"2026-11-20T11:00:00Z"}},
           "lastState":{"terminated":{"reason":"OOMKilled","finishedAt":"2026-11-20T09:00:00Z"}}},
          {"name":"c","restartCount":0,"lastState":{},
           "state":{"terminated":{"reason":"OOMKilled","finishedAt":"2026-11-20T09:30:00Z"}}}]}
        """
    )
    #expect(pod.reason == "Evicted")
    #expect(pod.states.map(\.restarts) == [3, 1, 0])
    #expect(pod.states.map(\.lastTerminationReason) == ["Error", "OOMKilled", "OOMKilled"])
    #expect(pod.states.map(\.waitingReason) == ["CrashLoopBackOff", nil, nil])
    #expect(pod.states[1].lastTerminatedAt == Instant(rfc3339: "2026-11-20T09:00:00Z"))
  }

  @Test("a node's taints, its cordon and its troubles are kept")
  func nodeTroubles() throws {
    let facts = try Self.facts(
      """
      {"apiVersion":"v1","kind":"Node","metadata":{"name":"n1","resourceVersion":"12"},
       "spec":{"unschedulable":true,"taints":[{"key":"gpu","effect":"NoSchedule"}]},
       "status":{"allocatable":{"cpu":"3920m","memory":"1Gi","nvidia.com/gpu":"4"},
        "conditions":[{"type":"Ready","status":"Unknown"},{"type":"PIDPressure","status":"True"},
         {"type":"DiskPressure","status":"False"},{"type":"MemoryPressure","status":"True"}]}}
      """
    )
    guard case .node(let node) = try #require(facts.first) else { throw Mismatch() }
    #expect(node.resourceVersion == 12)
    #expect(node.isUnschedulable)
    #expect(node.taints == [Taint(key: "gpu", value: "", effect: "NoSchedule")])
    #expect(node.troubles == ["MemoryPressure", "NotReady", "PIDPressure"])
    #expect(node.allocatable.extended == ["nvidia.com/gpu": 4])
    #expect(node.allocatable.pods == nil)
    #expect(node.capacity == nil)
  }

  @Test(
    "autoscalers of every version",
    arguments: [
      (#""targetCPUUtilizationPercentage":80"#, "cpu", "Resource", 0.8),
      (
        #""metrics":[{"type":"Resource","resource":{"name":"cpu","targetAverageUtilization":60}}]"#,
        "cpu", "Resource", 0.6
      ),
      (
        #""metrics":[{"type":"ContainerResource","containerResource":{"name":"memory","#
          + #""container":"c","target":{"type":"Utilization","averageUtilization":75}}}]"#,
        "memory", "ContainerResource", 0.75
      ),
      (
        #""metrics":[{"type":"Pods","pods":{"metric":{"name":"rps"},"target":{"type":"#
          + #""AverageValue","averageValue":"100"}}}]"#,
        "rps", "Pods", nil
      ),
      (#""metrics":[{"type":"External","external":{"metricName":"lag"}}]"#, "lag", "External", nil),
      (#""metrics":[{"type":"Novel","novel":{"name":"x"}}]"#, "", "Novel", nil),
    ] as [(String, String, String, Double?)]
  )
  func autoscalers(spec: String, metric: String, source: String, utilization: Double?) throws {
    let facts = try Self.facts(
      #"{"apiVersion":"autoscaling/v2","kind":"HorizontalPodAutoscaler","metadata":{"name":"h","#
        + #""namespace":"n"},"spec":{"maxReplicas":9,"scaleTargetRef":{"kind":"Deployment","#
        + #""name":"w"},\#(spec)}}"#
    )
    guard case .autoscaler(let scaler) = try #require(facts.first) else { throw Mismatch() }
    #expect(scaler.targets.map(\.metric) == [metric] && scaler.targets.map(\.source) == [source])
    #expect(scaler.targets.map(\.utilization) == [utilization])
    #expect(scaler.maxReplicas == 9)
    #expect(scaler.minReplicas == nil)
    #expect(scaler.scaled.namespace == "n")
  }
}
