internal import PodfitModel

/// What a document of a manifest holds for the check.
struct WorkloadReader {
  private let file: String
  private let helmSource: String?
  private let mappings: [ResourceMapping]
  private(set) var containers: [ContainerManifest] = []
  private(set) var skipped: [(place: SourceRange, reason: SkipReason)] = []
  /// The autoscalers that scale on shares of requests.
  private(set) var autoscalers: [AutoscalerManifest] = []
  /// Workloads whose pods another one describes, by that one.
  private(set) var references: [WorkloadReference] = []
  /// Which of the mappings found something.
  private(set) var usedMappings: Set<Int> = []
  /// Annotations that suppress findings, as they are written.
  private(set) var annotations: [SuppressionAnnotation] = []
  /// The number of objects that are no workload, such as a Service.
  private(set) var otherObjects = 0
  /// Whether a name or quantity still has `{{` in it.
  private(set) var hasTemplateText = false
  /// The number of objects and pod templates read, those of the file before this document included.
  private(set) var counts: (objects: Int, pods: Int)

  init(
    file: String,
    helmSource: String?,
    mappings: [ResourceMapping],
    after counts: (objects: Int, pods: Int)
  ) {
    self.file = file
    self.helmSource = helmSource
    self.mappings = mappings
    self.counts = counts
  }

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
    counts.objects += 1
    if isKustomization(object, kind) {
      skipped.append((object.place, .kustomization))
      return
    }
    if let autoscaler = AutoscalerManifest(object, kind: kind) {
      autoscalers.append(autoscaler)
      otherObjects += 1
      return
    }
    var mapped: [MappedResources] = []
    for (number, mapping) in mappings.enumerated() {
      let found = mapping.resources(in: object, kind: kind, file: file)
      if !found.isEmpty { usedMappings.insert(number) }
      mapped += found
    }
    let templates = PodTemplates.find(in: object, kind: kind)
    guard !mapped.isEmpty || templates?.isEmpty == false else {
      noteObjectWithoutPods(object, kind)
      return
    }
    noteAnnotations(object["metadata"], object: counts.objects)
    for template in templates ?? [] { read(template, of: object, kind) }
    for resources in mapped { read(resources, of: object) }
  }

  /// Whether an object is Kustomize's; in a file of its own name it needs neither kind nor version.
  private func isKustomization(_ object: YAMLNode, _ kind: String) -> Bool {
    let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    if kind.isEmpty { return names.contains { file == $0 || file.hasSuffix("/\($0)") } }
    return (kind == "Kustomization" || kind == "Component")
      && object["apiVersion"]?.text?.hasPrefix("kustomize.config.k8s.io/") == true
  }

  private mutating func read(_ template: PodTemplate, of object: YAMLNode, _ kind: String) {
    counts.pods += 1
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
    var owner = ManifestOwner(
      workload: workload,
      hasNamespace: namespace != nil,
      helmSource: helmSource
    )
    owner.replicas = template.replicas
    owner.object = counts.objects
    owner.pod = counts.pods
    if PodTemplates.isKnative(object, kind) {
      owner.defaultContainer = "user-container"
      owner.revision = PodTemplates.revision(of: object, kind, name)
    }
    owner.readMatches(metadata)
    if let resources = template.spec["resources"] {
      owner.podResources = ManifestAmounts(resources, elseAt: resources.place).values
    }
    for (key, isInit) in [("initContainers", true), ("containers", false)] {
      for item in template.spec[key]?.items ?? [] {
        guard let container = ContainerManifest(item, in: owner, isInit: isInit) else { continue }
        add(container)
      }
    }
  }

  private mutating func read(_ resources: MappedResources, of object: YAMLNode) {
    counts.pods += 1
    var owner = ManifestOwner(
      workload: WorkloadID(
        cluster: "",
        namespace: resources.namespace ?? "default",
        kind: resources.kind,
        name: resources.name
      ),
      hasNamespace: resources.namespace != nil,
      helmSource: helmSource
    )
    owner.object = counts.objects
    owner.pod = counts.pods
    owner.replicas = resources.replicas
    owner.readMatches(object["metadata"])
    let container = ContainerManifest(
      resources: resources.node,
      key: resources.key,
      name: resources.container,
      in: owner
    )
    if let container { add(container) }
  }

  private mutating func add(_ container: ContainerManifest) {
    noteTemplateText(container.name)
    noteTemplateText(container.cpuRequest, container.cpuLimit)
    noteTemplateText(container.memoryRequest, container.memoryLimit)
    containers.append(container)
  }

  private mutating func noteObjectWithoutPods(_ object: YAMLNode, _ kind: String) {
    let metadata = object["metadata"]
    let name = metadata?["name"]?.text ?? ""
    if let reference = object.node(at: ["spec", "workloadRef"]) {
      skipped.append((object.place, .workloadReference(kind: kind, name: name)))
      guard let target = reference["name"]?.text else { return }
      references.append(
        WorkloadReference(
          namespace: metadata?["namespace"]?.text,
          kind: WorkloadKind(rawValue: kind),
          name: name,
          targetKind: WorkloadKind(rawValue: reference["kind"]?.text ?? "Deployment"),
          target: target
        )
      )
    } else if PodTemplates.isKnown(kind) {
      skipped.append((object.place, .noContainers(kind: kind, name: name)))
    } else {
      otherObjects += 1
    }
  }

  private mutating func noteAnnotations(_ metadata: YAMLNode?, object: Int) {
    for entry in metadata?["annotations"]?.entries ?? [] {
      guard let key = entry.key.text, key.hasPrefix(SuppressionAnnotation.key),
        let text = entry.value.text
      else { continue }
      let rest = key.dropFirst(SuppressionAnnotation.key.count)
      guard rest.isEmpty || rest.hasPrefix(".") else { continue }
      annotations.append(
        SuppressionAnnotation(
          object: object,
          container: rest.isEmpty ? nil : String(rest.dropFirst()),
          text: text,
          place: entry.value.place
        )
      )
    }
  }

  private mutating func noteTemplateText(_ texts: String...) {
    hasTemplateText = hasTemplateText || texts.contains(where: \.hasTemplateAction)
  }

  private mutating func noteTemplateText<Amount>(_ amounts: ManifestAmount<Amount>...) {
    for case .invalid(let error?, _) in amounts { noteTemplateText(error.text) }
  }
}

extension String {
  /// Whether a template engine has still to fill in something.
  var hasTemplateAction: Bool {
    var previous: UInt8 = 0
    for byte in utf8 {
      if byte == UInt8(ascii: "{"), previous == byte { return true }
      previous = byte
    }
    return false
  }
}

/// A workload whose pods another object describes.
struct WorkloadReference: Hashable {
  var namespace: String?
  var kind: WorkloadKind
  var name: String
  var targetKind: WorkloadKind
  var target: String
}

extension ManifestOwner {
  /// Reads whose recommendations count, from `podfit.dev/workload` and `podfit.dev/container.NAME`.
  fileprivate mutating func readMatches(_ metadata: YAMLNode?) {
    for entry in metadata?["annotations"]?.entries ?? [] {
      guard let key = entry.key.text, key.hasPrefix("podfit.dev/"), let text = entry.value.text
      else { continue }
      let container = "podfit.dev/container."
      if key == "podfit.dev/workload" {
        matchedWorkload = text
      } else if key.hasPrefix(container) {
        matchedContainers[String(key.dropFirst(container.count))] = text
      }
    }
  }
}
