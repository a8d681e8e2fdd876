import PodfitModel

extension VerticalAutoscaler {
  /// A VerticalPodAutoscaler of `autoscaling.k8s.io/v1beta1`, `v1beta2` or `v1`.
  ///
  /// - Source: VPA API reference, VerticalPodAutoscalerSpec and VerticalPodAutoscalerStatus
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let spec = try node.object("spec")
    self.init(id: metadata.reference, resourceVersion: metadata.resourceVersion)
    if let target = try spec?.object("targetRef") { scaled = try metadata.neighbour(target) }
    updateMode = try spec?.object("updatePolicy")?.text("updateMode")
    for policy in try spec?.object("resourcePolicy")?.objects("containerPolicies") ?? [] {
      policies.append(try ContainerPolicy(policy))
    }
    let recommendation = try node.object("status")?.object("recommendation")
    for each in try recommendation?.objects("containerRecommendations") ?? [] {
      advice.append(try Advice(each))
    }
  }
}

extension VerticalAutoscaler.ContainerPolicy {
  /// An entry of `containerPolicies`; without a name it is for all containers.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(container: try node.text("containerName") ?? "*")
    mode = try node.text("mode")
    minAllowed = try CPUAndMemory(node.object("minAllowed"))
    maxAllowed = try CPUAndMemory(node.object("maxAllowed"))
    if node["controlledResources"] != nil {
      controlledResources = try node.texts("controlledResources")
    }
    controlledValues = try node.text("controlledValues")
  }
}

extension VerticalAutoscaler.Advice {
  /// An entry of `containerRecommendations`.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(container: try node.requiredText("containerName"))
    target = try CPUAndMemory(node.object("target"))
    lowerBound = try CPUAndMemory(node.object("lowerBound"))
    upperBound = try CPUAndMemory(node.object("upperBound"))
    uncappedTarget = try CPUAndMemory(node.object("uncappedTarget"))
  }
}

extension CPUAndMemory {
  /// A resource list; nil states nothing.
  fileprivate init(_ node: ObjectNode?) throws(ObjectFault) {
    self.init(cpu: try node?.quantity("cpu"), memory: try node?.quantity("memory"))
  }
}

extension AutoscalerCheckpoint {
  /// A VerticalPodAutoscalerCheckpoint.
  ///
  /// - Source: VPA API reference, VerticalPodAutoscalerCheckpointStatus
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    guard let spec = try node.object("spec") else {
      throw ObjectFault(problem: .missing(field: "spec"), place: node.place)
    }
    self.init(
      id: metadata.reference,
      resourceVersion: metadata.resourceVersion,
      autoscaler: try spec.requiredText("vpaObjectName"),
      container: try spec.requiredText("containerName")
    )
    guard let status = try node.object("status") else { return }
    version = try status.text("version") ?? ""
    cpu = try Buckets(status.object("cpuHistogram"))
    memory = try Buckets(status.object("memoryHistogram"))
    firstSample = try status.time("firstSampleStart")
    lastSample = try status.time("lastSampleStart")
    updatedAt = try status.time("lastUpdateTime")
    sampleCount = try status.count("totalSamplesCount") ?? 0
  }
}

extension AutoscalerCheckpoint.Buckets {
  /// A histogram of the status; nil where there is none, or nothing was recorded in it.
  fileprivate init?(_ node: ObjectNode?) throws(ObjectFault) {
    guard let node, let buckets = try node.object("bucketWeights"),
      case .object(let members) = buckets.content
    else { return nil }
    self.init(
      referenceTime: try node.time("referenceTimestamp"),
      weights: [:],
      totalWeight: try node.weight("totalWeight") ?? 0
    )
    for member in members {
      if case .null = member.value.content { continue }
      guard let bucket = Int(member.name), bucket >= 0, bucket <= Self.largestBucket else {
        throw member.value.wrongType("the number of a bucket for a name", found: member.name)
      }
      guard case .number(let text) = member.value.content else {
        throw member.value.wrongType("number")
      }
      guard let weight = UInt32(text) else {
        throw member.value.wrongType("whole number from 0 to \(UInt32.max)", found: text)
      }
      if weight > 0 { weights[bucket] = weight }
    }
  }

  /// No recommender has more buckets: 176 by default.
  private static let largestBucket = 1_000_000
}

extension ObjectNode {
  /// A member that must be a number that is finite and not negative where it is present.
  fileprivate func weight(_ name: String) throws(ObjectFault) -> Double? {
    guard let value = self[name] else { return nil }
    guard case .number(let text) = value.content else { throw value.wrongType("number") }
    guard let number = Double(text), number.isFinite, number >= 0 else {
      throw value.wrongType("finite number, 0 or more", found: text)
    }
    return number
  }
}
