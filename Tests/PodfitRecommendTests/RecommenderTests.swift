import PodfitModel
import PodfitRecommend
import Testing

@Suite("Recommender")
struct RecommenderTests {
  private let recommender = Recommender()

  @Test("policy: worked table", arguments: WorkedRow.rows(of: "policy", below: "Worked table"))
  func table(row: WorkedRow) throws {
    let needed = try #require(row.number("needed"))
    let largest = try #require(row.number("largest use"))
    func cpu(_ column: String) -> CPU? { row.number(column).map { .millicores(Int64($0)) } }
    var profile = MadeProfile.steady(
      millicores: largest,
      mebibytes: 100,
      current: ContainerResources(
        cpuRequest: cpu("request now"),
        cpuLimit: cpu("limit now"),
        memoryRequest: .mebibytes(115),
        memoryLimit: .mebibytes(115)
      )
    )
    if row["throttled"] == "yes" { profile.throttledRatio = 0.05 }
    let fixed = FixedStrategy(cpu: .millicores(Int64(needed)), memory: .mebibytes(115))
    let result = Recommender(strategy: fixed).recommendation(for: profile)
    #expect(result.recommended.cpuRequest == cpu("request"))
    #expect(result.recommended.cpuLimit == cpu("limit"))
    #expect(result.status.rawValue == row["status"])
    #expect(result.reason.contains("CPU request"))
  }

  @Test(
    "confidence: worked table",
    arguments: WorkedRow.rows(
      of: "confidence",
      below: "Worked table"
    )
  )
  func confidence(row: WorkedRow) throws {
    let number = Int64(try #require(row.number("number")))
    let pods = ["pod a", "pod b"].map {
      MadeProfile.pod($0, millicores: [1, 1, 1], mebibytes: row.numbers($0), step: 24 * 60)
    }
    let profile = MadeProfile.profile(pods)
    // The rule that keeps limits above use would change the number: no limit, only the request.
    var policy = Policy()
    policy.memoryLimit = .never
    let fixed = FixedStrategy(cpu: .millicores(10), memory: .mebibytes(number))
    let result = Recommender(strategy: fixed, policy: policy).recommendation(for: profile)
    let confidence = try #require(result.confidence)
    let expected = try #require(row.number("ratio"))
    #expect(abs(confidence.exceedanceRatio - expected) < 1e-5)
    #expect(confidence.comparable.contains("(\(row["above"]) of \(row["pod-days"]))"))
    #expect(confidence.samples == pods.reduce(0) { $0 + $1.memory.count })
  }

  @Test("a steady service is lowered to its need, with every step told")
  func lowered() {
    let profile = MadeProfile.steady(
      millicores: 100,
      mebibytes: 400,
      current: ContainerResources(
        cpuRequest: .cores(1),
        memoryRequest: .gibibytes(2),
        memoryLimit: .gibibytes(4)
      )
    )
    let result = recommender.recommendation(for: profile)
    #expect(result.status == .lower)
    #expect(result.recommended.cpuRequest == .millicores(115))
    #expect(result.recommended.cpuLimit == nil)
    // 400 · 1.15 is 460 and the tail of 1.15 in binary: one MiB more at most.
    #expect([460, 461].map { Memory.mebibytes($0) }.contains(result.recommended.memoryRequest))
    #expect(result.recommended.memoryLimit == result.recommended.memoryRequest)
    #expect(result.reason.contains("CPU request 1 -> 115m (p95 100m + 15 %)"))
    #expect(result.explanation.first?.step == "enough data")
    #expect(result.explanation.contains { $0.step == "quantile 0.95 of CPU usage over all pods" })
    #expect(result.explanation.contains { $0.step == "memory limit" })
    #expect(result.confidence?.exceedanceRatio == 0)
  }

  @Test(
    "too little data is withheld with the reason and the numbers in force",
    arguments: [
      (MadeProfile.steady(millicores: 1, mebibytes: 1, days: 0), "no samples"),
      (
        MadeProfile.profile([MadeProfile.pod("a", millicores: [1, 1], mebibytes: [1, 1])]), "span"
      ),
    ] as [(ContainerProfile, String)]
  )
  func withheld(profile: ContainerProfile, reason: String) {
    var profile = profile
    profile.current = ContainerResources(cpuRequest: .millicores(7), memoryLimit: Memory(bytes: 99))
    let result = recommender.recommendation(for: profile)
    #expect(result.status == .withheld)
    #expect(result.reason.contains(reason))
    #expect(result.recommended == result.current)
    #expect(!result.explanation.isEmpty)
  }

  @Test(
    "eleven hours of samples over three days are too few, twelve are enough",
    arguments: [
      (11, RecommendationStatus.withheld), (12, .raise),
    ] as [(Int64, RecommendationStatus)]
  )
  func covered(hours: Int64, status: RecommendationStatus) {
    var profile = MadeProfile.steady(millicores: 10, mebibytes: 40, days: 3)
    profile.covered = .hours(hours)
    #expect(recommender.recommendation(for: profile).status == status)
  }

  @Test(
    "an autoscaler keeps the request of its resource and only that",
    arguments: [
      "cpu", "memory",
    ]
  )
  func autoscaled(resource: String) {
    let current = ContainerResources(
      cpuRequest: .cores(2),
      cpuLimit: .cores(4),
      memoryRequest: .gibibytes(2),
      memoryLimit: .gibibytes(2)
    )
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 400, current: current)
    profile.autoscaler = MadeProfile.autoscaler(resource)
    for type in StrategyRegistry.all {
      let result = Recommender(strategy: type.init()).recommendation(for: profile)
      let keepsCPU =
        result.recommended.cpuRequest == current.cpuRequest
        && result.recommended.cpuLimit == current.cpuLimit
      let keepsMemory = result.recommended.memoryRequest == current.memoryRequest
      #expect(keepsCPU == (resource == "cpu"), "\(type.id)")
      #expect(keepsMemory == (resource == "memory"), "\(type.id)")
      #expect(result.reason.contains("checkout-hpa"))
      #expect(result.status == .lower)
    }
  }

