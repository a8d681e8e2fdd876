import PodfitModel
import PodfitRecommend
import Testing

@Suite("Containers that do not fare well")
struct HealthTests {
  private static let current = ContainerResources(
    cpuRequest: .cores(1),
    memoryRequest: .gibibytes(1)
  )

  private static func profile(_ change: (inout ContainerHealth) -> Void) -> ContainerProfile {
    var profile = MadeProfile.steady(millicores: 100, mebibytes: 100, current: current)
    profile.health.listedPods = 3
    change(&profile.health)
    return profile
  }

  @Test("a container that restarts all day gets no number from its torn samples")
  func restarting() {
    let result = Recommender().recommendation(for: Self.profile { $0.restartsPerPodDay = 40 })
    #expect(result.status == .withheld && result.recommended == Self.current)
    #expect(result.reason.contains("restarts 40 times a day"))
    #expect(result.risks == ["each pod restarts 40 times a day"])
    let calm = Recommender().recommendation(for: Self.profile { $0.restartsPerPodDay = 2 })
    #expect(calm.status == .lower && calm.risks.isEmpty)
    #expect(calm.reason.contains("each pod restarts 2 times a day"))
    let once = Recommender().recommendation(for: Self.profile { $0.restartsPerPodDay = 0.1 })
    #expect(!once.reason.contains("restarts"))
  }

  @Test("all pods in a crash loop withhold, one of three is told")
  func looping() {
    let all = Recommender().recommendation(for: Self.profile { $0.crashLooping = 3 })
    #expect(all.status == .withheld && all.reason.contains("CrashLoopBackOff"))
    let one = Recommender().recommendation(for: Self.profile { $0.crashLooping = 1 })
    #expect(one.status == .lower)
    #expect(one.risks == ["1 of 3 listed pods in CrashLoopBackOff"])
  }

  @Test("what is killed for want of memory all day is told to raise it")
  func killed() {
    var profile = Self.profile {
      $0.restartsPerPodDay = 40
      $0.crashLooping = 3
    }
    profile.current?.memoryLimit = .mebibytes(128)
    profile.current?.memoryRequest = .mebibytes(128)
    profile.oomKills = 40
    let result = Recommender().recommendation(for: profile)
    #expect(result.status == .raise)
    #expect((result.recommended.memoryLimit ?? .zero) >= .mebibytes(228))
  }

  @Test("evictions and nodes in trouble stand beside the numbers")
  func troubles() {
    let result = Recommender().recommendation(
      for: Self.profile {
        $0.evicted = 2
        $0.nodeTroubles = ["n1: MemoryPressure"]
      }
    )
    #expect(result.status == .lower)
    #expect(result.risks.isEmpty)
    #expect(result.reason.contains("2 pods evicted; on nodes in trouble (n1: MemoryPressure)"))
  }
}
