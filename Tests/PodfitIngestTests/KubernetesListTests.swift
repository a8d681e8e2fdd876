import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Kubernetes lists of a real cluster's shape", .enabled(if: SharedData.isPresent))
struct KubernetesListTests {
  static func facts(_ name: String, blockSize: Int = 1 << 16) throws -> (FileReport, KeptInput) {
    try KeptInput.readShared("exports/kubernetes/\(name)", blockSize: blockSize)
  }

  static func pods() throws -> [String: PodSpec] {
    let (_, kept) = try facts("get-pods.json")
    var pods: [String: PodSpec] = [:]
    for case .pod(let pod) in kept.facts { pods[pod.id.name] = pod }
    return pods
  }

  @Test("44 pods, each with a statement about its owner")
  func podCount() throws {
    let (report, kept) = try Self.facts("get-pods.json")
    #expect(report.format == "kubernetes-list")
    #expect(report.samples == 0)
    #expect(report.skipped == [:])
    #expect(report.warnings == [])
    #expect(kept.facts.filter { $0.kind == "pod" }.count == 44)
    #expect(kept.facts.filter { $0.kind == "owner" }.count == 44)
    #expect(report.facts == 88)
  }

  @Test("requests, limits and owners are what the JSON says, read by Foundation")
  func everyPod() throws {
    let data = try Data(contentsOf: SharedData.file("exports/kubernetes/get-pods.json"))
    let parsed = try JSONSerialization.jsonObject(with: data)
    let root = try #require(parsed as? [String: Any])
    let items = try #require(root["items"] as? [[String: Any]])
    let pods = try Self.pods()
    #expect(items.count == pods.count)
    for item in items {
      let metadata = try #require(item["metadata"] as? [String: Any])
      let spec = try #require(item["spec"] as? [String: Any])
      let status = try #require(item["status"] as? [String: Any])
      let name = try #require(metadata["name"] as? String)
      let pod = try #require(pods[name])
      #expect(pod.id.namespace == metadata["namespace"] as? String)
      #expect(pod.uid == metadata["uid"] as? String)
      #expect(String(pod.resourceVersion) == metadata["resourceVersion"] as? String)
      #expect(pod.node == spec["nodeName"] as? String)
      #expect(pod.phase == status["phase"] as? String)
      let owner = (metadata["ownerReferences"] as? [[String: Any]])?.first
      #expect(pod.owner?.name == owner?["name"] as? String)
      #expect(pod.owner?.kind.rawValue == owner?["kind"] as? String)
      let containers = try #require(spec["containers"] as? [[String: Any]])
      #expect(pod.template.containers.map(\.name) == containers.map { $0["name"] as? String })
      for (container, expected) in zip(pod.template.containers, containers) {
        let resources = expected["resources"] as? [String: [String: String]] ?? [:]
        func cpu(_ text: String?) throws -> CPU? { try text.map { try CPU(quantity: $0) } }
        func memory(_ text: String?) throws -> Memory? { try text.map { try Memory(quantity: $0) } }
        #expect(try container.resources.cpuRequest == cpu(resources["requests"]?["cpu"]))
        #expect(try container.resources.cpuLimit == cpu(resources["limits"]?["cpu"]))
        #expect(try container.resources.memoryRequest == memory(resources["requests"]?["memory"]))
        #expect(try container.resources.memoryLimit == memory(resources["limits"]?["memory"]))
        #expect(container.image == expected["image"] as? String)
        #expect(container.command == expected["command"] as? [String] ?? [])
        #expect(container.arguments == expected["args"] as? [String] ?? [])
      }
    }
  }

  @Test("web-frontend has its sidecar and its init container")
  func webFrontend() throws {
    let pods = try Self.pods()
    let pod = try #require(pods["web-frontend-w54tjnvtk-bbw5g"])
    #expect(pod.template.containers.map(\.name) == ["web", "istio-proxy"])
    #expect(pod.template.initContainers.map(\.name) == ["istio-init"])
    #expect(pod.template.initContainers.first?.isRestartableInit == false)
    #expect(pod.template.containers[0].resources.cpuRequest == .millicores(500))
    #expect(pod.template.containers[1].resources.memoryLimit == .gibibytes(1))
    #expect(pod.owner?.kind == .replicaSet)
    #expect(pod.template.placement.tolerations.count == 1)
    #expect(pod.startedAt == Instant(rfc3339: "2026-11-20T13:00:00Z"))
  }

  @Test("besteffort asks for nothing and static pods are owned by their node")
  func owners() throws {
    let pods = try Self.pods()
    let besteffort = try #require(pods.first { $0.key.hasPrefix("besteffort") }?.value)
    #expect(besteffort.template.containers.map(\.resources) == [ContainerResources()])
    let apiServers = pods.values.filter { $0.id.name.hasPrefix("kube-apiserver") }
    #expect(!apiServers.isEmpty)
    for pod in apiServers {
      #expect(pod.owner?.kind == .node)
      #expect(pod.owner?.namespace == "")
      #expect(pod.owner?.name == pod.node)
    }
  }

