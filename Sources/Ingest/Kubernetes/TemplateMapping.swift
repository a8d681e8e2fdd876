import PodfitModel

extension PodTemplate {
  /// What a `PodTemplateSpec`, or a pod itself, says pods are made from.
  ///
  /// - Parameter node: an object with `metadata` and `spec`
  /// - Throws: ``ObjectFault`` for a field that is not what the API allows
  init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(labels: try node.object("metadata")?.textMap("labels") ?? [:])
    guard let spec = try node.object("spec") else { return }
    for container in try spec.objects("containers") {
      containers.append(try ContainerSpec(container, isInit: false))
    }
    for container in try spec.objects("initContainers") {
      initContainers.append(try ContainerSpec(container, isInit: true))
    }
    if let overhead = try spec.object("overhead") {
      self.overhead = try ContainerResources(requests: overhead, limits: nil)
    }
    if let resources = try spec.object("resources") {
      let level = try ContainerResources(resources)
      // An empty object sets nothing and must not replace the sum over the containers.
      if level != ContainerResources() { podResources = level }
    }
    placement = try PlacementRules(podSpec: spec)
  }
}

extension ContainerSpec {
  /// A container of a pod spec.
  init(_ node: ObjectNode, isInit: Bool) throws(ObjectFault) {
    self.init(
      name: try node.requiredText("name"),
      image: try node.text("image") ?? "",
      command: try node.texts("command"),
      arguments: try node.texts("args")
    )
    for variable in try node.objects("env") {
      // A variable with neither value nor source is an empty one.
      let value = try variable.text("value")
      let elsewhere = try variable.object("valueFrom") != nil
      environment.append(
        EnvironmentVariable(
          name: try variable.requiredText("name"),
          value: value ?? (elsewhere ? nil : "")
        )
      )
    }
    if let resources = try node.object("resources") {
      self.resources = try ContainerResources(resources)
    }
    for rule in try node.objects("resizePolicy") {
      guard let resource = try rule.text("resourceName") else { continue }
      let policy = try rule.text("restartPolicy") ?? "NotRequired"
      resizePolicy = (resizePolicy ?? [:]).merging([resource: policy]) { $1 }
    }
    let restarts = try node.text("restartPolicy") == "Always"
    isRestartableInit = isInit && restarts
    var bindings: [HostPort] = []
    for port in try node.objects("ports") {
      guard let number = try port.integer("hostPort"), number > 0 else { continue }
      let address = try port.text("hostIP") ?? ""
      let binding = HostPort(
        number: Int(truncatingIfNeeded: number),
        transport: try port.text("protocol") ?? "TCP",
        address: address == "0.0.0.0" ? "" : address
      )
      hostPorts.append(binding.number)
      bindings.append(binding)
    }
    let isPlain = bindings.allSatisfy { $0 == HostPort(number: $0.number) }
    hostBindings = isPlain ? nil : bindings
  }
}

extension ContainerResources {
  /// A `resources` object of a container, a pod or a container's status.
  init(_ node: ObjectNode) throws(ObjectFault) {
    try self.init(requests: node.object("requests"), limits: node.object("limits"))
  }

  /// Requests and limits by resource name.
  ///
  /// Of other resources than CPU and memory only the request is kept; where a manifest gives the
  /// limit alone, that is the request, as the API server sets it.
  init(requests: ObjectNode?, limits: ObjectNode?) throws(ObjectFault) {
    self.init(
      cpuRequest: try requests?.quantity("cpu"),
      cpuLimit: try limits?.quantity("cpu"),
      memoryRequest: try requests?.quantity("memory"),
      memoryLimit: try limits?.quantity("memory")
    )
    extendedRequests = try requests?.otherResources(than: ["cpu", "memory"]) ?? [:]
    let limited = try limits?.otherResources(than: ["cpu", "memory"]) ?? [:]
    extendedRequests.merge(limited) { request, _ in request }
  }

  /// Replaces what `other` states, as a pod's status does for a spec that was resized in place.
  mutating func override(by other: ContainerResources) {
    cpuRequest = other.cpuRequest ?? cpuRequest
    cpuLimit = other.cpuLimit ?? cpuLimit
    memoryRequest = other.memoryRequest ?? memoryRequest
    memoryLimit = other.memoryLimit ?? memoryLimit
    extendedRequests.merge(other.extendedRequests) { $1 }
  }
}

extension ObjectNode {
  /// The amounts of a resource list but for `names`, in whole units or bytes.
  func otherResources(than names: Set<String>) throws(ObjectFault) -> [String: Int64] {
    guard case .object(let members) = content else { return [:] }
    var result: [String: Int64] = [:]
    for member in members where !names.contains(member.name) {
      if case .null = member.value.content { continue }
      // Memory's base unit is one, which is what bytes, devices and pods are counted in.
      result[member.name] = try member.value.asQuantity(Memory.self).baseUnits
    }
    return result
  }
}
