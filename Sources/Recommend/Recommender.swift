import PodfitJVM
public import PodfitModel

/// Turns profiles into recommendations: a strategy's numbers, shaped by a policy, each step kept.
///
/// A function of its arguments: the same profile gives the same recommendation.
public struct Recommender: Sendable {
  /// Where the numbers come from.
  public var strategy: any Strategy
  /// What shapes them, by workload.
  public var book: PolicyBook
  /// The strategies that policies of the book name, by their names.
  public var strategies: [String: any Strategy] = [:]
  /// The end of the history that counts; nil means the end of each profile's window.
  public var now: Instant?

  /// Makes a recommender.
  public init(
    strategy: any Strategy = StrategyRegistry.standard,
    policy: Policy = Policy(),
    now: Instant? = nil
  ) {
    self.init(strategy: strategy, book: PolicyBook(policy), now: now)
  }

  /// Makes a recommender with a policy for each workload.
  public init(strategy: any Strategy, book: PolicyBook, now: Instant? = nil) {
    self.strategy = strategy
    self.book = book
    self.now = now
  }

  /// The policy of workloads that no rule of the book is about.
  public var policy: Policy {
    get { book.standard.policy }
    set { book.standard.policy = newValue }
  }

  /// What a core and a GiB cost, where that is not left at the documented default.
  public var prices: ResourcePrices? {
    policy.jvm.prices == .standard ? nil : policy.jvm.prices
  }

  /// This recommender with the one policy that holds for a workload.
  func governed(_ profile: ContainerProfile) -> Recommender {
    var own = self
    if !book.rules.isEmpty {
      let entry = book.entry(for: profile)
      own.book = PolicyBook(standard: entry)
      if let name = entry.strategy, let strategy = strategies[name] { own.strategy = strategy }
    }
    own.strategy = own.strategy.governed(by: own.policy)
    return own
  }

  /// The recommendations for containers of one workload that have too few samples, from those of others.
  ///
  /// - Parameters:
  ///   - profiles: the containers
  ///   - models: for each what it is like; nil where there is nothing
  /// - Returns: for each what is advised, nil where nothing is
  func recommendations(
    ofNew profiles: [ContainerProfile],
    like models: [Recommendation?]
  ) -> [Recommendation?] {
    guard let first = profiles.first else { return [] }
    let own = governed(first)
    let known = zip(profiles, models).filter { $1 != nil }
    var results = known.compactMap { profile, model in
      model.map { own.recommendation(forNew: profile, like: $0) }
    }
    own.finish(&results, known.map(\.0))
    var rest = results[...]
    return models.map { $0 == nil ? nil : rest.popFirst() }
  }

  private func recommendation(
    forNew profile: ContainerProfile,
    like model: Recommendation
  ) -> Recommendation {
    let numbers = model.recommended
    let basis = "like \(model.id.shortPath), too few samples of its own"
    var demand = Demand(
      cpuRequest: numbers.cpuRequest.map { .value($0) } ?? .unavailable(.noSamples),
      cpuLimit: numbers.cpuLimit.map { .amount($0) } ?? .none,
      cpuBasis: basis,
      memoryBasis: basis
    )
    // What a JVM takes follows its own heap.
    if profile.jvm == nil, model.jvm == nil, let request = numbers.memoryRequest {
      demand.memoryRequest = .value(request)
      demand.memoryLimit = numbers.memoryLimit.map { .amount($0) } ?? .none
    } else if profile.jvm != nil || model.jvm != nil {
      demand.memoryRequest = .unavailable(.jvmConflict)
    }
    demand.steps = [
      ExplanationStep(
        step: "sized like another workload, as was stated",
        inputs: [
          "like": model.id.shortPath, "pods of that": "\(model.replicas)",
          "its CPU": numbers.cpuRequest.quantityText,
          "its memory": numbers.memoryRequest.quantityText, "its status": model.status.rawValue,
        ],
        value: "its numbers, under the policy and bounds of this one"
      )
    ]
    var result = blank(profile)
    let end = now ?? profile.window?.end ?? Instant(milliseconds: 0)
    shape(&result, profile, demand, freed: [], end: end, data: "not enough, see the model")
    result.confidence = nil
    return result
  }

