public import PodfitModel

/// Says whose requests and limits stand at a path, where the document itself does not say it: in values
/// of a Helm chart, and in objects whose controller makes the pods.
public struct ResourceMapping: Hashable, Sendable {
  /// The files it holds for; nil for every file.
  public var files: NamePattern?
  /// The kind of the object; nil for documents without one, such as values.
  public var kind: String?
  /// The path of keys to the mapping with `requests` and `limits`; `*` is any key or item.
  public var path: [String]
  /// The workload and container as `[NAMESPACE/]KIND/NAME/CONTAINER`; each `*` is what the next star of
  /// the path was, `{name}` the object's name, `{label:KEY}` one of its labels.
  public var target: String

  /// Makes a mapping.
  public init(files: NamePattern? = nil, kind: String? = nil, path: [String], target: String) {
    self.files = files
    self.kind = kind
    self.path = path
    self.target = target
  }

  /// Reads `[FILES:]PATH=[NAMESPACE/]KIND/NAME/CONTAINER`; keys of the path are joined by dots.
  ///
  /// Without files it holds for files called `values*.yaml` or `values*.yml`. Nil where a part is
  /// missing or the target has more stars than the path.
  public init?(_ text: String) {
    let halves = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard halves.count == 2 else { return nil }
    let parts = halves[0].split(separator: ":", maxSplits: 1).map(String.init)
    path = (parts.last ?? "").split(separator: ".", omittingEmptySubsequences: false)
      .map(String.init)
    files = NamePattern(parts.count == 2 ? parts[0] : Self.valuesFiles)
    kind = nil
    target = halves[1]
    guard fits else { return nil }
  }

  /// Path and target as they are written in options.
  var text: String { "\(path.joined(separator: "."))=\(target)" }

  /// The files that hold values of charts, as a pattern.
  public static let valuesFiles = "**values*.y*ml"

  /// Whether the target has all its parts and no more stars than the path.
  public var fits: Bool {
    let names = target.split(separator: "/", omittingEmptySubsequences: false)
    return (3...4).contains(names.count) && !names.contains("") && !path.contains("")
      && target.count(where: { $0 == "*" }) <= path.count(where: { $0 == "*" })
  }

  /// Resources that controllers of well-known operators give to pods of their making.
  ///
  /// - Source: strimzi.io, "Configuring Strimzi", and its names of StrimziPodSets and Deployments;
  ///   prometheus-operator.dev, API reference
  public static let standard: [ResourceMapping] = {
    func mapping(_ kind: String, _ path: String, _ target: String) -> ResourceMapping {
      ResourceMapping(
        kind: kind,
        path: path.split(separator: ".").map(String.init),
        target: target
      )
    }
    let set = "StrimziPodSet"
    return [
      mapping("Kafka", "spec.kafka.resources", "\(set)/{name}-kafka/kafka"),
      mapping("Kafka", "spec.zookeeper.resources", "\(set)/{name}-zookeeper/zookeeper"),
      mapping(
        "Kafka",
        "spec.entityOperator.topicOperator.resources",
        "Deployment/{name}-entity-operator/topic-operator"
      ),
      mapping(
        "Kafka",
        "spec.entityOperator.userOperator.resources",
        "Deployment/{name}-entity-operator/user-operator"
      ),
      mapping(
        "Kafka",
        "spec.kafkaExporter.resources",
        "Deployment/{name}-kafka-exporter/{name}-kafka-exporter"
      ),
      mapping(
        "Kafka",
        "spec.cruiseControl.resources",
        "Deployment/{name}-cruise-control/cruise-control"
      ),
      mapping(
        "KafkaNodePool",
        "spec.resources",
        "\(set)/{label:strimzi.io/cluster}-{name}/kafka"
      ),
      mapping("KafkaConnect", "spec.resources", "\(set)/{name}-connect/{name}-connect"),
      mapping(
        "KafkaMirrorMaker2",
        "spec.resources",
        "\(set)/{name}-mirrormaker2/{name}-mirrormaker2"
      ),
      mapping("KafkaBridge", "spec.resources", "Deployment/{name}-bridge/{name}-bridge"),
      mapping("Prometheus", "spec.resources", "StatefulSet/prometheus-{name}/prometheus"),
      mapping("Alertmanager", "spec.resources", "StatefulSet/alertmanager-{name}/alertmanager"),
    ]
  }()
}

/// Resources that a mapping found in a document.
struct MappedResources {
  var node: YAMLNode
  var key: SourceRange?
  var namespace: String?
  var kind: WorkloadKind
  var name: String
  var container: String
  /// The pods that the mapping around them asks for; 1 where it does not say.
  var replicas = 1
}

extension ResourceMapping {
  /// What this mapping finds in a document of `file`, in order.
  func resources(in object: YAMLNode, kind: String, file: String) -> [MappedResources] {
    guard kind == (self.kind ?? ""), files?.matches(file) ?? true else { return [] }
    var found: [MappedResources] = []
    search(object, nil, path[...], Found(), object, &found)
    return found
  }

  /// What was passed on the way to a node.
  private struct Found {
    var captures: [String] = []
    var replicas = 1

    func with(_ name: String) -> Found { Found(captures: captures + [name], replicas: replicas) }
  }

  private func search(
    _ node: YAMLNode,
    _ key: SourceRange?,
    _ path: ArraySlice<String>,
    _ state: Found,
    _ object: YAMLNode,
    _ found: inout [MappedResources]
  ) {
    guard let step = path.first else {
      if node.isMapping || node.isNull, let one = named(node, key, state, object) {
        found.append(one)
      }
      return
    }
    let rest = path.dropFirst()
    var state = state
    state.replicas = PodTemplates.count(node["replicas"]) ?? state.replicas
    if step != "*" {
      if let entry = node.entry(step) {
        search(entry.value, entry.key.place, rest, state, object, &found)
      }
    } else if let items = node.items {
      for (number, item) in items.enumerated() {
        let name = item["name"]?.text ?? "\(number)"
        search(item, nil, rest, state.with(name), object, &found)
      }
    } else {
      for entry in node.entries {
        guard let name = entry.key.text, !entry.isMerge else { continue }
        search(entry.value, entry.key.place, rest, state.with(name), object, &found)
      }
    }
  }

  private func named(
    _ node: YAMLNode,
    _ key: SourceRange?,
    _ state: Found,
    _ object: YAMLNode
  ) -> MappedResources? {
    var text = NamePattern(target).filled(with: state.captures)
    let metadata = object["metadata"]
    text = text.replacing("{name}", with: metadata?["name"]?.text ?? "")
    while let start = text.firstRange(of: "{label:"),
      let end = text[start.upperBound...].firstIndex(of: "}")
    {
      let label = String(text[start.upperBound..<end])
      text.replaceSubrange(start.lowerBound...end, with: metadata?["labels"]?[label]?.text ?? "")
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (3...4).contains(parts.count), !parts.contains("") else { return nil }
    return MappedResources(
      node: node,
      key: key,
      namespace: parts.count == 4 ? parts[0] : metadata?["namespace"]?.text,
      kind: WorkloadKind(rawValue: parts[parts.count - 3]),
      name: parts[parts.count - 2],
      container: parts[parts.count - 1],
      replicas: state.replicas
    )
  }
}
