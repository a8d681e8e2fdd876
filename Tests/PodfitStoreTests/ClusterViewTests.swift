import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

/// What plain `sqlite3` shows of objects beside pods, nodes and workloads.
@Suite("Views of a cluster in the shell")
struct ClusterViewTests {
  let folder: TemporaryFolder
  let path: String
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("podfit.db")
    store = try Store.open(path: path)
  }

  private func id(_ kind: String, _ name: String = "o") -> ObjectReference {
    ObjectReference(cluster: "c", namespace: "n", kind: WorkloadKind(rawValue: kind), name: name)
  }

  @Test("bounds: limit ranges, quotas and disruption budgets")
  func bounds() throws {
    var rule = LimitRange.Rule(type: "Container", resource: "cpu")
    rule.defaultLimit = 500_000_000
    rule.largestRatio = 10
    var memory = LimitRange.Rule(type: "Container", resource: "memory")
    memory.max = 1 << 30
    var budget = DisruptionBudget(
      id: id("PodDisruptionBudget"),
      selector: LabelSelector(matchLabels: ["a": "b"])
    )
    budget.minAvailable = "50%"
    budget.disruptionsAllowed = 2
    try store.ingest(
      "a",
      facts: [
        .limitRange(LimitRange(id: id("LimitRange"), rules: [rule, memory])),
        .resourceQuota(
          ResourceQuota(
            id: id("ResourceQuota"),
            amounts: [
              .init(resource: "requests.cpu", hard: 18_000_000_000, used: 4_500_000_000),
              .init(resource: "pods", hard: nil, used: 3),
            ],
            scopes: ["BestEffort"]
          )
        ),
        .disruptionBudget(budget),
      ]
    )
    #expect(
      try Shell.run("SELECT * FROM limit_ranges ORDER BY resource", on: path) == [
        ["c", "n", "o", "Container", "cpu", "", "", "", "0.5", "10.0"],
        ["c", "n", "o", "Container", "memory", "", "1073741824", "", "", ""],
      ]
    )
    #expect(
      try Shell.run("SELECT * FROM resource_quotas ORDER BY resource", on: path) == [
        ["c", "n", "o", "pods", "", "3", #"["BestEffort"]"#],
        ["c", "n", "o", "requests.cpu", "18.0", "4.5", #"["BestEffort"]"#],
      ]
    )
    #expect(
      try Shell.run(
        "SELECT min_available, max_unavailable, disruptions_allowed FROM disruption_budgets",
        on: path
      ) == [["50%", "", "2"]]
    )
  }

  @Test("what scales: autoscalers, KEDA objects, vertical autoscalers, checkpoints")
  func scaling() throws {
    var scaler = HorizontalAutoscaler(
      id: id("HorizontalPodAutoscaler"),
      scaled: id("Deployment", "w"),
      minReplicas: 2,
      maxReplicas: 9,
      targets: [
        .init(metric: "cpu", source: "Pods", utilization: 0.1),
        .init(metric: "cpu", source: "Resource", utilization: 0.8),
      ]
    )
    scaler.desiredReplicas = 4
    var object = ScaledObject(id: id("ScaledObject"), scaled: id("Deployment", "w"))
    object.maxReplicas = 30
    object.triggers = [ScaledObject.Trigger(type: "kafka")]
    var vertical = VerticalAutoscaler(
      id: id("VerticalPodAutoscaler"),
      scaled: id("Deployment", "w")
    )
    vertical.updateMode = "Off"
    vertical.advice = [VerticalAutoscaler.Advice(container: "app")]
    vertical.advice[0].target = CPUAndMemory(cpu: .millicores(813), memory: Memory(bytes: 7))
    vertical.advice[0].uncappedTarget.cpu = .millicores(900)
    let silent = VerticalAutoscaler(id: id("VerticalPodAutoscaler", "p"))
    var checkpoint = AutoscalerCheckpoint(
      id: id("VerticalPodAutoscalerCheckpoint"),
      autoscaler: "o",
      container: "app"
    )
    checkpoint.cpu = .init(weights: [21: 10_000, 3: 1], totalWeight: 141.5)
    checkpoint.sampleCount = 12
    checkpoint.lastSample = someTime
    let facts: [InventoryFact] = [
      .autoscaler(scaler), .scaledObject(object), .verticalAutoscaler(vertical),
      .verticalAutoscaler(silent), .checkpoint(checkpoint),
    ]
    try store.ingest("a", facts: facts)
    #expect(try store.facts() == facts.sorted { ($0.kind, $0.key) < ($1.kind, $1.key) })
    #expect(
      try Shell.run(
        """
        SELECT kind, workload, min_replicas, max_replicas, current_replicas, desired_replicas,
          cpu_target_ratio, memory_target_ratio FROM autoscalers
        """,
        on: path
      ) == [["Deployment", "w", "2", "9", "", "4", "0.8", ""]]
    )
    #expect(
      try Shell.run("SELECT workload, max_replicas, triggers_json FROM scaled_objects", on: path)
        == [["w", "30", #"[{"type":"kafka"}]"#]]
    )
    #expect(
      try Shell.run(
        """
        SELECT vertical_autoscaler, workload, update_mode, container, target_cpu_cores,
          target_memory_bytes, lower_cpu_cores, uncapped_cpu_cores
        FROM vertical_autoscalers ORDER BY vertical_autoscaler
        """,
        on: path
      ) == [["o", "w", "Off", "app", "0.813", "7", "", "0.9"], ["p", "", "", "", "", "", "", ""]]
    )
    #expect(
      try Shell.run(
        """
        SELECT vertical_autoscaler, container, samples, first_sample, last_sample, cpu_weight,
          cpu_weights_json ->> '$."21"', memory_weight FROM vpa_checkpoints
        """,
        on: path
      ) == [["o", "app", "12", "", "2026-11-20T12:00:00Z", "141.5", "10000", ""]]
    )
  }

  @Test("what goes on: node conditions, container states, events")
  func states() throws {
    let node = NodeSpec(cluster: "c", name: "n1")
    var listed = NodeSpec(cluster: "c", name: "n2")
    listed.conditions = [
      NodeCondition(type: "MemoryPressure", status: "True", reason: "Low", since: someTime)
    ]
    var state = ContainerState(name: "app", restarts: 3, waitingReason: "CrashLoopBackOff")
    state.phase = "waiting"
    state.isInit = false
    state.lastTermination = Termination(reason: "OOMKilled", exitCode: 137, finishedAt: someTime)
    let pod = PodSpec(
      id: PodID(cluster: "c", namespace: "n", name: "p"),
      uid: "u",
      phase: "Running",
      states: [state]
    )
    try store.ingest(
      "a",
      facts: [
        .node(node), .node(listed), .pod(pod),
        .event(
          ClusterEvent(
            id: id("Event"),
            reason: "BackOff",
            message: "again",
            subject: id("Pod", "p"),
            container: "app",
            count: 12,
            lastAt: someTime
          )
        ),
      ]
    )
    #expect(
      try Shell.run("SELECT * FROM node_conditions", on: path) == [
        ["c", "n2", "MemoryPressure", "True", "Low", "2026-11-20T12:00:00Z"]
      ]
    )
    #expect(
      try Shell.run("SELECT * FROM container_states", on: path) == [
        [
          "c", "n", "p", "u", "Running", "", "", "app", "0", "waiting", "CrashLoopBackOff", "3", "",
          "", "OOMKilled", "137", "2026-11-20T12:00:00Z",
        ]
      ]
    )
    #expect(
      try Shell.run(
        "SELECT reason, kind, name, container, count, last_at, message FROM events",
        on: path
      )
        == [["BackOff", "Pod", "p", "app", "12", "2026-11-20T12:00:00Z", "again"]]
    )
  }

  @Test("a database of version 1 gets the views, and its facts stay readable")
  func upgrade() throws {
    let old = folder.path("old.db")
    let queue = try DatabaseQueue(path: old)
    try queue.write { db in
      try db.execute(sql: Migration.tablesAndViews.sql)
      try db.execute(
        sql: """
          INSERT INTO inventory VALUES ('pod', 'k', 1, ?);
          PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 1
          """,
        arguments: [
          #"{"kind":"pod","value":{"id":{"cluster":"c","namespace":"n","name":"p"},"uid":"u","#
            + #""resourceVersion":1,"phase":"Running","template":{"labels":{},"containers":[],"#
            + #""initContainers":[],"overhead":{"extendedRequests":{}},"placement":{"#
            + #""nodeSelector":{},"requiredNodeTerms":[],"tolerations":[],"#
            + #""requiredAntiAffinity":[],"requiredAffinity":[],"requiredSpread":[],"#
            + #""usesHostNetwork":false}},"states":[{"name":"app","restarts":2}]}}"#
        ]
      )
    }
    try queue.close()
    let upgraded = try Store.open(path: old)
    guard case .pod(let pod)? = try upgraded.facts().first else {
      Issue.record("no pod")
      return
    }
    #expect(pod.states.map(\.restarts) == [2] && pod.states[0].phase == nil)
    #expect(try upgraded.info().schemaVersion == Schema.version)
    #expect(
      try Shell.run("SELECT container, restarts, state FROM container_states", on: old)
        == [["app", "2", ""]]
    )
  }
}
