import PodfitModel

/// What one object of a list says.
enum ObjectFacts {
  /// Statements about pods, workloads, nodes and what bounds or scales them.
  case facts([InventoryFact])
  /// An object of a kind that says nothing about capacity, or nothing podfit reads yet.
  case skipped(kind: String)
  /// No object but the API server's refusal, with its reason and message.
  case refusal(reason: String, message: String)

  /// Reads one object.
  ///
  /// - Parameters:
  ///   - node: the object
  ///   - listKind: the kind of the list it is in, such as `PodList`, where that is known
  ///   - cluster: the cluster that the file is about
  /// - Throws: ``ObjectFault`` for a field that is not what its kind allows
  init(_ node: ObjectNode, listKind: String?, cluster: String) throws(ObjectFault) {
    let kind = try Self.kind(of: node, listKind: listKind)
    if let read = Self.readers[kind] {
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      self = .facts([try read(node, metadata)])
      return
    }
    switch kind {
    case "Pod":
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      self = .facts([.pod(try PodSpec(node, metadata: metadata)), metadata.ownerFact])
    case "Event":
      let reason = try node.text("reason") ?? ""
      guard ClusterEvent.reasons.contains(reason) else {
        self = .skipped(kind: "Event")
        return
      }
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      self = .facts([.event(try ClusterEvent(node, metadata: metadata))])
    case "Status":
      self = .refusal(
        reason: try node.text("reason") ?? "Status",
        message: try node.text("message") ?? ""
      )
    default:
      // Objects of other kinds are not judged: without a pod template their fields are not read.
      guard WorkloadSpec.isWorkload(node, kind: kind) else {
        self = .skipped(kind: kind)
        return
      }
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      let workload = InventoryFact.workload(try WorkloadSpec(node, metadata: metadata))
      self = .facts(metadata.owner == nil ? [workload] : [workload, metadata.ownerFact])
    }
  }

  /// Members that only objects of one kind have, the telling ones first.
  private static let kindByShape: [(kind: String, paths: [[String]])] = [
    ("VerticalPodAutoscalerCheckpoint", [["spec", "vpaObjectName"]]),
    ("ScaledObject", [["spec", "triggers"]]),
    ("HorizontalPodAutoscaler", [["spec", "scaleTargetRef"]]),
    (
      "VerticalPodAutoscaler",
      [["spec", "targetRef"], ["spec", "updatePolicy"], ["status", "recommendation"]]
    ),
    ("ResourceQuota", [["spec", "hard"], ["status", "hard"]]),
    ("LimitRange", [["spec", "limits"]]),
    (
      "PodDisruptionBudget",
      [["spec", "minAvailable"], ["spec", "maxUnavailable"], ["status", "disruptionsAllowed"]]
    ),
    ("Event", [["involvedObject"], ["regarding"]]),
  ]

  private typealias Reader =
    @Sendable (ObjectNode, ObjectMetadata) throws(ObjectFault) -> InventoryFact

  /// The kinds of which every object is one fact.
  private static let readers: [String: Reader] = [
    "Node": { node, metadata throws(ObjectFault) in .node(try NodeSpec(node, metadata: metadata)) },
    "HorizontalPodAutoscaler": { node, metadata throws(ObjectFault) in
      .autoscaler(try HorizontalAutoscaler(node, metadata: metadata))
    },
    "LimitRange": { node, metadata throws(ObjectFault) in
      .limitRange(try LimitRange(node, metadata: metadata))
    },
    "ResourceQuota": { node, metadata throws(ObjectFault) in
      .resourceQuota(try ResourceQuota(node, metadata: metadata))
    },
    "PodDisruptionBudget": { node, metadata throws(ObjectFault) in
      .disruptionBudget(try DisruptionBudget(node, metadata: metadata))
    },
    "ScaledObject": { node, metadata throws(ObjectFault) in
      .scaledObject(try ScaledObject(node, metadata: metadata))
    },
    "VerticalPodAutoscaler": { node, metadata throws(ObjectFault) in
      .verticalAutoscaler(try VerticalAutoscaler(node, metadata: metadata))
    },
    "VerticalPodAutoscalerCheckpoint": { node, metadata throws(ObjectFault) in
      .checkpoint(try AutoscalerCheckpoint(node, metadata: metadata))
    },
  ]

  /// The object's kind: its own, else the list's, else what its shape tells.
  ///
  /// Items of raw API lists carry no kind, and a list with sorted keys states its own only after
  /// the items.
  private static func kind(of node: ObjectNode, listKind: String?) throws(ObjectFault) -> String {
    if let kind = try node.text("kind"), !kind.isEmpty { return kind }
    if let listKind, listKind != "List", listKind.hasSuffix("List") {
      return String(listKind.dropLast(4))
    }
    if node["status"]?["allocatable"] != nil { return "Node" }
    if node["spec"]?["containers"] != nil || node["status"]?["podIP"] != nil { return "Pod" }
    if let found = kindByShape.first(where: { $0.paths.contains { node.has($0) } }) {
      return found.kind
    }
    // metrics.k8s.io: usage at one moment, which has no `spec`.
    if node["containers"] != nil && node["window"] != nil { return "PodMetrics" }
    if node["usage"] != nil && node["window"] != nil { return "NodeMetrics" }
    throw ObjectFault(problem: .unknownKind, place: node.place)
  }
}

extension ObjectNode {
  /// Whether the value has a member at a path.
  fileprivate func has(_ path: [String]) -> Bool {
    var node = self
    for name in path {
      guard let next = node[name] else { return false }
      node = next
    }
    return true
  }
}
