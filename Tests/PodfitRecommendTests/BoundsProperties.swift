import PodfitModel
import PodfitRecommend
import Testing

/// What holds for every profile, strategy, policy and LimitRange.
///
/// The rules of the namespace are checked here as the API server checks them, without the code under test.
@Suite("Bounds, whatever comes")
struct BoundsProperties {
  @Test(
    "no changed number breaks a LimitRange or the policy, and what does is a conflict",
    arguments: 0..<400
  )
  func kept(seed: Int) throws {
    var chance = Chance(seed: UInt64(seed) &+ 77_000)
    let workload = Self.workload(&chance)
    let policy = Self.policy(&chance)
    for type in StrategyRegistry.all {
      let recommender = Recommender(strategy: type.init(), policy: policy)
      let results = recommender.recommendations(ofWorkload: workload)
      #expect(results.count == workload.count)
      for (result, profile) in zip(results, workload) {
        let note = Comment(rawValue: "seed \(seed), \(type.id.rawValue): \(result.reason)")
        Self.check(result, profile, policy, CPUView.self, note)
        Self.check(result, profile, policy, MemoryView.self, note)
        Self.checkClass(result, profile, policy, note)
        if let jvm = result.jvm, let limit = result.recommended.memoryLimit {
          #expect(jvm.heapMax < limit, note)
        }
        for conflict in result.conflicts {
          #expect(result.reason.contains(conflict.message), note)
          #expect(conflict.found >= 0 && conflict.allowed >= 0, note)
        }
      }
      Self.checkPod(results, workload, CPUView.self, "seed \(seed), \(type.id.rawValue)")
      Self.checkPod(results, workload, MemoryView.self, "seed \(seed), \(type.id.rawValue)")
      #expect(recommender.recommendations(ofWorkload: workload) == results)
    }
  }

  @Test("the made workloads reach every kind of conflict, and most changes have none")
  func reach() {
    var kinds: [PolicyConflict.Rule: Int] = [:]
    var changed = 0
    var bounded = 0
    for seed in 0..<400 {
      var chance = Chance(seed: UInt64(seed) &+ 77_000)
      let workload = Self.workload(&chance)
      let policy = Self.policy(&chance)
      for result in Recommender(policy: policy).recommendations(ofWorkload: workload) {
        for conflict in result.conflicts { kinds[conflict.rule, default: 0] += 1 }
        guard result.recommended != result.current else { continue }
        changed += 1
        let words = ["no lower than its bounds", "no higher than", "one number", "as much as is"]
        if result.explanation.contains(where: { step in words.contains { step.step.contains($0) } })
        {
          bounded += 1
        }
      }
    }
    let rare: Set<PolicyConflict.Rule> = [.quota, .missingLimit, .serviceClass]
    for kind in PolicyConflict.Rule.allCases where !rare.contains(kind) {
      #expect((kinds[kind] ?? 0) >= 5, "\(kinds)")
    }
    #expect(changed >= 200 && bounded >= 100, "\(changed), \(bounded)")
  }

  // MARK: What the API server checks

  /// One resource of a container.
  private protocol View {
    associatedtype Amount: ResourceAmount
    static func request(_ resources: ContainerResources) -> Amount?
    static func limit(_ resources: ContainerResources) -> Amount?
    static func cap(_ policy: Policy) -> Amount?
  }

  private enum CPUView: View {
    static func request(_ resources: ContainerResources) -> CPU? { resources.cpuRequest }
    static func limit(_ resources: ContainerResources) -> CPU? { resources.cpuLimit }
    static func cap(_ policy: Policy) -> CPU? { policy.cpuCap }
  }

  private enum MemoryView: View {
    static func request(_ resources: ContainerResources) -> Memory? { resources.memoryRequest }
    static func limit(_ resources: ContainerResources) -> Memory? { resources.memoryLimit }
    static func cap(_ policy: Policy) -> Memory? { policy.memoryCap }
  }

