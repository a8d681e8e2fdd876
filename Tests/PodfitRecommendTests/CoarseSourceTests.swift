import PodfitModel
import PodfitProfile
import Testing

@testable import PodfitRecommend

@Suite("Coarse sources and checkpoints")
struct CoarseSourceTests {
  /// The checkpoint of the documentation: memory peaks in buckets 43 and 44, CPU around bucket 21.
  static func profile(days: Int64 = 8, samples: Int64 = 11_520) throws -> ContainerProfile {
    var checkpoint = AutoscalerCheckpoint(
      id: ObjectReference(
        cluster: "c",
        namespace: "shop",
        kind: WorkloadKind(rawValue: "VerticalPodAutoscalerCheckpoint"),
        name: "cart-api-app"
      ),
      autoscaler: "cart-api",
      container: "main"
    )
    checkpoint.version = "v3"
    checkpoint.cpu = .init(
      weights: [10: 4, 17: 3_120, 21: 10_000, 24: 5_230, 29: 87],
      totalWeight: 141.7
    )
    checkpoint.memory = .init(weights: [43: 10_000, 44: 2_113], totalWeight: 11.3)
    checkpoint.firstSample = Instant(milliseconds: 0)
    checkpoint.lastSample = Instant(milliseconds: days * 86_400_000)
    checkpoint.sampleCount = samples
    var profile = ContainerProfile(id: MadeProfile.id())
    profile.replicas = 2
    profile.current = ContainerResources(
      cpuRequest: .millicores(2_000),
      memoryRequest: .gibibytes(4),
      memoryLimit: .gibibytes(8)
    )
    profile.distribution = try UsageDistribution(checkpoint)
    return profile
  }

  @Test("vpa recommends from a checkpoint alone, and says so")
  func vpa() throws {
    let result = Recommender(strategy: VPAStrategy()).recommendation(for: try Self.profile())
    #expect(result.status == .lower)
    // Bucket 24 holds the 0.9 quantile of CPU (4 + 3120 + 10000 of 18441 are 0.71, with 5230 0.995);
    // it ends at 0.01 · (1.05^25 − 1) / 0.05 = 0.477270988 cores: 477m · 1.15 cut off is 548m.
    #expect(result.recommended.cpuRequest == .millicores(548))
    // Bucket 44 ends at 1,597,001,558 bytes; times 1.15 is 1,836,551,791, which is 1751.5 Mi.
    #expect(result.recommended.memoryRequest == .mebibytes(1_752))
    // The limit keeps its proportion of two, rounded up to whole mebibytes.
    #expect(result.recommended.memoryLimit == .mebibytes(3_503))
    #expect(result.reason.contains("decayed p90 of the checkpoint + 15 %"))
    #expect(result.reason.contains("coarse: from checkpoint cart-api-app"))
    #expect(result.explanation.first?.inputs["span"] == "192 h")
  }

  @Test("other strategies withhold, and name the one that would not")
  func others() throws {
    for strategy in [HeadroomStrategy(), KRRSimpleStrategy()] as [any Strategy] {
      let profile = try Self.profile()
      let result = Recommender(strategy: strategy).recommendation(for: profile)
      #expect(result.status == .withheld)
      #expect(result.recommended == profile.current)
      #expect(result.reason.contains("VerticalPodAutoscaler checkpoint, which strategy vpa reads"))
    }
  }

  @Test("a checkpoint of a short history, or of few samples, is not enough for vpa either")
  func short() throws {
    for (days, samples) in [(0, 11_520), (8, 100), (8, 0), (-3, 11_520)] as [(Int64, Int64)] {
      let profile = try Self.profile(days: days, samples: samples)
      #expect(Recommender(strategy: VPAStrategy()).recommendation(for: profile).status == .withheld)
    }
  }

  @Test("advice from averages and aligned readings says that peaks are above them")
  func averages() {
    var profile = MadeProfile.steady(millicores: 200, mebibytes: 300, days: 10)
    profile.cpuCoarseness = [.averages]
    profile.memoryCoarseness = [.aligned]
    let result = Recommender().recommendation(for: profile)
    #expect(result.status != .withheld)
    #expect(result.reason.contains("coarse: CPU from averages, peaks are above them"))
    #expect(result.reason.contains("coarse: memory aligned over time, peaks may be above it"))
  }

  @Test("one snapshot is withheld in words that say so")
  func snapshot() {
    var profile = MadeProfile.profile([
      MadeProfile.pod("p-1", millicores: [100], mebibytes: [200])
    ])
    profile.cpuCoarseness = [.moments]
    profile.memoryCoarseness = [.moments]
    let result = Recommender().recommendation(for: profile)
    #expect(result.status == .withheld)
    #expect(result.reason.contains("one snapshot, which is 1 sample per pod"))
  }
}
