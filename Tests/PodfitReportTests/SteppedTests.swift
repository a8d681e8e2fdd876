import PodfitModel
import PodfitReport
import Testing

/// Recommendations as one run of a plan makes them.
@Suite("Recommendations in steps")
struct SteppedTests {
  static func resources(_ cpu: Int64?, _ memory: Int64?, limit: Int64?) -> ContainerResources {
    ChangePlanTests.resources(cpu, memory, limit: limit)
  }

  static func stepped(_ list: [Recommendation], _ options: ChangeOptions) -> RecommendationSet {
    ChangePlan(
      RecommendationSet(strategy: "s", window: nil, recommendations: list),
      options: options
    ).stepped
  }

  static let lowered = Samples.recommendation(
    "a",
    current: resources(1_000, 1_000, limit: 1_000),
    recommended: resources(100, 800, limit: 800)
  )

  @Test("values are those of the step, and the reason says that it is one")
  func step() throws {
    let set = Self.stepped([Self.lowered], ChangeOptions(maxStep: 0.3))
    let each = try #require(set.recommendations.first)
    #expect(each.recommended == Self.resources(700, 800, limit: 800))
    #expect(each.status == .lower && each.reason.hasSuffix("a step of at most 30.0 %"))
    #expect(set.waves.isEmpty)
  }

  @Test("what must not fall stays, and what then only rises is a rise")
  func fixed() throws {
    let never = ChangeOptions(neverLower: [try WorkloadPattern("*/*")])
    #expect(Self.stepped([Self.lowered], never).recommendations.first?.status == .keep)
    var mixed = Self.lowered
    mixed.recommended = Self.resources(100, 2_000, limit: 2_000)
    let each = try #require(Self.stepped([mixed], never).recommendations.first)
    #expect(each.status == .raise)
    #expect(each.recommended == Self.resources(1_000, 2_000, limit: 2_000))
  }

  @Test("every renderer tells the waves; what is left out of the change has none")
  func waves() throws {
    let guessed = Samples.recommendation("b", guessed: true)
    let set = Self.stepped([Self.lowered, guessed], ChangeOptions(waves: 2))
    #expect(set.waves == [Self.lowered.id: 1])
    #expect(RecommendationTable().render(set).contains("WAVE"))
    let rows = RecommendationCSV().render(set).split(separator: "\r\n")
    #expect(rows[0].hasSuffix(",wave") && rows[1].hasSuffix(",1") && rows[2].hasSuffix(","))
    #expect(try RecommendationJSON().render(set).contains(#""wave" : 1"#))
    #expect(KubectlPatch().render(set).contains("# wave 1\n"))
    var plain = set
    plain.waves = [:]
    #expect(!RecommendationTable().render(plain).contains("WAVE"))
    #expect(!RecommendationCSV().render(plain).contains("wave"))
  }

  @Test("patterns that name nothing are told")
  func unmatched() throws {
    let plan = ChangePlan(
      RecommendationSet(strategy: "s", window: nil, recommendations: [Self.lowered]),
      options: ChangeOptions(
        neverLower: [try WorkloadPattern("shop/a"), try WorkloadPattern("n/x")]
      )
    )
    #expect(plan.unmatchedPatterns.map(\.text) == ["n/x"])
  }
}
