import PodfitModel

/// What one object of a list says.
enum ObjectFacts {
  /// Statements about pods, workloads, nodes or autoscalers.
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
    switch kind {
    case "Pod":
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      self = .facts([.pod(try PodSpec(node, metadata: metadata)), metadata.ownerFact])
    case "Node":
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      self = .facts([.node(try NodeSpec(node, metadata: metadata))])
    case "HorizontalPodAutoscaler":
      let metadata = try ObjectMetadata(node, kind: kind, cluster: cluster)
      self = .facts([.autoscaler(try HorizontalAutoscaler(node, metadata: metadata))])
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
    // metrics.k8s.io: usage at one moment, which has no `spec`.
    if node["containers"] != nil && node["window"] != nil { return "PodMetrics" }
    if node["usage"] != nil && node["window"] != nil { return "NodeMetrics" }
    throw ObjectFault(problem: .unknownKind, place: node.place)
  }
}
