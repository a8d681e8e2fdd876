import PodfitIngest
import PodfitModel
import TestSupport
import Testing

@Suite("Facts of kube-state-metrics", .enabled(if: SharedData.isPresent))
struct PrometheusFactsTests {
  @Test(
    "every series is a fact, and each node of a pod is told once",
    arguments: [
      ("instant_hpa.json", ["autoscaler": 1]),
      ("instant_kube_job_owner.json", ["owner": 12]),
      ("instant_kube_job_owner_max_over_time_24h.json", ["owner": 49]),
      ("instant_kube_node_labels.json", ["node_labels": 4]),
      ("instant_kube_node_status_allocatable.json", ["node_resource": 12]),
      (
        "instant_kube_pod_container_resource_limits.json",
        ["container_resource": 83, "pod_node": 35]
      ),
      (
        "instant_kube_pod_container_resource_requests.json",
        ["container_resource": 101, "pod_node": 39]
      ),
      ("instant_kube_pod_container_status_last_terminated_reason.json", ["termination": 3]),
      ("instant_kube_pod_container_status_restarts_total.json", ["restarts": 52]),
      ("instant_kube_pod_owner.json", ["owner": 40]),
      ("instant_kube_pod_owner_max_over_time_24h.json", ["owner": 76]),
      ("instant_kube_replicaset_owner.json", ["owner": 11]),
      ("range_legacy_labels.1h-5m.json", ["container_resource": 8, "pod_node": 2]),
      ("range_replicas.24h-15m.json", ["replicas": 9]),
      ("range_memory_working_set_raw.24h-5m.json.gz", ["pod_node": 99]),
      ("range_cpu_cores_rate5m.24h-5m.json.gz", ["pod_node": 99]),
    ] as [(String, [String: Int])]
  )
  func counts(file: String, expected: [String: Int]) throws {
    let (report, input) = try KeptInput.readShared("exports/prometheus/\(file)")
    let found = Dictionary(grouping: input.facts, by: \.kind).mapValues(\.count)
    #expect(found == expected)
    #expect(report.facts == expected.values.reduce(0, +))
  }

  @Test("a pod without owner is known to have none")
  func noOwner() throws {
    let (_, input) = try KeptInput.readShared(
      "exports/prometheus/instant_kube_pod_owner_max_over_time_24h.json"
    )
    let owners = input.facts.compactMap { fact -> OwnerFact? in
      guard case .owner(let owner) = fact else { return nil }
      return owner
    }
    let bare = owners.filter { $0.ownerKind == nil }
    #expect(bare.map(\.child.name) == ["spark-driver-adhoc"])
    #expect(bare.first?.ownerName == "")
    let job = owners.first { $0.child.name == "etl-batch-rlwxh" }
    #expect(job?.ownerKind == .job)
    #expect(job?.ownerName == "etl-batch")
  }

  @Test("an autoscaler is put together from the series of its parts")
  func autoscaler() throws {
    let (report, input) = try KeptInput.readShared("exports/prometheus/instant_hpa.json")
    let fact = try #require(input.facts.first)
    guard case .autoscaler(let autoscaler) = fact else {
      Issue.record("not an autoscaler: \(fact)")
      return
    }
    #expect(autoscaler.scaled.kind == .deployment)
    #expect(autoscaler.scaled.name == "web-frontend")
    #expect(autoscaler.minReplicas == 2)
    #expect(autoscaler.maxReplicas == 6)
    #expect(autoscaler.targets == [.init(metric: "cpu", source: "Resource", utilization: 0.7)])
    #expect(
      report.skipped == ["metric not used: kube_horizontalpodautoscaler_status_current_replicas": 1]
    )
  }

  @Test("node labels get their Kubernetes names back, so that pool, type and zone are known")
  func nodeLabels() throws {
    let (_, input) = try KeptInput.readShared("exports/prometheus/instant_kube_node_labels.json")
    let nodes = input.facts.compactMap { fact -> NodeSpec? in
      guard case .nodeLabels(let cluster, let node, let labels) = fact else { return nil }
      return NodeSpec(cluster: cluster, name: node, labels: labels)
    }
    #expect(nodes.map(\.pool) == ["general", "general", "general", "highmem"])
    #expect(nodes.map(\.instanceType) == ["m5.xlarge", "m5.xlarge", "m5.xlarge", "r5.2xlarge"])
    #expect(
      nodes.map(\.zone) == ["eu-west-1a", "eu-west-1b", "eu-west-1c", "eu-west-1a"]
    )
  }

  @Test("CPU amounts are nanocores, memory bytes, under new metric names and old")
  func amounts() throws {
    let (_, nodes) = try KeptInput.readShared(
      "exports/prometheus/instant_kube_node_status_allocatable.json"
    )
    let cpu = nodes.facts.compactMap { fact -> Int64? in
      guard case .nodeResource(let amount) = fact, amount.resource == "cpu" else { return nil }
      return amount.isAllocatable ? amount.amount : nil
    }
    #expect(cpu.first == 3_920_000_000)
    let (_, legacy) = try KeptInput.readShared("exports/prometheus/range_legacy_labels.1h-5m.json")
    let limits = legacy.facts.compactMap { fact -> ContainerResourceFact? in
      guard case .containerResource(let amount) = fact, amount.isLimit else { return nil }
      return amount
    }
    #expect(Set(limits.map(\.resource)) == ["cpu", "memory"])
    #expect(limits.allSatisfy { $0.amount > 1_000_000 })
  }

  @Test("JVM metrics of three label shapes are told apart by their labels")
  func jvm() throws {
    let (_, input) = try KeptInput.readShared(
      "exports/prometheus/range_jvm_memory_used.24h-10m.json.gz"
    )
    let keys = input.series.keys
    func parts(_ pod: String, _ metric: Metric) -> Set<String> {
      Set(
        keys.filter { $0.container.pod.name.hasPrefix(pod) && $0.metric == metric }.map(\.part)
      )
    }
    // Micrometer and OpenTelemetry by pool, client_java of both generations by area.
    #expect(parts("cart-api", .jvmHeapUsed).contains("G1 Old Gen"))
    #expect(parts("cart-api", .jvmHeapUsed).count == 3)
    #expect(parts("spark-driver", .jvmHeapUsed).contains("G1 Eden Space"))
    #expect(parts("kafka", .jvmHeapUsed) == [""])
    #expect(parts("search-indexer", .jvmHeapUsed) == [""])
    #expect(parts("spark-driver", .jvmNonHeapUsed) == ["Metaspace"])
    let containers = Set(
      keys.filter { $0.container.pod.name == "kafka-0" }.map(\.container.container)
    )
    #expect(containers == [""])
  }
}
