import PodfitModel
import Testing

@testable import PodfitRecommend

/// LimitRanges, quotas, nodes and what a policy forbids.
@Suite("Bounds of requests and limits")
struct BoundsTests {
  static func reference(_ kind: String, _ name: String, in namespace: String = "shop")
    -> ObjectReference
  {
    ObjectReference(
      cluster: "c",
      namespace: namespace,
      kind: WorkloadKind(rawValue: kind),
      name: name
    )
  }

  static func range(_ rules: [LimitRange.Rule]) -> LimitRange {
    LimitRange(id: reference("LimitRange", "limits"), rules: rules)
  }

  static func rule(
    _ type: String,
    _ resource: String,
    _ change: (inout LimitRange.Rule) -> Void
  ) -> LimitRange.Rule {
    var rule = LimitRange.Rule(type: type, resource: resource)
    change(&rule)
    return rule
  }

  static func profile(
    _ current: ContainerResources,
    millicores: Double = 50,
    mebibytes: Double = 50,
    name: String = "main"
  ) -> ContainerProfile {
    var profile = MadeProfile.steady(
      millicores: millicores,
      mebibytes: mebibytes,
      current: current
    )
    profile.id.container = name
    return profile
  }

  @Test("worked table", arguments: WorkedRow.rows(of: "policy", below: "Bounds", table: 1))
  func table(row: WorkedRow) throws {
    func cpu(_ column: String) -> CPU? { row.number(column).map { .millicores(Int64($0)) } }
    var profile = Self.profile(
      ContainerResources(
        cpuRequest: cpu("request now"),
        cpuLimit: cpu("limit now"),
        memoryRequest: .mebibytes(100),
        memoryLimit: .mebibytes(100)
      ),
      millicores: try #require(row.number("largest use"))
    )
    var policy = Policy()
    var rule = LimitRange.Rule(type: "Container", resource: "cpu")
    let words = row["bounds"].split(separator: " ").map(String.init)
    for (index, word) in words.enumerated() where Double(word) == nil {
      let number = words.indices.contains(index + 1) ? Double(words[index + 1]) ?? 0 : 0
      let amount: CPU = .millicores(Int64(number))
      switch word {
      case "min": rule.min = amount.nanocores
      case "max": rule.max = amount.nanocores
      case "default": rule.defaultLimit = amount.nanocores
      case "ratio": rule.largestRatio = number
      case "cap": policy.cpuCap = amount
      case "step": policy.maxStep = number / 100
      case "never": policy.neverLower = .cpu
      case "whole", "class":
        profile.confines.serviceClass = "Guaranteed"
        if word == "class" { policy.serviceClass = .keep } else { policy.wholeCPUs = .keep }
      default: Issue.record("\(word)")
      }
    }
    profile.confines.limitRanges = [Self.range([rule])]
    let needed = try #require(cpu("needed"))
    let recommender = Recommender(
      strategy: FixedStrategy(cpu: needed, memory: .mebibytes(100)),
      policy: policy
    )
    let result = recommender.recommendation(for: profile)
    #expect(result.recommended.cpuRequest == cpu("request"), "\(result.reason)")
    #expect(result.recommended.cpuLimit == cpu("limit"), "\(result.reason)")
    #expect(result.conflicts.first?.rule.rawValue ?? "none" == row["conflict"])
    for conflict in result.conflicts { #expect(result.reason.contains(conflict.message)) }
  }

  @Test(
    "rounding costs no more than is allowed: a finer unit is taken",
    arguments: [
      (70, 64, 0.1, 72), (70, 64, 1.0, 128), (1000, 64, 0.1, 1024), (33, 48, 0.1, 36),
      (100, 1, 0.0, 100), (65, 64, 0.0, 65),
    ] as [(Int64, Int64, Double, Int64)]
  )
  func rounding(need: Int64, unit: Int64, cost: Double, expected: Int64) {
    var policy = Policy()
    policy.memoryUnit = .mebibytes(unit)
    policy.roundingCost = cost
    #expect(policy.rounded(Memory.mebibytes(need)) == .mebibytes(expected))
  }

  @Test(
    "whole CPUs stay whole only where nodes or the policy say so, and the memory stays Guaranteed"
  )
  func whole() {
    var profile = Self.profile(
      ContainerResources(
        cpuRequest: .cores(4.0),
        cpuLimit: .cores(4.0),
        memoryRequest: .gibibytes(4),
        memoryLimit: .gibibytes(4)
      ),
      millicores: 1_200,
      mebibytes: 700
    )
    profile.confines.serviceClass = "Guaranteed"
    let strategy = FixedStrategy(cpu: .millicores(800), memory: .mebibytes(600))
    var recommender = Recommender(strategy: strategy)
    let free = recommender.recommendation(for: profile).recommended
    #expect(free.cpuRequest == .millicores(800) && free.cpuLimit == .cores(4.0))
    profile.confines.hasExclusiveCPUs = true
    let labelled = recommender.recommendation(for: profile).recommended
    #expect(labelled.cpuRequest == .cores(2.0) && labelled.cpuLimit == .cores(2.0))
    #expect(labelled.memoryRequest == .mebibytes(700) && labelled.memoryLimit == .mebibytes(700))
    recommender.policy.wholeCPUs = .off
    #expect(recommender.recommendation(for: profile).recommended == free)
    profile.confines.serviceClass = "Burstable"
    recommender.policy.wholeCPUs = .keep
    #expect(recommender.recommendation(for: profile).recommended == free)
  }

  // MARK: The pod

  @Test("what all containers of a pod may ask for together stops the rises, and says both numbers")
  func pod() throws {
    let current = ContainerResources(
      cpuRequest: .millicores(400),
      memoryRequest: .mebibytes(100),
      memoryLimit: .mebibytes(100)
    )
    var pair = [Self.profile(current, name: "app"), Self.profile(current, name: "proxy")]
    let most = Self.range([Self.rule("Pod", "cpu") { $0.max = 1_000_000_000 }])
    let recommender = Recommender(
      strategy: FixedStrategy(cpu: .millicores(600), memory: .mebibytes(100))
    )
    #expect(
      recommender.recommendations(ofWorkload: pair)
        .allSatisfy { $0.recommended.cpuRequest == .millicores(600) }
    )
    for place in pair.indices { pair[place].confines.limitRanges = [most] }
    let held = recommender.recommendations(ofWorkload: pair)
    #expect(held.allSatisfy { $0.recommended == current && $0.status == .keep })
    let conflict = try #require(held[0].conflicts.first)
    #expect(conflict.rule == .most && conflict.source == "LimitRange limits")
    #expect(conflict.found == 1_200_000_000 && conflict.allowed == 1_000_000_000)
    // An init container has ended when the others run.
    pair[1].isInit = true
    #expect(
      recommender.recommendations(ofWorkload: pair)[0].recommended.cpuRequest == .millicores(600)
    )
  }

  @Test("a pod does not outgrow the largest node that is listed")
  func node() throws {
    var profile = Self.profile(
      ContainerResources(cpuRequest: .cores(3.0), memoryRequest: .gibibytes(1))
    )
    profile.confines.largestNode = NodeResources(cpu: .cores(4.0), memory: .gibibytes(8))
    func advice(_ cores: Double) -> Recommendation {
      Recommender(strategy: FixedStrategy(cpu: .cores(cores), memory: .gibibytes(1)))
        .recommendation(for: profile)
    }
    #expect(advice(3.9).recommended.cpuRequest == .millicores(3_900))
    let held = advice(4.5)
    #expect(held.recommended.cpuRequest == .cores(3.0))
    #expect(held.conflicts.map(\.rule) == [.nodeSize])
    #expect(held.reason.contains("would be 4500m; the largest listed node hands out 4"))
  }

  @Test("where a target goes with requests and one of them may not change, none of them does")
  func coupled() {
    let current = ContainerResources(
      cpuRequest: .millicores(1_000),
      memoryRequest: .mebibytes(100),
      memoryLimit: .mebibytes(100)
    )
    var pair = [Self.profile(current, name: "app"), Self.profile(current, name: "proxy")]
    for place in pair.indices { pair[place].autoscaler = MadeProfile.autoscaler("cpu") }
    var policy = Policy()
    policy.autoscaler = .samePoint
    let recommender = Recommender(
      strategy: FixedStrategy(cpu: .millicores(400), memory: .mebibytes(100)),
      policy: policy
    )
    let free = recommender.recommendations(ofWorkload: pair)
    // 1400m are 90 % of 1556m: one has 400m, the other what is left over.
    #expect(free.compactMap { $0.recommended.cpuRequest?.nanocores }.max() == 1_156_000_000)
    let range = Self.range([Self.rule("Container", "cpu") { $0.max = 1_100_000_000 }])
    for place in pair.indices { pair[place].confines.limitRanges = [range] }
    let held = recommender.recommendations(ofWorkload: pair)
    #expect(held.allSatisfy { $0.recommended == current && $0.autoscaling.isEmpty })
    #expect(held.allSatisfy { $0.status == .keep && !$0.conflicts.isEmpty })
  }

  // MARK: Quotas

  @Test("a namespace that would ask for more than its quota is told with numbers")
  func quota() throws {
    var quota = ResourceQuota(
      id: Self.reference("ResourceQuota", "compute"),
      amounts: [
        .init(resource: "limits.memory", hard: Memory.gibibytes(1).bytes, used: nil),
        .init(resource: "pods", hard: 1, used: 3),
        .init(resource: "requests.cpu", hard: CPU.cores(2.0).nanocores, used: nil),
        .init(resource: "requests.memory", hard: Memory.gibibytes(9).bytes, used: nil),
      ]
    )
    var profile = Self.profile(
      ContainerResources(
        cpuRequest: .millicores(300),
        memoryRequest: .mebibytes(100),
        memoryLimit: .mebibytes(200)
      )
    )
    profile.replicas = 5
    profile.confines.quotas = [quota]
    let recommender = Recommender(
      strategy: FixedStrategy(cpu: .millicores(500), memory: .mebibytes(150))
    )
    let conflicts = recommender.recommendations(for: [profile]).conflicts
    // 5 · 500m are 2.5 of 2 cores; 5 · 150Mi fit both lines of memory.
    #expect(conflicts.map(\.resource) == ["requests.cpu"])
    #expect(
      conflicts.first?.message
        == "namespace shop would ask for 2500m of requests.cpu (1500m now); ResourceQuota compute"
        + " allows 2"
    )
    // The quota itself counts pods of which nothing is known here.
    quota.amounts[3].used = Memory.gibibytes(9).bytes - Memory.mebibytes(200).bytes
    profile.confines.quotas = [quota]
    let counted = recommender.recommendations(for: [profile]).conflicts
    #expect(counted.map(\.resource) == ["requests.cpu", "requests.memory"])
    #expect(counted.last?.found == Memory.gibibytes(9).bytes + Memory.mebibytes(50).bytes)
    quota.scopes = ["BestEffort"]
    profile.confines.quotas = [quota]
    #expect(recommender.recommendations(for: [profile]).conflicts.isEmpty)
  }

  @Test("a quota on limits keeps a limit that a rule would take away")
  func demanded() {
    var profile = Self.profile(
      ContainerResources(cpuRequest: .millicores(500), cpuLimit: .millicores(900))
    )
    let quota = ResourceQuota(
      id: Self.reference("ResourceQuota", "compute"),
      amounts: [.init(resource: "limits.cpu", hard: CPU.cores(9.0).nanocores, used: nil)]
    )
    var recommender = Recommender(
      strategy: FixedStrategy(cpu: .millicores(100), memory: .mebibytes(64))
    )
    recommender.policy.cpuLimit = .never
    #expect(recommender.recommendation(for: profile).recommended.cpuLimit == nil)
    profile.confines.quotas = [quota]
    #expect(recommender.recommendation(for: profile).recommended.cpuLimit == .millicores(900))
  }
}