  @Test("restarts and the OOM kill behind them are kept")
  func restarts() throws {
    var killed: [String: Int64] = [:]
    for pod in try Self.pods().values {
      for state in pod.states where state.lastTerminationReason == "OOMKilled" {
        killed[pod.id.name] = state.restarts
        #expect(state.lastTerminatedAt != nil)
      }
    }
    #expect(
      killed == ["search-indexer-0": 3, "search-indexer-1": 3, "leaky-8p7899dj7r-24wz7": 6]
    )
  }

  @Test("4 nodes with what they hand out")
  func nodes() throws {
    let (report, kept) = try Self.facts("get-nodes.json")
    #expect(report.facts == 4)
    guard case .node(let node) = try #require(kept.facts.first) else {
      Issue.record("the first fact is no node")
      return
    }
    #expect(node.name == "ip-10-0-1-11.eu-west-1.compute.internal")
    #expect(node.allocatable.cpu == .millicores(3_920))
    #expect(node.allocatable.memory == .kibibytes(15_599_616))
    #expect(node.allocatable.pods == 58)
    #expect(
      node.allocatable.extended == [
        "ephemeral-storage": 95_551_679_124, "hugepages-1Gi": 0, "hugepages-2Mi": 0,
      ]
    )
    #expect(node.capacity?.cpu == .millicores(4_000))
    #expect(node.pool == "general")
    #expect(node.instanceType == "m5.xlarge")
    #expect(node.troubles == [])
  }

  @Test("35 workloads of mixed kinds, an autoscaler among them")
  func workloads() throws {
    let (report, kept) = try Self.facts("get-workloads.json")
    var kinds: [String: Int] = [:]
    for case .workload(let spec) in kept.facts { kinds[spec.id.kind.rawValue, default: 0] += 1 }
    #expect(
      kinds == [
        "ReplicaSet": 11, "Deployment": 9, "StatefulSet": 5, "Job": 4, "DaemonSet": 2, "CronJob": 2,
        "Rollout": 1,
      ]
    )
    #expect(report.skipped == [:])
    let scalers = kept.facts.compactMap { fact -> HorizontalAutoscaler? in
      if case .autoscaler(let scaler) = fact { scaler } else { nil }
    }
    let scaler = try #require(scalers.first)
    #expect(scalers.count == 1)
    #expect(scaler.minReplicas == 2)
    #expect(scaler.maxReplicas == 6)
    #expect(scaler.scaled.kind == .deployment)
    #expect(scaler.scaled.name == "web-frontend")
    #expect(scaler.targets == [.init(metric: "cpu", source: "Resource", utilization: 0.7)])
    #expect(scaler.scales(on: "cpu"))
  }

  @Test("the Rollout, the CronJob and the owners on the way up are there")
  func details() throws {
    let (_, kept) = try Self.facts("get-workloads.json")
    var specs: [String: WorkloadSpec] = [:]
    for case .workload(let spec) in kept.facts {
      specs["\(spec.id.kind.rawValue)/\(spec.id.name)"] = spec
    }
    let rollout = try #require(specs["Rollout/recommender"])
    #expect(rollout.replicas == 2)
    let container = try #require(rollout.template?.containers.first)
    #expect(container.resources.memoryLimit == .mebibytes(3_584))
    #expect(
      container.environment == [
        EnvironmentVariable(
          name: "JAVA_TOOL_OPTIONS",
          value: "-XX:MaxRAMPercentage=75.0 -XX:+ExitOnOutOfMemoryError"
        )
      ]
    )
    let nightly = try #require(specs["CronJob/report-nightly"])
    #expect(nightly.schedule == "0 2 * * *")
    #expect(nightly.template?.containers.first?.name == "report")
    #expect(nightly.replicas == nil)
    #expect(specs["DaemonSet/node-exporter"]?.replicas == nil)
    #expect(specs["ReplicaSet/flink-taskmanager-v4z4bc89bd"]?.owner?.kind == .deployment)
    let job = ObjectReference(
      cluster: "default",
      namespace: "shop",
      kind: .job,
      name: "cart-cleanup-29920320"
    )
    #expect(
      kept.facts.contains(
        .owner(OwnerFact(child: job, ownerKind: .cronJob, ownerName: "cart-cleanup"))
      )
    )
  }

  @Test(
    "blocks of one byte give the same as one block",
    arguments: ["get-pods.json", "get-nodes.json", "get-workloads.json"]
  )
  func blocks(name: String) throws {
    let (report, kept) = try Self.facts(name)
    let (again, same) = try Self.facts(name, blockSize: 1)
    #expect(again == report)
    #expect(same.facts == kept.facts)
  }

  @Test("usage that stands between other objects is counted and left out, with words")
  func metrics() throws {
    let text = """
      {"apiVersion":"v1","kind":"List","items":[
        {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop"}},
        {"apiVersion":"metrics.k8s.io/v1beta1","kind":"PodMetrics","metadata":{"name":"web-1"}}
      ]}
      """
    let (report, kept) = try KeptInput.read(text)
    #expect(report.format == "kubernetes-list")
    #expect(kept.facts.isEmpty && kept.batches.isEmpty)
    #expect(report.skipped == ["kind Namespace": 1, "kind PodMetrics": 1])
    #expect(report.warnings.contains { $0.contains("metrics.k8s.io") })
  }

  @Test("cutting a file off anywhere is an error, never half a cluster")
  func truncation() throws {
    let data = try Data(contentsOf: SharedData.file("exports/kubernetes/get-nodes.json"))
    let bytes = [UInt8](data)
    let whole = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
    for end in stride(from: 200, through: whole, by: 97) {
      #expect(KeptInput.error(Array(bytes[..<end])) != nil, "cut at \(end)")
    }
    let error = KeptInput.error(Array(bytes[..<6_000]))
    guard case .truncated(_, let last)? = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(last == "Node ip-10-0-1-12.eu-west-1.compute.internal")
  }
}
