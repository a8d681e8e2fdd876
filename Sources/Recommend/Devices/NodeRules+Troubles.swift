import PodfitModel
import PodfitProfile

// Conditions, evictions and kills by node: from lists, events and readings of conditions.

extension NodeRules {
  /// Conditions by which the kubelet evicts pods, or takes none.
  private static let severe: Set<String> = [
    "NotReady", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable",
  ]

  /// Conditions that are not as they should be, now or at some time.
  func conditions(_ measured: [NodeName: [NodeReadings.Trouble]]) -> [NodeFinding] {
    var findings: [NodeFinding] = []
    for node in inventory.nodes {
      let seen = measured[NodeName(cluster: node.cluster, name: node.name)] ?? []
      for trouble in node.troubles {
        let stated = node.conditions?.first {
          $0.type == trouble || trouble == "NotReady" && $0.type == "Ready"
        }
        var text = "\(trouble) when it was listed"
        if let since = stated?.since { text += ", since \(since)" }
        if let reason = stated?.reason, !reason.isEmpty { text += " (\(reason))" }
        if let past = seen.first(where: { $0.type == trouble }) { text += "; \(Self.text(past))" }
        findings.append(
          condition(
            NodeName(cluster: node.cluster, name: node.name),
            trouble,
            text,
            isNow: true,
            evidence: ["node list"]
          )
        )
      }
    }
    let listed = Dictionary(
      grouping: inventory.nodes,
      by: { NodeName(cluster: $0.cluster, name: $0.name) }
    )
    for (name, troubles) in measured.sorted(by: { $0.key < $1.key }) {
      let now = Set(listed[name]?.flatMap(\.troubles) ?? [])
      for trouble in troubles where !now.contains(trouble.type) {
        findings.append(
          condition(
            name,
            trouble.type,
            "\(trouble.type): \(Self.text(trouble))",
            isNow: false,
            evidence: [Metric.nodeTrouble.rawValue]
          )
        )
      }
    }
    return findings
  }

  private static func text(_ trouble: NodeReadings.Trouble) -> String {
    let share = Double(trouble.readings) / Double(max(trouble.of, 1))
    return "so in \(share.percentText) of \(Int64(trouble.of).counted("reading")), in"
      + " \(Int64(trouble.stretches).counted("stretch", many: "stretches")), last at \(trouble.last)"
  }

  private func condition(
    _ name: NodeName,
    _ trouble: String,
    _ text: String,
    isNow: Bool,
    evidence: [String]
  ) -> NodeFinding {
    let severity: Severity =
      Self.severe.contains(trouble) ? (isNow ? .error : .warning) : (isNow ? .warning : .info)
    return NodeFinding(
      cluster: name.cluster,
      node: name.name,
      id: "node-condition",
      severity: severity,
      message: text,
      advice: Self.advice(for: trouble),
      evidence: evidence
    )
  }

  private static func advice(for trouble: String) -> String {
    switch trouble {
    case "MemoryPressure":
      "the kubelet evicts pods that use more memory than they ask for: raise their requests to what they"
        + " use, or take fewer of them on a node"
    case "DiskPressure":
      "the kubelet evicts pods and deletes images: limit ephemeral storage and logs, or take larger disks"
    case "PIDPressure": "a pod starts too many processes: set a limit of PIDs for pods"
    case "NotReady": "pods of the node are started elsewhere after minutes: look at its kubelet"
    default: "look at the node; what it says is not the work of its pods alone"
    }
  }

  /// Pods that were thrown off their nodes.
  var evictions: [NodeFinding] {
    var evicted: [NodeName: [PodID: String?]] = [:]
    for pod in inventory.pods where pod.wasEvicted {
      guard let node = pod.node else { continue }
      evicted[NodeName(cluster: pod.id.cluster, name: node), default: [:]][pod.id] = pod.message
    }
    for pod in inventory.evictedPodIDs {
      guard let node = inventory.nodeName(of: pod) else { continue }
      let name = NodeName(cluster: pod.cluster, name: node)
      if evicted[name]?[pod] == nil { evicted[name, default: [:]][pod] = .some(nil) }
    }
    return evicted.sorted { $0.key < $1.key }.map { name, pods in
      var counts: [WorkloadID: Int64] = [:]
      for pod in pods.keys { counts[inventory.owners.owner(of: pod).workload, default: 0] += 1 }
      let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(3).map {
        "\($0.key.namespace)/\($0.key.name) \($0.value)"
      }
      let reasons = Set(pods.values.compactMap { $0 }.compactMap(Self.shortage)).sorted()
      let why = reasons.isEmpty ? "" : " for want of \(reasons.joined(separator: ", "))"
      return NodeFinding(
        cluster: name.cluster,
        node: name.name,
        id: "node-evictions",
        severity: .error,
        message:
          "\(Int64(pods.count).counted("pod")) evicted\(why): \(most.joined(separator: ", "))",
        advice: "raise the requests of pods that use more than they ask for: those go first",
        evidence: ["pod list", "events"]
      )
    }
  }

  /// The resource that the message of an eviction names, such as `memory`.
  private static func shortage(_ message: String) -> String? {
    guard let mark = message.firstRange(of: "low on resource: ") else { return nil }
    let word = message[mark.upperBound...].prefix { $0.isLetter || $0 == "-" }
    return word.isEmpty ? nil : String(word)
  }

  /// What events say of nodes themselves.
  var nodeEvents: [NodeFinding] {
    var counts: [NodeName: [String: (count: Int64, last: Instant?)]] = [:]
    for event in inventory.nodeEvents {
      let name = NodeName(cluster: event.subject.cluster, name: event.subject.name)
      let known = counts[name]?[event.reason]
      counts[name, default: [:]][event.reason] = (
        (known?.count ?? 0).addingSaturated(event.count),
        [known?.last, event.lastAt].compactMap { $0 }.max()
      )
    }
    return counts.sorted { $0.key < $1.key }.flatMap { name, reasons in
      reasons.sorted { $0.key < $1.key }.map { reason, seen in
        let last = seen.last.map { ", last at \($0)" } ?? ""
        let isKill = reason == "SystemOOM"
        return NodeFinding(
          cluster: name.cluster,
          node: name.name,
          id: isKill ? "node-system-oom" : "node-eviction-threshold",
          severity: isKill ? .error : .warning,
          message: isKill
            ? "the kernel ended processes for want of memory \(seen.count.counted("time"))\(last)"
            : "a threshold for evictions was met \(seen.count.counted("time"))\(last)",
          advice: isKill
            ? "memory limits of its pods together are above what the node has, or system daemons need a larger"
              + " reserve"
            : "raise the requests of its pods to what they use",
          evidence: ["events"]
        )
      }
    }
  }
}

extension Int64 {
  /// The number with a noun whose plural is not its singular with an s.
  fileprivate func counted(_ one: String, many: String) -> String {
    self == 1 ? "1 \(one)" : "\(self) \(many)"
  }
}
