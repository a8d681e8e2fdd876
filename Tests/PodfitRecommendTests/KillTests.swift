import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("Kills for want of memory in the sketches of the VPA")
struct KillTests {
  private static let days = 12
  private static let end = Instant(milliseconds: MadeProfile.start) + .days(12)

  /// Twelve days at 512 MiB under 4 GiB, hourly.
  private static func profile(kills: [Instant], untimed: Bool = false) -> ContainerProfile {
    var profile = MadeProfile.steady(
      millicores: 100,
      mebibytes: 512,
      days: days,
      current: ContainerResources(memoryRequest: .gibibytes(4), memoryLimit: .gibibytes(4))
    )
    profile.oomKills = Int64(kills.count) + (untimed ? 1 : 0)
    profile.pods[0].kills = kills
    profile.pods[0].hasUntimedKill = untimed
    return profile
  }

  private static func targets(of profile: ContainerProfile) throws -> (vpa: Memory, card: Memory) {
    (
      try #require(VPAStrategy().demand(of: profile, now: end).memoryRequest.value),
      try #require(
        GoldilocksGuaranteedStrategy().demand(of: profile, now: end).memoryRequest.value
      )
    )
  }

  @Test(
    "VPA and Goldilocks have one target, whenever the kill was",
    arguments: [-20, -2, 0, 6, 36, 150, 264, 280, 287, 288, 300] as [Int64]
  )
  func oneTarget(hours: Int64) throws {
    let kill = Instant(milliseconds: MadeProfile.start) + .hours(hours)
    let targets = try Self.targets(of: Self.profile(kills: [kill]))
    #expect(targets.vpa == targets.card, "\(hours) h")
    let untimed = try Self.targets(of: Self.profile(kills: [], untimed: true))
    #expect(untimed.vpa == untimed.card)
  }

  @Test("a kill of ten days ago weighs nothing, one of today its 20 % on the request")
  func decay() throws {
    let none = try Self.targets(of: Self.profile(kills: [])).vpa
    let old = try Self.targets(of: Self.profile(kills: [Self.end + .hours(-252)])).vpa
    let recent = try Self.targets(of: Self.profile(kills: [Self.end + .hours(-3)])).vpa
    #expect(old == none)
    // 4 GiB · 1.2 and 15 % on top, up to a bucket's end of at most 5 % more.
    let least = Memory.gibibytes(4).scaledUp(by: 1.2 * 1.15)
    #expect(recent >= least && recent <= least.scaledUp(by: 1.06))
    // Of which nobody says when it was counts as today's, as does one whose pod has no samples.
    #expect(try Self.targets(of: Self.profile(kills: [], untimed: true)).vpa == recent)
    var elsewhere = Self.profile(kills: [])
    elsewhere.oomKills = 1
    #expect(try Self.targets(of: elsewhere).vpa == recent)
  }

  @Test("the explanation shows what a kill stands for")
  func explained() throws {
    func inputs(_ profile: ContainerProfile, _ strategy: any Strategy) throws -> [String: String] {
      let steps = strategy.demand(of: profile, now: Self.end).steps
      return try #require(steps.last).inputs
    }
    let kill = Self.end + .hours(-3)
    for strategy in [VPAStrategy(), GoldilocksGuaranteedStrategy(), GoldilocksBurstableStrategy()]
      as [any Strategy]
    {
      let found = try inputs(Self.profile(kills: [kill]), strategy)
      #expect(found["kills counted as peaks"] == "1, the last \(kill)")
      // 4 GiB · 1.2 = 4915.2 MiB.
      let peak = try #require(found["largest peak after a kill"])
      #expect(peak.hasPrefix("4915.2"), "\(peak)")
      let none = try inputs(Self.profile(kills: []), strategy)
      #expect(none["kills counted as peaks"] == nil)
    }
  }

  @Test("what happens after the history that counts is not told")
  func later() throws {
    let profile = Self.profile(kills: [Self.end + .hours(-3)])
    let now = Self.end + .days(-1)
    let told = VPAStrategy().demand(of: profile, now: now).memoryRequest.value
    let none = VPAStrategy().demand(of: Self.profile(kills: []), now: now).memoryRequest.value
    #expect(told == none)
    #expect(
      GoldilocksGuaranteedStrategy().demand(of: profile, now: now).memoryRequest.value == told
    )
  }

  @Test("hostile times of kills stop nothing")
  func hostile() throws {
    let times: [Int64] = [.min, -1, 0, .max - 1, .max]
    let profile = Self.profile(kills: times.map { Instant(milliseconds: $0) })
    let targets = try Self.targets(of: profile)
    #expect(targets.vpa == targets.card && targets.vpa > .zero)
    var bare = profile
    bare.pods[0].memory = SampleColumn()
    _ = VPAStrategy().demand(of: bare, now: Self.end)
    _ = GoldilocksGuaranteedStrategy().demand(of: bare, now: Self.end)
  }
}
