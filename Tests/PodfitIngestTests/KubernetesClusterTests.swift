import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

/// One hand-written object of each kind, and what it says.
@Suite("Kubernetes objects that bound, scale and describe a cluster")
struct KubernetesClusterTests {
  static func reference(_ kind: String, _ name: String) -> ObjectReference {
    ObjectReference(
      cluster: "eu",
      namespace: "shop",
      kind: WorkloadKind(rawValue: kind),
      name: name
    )
  }

  static func object(_ kind: String, _ body: String, name: String = "o") -> String {
    #"{"apiVersion":"x/v1","kind":"\#(kind)","metadata":{"name":"\#(name)","namespace":"shop","#
      + #""resourceVersion":"7"},\#(body)}"#
  }

  static func fact(_ kind: String, _ body: String) throws -> InventoryFact {
    let facts = try KubernetesMappingTests.facts(object(kind, body))
    #expect(facts.count == 1)
    return try #require(facts.first)
  }

  static let bodies: [(kind: String, body: String)] = [
    (
      "LimitRange",
      """
      "spec":{"limits":[
        {"type":"Container","default":{"cpu":"500m","memory":"512Mi"},
         "defaultRequest":{"cpu":"100m","memory":"128Mi"},"max":{"cpu":"2","nvidia.com/gpu":"1"},
         "min":{"memory":"16Mi"},"maxLimitRequestRatio":{"cpu":"10","memory":"1500m"}},
        {"type":"PersistentVolumeClaim","max":{"storage":"2Ti"}}]}
      """
    ),
    (
      "ResourceQuota",
      """
      "spec":{"hard":{"requests.cpu":"20","limits.memory":"64Gi","pods":"50"},
        "scopes":["NotTerminating"],"scopeSelector":{"matchExpressions":[
          {"scopeName":"PriorityClass","operator":"In","values":["high","mid"]},
          {"scopeName":"BestEffort","operator":"DoesNotExist"}]}},
      "status":{"hard":{"requests.cpu":"18"},"used":{"requests.cpu":"4500m","pods":"7",
        "count/jobs.batch":"3"}}
      """
    ),
    (
      "PodDisruptionBudget",
      """
      "spec":{"minAvailable":"50%","unhealthyPodEvictionPolicy":"AlwaysAllow",
        "selector":{"matchLabels":{"app":"w"},
          "matchExpressions":[{"key":"tier","operator":"NotIn","values":["test"]}]}},
      "status":{"currentHealthy":4,"desiredHealthy":2,"disruptionsAllowed":2,"expectedPods":4}
      """
    ),
    (
      "ScaledObject",
      """
      "spec":{"scaleTargetRef":{"name":"w"},"minReplicaCount":2,"maxReplicaCount":30,
        "idleReplicaCount":0,"triggers":[
          {"type":"cpu","metricType":"Utilization","metadata":{"value":"60"}},
          {"type":"memory","metadata":{"type":"AverageValue","value":"1Gi","containerName":"c"}},
          {"type":"kafka","name":"lag","metricType":"AverageValue",
           "metadata":{"topic":"orders","lagThreshold":"50"}}]},
      "status":{"hpaName":"keda-hpa-o"}
      """
    ),
    (
      "VerticalPodAutoscaler",
      """
      "spec":{"targetRef":{"apiVersion":"apps/v1","kind":"StatefulSet","name":"db"},
        "updatePolicy":{"updateMode":"Initial"},"resourcePolicy":{"containerPolicies":[
          {"containerName":"*","minAllowed":{"cpu":"50m"},"maxAllowed":{"cpu":"2","memory":"4Gi"},
           "controlledResources":["memory"],"controlledValues":"RequestsOnly"},
          {"containerName":"proxy","mode":"Off"}]}},
      "status":{"recommendation":{"containerRecommendations":[{"containerName":"db",
        "target":{"cpu":"813m","memory":"1797306609"},"lowerBound":{"cpu":"410m","memory":"262144k"},
        "upperBound":{"cpu":"2","memory":"3Gi"},"uncappedTarget":{"cpu":"900m"}}]}}
      """
    ),
    (
      "VerticalPodAutoscalerCheckpoint",
      """
      "spec":{"containerName":"db","vpaObjectName":"o"},
      "status":{"version":"v3","totalSamplesCount":12412,
        "cpuHistogram":{"bucketWeights":{"10":4,"21":10000,"30":0,"31":null},"totalWeight":141.7,
          "referenceTimestamp":"2026-11-20T00:00:00Z"},
        "memoryHistogram":{"referenceTimestamp":null,"totalWeight":0},
        "firstSampleStart":"2026-11-12T09:14:07Z","lastSampleStart":"2026-11-20T23:59:11Z",
        "lastUpdateTime":"2026-11-21T00:00:03Z"}
      """
    ),
    (
      "Event",
      """
      "involvedObject":{"kind":"Pod","name":"w-1","namespace":"shop",
        "fieldPath":"spec.containers{app}"},"reason":"BackOff","message":"Back-off restarting",
      "count":12,"firstTimestamp":"2026-11-20T10:00:00Z","lastTimestamp":"2026-11-20T11:00:00Z",
      "eventTime":null,"type":"Warning"
      """
    ),
    (
      "HorizontalPodAutoscaler",
      """
      "spec":{"scaleTargetRef":{"kind":"Deployment","name":"w"},"minReplicas":2,"maxReplicas":9,
        "metrics":[{"type":"Pods","pods":{"metric":{"name":"rps"},
          "target":{"type":"AverageValue","averageValue":"1500m"}}}]}
      """
    ),
  ]

