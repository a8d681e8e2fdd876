import PodfitJVM
import PodfitModel
import PodfitRecommend
import Testing

@Suite("Recommendations for JVMs")
struct JVMRecommendationTests {
  private let limits = ContainerResources(
    cpuRequest: .cores(2),
    cpuLimit: .cores(2),
    memoryRequest: .gibibytes(4),
    memoryLimit: .gibibytes(4)
  )

  private func profile(
    _ flags: [String],
    image: String = "eclipse-temurin:17.0.9",
    mebibytes: Double,
    live: Memory? = nil,
    current: ContainerResources
  ) -> ContainerProfile {
    var profile = MadeProfile.steady(millicores: 300, mebibytes: mebibytes, current: current)
    let spec = ContainerSpec(
      name: "main",
      image: image,
      command: ["java"] + flags + ["-jar", "app.jar"],
      resources: current
    )
    var signals = JVMSignals()
    signals.workingSetMax = profile.memory?.max
    signals.liveSet = live.map { LiveSet(estimate: $0, source: "heap after collections") }
    profile.spec = spec
    profile.jvm = JVMProfiler.profile(
      of: spec,
      in: JVMSurroundings(
        memoryLimit: current.memoryLimit,
        cpuLimit: current.cpuLimit,
        nodeCPU: .cores(8),
        nodeMemory: .gibibytes(32)
      ),
      signals: signals
    )
    return profile
  }

  @Test("after a kill for want of memory the limit is at least 1.2 times the one it was killed at")
  func killedAtItsLimit() throws {
    let tight = ContainerResources(
      cpuRequest: .cores(1),
      memoryRequest: .gibibytes(3),
      memoryLimit: .gibibytes(3)
    )
    var profile = profile(
      ["-Xmx2900m"],
      mebibytes: 3050,
      live: .mebibytes(1300),
      current: tight
    )
    profile.oomKills = 2
    let result = Recommender().recommendation(for: profile)
    #expect(try #require(result.recommended.memoryLimit) >= Memory.gibibytes(3).scaledUp(by: 1.2))
    #expect(result.risks == ["killed for want of memory 2 times or more"])
    #expect(result.reason.contains("killed for want of memory"))
  }

  @Test("with little history the limit of a JVM whose heap stays does not go down")
  func shortHistory() throws {
    var profile = profile(["-Xmx1g"], mebibytes: 900, current: limits)
    let week = Recommender().recommendation(for: profile)
    #expect(try #require(week.recommended.memoryLimit) < .gibibytes(4))
    let end = try #require(profile.window?.end)
    profile.window = TimeWindow(start: end + .days(-2), end: end)
    let day = Recommender().recommendation(for: profile)
    #expect(try #require(day.recommended.memoryLimit) >= .gibibytes(4))
  }

  @Test("a heap far above its live set shrinks, and the limit with it, below past use")
  func shrinks() throws {
    let profile = profile(
      ["-Xmx3g"],
      mebibytes: 3500,
      live: .mebibytes(200),
      current: limits
    )
    let result = Recommender().recommendation(for: profile)
    let jvm = try #require(result.jvm)
    // 2.1 x 200 MiB, up to what HotSpot rounds heaps to.
    #expect(jvm.heapMax >= .mebibytes(420) && jvm.heapMax <= .mebibytes(422))
    #expect(!jvm.flags.isEmpty && jvm.variable != nil)
    let limit = try #require(result.recommended.memoryLimit)
    #expect(limit > jvm.heapMax && limit < .mebibytes(1500))
    #expect(result.recommended.memoryRequest == limit)
    #expect(result.status == .lower)
    #expect(result.confidence == nil)
    #expect(result.reason.contains("JVM need"))
    #expect(result.explanation.contains { $0.step == "memory limit from the JVM's need" })
  }

