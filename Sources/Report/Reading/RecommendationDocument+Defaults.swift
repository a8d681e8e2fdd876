internal import PodfitModel

// What a document has to say is whose numbers there are; everything else podfit writes and does without, so
// that a small file can be made by hand or by another tool.

extension RecommendationDocument {
  /// Reads a document; only its version and its recommendations have to be there.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try values.decode(Int.self, forKey: .schemaVersion)
    recommendations = try values.decode([Entry].self, forKey: .recommendations)
    strategy = try values.decodeIfPresent(String.self, forKey: .strategy) ?? ""
    window =
      try values.decodeIfPresent(Window.self, forKey: .window) ?? Window(start: nil, end: nil)
    totals =
      try values.decodeIfPresent(Totals.self, forKey: .totals)
      ?? Totals(
        current: Sum(recommendations, \.current),
        recommended: Sum(recommendations, \.recommended)
      )
    nodeFindings = try values.decodeIfPresent([NodeEntry].self, forKey: .nodeFindings)
    conflicts = try values.decodeIfPresent([Conflict].self, forKey: .conflicts)
  }
}

extension RecommendationDocument.Sum {
  fileprivate init(
    _ entries: [RecommendationDocument.Entry],
    _ resources: (RecommendationDocument.Entry) -> RecommendationDocument.Resources
  ) {
    var sum = (cpu: CPU.zero, memory: Memory.zero)
    for entry in entries where entry.replicas > 0 {
      let part = resources(entry)
      sum.cpu += CPU.cores(part.cpuRequest ?? 0) * entry.replicas
      sum.memory += Memory(bytes: part.memoryRequest ?? 0) * entry.replicas
    }
    self.init(cpuRequest: sum.cpu.cores, memoryRequest: sum.memory.bytes)
  }
}

extension RecommendationDocument.Entry {
  /// Reads an entry; workload, container and what is recommended have to be there.
  ///
  /// Without a cluster it is of the one that `podfit ingest` takes where none is named, without replicas of
  /// one pod, and without a status the requests say what it is.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let unset = RecommendationDocument.Resources(
      cpuRequest: nil,
      cpuLimit: nil,
      memoryRequest: nil,
      memoryLimit: nil
    )
    func optional<Value: Decodable>(_ key: CodingKeys, _ type: Value.Type) throws -> Value? {
      try values.decodeIfPresent(type, forKey: key)
    }
    let advised = try values.decode(RecommendationDocument.Resources.self, forKey: .recommended)
    let current = try optional(.current, RecommendationDocument.Resources.self) ?? unset
    self.init(
      cluster: try optional(.cluster, String.self) ?? "default",
      namespace: try values.decode(String.self, forKey: .namespace),
      kind: try values.decode(String.self, forKey: .kind),
      workload: try values.decode(String.self, forKey: .workload),
      container: try values.decode(String.self, forKey: .container),
      replicas: try optional(.replicas, Int.self) ?? 1,
      current: current,
      recommended: advised,
      jvm: try optional(.jvm, RecommendationDocument.JVM.self),
      status: try optional(.status, RecommendationStatus.self)
        ?? Self.status(from: current, to: advised),
      reason: try optional(.reason, String.self) ?? "",
      confidence: try optional(.confidence, RecommendationDocument.Confidence.self),
      explanation: try optional(.explanation, ExplanationSteps.self)?.wrappedValue ?? [],
      isOwnerGuessed: try optional(.isOwnerGuessed, Bool.self) ?? false,
      risks: try optional(.risks, [String].self) ?? [],
      autoscalerTargets: try optional(
        .autoscalerTargets,
        [RecommendationDocument.AutoscalerTarget].self
      ),
      findings: try optional(.findings, [RecommendationDocument.DeviceFinding].self),
      setAt: try optional(.setAt, String.self),
      conflicts: try optional(.conflicts, [RecommendationDocument.Conflict].self)
    )
  }

  /// What changing requests amounts to: a raise where one goes up, as it is the one that cannot wait.
  private static func status(
    from current: RecommendationDocument.Resources,
    to advised: RecommendationDocument.Resources
  ) -> RecommendationStatus {
    let cpu = (advised.cpuRequest ?? current.cpuRequest ?? 0) - (current.cpuRequest ?? 0)
    let memory = (
      now: current.memoryRequest ?? 0,
      advised: advised.memoryRequest ?? current.memoryRequest ?? 0
    )
    if cpu > 0 || memory.advised > memory.now { return .raise }
    return cpu < 0 || memory.advised < memory.now ? .lower : .keep
  }
}

extension RecommendationDocument.JVM {
  /// Reads heap settings; without flags none are to be set.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      heapMax: try values.decode(Int64.self, forKey: .heapMax),
      flags: try values.decodeIfPresent([String].self, forKey: .flags) ?? [],
      variable: try values.decodeIfPresent(String.self, forKey: .variable),
      collector: try values.decodeIfPresent(String.self, forKey: .collector) ?? ""
    )
  }
}
