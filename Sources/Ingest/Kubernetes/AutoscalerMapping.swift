import PodfitModel

extension HorizontalAutoscaler {
  /// A HorizontalPodAutoscaler of `autoscaling/v1`, `v2beta1`, `v2beta2` or `v2`.
  ///
  /// - Source: Kubernetes API reference, HorizontalPodAutoscalerSpec of each version
  init(_ node: ObjectNode, metadata: ObjectMetadata) throws(ObjectFault) {
    guard let spec = try node.object("spec"),
      let scaled = try spec.object("scaleTargetRef")
    else {
      throw ObjectFault(problem: .missing(field: "spec.scaleTargetRef"), place: node.place)
    }
    self.init(
      id: metadata.reference,
      scaled: ObjectReference(
        cluster: metadata.reference.cluster,
        namespace: metadata.reference.namespace,
        kind: WorkloadKind(rawValue: try scaled.requiredText("kind")),
        name: try scaled.requiredText("name")
      ),
      minReplicas: try spec.integer("minReplicas"),
      maxReplicas: try spec.integer("maxReplicas")
    )
    if let percent = try spec.integer("targetCPUUtilizationPercentage") {
      targets.append(Target(metric: "cpu", source: "Resource", utilization: Double(percent) / 100))
    }
    for metric in try spec.objects("metrics") { targets.append(try Target(metric)) }
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
    // `metric.name` and `target` are v2, `metricName` and `targetAverageUtilization` v2beta1.
    let own = try detail.text("name")
    let nested = try detail.object("metric")?.text("name")
    let flat = try detail.text("metricName")
    let name = own ?? nested ?? flat ?? ""
    let targeted = try detail.object("target")?.integer("averageUtilization")
    let flatPercent = try detail.integer("targetAverageUtilization")
    let percent = targeted ?? flatPercent
    self.init(metric: name, source: source, utilization: percent.map { Double($0) / 100 })
  }

  /// The member that holds the details of each source.
  private static let fields = [
    "Resource": "resource", "ContainerResource": "containerResource", "Pods": "pods",
    "Object": "object", "External": "external",
  ]
}