  @Test("a heap that stays keeps a limit that holds it; the request follows use")
  func stays() throws {
    var free = limits
    free.cpuLimit = nil
    let profile = profile(["-Xmx2g"], mebibytes: 700, current: free)
    let result = Recommender().recommendation(for: profile)
    let jvm = try #require(result.jvm)
    #expect(jvm.heapMax == .gibibytes(2) && jvm.flags.isEmpty)
    #expect(try #require(result.recommended.memoryLimit) > .gibibytes(2))
    let request = try #require(result.recommended.memoryRequest)
    #expect(request >= .mebibytes(805) && request <= .mebibytes(806))
    #expect(result.confidence?.exceedanceRatio == 0)
  }

  @Test(
    "the limit never goes down where the JVM's need is not known",
    arguments: [
      "ibm-semeru-runtimes:open-17-jre", "",
    ]
  )
  func unknown(image: String) throws {
    var profile = profile(["-Xmx2g"], image: image, mebibytes: 700, current: limits)
    if image.isEmpty { profile.spec = nil }
    for type in StrategyRegistry.all {
      let result = Recommender(strategy: type.init()).recommendation(for: profile)
      #expect(result.jvm == nil)
      #expect(try #require(result.recommended.memoryLimit) >= .gibibytes(4), "\(type.id)")
      #expect(try #require(result.recommended.memoryRequest) < .gibibytes(2), "\(type.id)")
      #expect(result.reason.contains("limit not lowered"))
    }
  }

  @Test("no limit is newly set where the heap is a share of the node")
  func nodeShare() {
    let current = ContainerResources(cpuRequest: .cores(1), memoryRequest: .gibibytes(4))
    let profile = profile([], mebibytes: 700, current: current)
    let result = Recommender().recommendation(for: profile)
    #expect(result.recommended.memoryLimit == nil)
    #expect(result.reason.contains("a share of the node"))
  }

  @Test("a kill that the modelled need does not explain raises the limit")
  func killed() throws {
    var profile = profile(["-Xmx1g"], mebibytes: 1100, current: limits)
    profile.oomKills = 1
    let result = Recommender().recommendation(for: profile)
    #expect(try #require(result.recommended.memoryLimit) > .gibibytes(4))
    #expect(result.status == .raise)
  }

  @Test("a limit that cannot hold the heap is raised, also under an autoscaler")
  func tooSmall() throws {
    let small = ContainerResources(
      cpuRequest: .cores(2),
      memoryRequest: .mebibytes(900),
      memoryLimit: .gibibytes(1)
    )
    var profile = profile(["-Xmx1g"], mebibytes: 800, current: small)
    let plain = Recommender().recommendation(for: profile)
    #expect(try #require(plain.recommended.memoryLimit) > .gibibytes(1))
    profile.autoscaler = MadeProfile.autoscaler("memory")
    let scaled = Recommender().recommendation(for: profile)
    #expect(scaled.recommended.memoryRequest == .mebibytes(900))
    #expect(try #require(scaled.recommended.memoryLimit) > .gibibytes(1))
    #expect(scaled.status == .raise)
  }

  /// A profile whose JVM a test changes after it was made.
  private func service(_ flags: [String], live: Memory, _ change: (inout JVMProfile) -> Void)
    -> ContainerProfile
  {
    var profile = profile(flags, mebibytes: 1200, live: live, current: limits)
    if var jvm = profile.jvm {
      change(&jvm)
      profile.jvm = jvm
    }
    return profile
  }

  @Test("a JVM whose collector thrashes gets a larger heap, whatever its live set")
  func thrashing() throws {
    let finding = JVMFinding(id: "gc-thrash", severity: .error, message: "18 % of the CPU")
    for live in [Memory.mebibytes(100), .mebibytes(400), .mebibytes(900)] {
      let sized = service(["-Xmx1g", "-XX:+UseG1GC"], live: live) { $0.findings = [finding] }
      let jvm = try #require(Recommender().recommendation(for: sized).jvm)
      #expect(jvm.heapMax >= .mebibytes(1280), "\(live)")
      #expect(jvm.heapMax >= live.scaledUp(by: 2.09))
      let calm = service(["-Xmx1g", "-XX:+UseG1GC"], live: .mebibytes(100)) { $0.findings = [] }
      #expect(try #require(Recommender().recommendation(for: calm).jvm).heapMax < .mebibytes(300))
    }
  }

