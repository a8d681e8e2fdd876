import PodfitModel
import PodfitRecommend
import Testing

/// Numbers from a second program that was written from the formula pages alone: weights by age
/// without a moving reference, buckets by search in a list of borders, peaks by grouping.
@Suite("Strategies against a second implementation")
struct IndependentTests {
  /// What the second program says: millicores, and bytes (vpa) or MiB (krr, headroom).
  struct Expected: Sendable {
    var seed: UInt64
    var vpa: (Int64, Int64)
    var krr: (Int64, Int64)
    var headroom: (Int64, Int64)
  }

  static let expected = [
    Expected(seed: 1, vpa: (247, 1_555_165_137), krr: (252, 1416), headroom: (284, 1477)),
    Expected(seed: 2, vpa: (379, 1_038_683_533), krr: (366, 963), headroom: (404, 1004)),
    Expected(seed: 3, vpa: (182, 2_539_377_048), krr: (170, 2338), headroom: (195, 2440)),
    Expected(seed: 4, vpa: (410, 2_281_906_618), krr: (371, 2211), headroom: (418, 2307)),
    Expected(seed: 5, vpa: (203, 813_749_082), krr: (174, 2075), headroom: (190, 2165)),
    Expected(seed: 6, vpa: (410, 2_677_845_899), krr: (377, 2455), headroom: (434, 2562)),
    Expected(seed: 7, vpa: (224, 2_539_377_048), krr: (215, 2402), headroom: (244, 2507)),
    Expected(seed: 8, vpa: (410, 2_539_377_048), krr: (375, 2508), headroom: (428, 2617)),
  ]

  @Test("give the same numbers", arguments: expected)
  func same(expected: Expected) throws {
    let profile = Self.profile(seed: expected.seed)
    let now = try #require(profile.window?.end)
    let vpa = VPAStrategy().demand(of: profile, now: now)
    #expect(vpa.cpuRequest.value == .millicores(expected.vpa.0))
    #expect(vpa.memoryRequest.value == Memory(bytes: expected.vpa.1))
    let krr = KRRSimpleStrategy().demand(of: profile, now: now)
    #expect(krr.cpuRequest.value == .millicores(expected.krr.0))
    #expect(krr.memoryRequest.value == .mebibytes(expected.krr.1))
    let result = Recommender(strategy: HeadroomStrategy()).recommendation(for: profile)
    #expect(result.recommended.cpuRequest == .millicores(expected.headroom.0))
    #expect(result.recommended.memoryRequest == .mebibytes(expected.headroom.1))
  }

  /// One to three pods that start at different hours, 2,000 to 2,899 samples each, with CPU bursts in
  /// one sample of twenty and memory that has a daily shape.
  private static func profile(seed: UInt64) -> ContainerProfile {
    var state = seed
    func next() -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64(state >> 40)
    }
    let pods = (0...Int(seed % 3)).map { index -> PodUsage in
      let count = 2000 + next() % 900
      let start = MadeProfile.start + next() % 72 * 3_600_000
      let cpuScale = 1 + next() % 4000
      let memoryScale = 1 + next() % 6000
      var pod = MadeProfile.pod("pod-\(index)", millicores: [], mebibytes: [])
      for sample in 0..<count {
        let time = start + (sample + 1) * 300_000
        let burst: Int64 = next() % 20 == 0 ? 5 : 1
        pod.cpu.append(time: time, value: next() % 1000 * cpuScale * burst * 100)
        let memory = (500 + next() % 500 + sample % 288) * memoryScale * 300
        pod.memory.append(time: time, value: memory)
      }
      return pod
    }
    return MadeProfile.profile(pods)
  }
}
