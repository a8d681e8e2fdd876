import PodfitModel
import PodfitProfile
import Testing

@testable import PodfitRecommend

@Suite("Findings about GPUs and nodes")
struct DeviceFindingTests {
  static func share(_ p99: Double, idle: Double) -> ShareSummary {
    ShareSummary(samples: 2_016, p50: 0, p95: p99, p99: p99, max: p99, mean: p99 / 2, idle: idle)
  }

  static func gpu(
    _ model: String = "NVIDIA A100-SXM4-80GB",
    profile: String = "",
    engine: Double,
    idle: Double = 0,
    usedMebibytes used: Int64,
    size: Int64 = 81_920
  ) -> GPUProfile {
    var gpu = GPUProfile(requested: ["nvidia.com/gpu": 1])
    gpu.devices = [GPUDevice(id: "GPU-1", profile: profile, model: model)]
    gpu.pods = 1
    gpu.devicesPerPod = 1
    gpu.engine = share(engine, idle: idle)
    let memory = Memory.mebibytes(used)
    gpu.memory = UsageSummary(
      samples: 2_016,
      p50: memory,
      p90: memory,
      p95: memory,
      p99: memory,
      max: memory,
      mean: memory
    )
    gpu.memorySize = .mebibytes(size)
    gpu.window = TimeWindow(
      start: Instant(milliseconds: 0),
      end: Instant(milliseconds: 604_800_000)
    )
    gpu.weeklyHours = 168
    return gpu
  }

  static func ids(_ gpu: GPUProfile) -> [String] {
    GPUFindings(gpu: gpu).entries.map(\.finding.id)
  }

  @Test("an idle GPU loses all of its hours, one idle most of the time that part")
  func idle() throws {
    let idle = GPUFindings(gpu: Self.gpu(engine: 0.01, idle: 1, usedMebibytes: 79_000)).entries
    #expect(idle.map(\.finding.id) == ["gpu-idle"])
    #expect(idle[0].finding.message.contains("168 GPU-hours a week are lost"))
    let partly = GPUFindings(gpu: Self.gpu(engine: 0.9, idle: 0.6, usedMebibytes: 79_000)).entries
    #expect(partly.map(\.finding.id) == ["gpu-idle-hours"])
    #expect(partly[0].finding.message.contains(": 101 GPU-hours"))
    #expect(Self.ids(Self.gpu(engine: 0.9, idle: 0.4, usedMebibytes: 79_000)).isEmpty)
  }

  @Test("a day or a hundred samples less, and a shared device, tell nothing")
  func little() {
    var gpu = Self.gpu(engine: 0.01, idle: 1, usedMebibytes: 1_000)
    gpu.shared = ["GPU-1"]
    #expect(Self.ids(gpu).isEmpty)
    gpu.shared = []
    gpu.window?.end = Instant(milliseconds: 3_600_000)
    #expect(Self.ids(gpu).isEmpty)
    gpu = Self.gpu(engine: 0.01, idle: 1, usedMebibytes: 1_000)
    gpu.engine?.samples = 99
    #expect(Self.ids(gpu).isEmpty)
  }

  @Test("slices of the worked table", arguments: WorkedRow.rows(of: "gpu", below: "Worked table"))
  func slices(row: WorkedRow) throws {
    let gpu = Self.gpu(
      row["model"],
      profile: row["slice now"] == "-" ? "" : row["slice now"],
      engine: try #require(row.number("engine p99")),
      usedMebibytes: Int64(try #require(row.number("framebuffer p99, MiB"))),
      size: Int64(try #require(row.number("framebuffer, MiB")))
    )
    let entry = GPUFindings(gpu: gpu).entries.first { $0.finding.id == "gpu-slice" }
    #expect(
      entry?.finding.message.split(separator: " ").dropFirst(2).first.map(String.init) ?? "-"
        == row["advice"]
    )
  }

  @Test(
    "every advised slice holds what was used, and the next smaller does not",
    arguments: 0..<200
  )
  func holds(seed: UInt64) throws {
    var chance = Chance(seed: seed)
    for table in SliceTable.all {
      let memory = Memory.mebibytes(Int64.random(in: 0...150_000, using: &chance))
      let compute = Double.random(in: 0...8, using: &chance)
      guard let slice = table.smallest(holding: memory, compute: compute) else {
        #expect(table.slices.allSatisfy { $0.usable < memory || Double($0.compute) < compute })
        continue
      }
      #expect(slice.usable >= memory && Double(slice.compute) >= compute)
      for smaller in table.slices.prefix(while: { $0 != slice }) {
        #expect(smaller.usable < memory || Double(smaller.compute) < compute, "seed \(seed)")
      }
    }
  }

  @Test("slices of a card ascend and are what the card has")
  func tables() {
    for table in SliceTable.all {
      for (a, b) in zip(table.slices, table.slices.dropFirst()) {
        #expect(a.compute <= b.compute && a.gigabytes <= b.gigabytes)
      }
      #expect(table.slices.last?.compute == table.parts && table.slices.last?.instances == 1)
    }
  }

  @Test("a card that cannot be cut has a word on its memory instead")
  func oversized() {
    let gpu = Self.gpu("Tesla T4", engine: 0.5, usedMebibytes: 4_000, size: 15_360)
    #expect(Self.ids(gpu) == ["gpu-memory-oversized"])
    #expect(Self.ids(Self.gpu("Tesla T4", engine: 0.5, usedMebibytes: 9_000, size: 15_360)).isEmpty)
  }

  @Test("findings stand in the recommendation, its reason and its chain, also where it is withheld")
  func carried() throws {
    for days in [20, 0] {
      var profile = MadeProfile.steady(millicores: 100, mebibytes: 100, days: max(days, 1))
      if days == 0 { profile.window = nil }
      profile.gpu = Self.gpu(engine: 0.01, idle: 1, usedMebibytes: 1_000)
      let result = Recommender().recommendation(for: profile)
      #expect((result.status == .withheld) == (days == 0))
      #expect(result.findings.map(\.id) == ["gpu-idle", "gpu-slice"])
      #expect(result.reason.contains("GPU idle"))
      let step = try #require(result.explanation.first { $0.step == "GPUs" })
      #expect(step.inputs["asks for nvidia.com/gpu"] == "1")
      #expect(result.risks.isEmpty)
    }
  }
}