  @Test("a limit range gives one rule per type and resource")
  func limitRange() throws {
    guard case .limitRange(let range) = try Self.fact("LimitRange", Self.bodies[0].body) else {
      throw KubernetesMappingTests.Mismatch()
    }
    #expect(range.id == Self.reference("LimitRange", "o") && range.resourceVersion == 7)
    #expect(
      range.rules.map { "\($0.type) \($0.resource)" } == [
        "Container cpu", "Container memory", "Container nvidia.com/gpu",
        "PersistentVolumeClaim storage",
      ]
    )
    let cpu = range.rules[0]
    #expect(cpu.defaultLimit == 500_000_000 && cpu.defaultRequest == 100_000_000)
    #expect(cpu.max == 2_000_000_000 && cpu.min == nil && cpu.largestRatio == 10)
    let memory = range.rules[1]
    #expect(memory.min == 16 << 20 && memory.max == nil && memory.largestRatio == 1.5)
    #expect(range.rules[2].max == 1 && range.rules[3].max == 2 << 40)
  }

  @Test("a quota gives what is enforced before what was asked for, and what is used")
  func quota() throws {
    guard case .resourceQuota(let quota) = try Self.fact("ResourceQuota", Self.bodies[1].body)
    else { throw KubernetesMappingTests.Mismatch() }
    #expect(
      quota.amounts == [
        .init(resource: "count/jobs.batch", hard: nil, used: 3),
        .init(resource: "limits.memory", hard: 64 << 30, used: nil),
        .init(resource: "pods", hard: 50, used: 7),
        .init(resource: "requests.cpu", hard: 18_000_000_000, used: 4_500_000_000),
      ]
    )
    #expect(
      quota.scopes == ["BestEffort DoesNotExist", "NotTerminating", "PriorityClass In high,mid"]
    )
  }

  @Test("a disruption budget gives its bound as written, its selector and its counts")
  func budget() throws {
    guard
      case .disruptionBudget(let budget) = try Self.fact(
        "PodDisruptionBudget",
        Self.bodies[2].body
      )
    else { throw KubernetesMappingTests.Mismatch() }
    #expect(budget.minAvailable == "50%" && budget.maxUnavailable == nil)
    #expect(budget.unhealthyPodEviction == "AlwaysAllow")
    #expect(
      [
        budget.expectedPods, budget.currentHealthy, budget.desiredHealthy,
        budget.disruptionsAllowed,
      ]
        == [4, 4, 2, 2]
    )
    let selector = try #require(budget.selector)
    #expect(selector.matches(["app": "w"]))
    #expect(selector.matches(["app": "w", "tier": "prod"]))
    #expect(!selector.matches(["app": "w", "tier": "test"]) && !selector.matches([:]))
  }

  @Test(
    "an empty selector means all pods, none at all means none, and in v1beta1 both mean none",
    arguments: [
      ("policy/v1", #""selector":{},"#, true), ("policy/v1", "", false),
      ("policy/v1beta1", #""selector":{},"#, false),
    ]
  )
  func emptySelector(version: String, selector: String, matches: Bool) throws {
    let facts = try KubernetesMappingTests.facts(
      #"{"apiVersion":"\#(version)","kind":"PodDisruptionBudget","metadata":{"name":"o"},"#
        + #""spec":{\#(selector)"maxUnavailable":1}}"#
    )
    guard case .disruptionBudget(let budget) = try #require(facts.first) else {
      throw KubernetesMappingTests.Mismatch()
    }
    #expect(budget.maxUnavailable == "1")
    #expect((budget.selector?.matches(["a": "b"]) ?? false) == matches)
  }

  @Test("a scaled object gives its bounds and triggers, and the autoscaler made of it")
  func scaledObject() throws {
    guard case .scaledObject(let object) = try Self.fact("ScaledObject", Self.bodies[3].body)
    else { throw KubernetesMappingTests.Mismatch() }
    #expect(object.scaled == Self.reference("Deployment", "w"))
    #expect([object.minReplicas, object.maxReplicas, object.idleReplicas] == [2, 30, 0])
    #expect(object.autoscalerName == "keda-hpa-o")
    #expect(object.triggers.map(\.type) == ["cpu", "memory", "kafka"])
    #expect(object.triggers.map(\.utilization) == [0.6, nil, nil])
    #expect(object.triggers.map(\.averageValue) == [nil, 1_073_741_824, nil])
    #expect(object.triggers.map(\.container) == [nil, "c", nil])
    #expect(object.triggers[2].name == "lag")
    #expect(object.autoscaler.scales(on: "cpu") && !object.autoscaler.scales(on: "memory"))
    #expect(
      object.autoscaler.targets.map(\.source) == ["Resource", "ContainerResource", "External"]
    )
  }

  @Test("a vertical autoscaler gives its mode, its bounds and the advice per container")
  func vertical() throws {
    guard
      case .verticalAutoscaler(let vertical) = try Self.fact(
        "VerticalPodAutoscaler",
        Self.bodies[4].body
      )
    else { throw KubernetesMappingTests.Mismatch() }
    #expect(vertical.scaled == Self.reference("StatefulSet", "db"))
    #expect(vertical.updateMode == "Initial")
    #expect(vertical.policies.map(\.container) == ["*", "proxy"])
    #expect(vertical.policies[0].minAllowed == CPUAndMemory(cpu: .millicores(50)))
    #expect(
      vertical.policies[0].maxAllowed
        == CPUAndMemory(cpu: .millicores(2_000), memory: .gibibytes(4))
    )
    #expect(vertical.policies[0].controlledResources == ["memory"])
    #expect(vertical.policies[0].controlledValues == "RequestsOnly")
    #expect(vertical.policies[1].mode == "Off")
    let advice = try #require(vertical.advice.first)
    #expect(
      advice.target == CPUAndMemory(cpu: .millicores(813), memory: Memory(bytes: 1_797_306_609))
    )
    #expect(
      advice.lowerBound == CPUAndMemory(cpu: .millicores(410), memory: Memory(bytes: 262_144_000))
    )
    #expect(advice.upperBound == CPUAndMemory(cpu: .millicores(2_000), memory: .gibibytes(3)))
    #expect(advice.uncappedTarget == CPUAndMemory(cpu: .millicores(900)))
  }

  @Test("a checkpoint gives its sparse weights; what was never recorded has none")
  func checkpoint() throws {
    guard
      case .checkpoint(let checkpoint) = try Self.fact(
        "VerticalPodAutoscalerCheckpoint",
        Self.bodies[5].body
      )
    else { throw KubernetesMappingTests.Mismatch() }
    #expect(checkpoint.autoscaler == "o" && checkpoint.container == "db")
    #expect(checkpoint.version == "v3" && checkpoint.sampleCount == 12_412)
    #expect(checkpoint.cpu?.weights == [10: 4, 21: 10_000])
    #expect(checkpoint.cpu?.totalWeight == 141.7)
    #expect(checkpoint.cpu?.referenceTime == Instant(rfc3339: "2026-11-20T00:00:00Z"))
    #expect(checkpoint.memory == nil)
    #expect(checkpoint.lastSample == Instant(rfc3339: "2026-11-20T23:59:11Z"))
  }

  @Test("an event about capacity is kept, in the words of both groups; others are counted")
  func events() throws {
    guard case .event(let event) = try Self.fact("Event", Self.bodies[6].body) else {
      throw KubernetesMappingTests.Mismatch()
    }
    #expect(event.subject == Self.reference("Pod", "w-1") && event.container == "app")
    #expect(event.reason == "BackOff" && event.count == 12)
    #expect(event.firstAt == Instant(rfc3339: "2026-11-20T10:00:00Z"))
    #expect(event.lastAt == Instant(rfc3339: "2026-11-20T11:00:00Z"))
    let newer = try Self.fact(
      "Event",
      #""regarding":{"kind":"Node","name":"n1"},"reason":"OOMKilling","note":"killed java","#
        + #""eventTime":"2026-11-20T10:00:00.5Z","series":{"count":3,"#
        + #""lastObservedTime":"2026-11-20T12:00:00Z"}"#
    )
    guard case .event(let killing) = newer else { throw KubernetesMappingTests.Mismatch() }
    #expect(killing.message == "killed java" && killing.count == 3 && killing.container == nil)
    #expect(killing.subject.kind == .node && killing.subject.namespace == "")
    #expect(killing.lastAt == Instant(rfc3339: "2026-11-20T12:00:00Z"))
    let (report, _) = try KeptInput.read(
      Self.object("Event", #""involvedObject":{"kind":"Pod"},"reason":"Pulled""#)
    )
    #expect(report.facts == 0 && report.skipped == ["kind Event": 1])
  }

  @Test("an autoscaler gives its pace, its targets' amounts and its replicas")
  func autoscaler() throws {
    let fact = try Self.fact(
      "HorizontalPodAutoscaler",
      """
      "spec":{"scaleTargetRef":{"kind":"Deployment","name":"w"},"maxReplicas":9,
        "behavior":{"scaleDown":{"stabilizationWindowSeconds":600,"selectPolicy":"Min",
          "policies":[{"type":"Percent","value":10,"periodSeconds":60}]},"scaleUp":{}},
        "metrics":[
          {"type":"Resource","resource":{"name":"memory",
            "target":{"type":"AverageValue","averageValue":"2Gi"}}},
          {"type":"Pods","pods":{"metric":{"name":"rps"},"target":{"averageValue":"1500m"}}},
          {"type":"External","external":{"metric":{"name":"lag"},"target":{"value":"20G"}}},
          {"type":"Object","object":{"target":{"kind":"Ingress","name":"i"},
            "metricName":"hits","targetValue":"10k"}}]},
      "status":{"currentReplicas":3,"desiredReplicas":4}
      """
    )
    guard case .autoscaler(let scaler) = fact else { throw KubernetesMappingTests.Mismatch() }
    #expect(scaler.currentReplicas == 3 && scaler.desiredReplicas == 4)
    #expect(scaler.resourceVersion == 7)
    #expect(scaler.scaleUp == .init())
    #expect(
      scaler.scaleDown
        == .init(
          stabilization: .seconds(600),
          selection: "Min",
          steps: [.init(type: "Percent", value: 10, period: .seconds(60))]
        )
    )
    #expect(scaler.targets.map(\.metric) == ["memory", "rps", "lag", "hits"])
    #expect(scaler.targets.map(\.averageValue) == [2_147_483_648, 1.5, nil, nil])
    #expect(scaler.targets.map(\.value) == [nil, nil, 20_000_000_000, 10_000])
  }

  @Test("every kind reads the same alone, in a list, without its own kind, and after others")
  func shapes() throws {
    for (kind, body) in Self.bodies {
      let alone = Self.object(kind, body)
      let expected = try KubernetesMappingTests.facts(alone)
      #expect(expected.count == 1)
      let bare = alone.replacing(#""apiVersion":"x/v1","kind":"\#(kind)","#, with: "")
      for json in [
        #"{"apiVersion":"v1","kind":"List","items":[\#(alone)]}"#,
        #"{"apiVersion":"v1","items":[\#(alone)],"kind":"List"}"#,
        #"{"apiVersion":"v1","kind":"\#(kind)List","items":[\#(bare)]}"#,
        #"{"apiVersion":"v1","items":[\#(bare)],"kind":"List"}"#,
        #"{"kind":"List","apiVersion":"v1","items":[]}"# + "\n" + alone,
      ] {
        #expect(try KubernetesMappingTests.facts(json) == expected, "\(kind): \(json.prefix(60))")
      }
      let three = [alone, alone, alone].joined(separator: "\n")
      #expect(try KubernetesMappingTests.facts(three) == expected + expected + expected)
    }
  }

  @Test("what a pod went through is kept: states, ends, class, priority, message, resize")
  func podStates() throws {
    let pod = try KubernetesMappingTests.pod(
      #"{"containers":[{"name":"a"}],"priorityClassName":"high","priority":1000,"#
        + #""resources":{"requests":{"cpu":"1"},"limits":{"memory":"1Gi"}}}"#,
      status: """
        {"phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory.",
         "qosClass":"Burstable","resources":{"requests":{"cpu":"2"}},
         "conditions":[{"type":"Ready","status":"False"},
           {"type":"PodResizePending","status":"True","reason":"Infeasible"}],
         "containerStatuses":[
          {"name":"a","ready":false,"restartCount":4,"state":{"waiting":{"reason":"CrashLoopBackOff"}},
           "lastState":{"terminated":{"reason":"OOMKilled","exitCode":137,
             "startedAt":"2026-11-20T08:00:00Z","finishedAt":"2026-11-20T09:00:00Z"}}},
          {"name":"b","ready":true,"restartCount":0,
           "state":{"running":{"startedAt":"2026-11-20T07:00:00Z"}}},
          {"name":"c","restartCount":0,"state":{"terminated":{"reason":"Completed","exitCode":0}}}],
         "initContainerStatuses":[{"name":"i","state":{}}]}
        """
    )
    #expect(pod.wasEvicted && !pod.occupiesNode)
    #expect(pod.message == "The node was low on resource: memory.")
    #expect(pod.serviceClass == "Burstable" && pod.priorityClass == "high" && pod.priority == 1000)
    #expect(pod.resize == "Infeasible")
    #expect(pod.template.podResources?.cpuRequest == .millicores(2_000))
    #expect(pod.template.podResources?.memoryLimit == .gibibytes(1))
    #expect(pod.states.map(\.phase) == ["waiting", "running", "terminated", nil])
    #expect(pod.states.map(\.isReady) == [false, true, nil, nil])
    #expect(pod.states.map(\.isInit) == [false, false, false, true])
    #expect(pod.states.map(\.isInCrashLoop) == [true, false, false, false])
    #expect(pod.states[0].lastTermination?.exitCode == 137)
    #expect(pod.states[0].lastTermination?.startedAt == Instant(rfc3339: "2026-11-20T08:00:00Z"))
    #expect(pod.states[1].runningSince == Instant(rfc3339: "2026-11-20T07:00:00Z"))
    #expect(pod.states[2].termination == Termination(reason: "Completed", exitCode: 0))
  }

  @Test(
    "a resize in place is told by one word or by conditions",
    arguments: [
      (#""resize":"InProgress""#, "InProgress"), (#""resize":"""#, nil),
      (#""conditions":[{"type":"PodResizeInProgress","status":"True"}]"#, "InProgress"),
      (#""conditions":[{"type":"PodResizePending","status":"False"}]"#, nil),
      (#""conditions":[{"type":"PodResizePending","status":"True"}]"#, "Proposed"),
    ] as [(String, String?)]
  )
  func resize(status: String, expected: String?) throws {
    let pod = try KubernetesMappingTests.pod(#"{"containers":[]}"#, status: "{\(status)}")
    #expect(pod.resize == expected)
  }

  @Test("a node keeps all its conditions with their times, and extended capacity")
  func nodeConditions() throws {
    let facts = try KubernetesMappingTests.facts(
      """
      {"apiVersion":"v1","kind":"Node","metadata":{"name":"n1"},
       "status":{"allocatable":{"cpu":"4"},"capacity":{"cpu":"4","nvidia.com/gpu":"8","pods":"110",
         "hugepages-2Mi":"1Gi"},
        "conditions":[{"type":"Ready","status":"True","reason":"KubeletReady"},
         {"type":"DiskPressure","status":"False","lastTransitionTime":"2026-11-20T00:00:00Z"}]}}
      """
    )
    guard case .node(let node) = try #require(facts.first) else {
      throw KubernetesMappingTests.Mismatch()
    }
    #expect(
      node.conditions == [
        NodeCondition(
          type: "DiskPressure",
          status: "False",
          since: Instant(rfc3339: "2026-11-20T00:00:00Z")
        ),
        NodeCondition(type: "Ready", status: "True", reason: "KubeletReady"),
      ]
    )
    #expect(node.capacity?.extended == ["nvidia.com/gpu": 8, "hugepages-2Mi": 1 << 30])
    #expect(node.troubles == [])
  }

  @Test(
    "the real file of a vertical autoscaler and its checkpoint",
    .enabled(if: SharedData.isPresent)
  )
  func realFile() throws {
    let (report, kept) = try KeptInput.readShared(
      "exports/other/kubectl-get-vpa-and-checkpoints.json",
      blockSize: 1 << 16
    )
    #expect(report.facts == 2 && report.skipped == [:] && report.warnings == [])
    #expect(kept.facts.map(\.kind) == ["vertical_autoscaler", "vpa_checkpoint"])
    guard case .checkpoint(let checkpoint)? = kept.facts.last,
      case .verticalAutoscaler(let vertical)? = kept.facts.first
    else { throw KubernetesMappingTests.Mismatch() }
    #expect(checkpoint.memory?.weights == [43: 10_000, 44: 2_113])
    #expect(checkpoint.cpu?.weights.count == 5 && checkpoint.sampleCount == 12_412)
    #expect(vertical.advice.map(\.container) == ["app", "istio-proxy"])
    #expect(vertical.updateMode == "Off" && vertical.policies == [])
  }
}