  @Test("an autoscaler with unknown targets counts as one that scales; an absolute one does not")
  func autoscalerTargets() {
    let current = ContainerResources(cpuRequest: .cores(2))
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 400, current: current)
    profile.autoscaler = MadeProfile.autoscaler("cpu")
    profile.autoscaler?.targets = []
    let unknown = recommender.recommendation(for: profile)
    #expect(unknown.recommended.cpuRequest == current.cpuRequest)
    profile.autoscaler = MadeProfile.autoscaler("cpu", utilization: nil)
    let absolute = recommender.recommendation(for: profile)
    #expect(absolute.recommended.cpuRequest == .millicores(115))
  }

  @Test("a leak gets no memory number but its CPU one")
  func leaking() {
    let current = ContainerResources(
      cpuRequest: .cores(1),
      memoryRequest: .mebibytes(300),
      memoryLimit: .mebibytes(300)
    )
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 250, current: current)
    profile.isLeaking = true
    let result = recommender.recommendation(for: profile)
    #expect(result.recommended.memoryRequest == current.memoryRequest)
    #expect(result.recommended.memoryLimit == current.memoryLimit)
    #expect(result.recommended.cpuRequest == .millicores(115))
    #expect(result.status == .lower)
    #expect(result.reason.contains("grows without end"))
    profile.current?.cpuRequest = .millicores(115)
    #expect(recommender.recommendation(for: profile).status == .withheld)
  }

  @Test("after kills the memory limit never goes down, for any strategy")
  func killed() throws {
    let current = ContainerResources(memoryRequest: .gibibytes(1), memoryLimit: .gibibytes(1))
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 250, current: current)
    profile.oomKills = 1
    for type in StrategyRegistry.all {
      let result = Recommender(strategy: type.init()).recommendation(for: profile)
      #expect(try #require(result.recommended.memoryLimit) >= .gibibytes(1), "\(type.id)")
    }
  }

  @Test("a limit rule of the policy overrides the strategy's only when told to")
  func overriding() {
    let current = ContainerResources(cpuRequest: .cores(1), cpuLimit: .cores(2))
    let profile = MadeProfile.steady(millicores: 100, mebibytes: 400, current: current)
    var policy = Policy()
    policy.memoryLimit = .never
    policy.cpuLimit = .keepRatio
    let own = Recommender(strategy: KRRSimpleStrategy(), policy: policy).recommendation(
      for: profile
    )
    #expect(own.recommended.cpuLimit == nil && own.recommended.memoryLimit != nil)
    policy.overridesStrategyLimits = true
    let told = Recommender(strategy: KRRSimpleStrategy(), policy: policy).recommendation(
      for: profile
    )
    #expect(told.recommended.cpuLimit == .millicores(200) && told.recommended.memoryLimit == nil)
  }

  @Test("static pods get no memory limit, nor does anything with less than three days of samples")
  func noNewLimit() throws {
    let current = ContainerResources(memoryRequest: .mebibytes(100))
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 400, current: current)
    #expect(recommender.recommendation(for: profile).recommended.memoryLimit != nil)
    let end = try #require(profile.window?.end)
    profile.window = TimeWindow(start: end + .days(-2), end: end)
    #expect(recommender.recommendation(for: profile).recommended.memoryLimit == nil)

    profile = MadeProfile.steady(millicores: 100, mebibytes: 400, current: current)
    profile.id.workload.kind = .node
    #expect(recommender.recommendation(for: profile).recommended.memoryLimit == nil)
  }

  @Test("a CPU limit never goes down unless asked to")
  func cpuLimitStays() {
    let current = ContainerResources(cpuRequest: .cores(2), cpuLimit: .cores(4))
    let profile = MadeProfile.steady(millicores: 100, mebibytes: 400, current: current)
    #expect(recommender.recommendation(for: profile).recommended.cpuLimit == .cores(4))
    var policy = Policy()
    policy.cpuLimit = .keepRatio
    let lowered = Recommender(policy: policy).recommendation(for: profile)
    #expect(lowered.recommended.cpuLimit == .millicores(230))
  }

  @Test("jobs, daemons and guessed owners are marked")
  func marks() {
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 400)
    profile.shape = .job
    #expect(recommender.recommendation(for: profile).reason.contains("peaks of 1 run"))
    profile.shape = .daemon
    profile.ownerEvidence = .guessed
    let result = recommender.recommendation(for: profile)
    #expect(result.reason.contains("one pod per node"))
    #expect(result.isOwnerGuessed && result.reason.contains("guessed"))
  }

  @Test("a missing resource stays as it is and the other is sized")
  func memoryOnly() {
    var profile = MadeProfile.steady(
      millicores: 100,
      mebibytes: 400,
      current: ContainerResources(cpuRequest: .millicores(333), memoryRequest: .gibibytes(4))
    )
    profile.cpu = nil
    profile.pods[0].cpu = SampleColumn()
    for type in StrategyRegistry.all {
      let result = Recommender(strategy: type.init()).recommendation(for: profile)
      #expect(result.recommended.cpuRequest == .millicores(333))
      #expect(result.status == .lower)
      #expect(result.reason.contains("no CPU number: no samples"))
    }
  }

  @Test("a set is in the order of identities, whatever the order of profiles")
  func order() {
    let profiles = ["b", "a", "c"].map { name in
      var profile = MadeProfile.steady(millicores: 100, mebibytes: 400)
      profile.id = MadeProfile.id(name)
      return profile
    }
    let forth = recommender.recommendations(for: profiles)
    let back = recommender.recommendations(for: profiles.reversed())
    #expect(forth == back)
    #expect(forth.recommendations.map(\.id.workload.name) == ["a", "b", "c"])
    #expect(forth.strategy == "headroom")
    #expect(forth.window == profiles[0].window)
  }
}

/// A strategy that always asks for the same.
struct FixedStrategy: Strategy {
  static let id: StrategyID = "fixed"
  static let summary = "the same for all"
  static let needs: Set<Metric> = []
  var cpu: CPU
  var memory: Memory

  init() { self.init(cpu: .zero, memory: .zero) }

  init(cpu: CPU, memory: Memory) {
    self.cpu = cpu
    self.memory = memory
  }

  func demand(of profile: ContainerProfile, now: Instant) -> Demand {
    Demand(cpuRequest: .value(cpu), memoryRequest: .value(memory))
  }

  func amounts(of history: UsageHistory) -> StrategyAmounts {
    StrategyAmounts(cpu: .value(cpu), memory: .value(memory))
  }

  static var sweep: [StrategyVariant] { [StrategyVariant("", Self(), isPublished: true)] }
}