  private static func check<V: View>(
    _ result: Recommendation,
    _ profile: ContainerProfile,
    _ policy: Policy,
    _ view: V.Type,
    _ note: Comment
  ) {
    let resource = V.Amount.resourceName
    let now = (request: V.request(result.current), limit: V.limit(result.current))
    let new = (request: V.request(result.recommended), limit: V.limit(result.recommended))
    let isChanged = now.request != new.request || now.limit != new.limit
    var isBroken = false
    // The API server first gives the default, that of the first range that has one, and then checks.
    let given = profile.confines.limitRanges.flatMap(\.rules)
      .filter { $0.type == "Container" && $0.resource == resource }
      .compactMap { $0.defaultLimit ?? $0.max }.first
    for range in profile.confines.limitRanges {
      for rule in range.rules where rule.type == "Container" && rule.resource == resource {
        let limit = new.limit?.baseUnits ?? given
        let request = new.request?.baseUnits ?? limit
        if let least = rule.min, request ?? least < least || limit ?? least < least {
          isBroken = true
        }
        if let most = rule.max, request ?? 0 > most || limit ?? 0 > most { isBroken = true }
        if let ratio = rule.largestRatio, let limit, let request, request > 0,
          Double(limit) > Double(request) * ratio * (1 + 1e-9)
        {
          isBroken = true
        }
      }
    }
    if let cap = V.cap(policy), max(new.request ?? .zero, new.limit ?? .zero) > cap {
      isBroken = true
    }
    if let ratio = policy.limitRatio, let limit = new.limit, let request = new.request,
      request > .zero, limit.ratio(to: request) > ratio * (1 + 1e-9)
    {
      isBroken = true
    }
    if isChanged {
      #expect(!isBroken, note)
      if let request = new.request, let limit = new.limit { #expect(request <= limit, note) }
    } else if profile.current != nil, isBroken {
      #expect(result.conflicts.contains { $0.resource == resource }, note)
    }
    // Steps and what must not fall, whether the resource changed or not.
    let isFixed = policy.neverLower == .all || policy.neverLower.rawValue == resource
    let share = isFixed ? 0 : policy.maxStep
    for (old, value) in [(now.request, new.request), (now.limit, new.limit)] {
      guard let old, let value, value < old else { continue }
      #expect(Double(value.baseUnits) >= Double(old.baseUnits) * (1 - share) - 1, note)
    }
  }

  private static func checkClass(
    _ result: Recommendation,
    _ profile: ContainerProfile,
    _ policy: Policy,
    _ note: Comment
  ) {
    let (now, new) = (result.current, result.recommended)
    guard profile.confines.serviceClass == "Guaranteed", now.isGuaranteed else { return }
    let isWhole = policy.wholeCPUs == .keep && (now.cpuLimit?.nanocores ?? 1) % 1_000_000_000 == 0
    if isWhole { #expect((new.cpuRequest?.nanocores ?? 1) % 1_000_000_000 == 0, note) }
    if isWhole || policy.serviceClass == .keep { #expect(new.isGuaranteed, note) }
  }

  private static func checkPod<V: View>(
    _ results: [Recommendation],
    _ workload: [ContainerProfile],
    _ view: V.Type,
    _ note: Comment
  ) {
    func sum(_ of: (Recommendation) -> V.Amount?) -> Int64 {
      results.reduce(0) { $0.addingSaturated(of($1)?.baseUnits ?? 0) }
    }
    let requests = (sum { V.request($0.current) }, sum { V.request($0.recommended) })
    let limits = (sum { V.limit($0.current) }, sum { V.limit($0.recommended) })
    for rule in workload[0].confines.limitRanges.flatMap(\.rules)
    where rule.type == "Pod" && rule.resource == V.Amount.resourceName {
      guard let most = rule.max else { continue }
      // No advice brings a pod above what is allowed; where it was above, it does not rise.
      #expect(requests.1 <= max(most, requests.0), note)
      #expect(limits.1 <= max(most, limits.0), note)
    }
    guard let node = workload[0].confines.largestNode else { return }
    let room = V.Amount.resourceName == "cpu" ? node.cpu.nanocores : node.memory.bytes
    #expect(requests.1 <= max(room, requests.0), note)
  }

  // MARK: Made at random

  private static func workload(_ chance: inout Chance) -> [ContainerProfile] {
    var confines = Confines()
    confines.limitRanges = (0..<Int.random(in: 0...2, using: &chance)).map { index in
      var range = BoundsTests.range([rule("cpu", &chance), rule("memory", &chance)])
      range.id.name = "limits-\(index)"
      return range
    }
    if chance.hits(0.3) {
      confines.largestNode = NodeResources(
        cpu: .cores(chance.logUniform(0.5, 64)),
        memory: Memory(bytes: Int64(chance.logUniform(1e8, 1e12)))
      )
    }
    if chance.hits(0.2) {
      let id = BoundsTests.reference("ResourceQuota", "compute")
      confines.quotas = [
        ResourceQuota(id: id, amounts: [.init(resource: "limits.memory", hard: 1, used: nil)])
      ]
    }
    let isGuaranteed = chance.hits(0.3)
    return (0..<Int.random(in: 1...3, using: &chance)).map { index in
      var profile = RecommenderProperties.profile(&chance)
      profile.id.container = "c\(index)"
      profile.confines = confines
      guard isGuaranteed, var current = profile.current else { return profile }
      let cpu =
        chance.hits(0.6) ? CPU.cores(Int64.random(in: 1...8, using: &chance)) : .millicores(700)
      let memory = Memory(bytes: Int64(chance.logUniform(1e7, 1e11)))
      (current.cpuRequest, current.cpuLimit) = (cpu, cpu)
      (current.memoryRequest, current.memoryLimit) = (memory, memory)
      profile.current = current
      profile.confines.serviceClass = "Guaranteed"
      return profile
    }
  }

  private static func rule(_ resource: String, _ chance: inout Chance) -> LimitRange.Rule {
    var rule = LimitRange.Rule(type: chance.hits(0.7) ? "Container" : "Pod", resource: resource)
    let (low, high) = resource == "cpu" ? (1e6, 1e11) : (1e6, 1e12)
    if chance.hits(0.4) { rule.min = Int64(chance.logUniform(low, high / 100)) }
    if chance.hits(0.5) {
      rule.max = Int64(chance.logUniform(Double(rule.min ?? Int64(low)), high))
    }
    if chance.hits(0.3) {
      rule.defaultLimit = Int64(
        chance.logUniform(Double(rule.min ?? Int64(low)), Double(rule.max ?? Int64(high)))
      )
    }
    if chance.hits(0.3) { rule.largestRatio = Double.random(in: 1...8, using: &chance) }
    return rule
  }

  private static func policy(_ chance: inout Chance) -> Policy {
    var policy = RecommenderProperties.policy(&chance)
    if chance.hits(0.2) { policy.cpuCap = .cores(chance.logUniform(0.05, 32)) }
    if chance.hits(0.2) { policy.memoryCap = Memory(bytes: Int64(chance.logUniform(1e8, 1e11))) }
    if chance.hits(0.2) { policy.limitRatio = Double.random(in: 1...5, using: &chance) }
    if chance.hits(0.3) { policy.maxStep = Double.random(in: 0...1, using: &chance) }
    policy.neverLower =
      chance.hits(0.7) ? .none : NeverLower.allCases.randomElement(using: &chance) ?? .none
    policy.serviceClass = ServiceClassRule.allCases.randomElement(using: &chance) ?? .free
    policy.wholeCPUs = WholeCPURule.allCases.randomElement(using: &chance) ?? .off
    return policy
  }
}