  /// The recommendations for all containers, in the order of their identities, and their window.
  public func recommendations(for profiles: [ContainerProfile]) -> RecommendationSet {
    let windows = profiles.compactMap(\.window)
    var set = RecommendationSet(
      strategy: type(of: strategy).id.rawValue,
      window: windows.dropFirst().reduce(windows.first) { $0?.union($1) },
      recommendations: Dictionary(grouping: profiles, by: \.id.workload).values
        .flatMap { recommendations(ofWorkload: $0) }
    )
    var similar = SimilarWorkloads(self)
    if !book.similar.isEmpty {
      let places = Dictionary(
        set.recommendations.map { ($0.id, $0) },
        uniquingKeysWith: { first, _ in first }
      )
      for profile in profiles {
        if let advice = places[profile.id] { similar.take(profile, advice) }
      }
      similar.apply(to: &set)
    }
    let quotas = Set(profiles.flatMap(\.confines.quotas))
    set.conflicts = QuotaCheck.conflicts(of: set.recommendations, with: quotas)
    set.prices = prices
    return set
  }

  /// The recommendations for the containers of one workload, in their order.
  ///
  /// Together, since an autoscaler may measure the use of all of them.
  public func recommendations(ofWorkload profiles: [ContainerProfile]) -> [Recommendation] {
    guard let first = profiles.first else { return [] }
    let own = governed(first)
    let coupling = AutoscalerCoupling(policy: own.policy, profiles: profiles)
    var results = zip(profiles, coupling.freed()).map { own.recommendation(for: $0, freed: $1) }
    coupling.couple(&results)
    own.finish(&results, profiles)
    return results
  }

  /// The recommendation for one container.
  ///
  /// Never without a reason: where no number can be supported the status is `withheld` and the
  /// numbers are those in force.
  public func recommendation(for profile: ContainerProfile) -> Recommendation {
    let own = governed(profile)
    var results = [own.recommendation(for: profile, freed: [])]
    own.finish(&results, [profile])
    return results[0]
  }

  /// What is said of a workload's containers once their numbers stand.
  private func finish(_ results: inout [Recommendation], _ profiles: [ContainerProfile]) {
    WorkloadBounds(policy: policy, profiles: profiles).settle(&results)
    for (place, profile) in zip(results.indices, profiles)
    where results[place].recommended != results[place].current {
      let site = ChangeSite(of: profile, advised: results[place].recommended).text
      results[place].setAt = site
      if let site {
        results[place].explanation.append(
          ExplanationStep(step: "where to set it", value: site)
        )
      }
      let resize = ResizeStep(of: results[place], profile, policy: policy)
      if let step = resize.step { results[place].explanation.append(step) }
    }
  }

  private func recommendation(
    for profile: ContainerProfile,
    freed: Set<String>
  ) -> Recommendation {
    var result = blank(profile)
    if let reason = policy.reasonToWithhold(
      profile,
      readsCheckpoints: type(of: strategy).readsCheckpoints
    ) {
      result.reason = "withheld: \(reason)\(remarks(on: profile, withheldFor: reason))"
      result.explanation =
        book.standard.steps + [windowStep(of: profile, value: "not enough: \(reason)")]
        + notesSteps(of: profile)
      return result
    }
    let end = now ?? profile.window?.end ?? Instant(milliseconds: 0)
    shape(&result, profile, strategy.demand(of: profile, now: end), freed: freed, end: end)
    return result
  }

  /// What is in force, without advice.
  private func blank(_ profile: ContainerProfile) -> Recommendation {
    let current = profile.current ?? ContainerResources()
    var result = Recommendation(
      id: profile.id,
      replicas: profile.replicas,
      current: current,
      recommended: current,
      status: .withheld,
      reason: "",
      isOwnerGuessed: profile.ownerEvidence == .guessed,
      risks: risks(of: profile)
    )
    result.isInit = profile.isInit
    result.findings = DeviceSteps(of: profile).findings
    return result
  }

