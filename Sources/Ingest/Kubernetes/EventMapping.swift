import PodfitModel

extension ClusterEvent {
  /// Reasons that say something about capacity; the many others are counted and left out.
  static let reasons: Set<String> = killReasons.union([
    "SystemOOM", eviction, "EvictionThresholdMet", "Preempted", "BackOff", "FailedScheduling",
    "NotTriggerScaleUp",
  ])

  /// An Event of `v1` or `events.k8s.io/v1`, which call the same things by other names.
  ///
  /// - Source: Kubernetes API reference, Event of both groups
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let regarding = try node.object("regarding")
    guard let subject = try node.object("involvedObject") ?? regarding else {
      throw ObjectFault(problem: .missing(field: "involvedObject"), place: node.place)
    }
    let series = try node.object("series")
    let counts = [
      try series?.integer("count"), try node.integer("count"), try node.integer("deprecatedCount"),
    ]
    let note = try node.text("note")
    let last = [
      try series?.time("lastObservedTime"), try node.time("lastTimestamp"),
      try node.time("deprecatedLastTimestamp"), try node.time("eventTime"),
    ]
    let first = [
      try node.time("firstTimestamp"), try node.time("deprecatedFirstTimestamp"),
      try node.time("eventTime"),
    ]
    self.init(
      id: metadata.reference,
      resourceVersion: metadata.resourceVersion,
      reason: try node.text("reason") ?? "",
      message: try node.text("message") ?? note ?? "",
      subject: ObjectReference(
        cluster: metadata.reference.cluster,
        namespace: try subject.text("namespace") ?? "",
        kind: WorkloadKind(rawValue: try subject.requiredText("kind")),
        name: try subject.text("name") ?? ""
      ),
      container: try subject.text("fieldPath").flatMap(Self.container),
      count: max(1, counts.compactMap { $0 }.first ?? 1),
      firstAt: first.compactMap { $0 }.first,
      lastAt: last.compactMap { $0 }.first
    )
  }

  /// The name in `spec.containers{name}` or `spec.initContainers{name}`.
  private static func container(in path: String) -> String? {
    guard path.hasSuffix("}"), let brace = path.firstIndex(of: "{"),
      path[..<brace].hasSuffix("ontainers")
    else { return nil }
    let name = path[path.index(after: brace)...].dropLast()
    return name.isEmpty ? nil : String(name)
  }
}
