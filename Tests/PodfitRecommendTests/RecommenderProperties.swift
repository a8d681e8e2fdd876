import PodfitJVM
import PodfitModel
import PodfitRecommend
import Testing

/// What holds for every profile, strategy and policy.
@Suite("Recommender, whatever comes")
struct RecommenderProperties {
  @Test("numbers are positive, rounded, in order and above use", arguments: 0..<400)
  func sound(seed: Int) throws {
    var chance = Chance(seed: UInt64(seed))
    let profile = Self.profile(&chance)
    let policy = Self.policy(&chance)
    for type in StrategyRegistry.all {
      let recommender = Recommender(strategy: type.init(), policy: policy)
      let result = try #require(recommender.recommendations(ofWorkload: [profile]).first)
      let note = Comment(rawValue: "seed \(seed), \(type.id.rawValue): \(result.reason)")
      let now = result.current
      let new = result.recommended
      for (old, value, unit) in [
        (now.cpuRequest, new.cpuRequest, policy.cpuUnit),
        (now.cpuLimit, new.cpuLimit, policy.cpuUnit),
      ] {
        guard let value, value != old else { continue }
        // Rounding to the unit may cost a tenth, else a finer one is taken.
        let isRounded =
          value.nanocores % unit.nanocores == 0
          || value.nanocores % 1_000_000 == 0 && value < .millicores(50)
        #expect(value > .zero && isRounded, note)
      }
      for (old, value) in [
        (now.memoryRequest, new.memoryRequest), (now.memoryLimit, new.memoryLimit),
      ] {
        guard let value, value != old else { continue }
        #expect(value > .zero && value.bytes % policy.memoryUnit.bytes == 0, note)
      }
      Self.expectOrder(result, profile: profile, note: note)
      #expect(!result.reason.isEmpty && !result.explanation.isEmpty, note)
      #expect(result.explanation.allSatisfy { !$0.step.isEmpty && !$0.value.isEmpty }, note)
      #expect(!"\(result.explanation)\(result.reason)".contains("nan"), note)
      if result.status == .keep || result.status == .withheld {
        #expect(new.cpuRequest == now.cpuRequest || result.jvm != nil, note)
      }
      if policy.reasonToWithhold(profile) != nil {
        #expect(result.status == .withheld && new == now, note)
      }
      if let ratio = result.confidence?.exceedanceRatio {
        #expect(ratio >= 0 && ratio <= 1, note)
      }
      #expect(recommender.recommendations(ofWorkload: [profile]) == [result], note)
    }
  }

  @Test("the made profiles reach every status, JVM advice and each reason to hold back")
  func reach() {
    var statuses: [RecommendationStatus: Int] = [:]
    var seen: [String: Int] = [:]
    for seed in 0..<400 {
      var chance = Chance(seed: UInt64(seed))
      let profile = Self.profile(&chance)
      let policy = Self.policy(&chance)
      let result = Recommender(policy: policy).recommendation(for: profile)
      statuses[result.status, default: 0] += 1
      if let jvm = result.jvm { seen[jvm.flags.isEmpty ? "JVM" : "flags", default: 0] += 1 }
      for word in ["grows without end", "checkout-hpa", "OOM kill", "throttled", "not lowered"]
      where result.reason.contains(word) {
        seen[word, default: 0] += 1
      }
    }
    for status in [RecommendationStatus.lower, .raise, .withheld] {
      #expect((statuses[status] ?? 0) >= 20, "\(statuses)")
    }
    #expect(seen.count == 7 && seen.values.allSatisfy { $0 >= 3 }, "\(seen)")
  }