  @Test("of a heap that is fixed or touched at the start the request is all, whatever was used")
  func fixedHeaps() throws {
    let flags = [
      ["-Xms1g", "-Xmx1g"], ["-Xmx1g", "-XX:+AlwaysPreTouch"], ["-Xms64m", "-Xmx1g"],
    ]
    for (index, flags) in flags.enumerated() {
      let idle = profile(flags, mebibytes: 300, current: limits)
      let result = Recommender().recommendation(for: idle)
      let limit = try #require(result.recommended.memoryLimit)
      let request = try #require(result.recommended.memoryRequest)
      #expect(limit > .gibibytes(1) && limit < .mebibytes(1500))
      if index < 2 {
        #expect(request == limit, "\(flags)")
      } else {
        #expect(request < .mebibytes(400))
      }
    }
  }

  @Test("several JVMs in one container: nothing is advised and the limit does not go down")
  func severalJVMs() throws {
    let two = service(["-Xmx1g"], live: .mebibytes(100)) { $0.processes = 2 }
    let result = Recommender().recommendation(for: two)
    #expect(result.jvm == nil)
    #expect(try #require(result.recommended.memoryLimit) >= .gibibytes(4))
    #expect(result.reason.contains("2 JVMs"))
  }

  @Test("page cache of a stateful server is kept within the limit or left to the node")
  func pageCache() throws {
    var spec = ContainerSpec(
      name: "main",
      image: "apache/kafka:3.9.0",
      command: ["java", "-Xmx1g", "-XX:+UseG1GC"],
      environment: [EnvironmentVariable(name: "KAFKA_LOG_DIRS", value: "/data")]
    )
    spec.resources = limits
    var profile = profile(["-Xmx1g"], mebibytes: 3500, current: limits)
    profile.spec = spec
    let around = JVMSurroundings(memoryLimit: .gibibytes(4), cpuLimit: .cores(2))
    var signals = JVMSignals()
    signals.workingSetMax = .mebibytes(3500)
    signals.heapCommittedMax = .gibibytes(1)
    signals.heapMax = .gibibytes(1)
    profile.jvm = JVMProfiler.profile(of: spec, in: around, signals: signals)
    let kept = Recommender().recommendation(for: profile)
    #expect(try #require(kept.recommended.memoryLimit) > .mebibytes(3400))
    let steps = kept.explanation.map(\.step)
    #expect(steps.contains { $0.contains("page cache kept for kafka") }, "\(steps)")
    var policy = Policy()
    policy.jvm.pageCache = .share
    let plan = JVMSizer.sizing(
      of: try #require(profile.jvm),
      spec: spec,
      in: around,
      workingSetMax: .mebibytes(3500),
      options: policy.jvm
    )
    let shared = try #require(plan)
    #expect(shared.minimumLimit < .mebibytes(1400))
    #expect(shared.areas.allSatisfy { $0.name != "page cache" })
  }

  @Test("every MiB of the limit is accounted for, from the live set up")
  func account() throws {
    let sized = profile(["-Xmx3g"], mebibytes: 3500, live: .mebibytes(200), current: limits)
    let result = Recommender().recommendation(for: sized)
    let limit = try #require(result.recommended.memoryLimit)
    let step = try #require(
      result.explanation.first { $0.step == "every MiB of the memory limit" }
    )
    let parts = step.inputs.sorted { $0.key < $1.key }
    #expect(parts.first?.key == "01 live set")
    #expect(parts.first?.value.hasPrefix("200.0 MiB") == true)
    let sum = parts.reduce(0.0) { $0 + (Double($1.value.prefix { $0 != " " }) ?? .nan) }
    // Each part is printed to a tenth.
    #expect(abs(sum - limit.mebibytes) <= 0.05 * Double(parts.count) + 0.01, "\(parts)")
  }
}
