import PodfitModel
import PodfitRecommend
import Testing

@Suite("Shapes of workloads")
struct ShapeTests {
  private static func service(_ levels: [Double]) -> ContainerProfile {
    MadeProfile.profile(
      levels.enumerated().map { index, level in
        MadeProfile.pod(
          "api-\(index)",
          millicores: Array(repeating: level, count: 4 * 288),
          mebibytes: Array(repeating: 100, count: 4 * 288)
        )
      }
    )
  }

  @Test(
    "one hot replica is named where it uses three times the median",
    arguments: [
      ([100, 100, 100, 400], true), ([100, 100, 100, 250], false), ([100, 400], false),
      ([1, 1, 1, 5], false),
    ] as [([Double], Bool)]
  )
  func hot(levels: [Double], isHot: Bool) {
    let result = Recommender().recommendation(for: Self.service(levels))
    #expect(result.reason.contains("hot: pod api-\(levels.count - 1) uses") == isHot)
  }

  @Test("what uses less than a millicore is called idle, jobs are not")
  func idle() {
    var profile = Self.service([0.4])
    #expect(Recommender().recommendation(for: profile).reason.contains("idle: 99 % of the time"))
    profile.shape = .job
    #expect(!Recommender().recommendation(for: profile).reason.contains("idle"))
  }

  @Test(
    "the cycles that samples span are told",
    arguments: [
      (4, "4 days, 0 weeks, 0 months"), (20, "20 days, 2 weeks, 0 months"),
      (61, "61 days, 8 weeks, 2 months"),
    ]
  )
  func cycles(days: Int, text: String) {
    let profile = MadeProfile.steady(millicores: 100, mebibytes: 100, days: days)
    let step = Recommender().recommendation(for: profile).explanation.first
    #expect(step?.inputs["cycles"] == text)
  }

  @Test("start-up is told apart from the steady phase for pods that came up in the window")
  func starts() throws {
    let old = MadeProfile.pod(
      "old",
      millicores: Array(repeating: 100, count: 4 * 288),
      mebibytes: Array(repeating: 100, count: 4 * 288)
    )
    let new = MadeProfile.pod(
      "new",
      millicores: [900, 700] + Array(repeating: 200, count: 500),
      mebibytes: Array(repeating: 100, count: 502),
      from: MadeProfile.start + 86_400_000
    )
    let result = Recommender().recommendation(for: MadeProfile.profile([old, new]))
    let step = try #require(result.explanation.first { $0.step.hasPrefix("start-up") })
    #expect(step.inputs["first 10 min"] == "900m" && step.inputs["afterwards"] == "200m")
    #expect(step.inputs["pods that started in the window"] == "1")
    let steady = Recommender().recommendation(for: MadeProfile.profile([old]))
    #expect(!steady.explanation.contains { $0.step.hasPrefix("start-up") })
  }

  @Test("runs of a job are told by their peaks, readings far apart by what they hide")
  func runs() throws {
    var profile = Self.service([100, 100, 100])
    for (index, peak) in [300, 100, 200].enumerated() {
      profile.pods[index].memory.values[7] = Memory.mebibytes(Int64(peak)).bytes
    }
    profile.shape = .job
    let steps = Recommender().recommendation(for: profile).explanation
    let runs = try #require(steps.first { $0.step == "largest memory of each run" })
    #expect(runs.inputs == ["runs": "3", "least": "100Mi", "median": "200Mi"])
    #expect(runs.value == "300Mi")
    let coarse = try #require(steps.first { $0.step.hasPrefix("readings far apart") })
    #expect(coarse.inputs["readings every"] == "5 min")
    #expect(coarse.value.contains("21 %"))
  }

  @Test("a DaemonSet on unlike nodes gets one number and what each class would need")
  func daemon() throws {
    var profile = Self.service([100, 100, 400])
    profile.shape = .daemon
    #expect(
      !Recommender().recommendation(for: profile).explanation.contains {
        $0.step.hasPrefix("requests by class")
      }
    )
    for (pod, type) in zip(profile.pods, ["m5.large", "m5.large", "m5.4xlarge"]) {
      profile.nodeClasses[pod.id.pod] = type
    }
    let result = Recommender().recommendation(for: profile)
    let step = try #require(result.explanation.first { $0.step.hasPrefix("requests by class") })
    #expect(
      step.inputs == [
        "m5.large, 2 pods": "CPU 115m, memory 140Mi", "m5.4xlarge, 1 pod": "CPU 460m, memory 140Mi",
      ]
    )
    #expect(result.recommended.cpuRequest == .millicores(460))
  }

  @Test("a leak says when its limit is reached")
  func leak() {
    var profile = Self.service([100])
    profile.isLeaking = true
    profile.daysToLimit = 6.25
    let result = Recommender().recommendation(for: profile)
    #expect(result.risks == ["memory grows without end, its limit is reached in 6.3 days"])
  }
}
