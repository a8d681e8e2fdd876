public import PodfitModel

extension RecommendationDocument {
  /// Makes the document of a set of recommendations.
  public init(_ set: RecommendationSet) {
    schemaVersion = Self.currentSchemaVersion
    strategy = set.strategy
    window = Window(start: set.window?.start.rfc3339, end: set.window?.end.rfc3339)
    recommendations = set.recommendations.map { each in
      var entry = Entry(each)
      entry.wave = set.waves[each.id]
      return entry
    }
    let (now, advised) = (set.currentTotals, set.recommendedTotals)
    totals = Totals(current: Sum(now), recommended: Sum(advised))
    totals.price = set.prices.map {
      Price(
        core: $0.core,
        gibibyte: $0.gibibyte,
        current: now.price(at: $0),
        recommended: advised.price(at: $0)
      )
    }
    nodeFindings = NodeEntry.entries(set.nodeFindings)
    conflicts = set.conflicts.isEmpty ? nil : set.conflicts.map(Conflict.init)
  }

  /// The recommendations of the document, as another run of podfit may use them.
  public var model: RecommendationSet {
    var set = RecommendationSet(
      strategy: strategy,
      window: window.model,
      recommendations: recommendations.map(\.model)
    )
    set.nodeFindings = (nodeFindings ?? []).map(\.model)
    set.conflicts = (conflicts ?? []).map(\.model)
    set.prices = totals.price.map { ResourcePrices(core: $0.core, gibibyte: $0.gibibyte) }
    return set
  }
}

extension RecommendationDocument.Window {
  fileprivate var model: TimeWindow? {
    guard let start = start.flatMap({ Instant(rfc3339: $0) }),
      let end = end.flatMap({ Instant(rfc3339: $0) })
    else { return nil }
    return TimeWindow(start: start, end: end)
  }
}

extension RecommendationDocument.Resources {
  fileprivate init(_ resources: ContainerResources) {
    self.init(
      cpuRequest: resources.cpuRequest?.cores,
      cpuLimit: resources.cpuLimit?.cores,
      memoryRequest: resources.memoryRequest?.bytes,
      memoryLimit: resources.memoryLimit?.bytes
    )
  }

  fileprivate var model: ContainerResources {
    ContainerResources(
      cpuRequest: cpuRequest.map { .cores($0) },
      cpuLimit: cpuLimit.map { .cores($0) },
      memoryRequest: memoryRequest.map { Memory(bytes: $0) },
      memoryLimit: memoryLimit.map { Memory(bytes: $0) }
    )
  }
}

extension RecommendationDocument.Entry {
  /// Whether some request, limit or count is below zero, which the schema forbids.
  public var hasNegativeAmount: Bool {
    [current, recommended].contains { resources in
      [resources.cpuRequest, resources.cpuLimit].contains { ($0 ?? 0) < 0 }
        || [resources.memoryRequest, resources.memoryLimit].contains { ($0 ?? 0) < 0 }
    } || replicas < 0
  }
}

extension RecommendationDocument.Sum {
  fileprivate init(_ totals: RecommendationSet.Totals) {
    self.init(cpuRequest: totals.cpuRequest.cores, memoryRequest: totals.memoryRequest.bytes)
  }
}

extension RecommendationDocument.Entry {
  /// Makes the entry of one recommendation.
  public init(_ recommendation: Recommendation) {
    let workload = recommendation.id.workload
    self.init(
      cluster: workload.cluster,
      namespace: workload.namespace,
      kind: workload.kind.rawValue,
      workload: workload.name,
      container: recommendation.id.container,
      replicas: recommendation.replicas,
      current: RecommendationDocument.Resources(recommendation.current),
      recommended: RecommendationDocument.Resources(recommendation.recommended),
      jvm: recommendation.jvm.map {
        RecommendationDocument.JVM(
          heapMax: $0.heapMax.bytes,
          flags: $0.flags,
          variable: $0.variable,
          collector: $0.collector.rawValue
        )
      },
      status: recommendation.status,
      reason: recommendation.reason,
      confidence: recommendation.confidence.map {
        RecommendationDocument.Confidence(
          exceedanceRatio: $0.exceedanceRatio,
          samples: $0.samples,
          comparable: $0.comparable
        )
      },
      explanation: recommendation.explanation,
      isOwnerGuessed: recommendation.isOwnerGuessed,
      risks: recommendation.risks,
      autoscalerTargets: recommendation.autoscaling.isEmpty
        ? nil : recommendation.autoscaling.map(RecommendationDocument.AutoscalerTarget.init),
      findings: recommendation.findings.isEmpty
        ? nil : recommendation.findings.map(RecommendationDocument.DeviceFinding.init),
      setAt: recommendation.setAt,
      conflicts: recommendation.conflicts.isEmpty
        ? nil : recommendation.conflicts.map(RecommendationDocument.Conflict.init)
    )
  }

