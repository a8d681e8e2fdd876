import PodfitModel
import PodfitReport
import Testing

/// Suggested LimitRanges and ResourceQuotas must admit what the change writes and what stays.
@Suite("Suggestions per namespace")
struct NamespaceLimitsTests {
  static func resources(_ cpu: Int64?, _ memory: Int64?, limit: Int64?) -> ContainerResources {
    ChangePlanTests.resources(cpu, memory, limit: limit)
  }

  static func text(
    _ list: [Recommendation],
    templates: [WorkloadID: PodTemplate] = [:],
    mostPods: [WorkloadID: Int] = [:],
    _ options: ChangeOptions = ChangeOptions()
  ) -> String {
    let plan = ChangePlan(
      RecommendationSet(strategy: "s", window: nil, recommendations: list),
      templates: templates,
      mostPods: mostPods,
      options: options
    )
    return NamespaceLimits().files(plan).map(\.text).joined().replacing("\"", with: "")
  }

  static let lowered = Samples.recommendation(
    "web",
    current: resources(1_000, 2_048, limit: 2_048),
    recommended: resources(100, 256, limit: 256)
  )

  @Test("the largest amount admits pods of before the change, which run while it is rolled out")
  func rollout() {
    let text = Self.text([Self.lowered])
    #expect(text.contains("memory: 2Gi"), "\(text)")
    // Three pods and one that the rollout adds, each with what it asks for today.
    #expect(text.contains("requests.memory: 8Gi"), "\(text)")
    #expect(text.contains("requests.cpu: 4\n"), "\(text)")
  }

  @Test("what is left out counts with what it says today")
  func leftOut() {
    let guessed = Samples.recommendation(
      "guess",
      current: Self.resources(4_000, 8_192, limit: 8_192),
      recommended: Self.resources(100, 256, limit: 256),
      guessed: true
    )
    #expect(Self.text([Self.lowered, guessed]).contains("memory: 8Gi"))
  }

  @Test("a container without a memory limit is not given one")
  func unlimited() {
    let guessed = Samples.recommendation(
      "guess",
      current: Self.resources(100, 4_096, limit: nil),
      recommended: Self.resources(100, 256, limit: 256),
      guessed: true
    )
    let text = Self.text([Self.lowered, guessed])
    #expect(!text.contains("max:") && !text.contains("default:"), "\(text)")
    #expect(text.contains("# No memory limit is given or bounded"))
    #expect(text.contains("defaultRequest:"))
  }

  @Test("init containers, sidecars and overhead of the template count")
  func template() {
    var template = PodTemplate(
      containers: [
        ContainerSpec(name: "app", resources: Self.lowered.current),
        ContainerSpec(name: "proxy", resources: Self.resources(100, 128, limit: 128)),
      ],
      initContainers: [
        ContainerSpec(name: "setup", resources: Self.resources(100, 16_384, limit: 16_384))
      ]
    )
    template.overhead = Self.resources(50, 64, limit: nil)
    let text = Self.text([Self.lowered], templates: [Self.lowered.id.workload: template])
    #expect(text.contains("memory: 16Gi"), "\(text)")
    #expect(text.contains("requests.memory: 64Gi"), "\(text)")
    // 4 x (1,000 + 100 + 50) millicores.
    #expect(text.contains("requests.cpu: 4600m"), "\(text)")
  }

  @Test("as many pods as an autoscaler may make fit, with those a rollout adds")
  func autoscaled() {
    let text = Self.text([Self.lowered], mostPods: [Self.lowered.id.workload: 10])
    #expect(text.contains("requests.cpu: 13\n"), "\(text)")
    // No number of the API server's traps.
    _ = Self.text([Self.lowered], mostPods: [Self.lowered.id.workload: .max])
  }

  @Test("a step that stops on the way is what the bounds go by")
  func stepped() {
    let rising = Samples.recommendation(
      "up",
      status: .raise,
      current: Self.resources(100, 100, limit: 100),
      recommended: Self.resources(100, 3_072, limit: 3_072)
    )
    let text = Self.text([Self.lowered, rising], ChangeOptions(maxStep: 0.1))
    #expect(text.contains("memory: 3Gi"), "\(text)")
    // The lower median of 1,844 Mi and 3 Gi.
    #expect(text.contains("memory: 1844Mi"), "\(text)")
  }

  @Test("where nothing asks for any there is no quota, which would refuse pods that say nothing")
  func silent() {
    let none = Samples.recommendation(
      "none",
      status: .withheld,
      current: ContainerResources(),
      recommended: ContainerResources()
    )
    let text = Self.text([none])
    #expect(!text.contains("ResourceQuota") && text.contains("# No quota of CPU"), "\(text)")
  }
}
