import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Requests and autoscalers together")
struct AutoscalerTests {
  private static func recommender(_ cpu: Int64, _ memory: Int64) -> Recommender {
    var policy = Policy()
    policy.autoscaler = .samePoint
    return Recommender(
      strategy: FixedStrategy(cpu: .millicores(cpu), memory: .mebibytes(memory)),
      policy: policy
    )
  }

  private static func profile(cpu: Int64, memory: Int64, _ name: String = "main")
    -> ContainerProfile
  {
    var profile = MadeProfile.steady(
      millicores: 50,
      mebibytes: 50,
      current: ContainerResources(
        cpuRequest: .millicores(cpu),
        memoryRequest: .mebibytes(memory),
        memoryLimit: .mebibytes(memory)
      )
    )
    profile.id.container = name
    return profile
  }

  @Test("worked table", arguments: WorkedRow.rows(of: "autoscaling", below: "Worked table"))
  func table(row: WorkedRow) throws {
    let resource = row["resource"]
    let now = Int64(try #require(row.number("request now")))
    let needed = Int64(try #require(row.number("needed")))
    let target = try #require(row.number("target now")) / 100
    var profile = Self.profile(cpu: now, memory: now)
    profile.autoscaler = MadeProfile.autoscaler(resource, utilization: target)
    let recommender = Self.recommender(
      resource == "cpu" ? needed : now,
      resource == "memory" ? needed : now
    )
    let result = try #require(recommender.recommendations(ofWorkload: [profile]).first)
    let expected = Int64(try #require(row.number("request")))
    if resource == "cpu" {
      #expect(result.recommended.cpuRequest == .millicores(expected))
    } else {
      #expect(result.recommended.memoryRequest == .mebibytes(expected))
      #expect(result.recommended.memoryLimit == .mebibytes(expected))
    }
    guard needed != now, expected != now else {
      #expect(result.status == .keep || expected == now)
      return
    }
    let advice = try #require(result.autoscaling.first)
    #expect((advice.target * 100).rounded() == row.number("target"))
    let unit = resource == "cpu" ? 1e6 : 0x1p20
    let point = try #require(row.number("scale point"))
    #expect(abs(Double(advice.scalePointNow) / unit - point) < 1e-6)
    #expect(Double(advice.scalePoint) / unit >= point)
    #expect(Double(advice.scalePoint) / unit < point + 1)
    #expect(result.reason.contains("checkout-hpa"))
  }

  /// Pods minute by minute as the controller makes them: `⌈pods · use / aimed at⌉` for each metric, the largest
  /// of them, nothing within a tenth.
  private static func pods(
    _ week: [(cpu: Double, memory: Double)],
    cpu: (request: Double, target: Double),
    memory: (request: Double, target: Double)
  ) -> [Int] {
    var pods = 2
    return week.map { demand in
      let wanted = [(demand.cpu, cpu), (demand.memory, memory)].map { use, metric -> Int in
        let ratio = use / Double(pods) / metric.request / metric.target
        return abs(ratio - 1) <= 0.1 ? pods : Int((Double(pods) * ratio).rounded(.up))
      }
      pods = min(max(wanted.max() ?? 1, 1), 40)
      return pods
    }
  }

  /// Two cycles and noise, in millicores and MiB over all pods.
  private static func week(_ seed: UInt64) -> [(cpu: Double, memory: Double)] {
    var chance = Chance(seed: seed)
    return (0..<7 * 1440).map { minute in
      // A triangle over the day, half of it at weekends.
      let hour = Double(minute % 1440) / 60
      let day = 1 - abs(hour - 12) / 12
      let weekend = minute / 1440 >= 5 ? 0.5 : 1
      let cpu = (800 + 9000 * day * weekend) * Double.random(in: 0.8...1.2, using: &chance)
      let memory = (2000 + 9000 * day) * Double.random(in: 0.95...1.05, using: &chance)
      return (cpu, memory)
    }
  }

  @Test(
    "over a simulated week the pods are the same before and after, CPU and memory together",
    arguments: 0..<10
  )
  func simulated(seed: UInt64) throws {
    var profile = Self.profile(cpu: 1000, memory: 2000)
    profile.autoscaler = MadeProfile.autoscaler("cpu", utilization: 0.7)
    profile.autoscaler?.targets += MadeProfile.autoscaler("memory", utilization: 0.6).targets
    let results = Self.recommender(870, 1500).recommendations(ofWorkload: [profile])
    let result = try #require(results.first)
    let cpu = try #require(result.autoscaling.first { $0.metric == "cpu" })
    let memory = try #require(result.autoscaling.first { $0.metric == "memory" })
    let request = try #require(result.recommended.cpuRequest)
    let size = try #require(result.recommended.memoryRequest)
    // 700m are 80 % of 875m and 1200Mi are 80 % of 1500Mi: both points stay to the unit.
    #expect(request == .millicores(875) && size == .mebibytes(1500))
    let week = Self.week(seed)
    let before = Self.pods(week, cpu: (1000, 0.7), memory: (2000, 0.6))
    let after = Self.pods(
      week,
      cpu: (request.cores * 1000, cpu.target),
      memory: (size.mebibytes, memory.target)
    )
    #expect(before == after)
    #expect(Set(before).count > 5)
    // Had the targets stayed, the pods had not.
    let alone = Self.pods(week, cpu: (875, 0.7), memory: (1500, 0.6))
    #expect(alone != before)
  }

  @Test(
    "for any request, target and need the pods of a week differ by no more than rounding explains",
    arguments: 0..<60
  )
  func anything(seed: UInt64) throws {
    var chance = Chance(seed: seed)
    let now = Int64.random(in: 50...4000, using: &chance)
    let needed = Int64.random(in: 20...4000, using: &chance)
    let percent = Double(Int.random(in: 20...95, using: &chance)) / 100
    var profile = Self.profile(cpu: now, memory: 2000)
    profile.autoscaler = MadeProfile.autoscaler("cpu", utilization: percent)
    let results = Self.recommender(needed, 2000).recommendations(ofWorkload: [profile])
    let result = try #require(results.first)
    let request = try #require(result.recommended.cpuRequest)
    guard let advice = result.autoscaling.first else {
      #expect(request == .millicores(now))
      return
    }
    #expect(request >= .millicores(needed), "seed \(seed)")
    #expect(advice.target <= max(0.9, percent) + 1e-9 && advice.target >= 0.01)
    let week = Self.week(seed)
    let scale = Double(now) * percent / 700
    let demand = week.map { (cpu: $0.cpu * scale, memory: $0.memory) }
    let before = Self.pods(demand, cpu: (Double(now), percent), memory: (1e9, 1))
    let after = Self.pods(demand, cpu: (request.cores * 1000, advice.target), memory: (1e9, 1))
    let differing = zip(before, after).count { $0 != $1 }
    // A request is a whole number of millicores; up to fifteen pods round up once in each of 10,080 minutes.
    let moved = Double(advice.scalePoint) / Double(advice.scalePointNow) - 1
    #expect(moved * Double(advice.scalePointNow) <= advice.target * 1e6 + 1)
    #expect(Double(differing) <= 10 + moved * 150_000, "seed \(seed): \(differing) minutes")
  }

  @Test("a target of the whole pod counts all containers, one of a container that one")
  func several() throws {
    var pair = [
      Self.profile(cpu: 600, memory: 100, "app"), Self.profile(cpu: 400, memory: 100, "proxy"),
    ]
    for place in pair.indices { pair[place].autoscaler = MadeProfile.autoscaler("cpu") }
    let recommender = Self.recommender(350, 100)
    let whole = recommender.recommendations(ofWorkload: pair)
    // 700m over 350m + 350m would be 100 %: 90 % of 778m are 700m.
    let sum = whole.reduce(CPU.zero) { $0 + ($1.recommended.cpuRequest ?? .zero) }
    #expect(sum == .millicores(778))
    #expect(whole.allSatisfy { $0.autoscaling.first?.target == 0.9 })
    for place in pair.indices {
      pair[place].autoscaler?.targets = [
        .init(metric: "cpu", source: "ContainerResource", utilization: 0.7, container: "app")
      ]
    }
    let one = recommender.recommendations(ofWorkload: pair)
    // 420m are 90 % of 467m.
    #expect(one[0].recommended.cpuRequest == .millicores(467))
    #expect(one[1].autoscaling.isEmpty)
    // Where one that counts has no request, all stay.
    pair[1].current?.cpuRequest = nil
    for place in pair.indices { pair[place].autoscaler = MadeProfile.autoscaler("cpu") }
    let kept = recommender.recommendations(ofWorkload: pair)
    #expect(kept[0].recommended.cpuRequest == .millicores(600) && kept[0].autoscaling.isEmpty)
  }

  @Test("same-target moves the scale point and says so")
  func moved() throws {
    var profile = Self.profile(cpu: 1000, memory: 100)
    profile.autoscaler = MadeProfile.autoscaler("cpu")
    var recommender = Self.recommender(500, 100)
    recommender.policy.autoscaler = .sameTarget
    let result = try #require(recommender.recommendations(ofWorkload: [profile]).first)
    #expect(result.recommended.cpuRequest == .millicores(500))
    #expect(result.autoscaling.isEmpty)
    #expect(result.reason.contains("scales at 350m of cpu per pod instead of 700m"))
  }

  @Test("KEDA's cpu and memory triggers are solved like an autoscaler's, others are left alone")
  func keda() throws {
    let reference = ObjectReference(
      cluster: "c",
      namespace: "shop",
      kind: WorkloadKind(rawValue: "ScaledObject"),
      name: "checkout-keda"
    )
    var object = ScaledObject(id: reference, scaled: MadeProfile.autoscaler("cpu").scaled)
    var trigger = ScaledObject.Trigger(type: "cpu")
    trigger.utilization = 0.7
    object.triggers = [trigger, ScaledObject.Trigger(type: "kafka")]
    var profile = Self.profile(cpu: 1000, memory: 100)
    profile.autoscaler = object.autoscaler
    let solved = try #require(
      Self.recommender(800, 100).recommendations(ofWorkload: [profile]).first
    )
    #expect(solved.recommended.cpuRequest == .millicores(805))
    #expect(solved.autoscaling.first?.target == 0.87)
    #expect(solved.reason.contains("ScaledObject checkout-keda"))
    object.triggers = [ScaledObject.Trigger(type: "kafka")]
    profile.autoscaler = object.autoscaler
    let free = try #require(Self.recommender(800, 100).recommendations(ofWorkload: [profile]).first)
    #expect(free.recommended.cpuRequest == .millicores(800) && free.autoscaling.isEmpty)
  }

  @Test(
    "a vertical autoscaler that acts is not fought, one that is off is no reason",
    arguments: [
      (nil, nil, nil, true), ("Auto", nil, nil, true), ("Initial", nil, nil, true),
      ("Off", nil, nil, false), ("Auto", "Off", nil, false), ("Auto", nil, ["memory"], false),
      ("Auto", nil, ["cpu"], true),
    ] as [(String?, String?, [String]?, Bool)]
  )
  func vertical(mode: String?, own: String?, controlled: [String]?, keeps: Bool) {
    var sizer = VerticalAutoscaler(
      id: ObjectReference(
        cluster: "c",
        namespace: "shop",
        kind: WorkloadKind(rawValue: "VerticalPodAutoscaler"),
        name: "checkout-vpa"
      )
    )
    sizer.updateMode = mode
    var policy = VerticalAutoscaler.ContainerPolicy(container: "*")
    policy.mode = own
    policy.controlledResources = controlled
    sizer.policies = [policy]
    var advice = VerticalAutoscaler.Advice(container: "main")
    advice.target = CPUAndMemory(cpu: .millicores(123))
    sizer.advice = [advice]
    var profile = Self.profile(cpu: 1000, memory: 100)
    profile.verticalAutoscaler = sizer
    let result = Self.recommender(300, 100).recommendation(for: profile)
    #expect((result.recommended.cpuRequest == .cores(1)) == keeps)
    #expect(result.reason.contains("checkout-vpa") == (keeps || controlled != nil))
    #expect(result.reason.contains("123m") == keeps)
  }
}
