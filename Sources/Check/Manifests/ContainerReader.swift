internal import PodfitModel

extension ContainerManifest {
  /// Reads an item of a `containers` or `initContainers` sequence; nil when it is no mapping.
  init?(
    _ node: YAMLNode,
    of workload: WorkloadID,
    hasNamespace: Bool,
    isInit: Bool,
    helmSource: String?
  ) {
    guard node.isMapping else { return nil }
    self.workload = workload
    self.hasNamespace = hasNamespace
    self.helmSource = helmSource
    let name = node["name"]
    self.name = name?.text ?? ""
    let restarts = node["restartPolicy"]?.text == "Always"
    role = isInit ? (restarts ? .sidecar : .initial) : .main
    isPatch = node["image"]?.text == nil
    place = node.place

    // What is missing is reported at the innermost key that is there.
    let resources = node.entry("resources")
    let whole = resources?.key.place ?? name?.place ?? node.place
    let requests = resources?.value.entry("requests")
    let limits = resources?.value.entry("limits")
    func amount<Amount: ResourceAmount>(_ group: YAMLEntry?) -> ManifestAmount<Amount> {
      readAmount(group?.value.entry(Amount.resourceName), elseAt: group?.key.place ?? whole)
    }
    cpuRequest = amount(requests)
    cpuLimit = amount(limits)
    memoryRequest = amount(requests)
    memoryLimit = amount(limits)
    readSettings(node)
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
    spec.resources = ContainerResources(
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