  /// What a demand becomes under the policy.
  private func shape(
    _ result: inout Recommendation,
    _ profile: ContainerProfile,
    _ demand: Demand,
    freed: Set<String>,
    end: Instant,
    data: String = "enough"
  ) {
    let cpu = CPUShaping(policy: policy, profile: profile, demand: demand, freed: freed)
      .decision()
    let (memory, sizing) = MemoryShaping(
      policy: policy,
      profile: profile,
      demand: demand,
      need: JVMNeed(of: profile, cpu: cpu, policy: policy),
      freed: freed
    ).decision()

    result.recommended.cpuRequest = cpu.request
    result.recommended.cpuLimit = cpu.limit
    result.recommended.memoryRequest = memory.request
    result.recommended.memoryLimit = memory.limit
    result.jvm = sizing?.recommendation
    result.status = status(cpu: cpu.outcome, memory: memory.outcome)
    result.conflicts = cpu.conflicts + memory.conflicts
    let changes = sizing?.changes ?? []
    result.reason =
      ([cpu.cause, memory.cause] + changes).joined(separator: "; ")
      + remarks(on: profile)
    result.explanation =
      book.standard.steps + [windowStep(of: profile, value: data)] + notesSteps(of: profile)
      + demand.steps + cpu.steps + memory.steps
    if profile.shape == .daemon {
      result.explanation += NodeClassSteps(strategy: strategy, policy: policy, now: end)
        .steps(of: profile)
    }
    addChecks(to: &result, profile: profile, sizing: sizing)
  }

  /// One status for both resources: what must rise comes first, since it cannot wait.
  private func status(
    cpu: ResourceDecision<CPU>.Outcome,
    memory: ResourceDecision<Memory>.Outcome
  ) -> RecommendationStatus {
    if cpu == .raise || memory == .raise { return .raise }
    if cpu == .lower || memory == .lower { return .lower }
    if case .withheld = cpu { return .withheld }
    if case .withheld = memory { return .withheld }
    return .keep
  }

  /// How the numbers compare with the samples, and what becomes of the quality-of-service class.
  private func addChecks(
    to result: inout Recommendation,
    profile: ContainerProfile,
    sizing: JVMSizing?
  ) {
    let advised = result.recommended
    let measured = MeasuredUse(
      of: profile.pods,
      memory: advised.memoryLimit ?? advised.memoryRequest,
      cpu: advised.cpuRequest
    )
    if let step = measured.cpuStep { result.explanation.append(step) }
    // Use under a larger heap says nothing of use under a smaller one.
    let heapNow = profile.jvm?.configuration?.maxHeap ?? .zero
    let shrinks = sizing.map { $0.recommendation.heapMax < heapNow } ?? false
    if !shrinks { result.confidence = measured.confidence }
    let before = result.current.serviceClass
    let after = advised.serviceClass
    if before != after {
      result.explanation.append(
        ExplanationStep(
          step: "quality-of-service class of the container",
          inputs: ["now": before],
          value: after
        )
      )
    }
  }

  private func windowStep(of profile: ContainerProfile, value: String) -> ExplanationStep {
    let window = profile.window ?? profile.distribution?.window
    var needed = "\(policy.leastSpan.hoursText) of span, \(policy.leastCovered.hoursText) covered"
    if profile.shape == .job || profile.isInit { needed += " or \(Policy.leastRuns) runs" }
    return ExplanationStep(
      step: "enough data",
      inputs: [
        "span": (window?.span ?? TimeSpan(milliseconds: 0)).hoursText,
        "covered": (profile.distribution?.covered ?? profile.covered).hoursText,
        "needed": needed,
        "cycles": CycleCoverage(of: profile).text,
      ],
      value: value
    )
  }

  /// What is doubtful in the data or happened in the window; no step where there is nothing.
  private func notesSteps(of profile: ContainerProfile) -> [ExplanationStep] {
    var inputs: [String: String] = [:]
    for (index, note) in profile.notes.enumerated() { inputs["note \(index + 1)"] = note }
    if profile.restarts > 0 { inputs["restarts"] = "\(profile.restarts)" }
    if profile.oomKills > 0 { inputs["ended for want of memory"] = "\(profile.oomKills) or more" }
    let findings = findingsSteps(of: profile)
    let shapes = ShapeSteps(of: profile).steps + DeviceSteps(of: profile).steps + findings
    guard !inputs.isEmpty else { return shapes }
    let notes = ExplanationStep(step: "what else was seen", inputs: inputs, value: "see notes")
    return [notes] + shapes
  }

