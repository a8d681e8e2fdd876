import PodfitModel
import Testing

@testable import PodfitRecommend

@Suite("The least of a whole pod")
struct PodLeastTests {
  /// Two containers of one pod with 1000m / 1000Mi and 500m / 500Mi, for which 200m and 200Mi are advised each.
  private static func pair() -> [ContainerProfile] {
    [("app", 1_000), ("proxy", 500)].map { name, amount in
      BoundsTests.profile(
        ContainerResources(
          cpuRequest: .millicores(amount),
          memoryRequest: .mebibytes(amount),
          memoryLimit: .mebibytes(amount)
        ),
        name: name
      )
    }
  }

  private static func results(
    _ rules: [LimitRange.Rule],
    _ change: (inout [ContainerProfile]) -> Void = { _ in }
  ) -> [Recommendation] {
    var pair = pair()
    for place in pair.indices { pair[place].confines.limitRanges = [BoundsTests.range(rules)] }
    change(&pair)
    return Recommender(
      strategy: FixedStrategy(cpu: .millicores(200), memory: .mebibytes(200))
    ).recommendations(ofWorkload: pair)
  }

  @Test("requests rise in proportion until the pod passes, and say so as a step")
  func rises() throws {
    // 300 are missing of 700; app gives up 800, proxy 300: 300 · 8 / 11 = 218.2 and 300 · 3 / 11 = 81.8.
    let least = BoundsTests.rule("Pod", "cpu") { $0.min = 700_000_000 }
    let expected: [(String, Int64)] = [("app", 419), ("proxy", 282)]
    for (result, (name, request)) in zip(Self.results([least]), expected) {
      #expect(result.id.container == name)
      #expect(result.recommended.cpuRequest == .millicores(request))
      #expect(result.status == .lower && result.conflicts.isEmpty)
      let step = try #require(
        result.explanation.last { $0.step.hasPrefix("cpu requests of the pod") }
      )
      #expect(step.value == "\(request)m" && step.inputs["before"] == "200m")
      #expect(step.inputs["least of the pod"] == "700m")
      #expect(step.inputs["requests of the pod before"] == "400m")
      #expect(step.inputs["by"] == "LimitRange limits")
      #expect(step.inputs["in proportion to"] == "what each gives up")
      #expect(result.reason.contains("asks for 700m for the whole pod"))
    }
  }

  @Test("where nothing was asked for so far, they rise in proportion to what is advised")
  func unset() {
    let least = BoundsTests.rule("Pod", "cpu") { $0.min = 700_000_000 }
    let results = Self.results([least]) { pair in
      for place in pair.indices { pair[place].current?.cpuRequest = nil }
    }
    #expect(results.allSatisfy { $0.recommended.cpuRequest == .millicores(350) })
  }

  @Test("a limit does not end up below its request")
  func limits() {
    let least = BoundsTests.rule("Pod", "memory") { $0.min = 800 << 20 }
    let results = Self.results([least])
    // 400 missing, 800 and 300 given up.
    #expect(results.map(\.recommended.memoryRequest) == [.mebibytes(491), .mebibytes(310)])
    for result in results {
      #expect(result.recommended.memoryLimit ?? .zero >= result.recommended.memoryRequest ?? .zero)
    }
  }

  @Test("where another bound is in the way all stays, with the conflict")
  func held() {
    let rules = [
      BoundsTests.rule("Pod", "cpu") { $0.min = 700_000_000 },
      BoundsTests.rule("Container", "cpu") { $0.max = 300_000_000 },
    ]
    for result in Self.results(rules) {
      #expect(result.recommended.cpuRequest == result.current.cpuRequest)
      #expect(result.conflicts.contains { $0.rule == .least || $0.rule == .most })
    }
  }

  @Test("what is left of a change and not worth making is not made", arguments: [1_495, 1_500])
  func notWorth(least: Int64) {
    let rule = BoundsTests.rule("Pod", "cpu") { $0.min = least * 1_000_000 }
    let results = Self.results([rule])
    let sum = results.reduce(CPU.zero) { $0 + ($1.recommended.cpuRequest ?? .zero) }
    #expect(sum >= .millicores(least))
    for result in results where result.recommended == result.current {
      #expect(result.status == .keep)
    }
  }

  @Test("no pod below its least comes out, whatever is advised", arguments: 0..<40)
  func always(seed: Int) {
    var random = Chance(seed: UInt64(seed))
    let least = Int64.random(in: 1...1_500, using: &random)
    let rule = BoundsTests.rule("Pod", "cpu") { $0.min = least * 1_000_000 }
    var pair = Self.pair()
    for place in pair.indices { pair[place].confines.limitRanges = [BoundsTests.range([rule])] }
    let results = Recommender(
      strategy: FixedStrategy(
        cpu: .millicores(Int64.random(in: 1...900, using: &random)),
        memory: .mebibytes(200)
      )
    ).recommendations(ofWorkload: pair)
    let sum = results.reduce(CPU.zero) { $0 + ($1.recommended.cpuRequest ?? .zero) }
    #expect(sum >= .millicores(least))
  }
}