  /// Limits against requests, use, kills, throttling and JVMs; only what was changed is judged.
  private static func expectOrder(
    _ result: Recommendation,
    profile: ContainerProfile,
    note: Comment
  ) {
    let (now, new) = (result.current, result.recommended)
    if let limit = new.cpuLimit, let request = new.cpuRequest,
      limit != now.cpuLimit || request != now.cpuRequest
    {
      #expect(limit >= request, note)
      if (profile.throttledRatio ?? 0) > 0.01, let old = now.cpuLimit {
        #expect(limit >= old, note)
      }
    }
    if let limit = new.memoryLimit,
      limit != now.memoryLimit || new.memoryRequest != now.memoryRequest
    {
      #expect(limit >= new.memoryRequest ?? .zero, note)
      let heapShrinks = !(result.jvm?.flags.isEmpty ?? true)
      if !heapShrinks, let most = profile.memory?.max { #expect(limit >= most, note) }
      if profile.oomKills > 0, let old = now.memoryLimit { #expect(limit >= old, note) }
    }
    if let jvm = result.jvm, let limit = new.memoryLimit { #expect(jvm.heapMax < limit, note) }
    if profile.jvm != nil, result.jvm == nil, let old = now.memoryLimit, old > .zero {
      #expect(new.memoryLimit.map { $0 >= old } ?? false, note)
    }
  }

  // MARK: Made at random

  static func policy(_ chance: inout Chance) -> Policy {
    var policy = Policy()
    policy.cpuLimit = LimitRule.allCases.randomElement(using: &chance) ?? .keep
    policy.memoryLimit = LimitRule.allCases.randomElement(using: &chance) ?? .keep
    policy.overridesStrategyLimits = chance.hits(0.3)
    if chance.hits(0.3) { policy.cpuUnit = .millicores(5) }
    policy.autoscaler = AutoscalerRule.allCases.randomElement(using: &chance) ?? .keep
    return policy
  }

  static func profile(_ chance: inout Chance) -> ContainerProfile {
    let pods = (0..<Int.random(in: 0...4, using: &chance)).map { index in
      let count = Int.random(in: 0...80, using: &chance)
      let (cpu, memory) = (chance.logUniform(0.001, 1e6), chance.logUniform(0.01, 1e7))
      return MadeProfile.pod(
        "pod-\(index)",
        millicores: (0..<count).map { _ in cpu * Double.random(in: 0...1, using: &chance) },
        mebibytes: (0..<count).map { _ in memory * Double.random(in: 0...1, using: &chance) },
        step: Int64.random(in: 20...120, using: &chance),
        from: MadeProfile.start + Int64.random(in: 0...9, using: &chance) * 3_600_000
      )
    }
    var profile = MadeProfile.profile(pods, current: resources(&chance))
    profile.shape = [.service, .daemon, .job].randomElement(using: &chance) ?? .service
    profile.containersInPod = Int.random(in: 1...3, using: &chance)
    profile.oomKills = chance.hits(0.2) ? 3 : 0
    profile.isLeaking = chance.hits(0.1)
    profile.throttledRatio = chance.hits(0.3) ? Double.random(in: 0...1, using: &chance) : nil
    if chance.hits(0.2) {
      profile.autoscaler = MadeProfile.autoscaler(chance.hits(0.5) ? "cpu" : "memory")
    }
    if chance.hits(0.1) { profile.cpu = nil }
    if chance.hits(0.1) { profile.memory = nil }
    if chance.hits(0.4) { addJVM(to: &profile, &chance) }
    return profile
  }

  private static func resources(_ chance: inout Chance) -> ContainerResources? {
    guard chance.hits(0.9) else { return nil }
    var resources = ContainerResources()
    if chance.hits(0.8) { resources.cpuRequest = .cores(chance.logUniform(1e-6, 1e3)) }
    if chance.hits(0.4) {
      resources.cpuLimit = max(resources.cpuRequest ?? .zero, .cores(chance.logUniform(1e-3, 1e3)))
    }
    if chance.hits(0.8) {
      resources.memoryRequest = Memory(bytes: Int64(chance.logUniform(1e3, 1e13)))
    }
    if chance.hits(0.7) {
      resources.memoryLimit = max(
        resources.memoryRequest ?? .zero,
        Memory(bytes: Int64(chance.logUniform(1e6, 1e13)))
      )
    }
    if chance.hits(0.05) { resources.cpuRequest = .zero }
    return resources
  }

  private static func addJVM(to profile: inout ContainerProfile, _ chance: inout Chance) {
    let flags = ["-Xmx512m", "-XX:MaxRAMPercentage=75", "-Xmx2g", "-Dx=y"]
    let spec = ContainerSpec(
      name: "main",
      image: chance.hits(0.8) ? "eclipse-temurin:17" : "registry.example/app:1",
      command: ["java", flags.randomElement(using: &chance) ?? "", "-jar", "app.jar"],
      resources: profile.current ?? ContainerResources()
    )
    var signals = JVMSignals()
    signals.workingSetMax = profile.memory?.max
    if chance.hits(0.5) {
      let live = Memory(bytes: Int64(chance.logUniform(1e6, 1e10)))
      signals.liveSet = LiveSet(estimate: live, source: "heap after collections")
      signals.heapUsedMax = live.scaledUp(by: 1.5)
    }
    let surroundings = JVMSurroundings(
      memoryLimit: profile.current?.memoryLimit,
      cpuLimit: profile.current?.cpuLimit,
      cpuRequest: profile.current?.cpuRequest,
      nodeCPU: .cores(8),
      nodeMemory: .gibibytes(64)
    )
    profile.spec = chance.hits(0.9) ? spec : nil
    profile.jvm = JVMProfiler.profile(of: spec, in: surroundings, signals: signals)
  }
}