  /// What is wrong or wasteful in the settings of the JVM or another runtime; no step without findings.
  private func findingsSteps(of profile: ContainerProfile) -> [ExplanationStep] {
    let findings = profile.jvm?.findings ?? profile.runtime?.findings ?? []
    guard !findings.isEmpty else { return [] }
    var inputs: [String: String] = [:]
    for (index, finding) in findings.enumerated() {
      let number = index < 9 ? " \(index + 1)" : "\(index + 1)"
      inputs["finding \(number), \(finding.severity.rawValue) \(finding.id)"] =
        "\(finding.message); \(finding.advice) (from \(finding.evidence.joined(separator: ", ")))"
    }
    return [
      ExplanationStep(
        step: "settings of \(profile.jvm == nil ? profile.runtime?.name ?? "" : "the JVM")",
        inputs: inputs,
        value: findings.count.counted("finding")
      )
    ]
  }

  /// What went wrong in the window and is not cured by fewer requests.
  private func risks(of profile: ContainerProfile) -> [String] {
    var risks: [String] = []
    if profile.oomKills > 0 {
      risks.append("killed for want of memory \(profile.oomKills.counted("time")) or more")
    }
    if profile.isLeaking {
      let left = profile.daysToLimit.map {
        ", its limit is reached in \($0.text(decimals: 1)) days"
      }
      risks.append("memory grows without end\(left ?? "")")
    }
    let health = profile.health
    if health.crashLooping > 0 {
      risks.append(
        "\(health.crashLooping) of \(Int64(health.listedPods).counted("listed pod")) in"
          + " \(ContainerState.crashLoop)"
      )
    }
    if let rate = health.restartsPerPodDay, rate > policy.mostRestartsPerPodDay {
      risks.append("each pod restarts \(rate.text(decimals: 0)) times a day")
    }
    return risks
  }

  /// What a reader must know beside the numbers.
  private func remarks(
    on profile: ContainerProfile,
    withheldFor reason: UnavailableReason? = nil
  ) -> String {
    var remarks = risks(of: profile)
    if profile.shape == .job {
      let runs = Int64(profile.pods.count)
      remarks.append(
        "runs to an end: \(reason == nil ? "sized from the peaks of " : "")\(runs.counted("run"))"
          + (reason == nil ? "" : " seen")
      )
    }
    remarks += ShapeRemarks(of: profile, mostRestarts: policy.mostRestartsPerPodDay).texts
    remarks += DeviceSteps(of: profile).remarks
    // These two say all there is to say of coarseness.
    if reason != .onlyMoments, reason != .onlyCheckpoint { remarks += coarseRemarks(on: profile) }
    if profile.shape == .daemon { remarks.append("one pod per node") }
    if profile.ownerEvidence == .guessed { remarks.append("workload guessed from pod names") }
    return remarks.isEmpty ? "" : " [\(remarks.joined(separator: "; "))]"
  }
}

extension Recommender {
  /// What a reader must know of data that say less than they seem to.
  private func coarseRemarks(on profile: ContainerProfile) -> [String] {
    var remarks: [String] = []
    if let distribution = profile.distribution {
      let checkpoint = distribution.checkpoint
      remarks.append(
        "coarse: from checkpoint \(checkpoint.id.name) of a VerticalPodAutoscaler, without samples,"
          + " up to \(distribution.error.percentText) too high"
      )
    }
    for kind in Coarseness.allCases {
      let signals = [
        profile.cpuCoarseness.contains(kind) ? "CPU" : nil,
        profile.memoryCoarseness.contains(kind) ? "memory" : nil,
      ].compactMap { $0 }.joined(separator: " and ")
      guard !signals.isEmpty else { continue }
      switch kind {
      case .averages:
        remarks.append("coarse: \(signals) from averages, peaks are above them")
      case .aligned:
        remarks.append("coarse: \(signals) aligned over time, peaks may be above it")
      case .moments:
        remarks.append("coarse: \(signals) of one moment per pod")
      }
    }
    return remarks
  }
}

extension ContainerResources {
  /// The quality-of-service class that a pod of only this container would have.
  var serviceClass: String {
    let requests: [Int64] = [effectiveCPURequest.nanocores, effectiveMemoryRequest.bytes]
    let limits: [Int64] = [(cpuLimit ?? .zero).nanocores, (memoryLimit ?? .zero).bytes]
    if (requests + limits).allSatisfy({ $0 == 0 }) { return "BestEffort" }
    return requests == limits && !limits.contains(0) ? "Guaranteed" : "Burstable"
  }
}
