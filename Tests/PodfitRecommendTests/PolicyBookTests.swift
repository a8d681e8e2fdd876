import PodfitModel
import PodfitRecommend
import Testing

@Suite("Policies by workload")
struct PolicyBookTests {
  private static func book(
    _ match: PolicyMatch,
    _ change: (inout Policy) -> Void
  ) -> PolicyBook {
    var policy = Policy()
    change(&policy)
    var book = PolicyBook()
    book.rules = [
      PolicyBook.Rule(match, .init(policy, name: "f:3", settings: ["memory-floor": "256Mi (f:4)"]))
    ]
    return book
  }

  private static var shop: PolicyMatch {
    var match = PolicyMatch()
    match.namespaces = [NamePattern("sh*")]
    return match
  }

  @Test("a policy for a namespace changes its numbers and no others, and the explanation names it")
  func namespace() throws {
    let book = Self.book(Self.shop) { $0.memoryFloor = .mebibytes(256) }
    let recommender = Recommender(strategy: HeadroomStrategy(), book: book)
    var other = MadeProfile.steady(millicores: 100, mebibytes: 100)
    other.id.workload.namespace = "bank"
    let inside = recommender.recommendation(
      for: MadeProfile.steady(millicores: 100, mebibytes: 100)
    )
    let outside = recommender.recommendation(for: other)
    // 100 MiB and 15 % are 115 MiB.
    #expect(inside.recommended.memoryRequest == .mebibytes(256))
    #expect(outside.recommended.memoryRequest == .mebibytes(115))
    let step = try #require(inside.explanation.first)
    #expect(step.step == "policy" && step.value == "f:3")
    #expect(step.inputs["memory-floor"] == "256Mi (f:4)")
    #expect(!outside.explanation.contains { $0.step == "policy" })
    let set = recommender.recommendations(for: [
      MadeProfile.steady(millicores: 100, mebibytes: 100), other,
    ])
    #expect(
      Set(set.recommendations.map(\.recommended.memoryRequest))
        == [.mebibytes(256), .mebibytes(115)]
    )
  }

  @Test("a policy that asks for more history withholds numbers, and still says which it is")
  func withheld() {
    let book = Self.book(Self.shop) { $0.leastSpan = .days(30) }
    let result = Recommender(strategy: HeadroomStrategy(), book: book)
      .recommendation(for: MadeProfile.steady(millicores: 100, mebibytes: 100))
    #expect(result.status == .withheld)
    #expect(result.explanation.first?.step == "policy")
  }

  @Test("of a match all conditions must hold, of a list one item")
  func match() {
    var match = PolicyMatch()
    let workload = WorkloadID(cluster: "c", namespace: "shop", kind: .job, name: "pay-1")
    #expect(match.matches(workload, labels: [:]))
    match.names = [NamePattern("x"), NamePattern("pay-*")]
    match.kinds = [.job, .cronJob]
    #expect(match.matches(workload, labels: [:]))
    match.labels = ["tier": NamePattern("*"), "a": NamePattern("b")]
    #expect(!match.matches(workload, labels: ["tier": "x"]))
    #expect(match.matches(workload, labels: ["tier": "x", "a": "b"]))
    match.kinds = [.deployment]
    #expect(!match.matches(workload, labels: ["tier": "x", "a": "b"]))
  }

  @Test("a policy with a strategy of its own makes its numbers by it, and names it")
  func strategies() throws {
    var book = Self.book(Self.shop) { _ in }
    book.rules[0].entry.strategy = "krr-simple"
    book.rules[0].entry.settings["strategy"] = "krr-simple (f:5)"
    var recommender = Recommender(strategy: HeadroomStrategy(), book: book)
    recommender.strategies = ["krr-simple": KRRSimpleStrategy()]
    let profile = MadeProfile.steady(millicores: 100, mebibytes: 100)
    var other = profile
    other.id.workload.namespace = "bank"
    let inside = recommender.recommendation(for: profile)
    // KRR has no margin for CPU, headroom 15 %.
    #expect(inside.recommended.cpuRequest == .millicores(100))
    #expect(inside.explanation.first?.inputs["strategy"] == "krr-simple (f:5)")
    #expect(recommender.recommendation(for: other).recommended.cpuRequest == .millicores(115))
  }
}
