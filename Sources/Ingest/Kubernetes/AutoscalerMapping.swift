import PodfitModel

extension HorizontalAutoscaler {
  /// A HorizontalPodAutoscaler of `autoscaling/v1`, `v2beta1`, `v2beta2` or `v2`.
  ///
  /// - Source: Kubernetes API reference, HorizontalPodAutoscalerSpec of each version
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let (spec, scaled) = try node.scalingSpec()
    self.init(
      id: metadata.reference,
      scaled: try metadata.neighbour(scaled),
      minReplicas: try spec.integer("minReplicas"),
      maxReplicas: try spec.integer("maxReplicas")
    )
    resourceVersion = metadata.resourceVersion
    if let percent = try spec.integer("targetCPUUtilizationPercentage") {
      targets.append(Target(metric: "cpu", source: "Resource", utilization: Double(percent) / 100))
    }
    for metric in try spec.objects("metrics") { targets.append(try Target(metric)) }
    if let behavior = try spec.object("behavior") {
      scaleUp = try behavior.object("scaleUp").map { rules throws(ObjectFault) in try Pace(rules) }
      scaleDown = try behavior.object("scaleDown").map { rules throws(ObjectFault) in
        try Pace(rules)
      }
    }
    let status = try node.object("status")
    currentReplicas = try status?.integer("currentReplicas")
    desiredReplicas = try status?.integer("desiredReplicas")
  }
}

extension HorizontalAutoscaler.Pace {
  /// `scaleUp` or `scaleDown` of `spec.behavior`.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(
      stabilization: try node.integer("stabilizationWindowSeconds").map { TimeSpan.seconds($0) },
      selection: try node.text("selectPolicy")
    )
    for policy in try node.objects("policies") {
      steps.append(
        Step(
          type: try policy.requiredText("type"),
          value: try policy.integer("value") ?? 0,
          period: .seconds(try policy.integer("periodSeconds") ?? 0)
        )
      )
    }
  }
}

extension HorizontalAutoscaler.Target {
  /// An entry of `spec.metrics`.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    let source = try node.requiredText("type")
    guard let field = Self.fields[source], let detail = try node.object(field) else {
      // A source newer than this table still scales the workload; it has no known name.
      self.init(metric: "", source: source, utilization: nil)
      return
    }
    // `metric.name` and `target` are v2, `metricName` and `targetAverageUtilization` v2beta1. A
    // `target` that is text or missing is v2beta1's, whose Object sources name an object there.
    let own = try detail.text("name")
    let nested = try detail.object("metric")?.text("name")
    let flat = try detail.text("metricName")
    let target = try detail.object("target")
    let targeted = try target?.integer("averageUtilization")
    let flatPercent = try detail.integer("targetAverageUtilization")
    let percent = targeted ?? flatPercent
    let average = try target?.plainAmount("averageValue")
    let flatAverage = try detail.plainAmount("targetAverageValue")
    let whole = try target?.plainAmount("value")
    let flatWhole = try detail.plainAmount("targetValue")
    self.init(
      metric: own ?? nested ?? flat ?? "",
      source: source,
      utilization: percent.map { Double($0) / 100 },
      averageValue: average ?? flatAverage,
      value: whole ?? flatWhole,
      container: try detail.text("container")
    )
  }

  /// The member that holds the details of each source.
  private static let fields = [
    "Resource": "resource", "ContainerResource": "containerResource", "Pods": "pods",
    "Object": "object", "External": "external",
  ]
}

extension ScaledObject {
  /// A ScaledObject of `keda.sh/v1alpha1`.
  ///
  /// - Source: KEDA documentation, ScaledObject specification
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    let (spec, scaled) = try node.scalingSpec()
    self.init(
      id: metadata.reference,
      resourceVersion: metadata.resourceVersion,
      scaled: try metadata.neighbour(scaled, kind: "Deployment")
    )
    minReplicas = try spec.integer("minReplicaCount")
    maxReplicas = try spec.integer("maxReplicaCount")
    idleReplicas = try spec.integer("idleReplicaCount")
    autoscalerName = try node.object("status")?.text("hpaName")
    for trigger in try spec.objects("triggers") { triggers.append(try Trigger(trigger)) }
  }
}

extension ScaledObject.Trigger {
  /// An entry of `spec.triggers`; the values of its metadata are texts.
  ///
  /// Of other types than `cpu` and `memory` the metadata are not read: they name servers and queues.
  fileprivate init(_ node: ObjectNode) throws(ObjectFault) {
    self.init(type: try node.requiredText("type"))
    name = try node.text("name")
    metricType = try node.text("metricType")
    guard type == "cpu" || type == "memory", let metadata = try node.object("metadata") else {
      return
    }
    container = try metadata.text("containerName")
    // Before KEDA 2.7 the type of the metric stood among the metadata.
    if metricType == nil { metricType = try metadata.text("type") }
    if metricType == "Utilization" {
      utilization = try metadata.plainAmount("value").map { $0 / 100 }
    } else {
      averageValue = try metadata.plainAmount("value")
    }
  }
}

extension ObjectNode {
  /// The spec of an object that scales another, and the reference to that other one.
  fileprivate func scalingSpec() throws(ObjectFault) -> (spec: ObjectNode, scaled: ObjectNode) {
    guard let spec = try object("spec"), let scaled = try spec.object("scaleTargetRef") else {
      throw ObjectFault(problem: .missing(field: "spec.scaleTargetRef"), place: place)
    }
    return (spec, scaled)
  }
}
