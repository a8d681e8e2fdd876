import Foundation
import PodfitModel
import TestSupport

/// The real exports, read with Foundation, so that what the profile stage sees does not depend on
/// our own reader.
enum RealExports {
  static let cluster = "c1"

  /// The series or values of a saved answer of Prometheus.
  static func results(_ name: String) throws -> [[String: Any]] {
    let root = try object(try bytes(SharedData.file("exports/prometheus/\(name)")))
    let data = root["data"] as? [String: Any]
    return data?["result"] as? [[String: Any]] ?? []
  }

  static func object(_ bytes: Data) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
  }

  /// The bytes of a file, unpacked by the system's gzip where its name says so.
  static func bytes(_ file: URL) throws -> Data {
    guard file.pathExtension == "gz" else { return try Data(contentsOf: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
  }

  static func labels(_ result: [String: Any]) -> [String: String] {
    result["metric"] as? [String: String] ?? [:]
  }

  /// The samples of a matrix' series, values times `unit`.
  static func column(_ result: [String: Any], unit: Double) -> SampleColumn {
    var column = SampleColumn()
    for pair in result["values"] as? [[Any]] ?? [] {
      guard pair.count == 2, let time = pair[0] as? Double, let text = pair[1] as? String,
        let value = Double(text), value.isFinite
      else { continue }
      column.append(
        time: Int64((time * 1_000).rounded()),
        value: Int64((value * unit).rounded())
      )
    }
    return column
  }

  /// Every series of a matrix with a real container's name; all other labels tell sources apart.
  static func series(_ name: String, _ metric: Metric) throws -> [StoredSeries] {
    try results(name).compactMap { result in
      var labels = labels(result)
      labels["__name__"] = nil
      guard let namespace = labels.removeValue(forKey: "namespace"),
        let pod = labels.removeValue(forKey: "pod"),
        let container = labels.removeValue(forKey: "container"), container != "POD"
      else { return nil }
      let source = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      let id = PodContainerID(
        pod: PodID(cluster: cluster, namespace: namespace, name: pod),
        container: container
      )
      return StoredSeries(
        key: SeriesKey(container: id, metric: metric, source: source.joined(separator: ",")),
        samples: column(result, unit: Double(metric.unitsPerExportedUnit)),
        window: metric == .cpuUsage ? .seconds(300) : nil
      )
    }
  }

  static func reference(_ namespace: String, _ kind: String, _ name: String) -> ObjectReference {
    ObjectReference(
      cluster: cluster,
      namespace: namespace,
      kind: WorkloadKind(rawValue: kind),
      name: name
    )
  }

  /// Owner facts of kube-state-metrics.
  static func ownerFacts(_ file: String, childKind: String, label: String) throws -> [InventoryFact]
  {
    try results(file).compactMap { result in
      let labels = labels(result)
      guard let child = labels[label], let kind = labels["owner_kind"] else { return nil }
      return .owner(
        OwnerFact(
          child: reference(labels["namespace"] ?? "", childKind, child),
          ownerKind: kind == "<none>" ? nil : WorkloadKind(rawValue: kind),
          ownerName: kind == "<none>" ? "" : labels["owner_name"] ?? ""
        )
      )
    }
  }

  /// Everything kube-state-metrics says of owners, restarts and ends.
  static func stateFacts() throws -> [InventoryFact] {
    var facts = try ownerFacts(
      "instant_kube_pod_owner_max_over_time_24h.json",
      childKind: "Pod",
      label: "pod"
    )
    facts += try ownerFacts(
      "instant_kube_replicaset_owner.json",
      childKind: "ReplicaSet",
      label: "replicaset"
    )
    facts += try ownerFacts(
      "instant_kube_job_owner_max_over_time_24h.json",
      childKind: "Job",
      label: "job_name"
    )
    let at = Instant(milliseconds: 1_795_219_200_000)
    for result in try results("instant_kube_pod_container_status_restarts_total.json") {
      guard let id = container(labels(result)), let value = result["value"] as? [Any],
        let text = value.last as? String, let count = Int64(text)
      else { continue }
      facts.append(.restarts(ContainerCountFact(container: id, count: count, at: at)))
    }
    for result in try results("instant_kube_pod_container_status_last_terminated_reason.json") {
      let labels = labels(result)
      guard let id = container(labels), let reason = labels["reason"] else { continue }
      facts.append(.termination(ContainerTerminationFact(container: id, reason: reason, at: at)))
    }
    return facts
  }

  private static func container(_ labels: [String: String]) -> PodContainerID? {
    guard let namespace = labels["namespace"], let pod = labels["pod"],
      let container = labels["container"]
    else { return nil }
    return PodContainerID(
      pod: PodID(cluster: cluster, namespace: namespace, name: pod),
      container: container
    )
  }

  /// Pods and workloads of the kubectl lists: owners, nodes, containers' names and memory limits.
  static func listFacts() throws -> [InventoryFact] {
    var facts: [InventoryFact] = []
    for file in ["get-pods", "get-workloads"] {
      let list = try object(Data(contentsOf: SharedData.file("exports/kubernetes/\(file).json")))
      for item in list["items"] as? [[String: Any]] ?? [] { facts += self.facts(item) }
    }
    return facts
  }

  private static func facts(_ item: [String: Any]) -> [InventoryFact] {
    let meta = item["metadata"] as? [String: Any] ?? [:]
    let spec = item["spec"] as? [String: Any] ?? [:]
    guard let kind = item["kind"] as? String, kind != "HorizontalPodAutoscaler",
      let name = meta["name"] as? String, let namespace = meta["namespace"] as? String
    else { return [] }
    let owners = meta["ownerReferences"] as? [[String: Any]] ?? []
    let owner = owners.first.map {
      reference(namespace, $0["kind"] as? String ?? "", $0["name"] as? String ?? "")
    }
    let version = Int64(meta["resourceVersion"] as? String ?? "") ?? 0
    if kind == "Pod" {
      let status = item["status"] as? [String: Any] ?? [:]
      return [
        .pod(
          PodSpec(
            id: PodID(cluster: cluster, namespace: namespace, name: name),
            uid: meta["uid"] as? String ?? "",
            resourceVersion: version,
            owner: owner,
            node: spec["nodeName"] as? String,
            phase: status["phase"] as? String ?? "",
            template: template(spec)
          )
        )
      ]
    }
    let id = WorkloadID(
      cluster: cluster,
      namespace: namespace,
      kind: WorkloadKind(rawValue: kind),
      name: name
    )
    return [
      .workload(
        WorkloadSpec(
          id: id,
          resourceVersion: version,
          owner: owner,
          replicas: (spec["replicas"] as? Int).map(Int64.init)
        )
      )
    ]
  }

  private static func template(_ spec: [String: Any]) -> PodTemplate {
    func containers(_ key: String) -> [ContainerSpec] {
      (spec[key] as? [[String: Any]] ?? []).map { container in
        let resources = container["resources"] as? [String: Any]
        let limits = resources?["limits"] as? [String: String]
        return ContainerSpec(
          name: container["name"] as? String ?? "",
          image: container["image"] as? String ?? "",
          resources: ContainerResources(
            memoryLimit: limits?["memory"].flatMap { try? Memory(quantity: $0) }
          )
        )
      }
    }
    return PodTemplate(
      containers: containers("containers"),
      initContainers: containers("initContainers")
    )
  }
}
