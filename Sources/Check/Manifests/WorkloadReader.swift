internal import PodfitModel

/// What a document of a manifest holds for the check.
struct WorkloadReader {
  private let helmSource: String?
  private(set) var containers: [ContainerManifest] = []
  private(set) var skipped: [(place: SourceRange, reason: SkipReason)] = []
  /// The number of objects that are no workload, such as a Service.
  private(set) var otherObjects = 0
  /// Whether a name or quantity still has `{{` in it.
  private(set) var hasTemplateText = false

  init(helmSource: String?) { self.helmSource = helmSource }

  /// Reads an object or a list of objects.
  mutating func read(_ object: YAMLNode) {
    guard object.isMapping else {
      otherObjects += 1
      return
    }
    let kind = object["kind"]?.text ?? ""
    if kind.hasSuffix("List"), let items = object["items"]?.items {
      for item in items { read(item) }
      return
    }
    guard let spec = Self.podSpec(in: object, kind: kind) else {
      noteObjectWithoutPods(object, kind)
      return
    }
    let metadata = object["metadata"]
    let name = metadata?["name"]?.text ?? metadata?["generateName"]?.text ?? ""
    let namespace = metadata?["namespace"]?.text
    let workload = WorkloadID(
      cluster: "",
      namespace: namespace ?? "default",
      kind: WorkloadKind(rawValue: kind.isEmpty ? WorkloadKind.unknown.rawValue : kind),
      name: name
    )
    noteTemplateText(name, namespace ?? "")
    for (key, isInit) in [("initContainers", true), ("containers", false)] {
      for item in spec[key]?.items ?? [] {
        let container = ContainerManifest(
          item,
          of: workload,
          hasNamespace: namespace != nil,
          isInit: isInit,
          helmSource: helmSource
        )
        guard let container else { continue }
        noteTemplateText(container.name)
        noteTemplateText(container.cpuRequest, container.cpuLimit)
        noteTemplateText(container.memoryRequest, container.memoryLimit)
        containers.append(container)
      }
    }
  }

  /// Where the kinds of Kubernetes and of well-known controllers have their pod spec.
  private static let podSpecPaths: [String: [String]] = {
    let template = ["spec", "template", "spec"]
    var paths = ["Pod": ["spec"], "PodTemplate": ["template", "spec"]]
    paths["CronJob"] = ["spec", "jobTemplate"] + template
    for kind in [
      "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job",
      "Rollout",
    ] { paths[kind] = template }
    return paths
  }()

  /// The pod spec of an object: where its kind has it, else where anything has a list of containers.
  private static func podSpec(in object: YAMLNode, kind: String) -> YAMLNode? {
    let known = podSpecPaths[kind].map { [$0] }
    let candidates =
      known ?? [["spec", "template", "spec"], ["spec"], podSpecPaths["CronJob"] ?? []]
    return candidates.lazy.compactMap { object.node(at: $0) }.first { spec in
      guard let containers = spec["containers"]?.items else {
        return known != nil && spec["initContainers"]?.items != nil
      }
      return known != nil || containers.contains { $0["name"] != nil }
    }
  }

  private mutating func noteObjectWithoutPods(_ object: YAMLNode, _ kind: String) {
    let name = object.node(at: ["metadata", "name"])?.text ?? ""
    if object.node(at: ["spec", "workloadRef"]) != nil {
      skipped.append((object.place, .workloadReference(kind: kind, name: name)))
    } else if Self.podSpecPaths[kind] != nil {
      skipped.append((object.place, .noContainers(kind: kind, name: name)))
    } else {
      otherObjects += 1
    }
  }

  private mutating func noteTemplateText(_ texts: String...) {
    hasTemplateText = hasTemplateText || texts.contains { $0.contains("{{") }
  }

  private mutating func noteTemplateText<Amount>(_ amounts: ManifestAmount<Amount>...) {
    for case .invalid(let error?, _) in amounts { noteTemplateText(error.text) }
  }
}
