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
    #expect(jvm.heapMax == .mebibytes(500))
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
}