  fileprivate var model: Recommendation {
    var model = Recommendation(
      id: ContainerID(
        workload: WorkloadID(
          cluster: cluster,
          namespace: namespace,
          kind: WorkloadKind(rawValue: kind),
          name: workload
        ),
        container: container
      ),
      replicas: replicas,
      current: current.model,
      recommended: recommended.model,
      jvm: jvm.map {
        JVMRecommendation(
          heapMax: Memory(bytes: $0.heapMax),
          flags: $0.flags,
          variable: $0.variable,
          collector: GarbageCollector(rawValue: $0.collector) ?? .g1
        )
      },
      status: status,
      reason: reason,
      confidence: confidence.map {
        PodfitModel.Confidence(
          exceedanceRatio: $0.exceedanceRatio,
          samples: $0.samples,
          comparable: $0.comparable
        )
      },
      explanation: explanation,
      isOwnerGuessed: isOwnerGuessed,
      risks: risks
    )
    let id = model.id.workload
    model.autoscaling = (autoscalerTargets ?? []).map {
      $0.model(cluster: id.cluster, namespace: id.namespace)
    }
    model.findings = (findings ?? []).map(\.model)
    model.setAt = setAt
    model.conflicts = (conflicts ?? []).map(\.model)
    return model
  }
}

extension RecommendationDocument.Conflict {
  /// What a base unit of the model is of the document's.
  private static func unit(_ rule: PolicyConflict.Rule, _ resource: String) -> Double {
    if rule == .ratio { return 1000 }
    return resource.hasSuffix(CPU.resourceName) ? Double(CPU.baseUnitsPerQuantityUnit) : 1
  }

  fileprivate init(_ conflict: PolicyConflict) {
    let unit = Self.unit(conflict.rule, conflict.resource)
    self.init(
      rule: conflict.rule,
      source: conflict.source,
      resource: conflict.resource,
      found: Double(conflict.found) / unit,
      allowed: Double(conflict.allowed) / unit,
      message: conflict.message
    )
  }

  fileprivate var model: PolicyConflict {
    let unit = Self.unit(rule, resource)
    return PolicyConflict(
      rule: rule,
      source: source,
      resource: resource,
      found: Int64(saturating: (found * unit).rounded()),
      allowed: Int64(saturating: (allowed * unit).rounded()),
      message: message
    )
  }
}

extension RecommendationDocument.AutoscalerTarget {
  /// What a base unit of the metric is of the document's.
  private static func unit(of metric: String) -> Double {
    metric == CPU.resourceName ? Double(CPU.baseUnitsPerQuantityUnit) : 1
  }

  fileprivate init(_ advice: AutoscalerAdvice) {
    let unit = Self.unit(of: advice.metric)
    self.init(
      kind: advice.autoscaler.kind.rawValue,
      name: advice.autoscaler.name,
      metric: advice.metric,
      container: advice.container,
      position: advice.position,
      targetNow: advice.targetNow,
      target: advice.target,
      scalePointNow: Double(advice.scalePointNow) / unit,
      scalePoint: Double(advice.scalePoint) / unit
    )
  }

  fileprivate func model(cluster: String, namespace: String) -> AutoscalerAdvice {
    let unit = Self.unit(of: metric)
    return AutoscalerAdvice(
      autoscaler: ObjectReference(
        cluster: cluster,
        namespace: namespace,
        kind: WorkloadKind(rawValue: kind),
        name: name
      ),
      metric: metric,
      container: container,
      position: position,
      targetNow: targetNow,
      target: target,
      scalePointNow: Int64(saturating: (scalePointNow * unit).rounded()),
      scalePoint: Int64(saturating: (scalePoint * unit).rounded())
    )
  }
}

extension RecommendationDocument.DeviceFinding {
  fileprivate init(_ finding: RuntimeFinding) {
    self.init(
      id: finding.id,
      severity: finding.severity,
      message: finding.message,
      advice: finding.advice,
      evidence: finding.evidence
    )
  }

  fileprivate var model: RuntimeFinding {
    RuntimeFinding(
      id: id,
      severity: severity,
      message: message,
      advice: advice,
      evidence: evidence
    )
  }
}

extension RecommendationDocument.NodeEntry {
  /// The entries of findings; nil for none, so that the key is left out.
  static func entries(_ findings: [NodeFinding]) -> [Self]? {
    findings.isEmpty ? nil : findings.map(Self.init)
  }

  private init(_ finding: NodeFinding) {
    self.init(
      cluster: finding.cluster,
      node: finding.node,
      id: finding.id,
      severity: finding.severity,
      message: finding.message,
      advice: finding.advice,
      evidence: finding.evidence
    )
  }

  fileprivate var model: NodeFinding {
    NodeFinding(
      cluster: cluster,
      node: node,
      id: id,
      severity: severity,
      message: message,
      advice: advice,
      evidence: evidence
    )
  }
}
