internal import PodfitModel

extension ContainerManifest {
  /// Reads an item of a `containers` or `initContainers` sequence; nil when it is no mapping.
  init?(_ node: YAMLNode, in owner: ManifestOwner, isInit: Bool) {
    guard node.isMapping else { return nil }
    workload = owner.workload
    hasNamespace = owner.hasNamespace
    helmSource = owner.helmSource
    replicas = owner.replicas
    object = owner.object
    pod = owner.pod
    revision = owner.revision
    podResources = owner.podResources
    layout = ResourceLayout(container: node)
    let name = node["name"]
    self.name = name?.text ?? owner.defaultContainer
    matchedWorkload = owner.matchedWorkload
    matchedContainer = owner.matchedContainers[self.name]
    let restarts = node["restartPolicy"]?.text == "Always"
    role = isInit ? (restarts ? .sidecar : .initial) : .main
    isPatch = node["image"]?.text == nil
    place = node.place

    // What is missing is reported at the innermost key that is there.
    let resources = node.entry("resources")
    let whole = resources?.key.place ?? name?.place ?? node.place
    let amounts = ManifestAmounts(resources?.value, elseAt: whole)
    cpuRequest = amounts.cpuRequest
    cpuLimit = amounts.cpuLimit
    memoryRequest = amounts.memoryRequest
    memoryLimit = amounts.memoryLimit
    readSettings(node)
    spec.resources = amounts.values
  }

  /// Reads requests and limits that stand alone; nil when it is neither a mapping nor null.
  ///
  /// They do in Helm values, and in objects whose controller makes the pods.
  init?(resources node: YAMLNode, key: SourceRange?, name: String, in owner: ManifestOwner) {
    guard node.isMapping || node.isNull else { return nil }
    workload = owner.workload
    hasNamespace = owner.hasNamespace
    helmSource = owner.helmSource
    replicas = owner.replicas
    object = owner.object
    pod = owner.pod
    layout = ResourceLayout(resources: node, key: key)
    self.name = name
    matchedWorkload = owner.matchedWorkload
    matchedContainer = owner.matchedContainers[name]
    role = .main
    isPatch = false
    place = key ?? node.place
    let amounts = ManifestAmounts(node, elseAt: place)
    cpuRequest = amounts.cpuRequest
    cpuLimit = amounts.cpuLimit
    memoryRequest = amounts.memoryRequest
    memoryLimit = amounts.memoryLimit
    spec.name = name
    spec.resources = amounts.values
  }

  /// Reads image, command, arguments and environment.
  private mutating func readSettings(_ node: YAMLNode) {
    spec.name = name
    if let image = node["image"], let text = image.text {
      spec.image = text
      settings.image = image.place
    }
    let command = node["command"]?.items ?? []
    spec.command = command.compactMap(\.text)
    settings.command = command.first?.place
    let arguments = node["args"]?.items ?? []
    spec.arguments = arguments.compactMap(\.text)
    settings.arguments = arguments.first?.place
    for item in node["env"]?.items ?? [] {
      guard let name = item["name"]?.text else { continue }
      // Without value and source a variable is empty.
      let value = item["valueFrom"] == nil ? item["value"]?.text ?? "" : nil
      spec.environment.append(EnvironmentVariable(name: name, value: value))
      settings.variables[name] = item["value"]?.place ?? item.place
    }
  }
}

/// What a container's manifest takes from around it.
struct ManifestOwner {
  var workload: WorkloadID
  var hasNamespace: Bool
  var helmSource: String?
  /// The name of a container without one.
  var defaultContainer = ""
  var replicas = 1
  var object = 0
  var pod = 0
  var matchedWorkload: String?
  var matchedContainers: [String: String] = [:]
  var podResources: ContainerResources?
  var revision: KnativeRevision?
}

/// Requests and limits as `resources` has them.
struct ManifestAmounts {
  var cpuRequest: ManifestAmount<CPU>
  var cpuLimit: ManifestAmount<CPU>
  var memoryRequest: ManifestAmount<Memory>
  var memoryLimit: ManifestAmount<Memory>

  /// Reads them; what is missing is reported at the innermost key that is there, else at `place`.
  init(_ resources: YAMLNode?, elseAt place: SourceRange) {
    let requests = resources?.entry("requests")
    let limits = resources?.entry("limits")
    func amount<Amount: ResourceAmount>(_ group: YAMLEntry?) -> ManifestAmount<Amount> {
      readAmount(group?.value.entry(Amount.resourceName), elseAt: group?.key.place ?? place)
    }
    cpuRequest = amount(requests)
    cpuLimit = amount(limits)
    memoryRequest = amount(requests)
    memoryLimit = amount(limits)
  }

  /// The amounts that are set and valid.
  var values: ContainerResources {
    ContainerResources(
      cpuRequest: cpuRequest.amount,
      cpuLimit: cpuLimit.amount,
      memoryRequest: memoryRequest.amount,
      memoryLimit: memoryLimit.amount
    )
  }
}

/// Reads a quantity; null counts as missing, as it does for the API server.
private func readAmount<Amount: ResourceAmount>(
  _ entry: YAMLEntry?,
  elseAt place: SourceRange
) -> ManifestAmount<Amount> {
  guard let entry else { return .missing(at: place) }
  if entry.value.isNull { return .missing(at: entry.key.place) }
  guard let text = entry.value.text else { return .invalid(nil, place: entry.value.place) }
  do {
    return .value(try Amount(quantity: text), text: text, place: entry.value.place)
  } catch {
    return .invalid(error, place: entry.value.place)
  }
}
