import PodfitModel

/// What one object of a metrics list says.
enum MetricsItem {
  /// Use of a pod's containers, and the pod's node where a label tells it.
  case pod(PodID, node: String?, [UsageColumns.Reading])
  /// Use of a node, which is no container's.
  case node(String)
  /// An object of another kind.
  case other(String)

  /// Reads an object.
  ///
  /// - Parameters:
  ///   - node: the object
  ///   - listKind: the kind of the list it stands in, since items of raw lists say none
  ///   - cluster: the cluster of everything in the file
  ///   - map: which of the pod's labels, which the metrics server passes on, say more of it
  /// - Throws: ``ObjectFault`` for an object that is not what its kind allows
  init(
    _ node: ObjectNode,
    listKind: String?,
    cluster: String,
    map: LabelMap
  ) throws(ObjectFault) {
    guard case .object = node.content else {
      let problem = ObjectFault.Problem.wrongType(expected: "object", found: node.typeName)
      throw ObjectFault(problem: problem, place: node.place)
    }
    let stated = try node.text("kind") ?? listKind
    switch stated {
    case "PodMetrics", "PodMetricsList": break
    case "NodeMetrics", "NodeMetricsList":
      self = .node(try node.object("metadata")?.text("name") ?? "")
      return
    case nil where node["containers"] != nil: break
    case nil where node["usage"] != nil:
      self = .node("")
      return
    default:
      self = .other(stated ?? "unknown")
      return
    }
    guard let metadata = try node.object("metadata") else {
      throw ObjectFault(problem: .missing(field: "metadata"), place: node.place)
    }
    let labels = map.isEmpty ? nil : try metadata.object("labels")
    func mapped(_ part: String) throws(ObjectFault) -> String? {
      guard let labels else { return nil }
      for label in map.sources(of: part) {
        if let value = try labels.text(label), !value.isEmpty { return value }
      }
      return nil
    }
    let namespace = try metadata.requiredText("namespace")
    let name = try metadata.requiredText("name")
    let pod = PodID(
      cluster: try mapped("cluster") ?? cluster,
      namespace: try mapped("namespace") ?? namespace,
      name: try mapped("pod") ?? name
    )
    // The zero time of Go lies before 1970: the metrics server has no reading yet.
    guard let time = try node.time("timestamp"), time.milliseconds >= 0 else {
      throw ObjectFault(problem: .missing(field: "timestamp"), place: node.place)
    }
    let window = try Self.window(node)
    var readings: [UsageColumns.Reading] = []
    for container in try node.objects("containers") {
      let usage = try container.object("usage")
      readings.append(
        UsageColumns.Reading(
          container: PodContainerID(pod: pod, container: try container.requiredText("name")),
          time: time,
          cpu: try usage?.quantity("cpu"),
          memory: try usage?.quantity("memory"),
          window: window
        )
      )
    }
    self = .pod(pod, node: try mapped("node"), readings)
  }

  private static func window(_ node: ObjectNode) throws(ObjectFault) -> TimeSpan? {
    guard let text = try node.text("window") else { return nil }
    guard let window = TimeSpan(goDuration: text) else {
      let place = node["window"]?.place ?? node.place
      throw ObjectFault(problem: .badTime(text), place: place)
    }
    return window.milliseconds == 0 ? nil : window
  }
}
