import PodfitModel
import PodfitReport
import Testing

@Suite("Plan of changes")
struct ChangePlanTests {
  static func resources(_ cpu: Int64?, _ memory: Int64?, limit: Int64?) -> ContainerResources {
    ContainerResources(
      cpuRequest: cpu.map { .millicores($0) },
      memoryRequest: memory.map { .mebibytes($0) },
      memoryLimit: limit.map { .mebibytes($0) }
    )
  }

  static func plan(
    from: ContainerResources,
    to: ContainerResources,
    _ options: ChangeOptions = ChangeOptions()
  ) -> ChangePlan {
    ChangePlan(
      RecommendationSet(
        strategy: "s",
        window: nil,
        recommendations: [Samples.recommendation("a", current: from, recommended: to)]
      ),
      options: options
    )
  }

  @Test("a fall goes no further than the step and no lower than the advice; a rise is whole")
  func steps() throws {
    let plan = Self.plan(
      from: Self.resources(1_000, 1_000, limit: 1_000),
      to: Self.resources(100, 800, limit: 2_000),
      ChangeOptions(maxStep: 0.3)
    )
    let container = try #require(plan.workloads.first?.containers.first)
    #expect(container.target == Self.resources(700, 800, limit: 2_000))
    #expect(container.isPartial)
  }

  @Test("a limit that appears is not below a request that is still on its way down")
  func limitAboveRequest() throws {
    let plan = Self.plan(
      from: Self.resources(100, 1_000, limit: nil),
      to: Self.resources(100, 200, limit: 300),
      ChangeOptions(maxStep: 0.1)
    )
    let target = try #require(plan.workloads.first?.containers.first?.target)
    #expect(target == Self.resources(100, 900, limit: 900))
  }

  @Test(
    "what must not fall keeps its values, and rises are made all the same",
    arguments: ["shop/a", "shop/a/app", "*/a", "sh*p/*/a*", "*/*"]
  )
  func neverLower(pattern: String) throws {
    let plan = Self.plan(
      from: Self.resources(1_000, 100, limit: 1_000),
      to: Self.resources(100, 200, limit: 300),
      ChangeOptions(neverLower: [try WorkloadPattern(pattern)])
    )
    let container = try #require(plan.workloads.first?.containers.first)
    #expect(container.target == Self.resources(1_000, 200, limit: 1_000))
    #expect(!container.isPartial)
  }

  @Test(
    "other names do not match",
    arguments: ["shop/b", "shop/a/db", "a/shop", "shop/a?", "*/aa*"]
  )
  func others(pattern: String) throws {
    let id = Samples.recommendation("a").id
    #expect(try !WorkloadPattern(pattern).matches(id))
  }

  @Test("what is no pattern or mapping is refused", arguments: ["", "a", "a/", "/a", "a/b/c/d"])
  func badPatterns(text: String) {
    #expect(throws: WorkloadPattern.FormError.self) { try WorkloadPattern(text) }
    #expect(throws: ValuePath.FormError.self) { try ValuePath(text + "=x") }
    #expect(throws: ValuePath.FormError.self) { try ValuePath("a/b=") }
  }

  @Test("rises are in the first wave, falls follow by growing risk, none is lost")
  func waves() {
    let now = Self.resources(1_000, 1_000, limit: 1_000)
    let plan = ChangePlan(
      RecommendationSet(
        strategy: "s",
        window: nil,
        recommendations: [
          Samples.recommendation(
            "deep",
            current: now,
            recommended: Self.resources(10, 10, limit: 10)
          ),
          Samples.recommendation(
            "little",
            current: now,
            recommended: Self.resources(990, 990, limit: 990)
          ),
          Samples.recommendation(
            "half",
            current: now,
            recommended: Self.resources(500, 500, limit: 500)
          ),
          Samples.recommendation(
            "up",
            status: .raise,
            current: now,
            recommended: Self.resources(2_000, 1_000, limit: 1_000)
          ),
        ]
      ),
      options: ChangeOptions(waves: 3)
    )
    #expect(
      plan.waves.map { $0.map(\.id.name) } == [["little", "up"], ["half"], ["deep"]]
    )
  }

  @Test("a container that the template does not have is left out: a patch would make it")
  func injected() {
    let recommendation = Samples.recommendation("a")
    let plan = ChangePlan(
      RecommendationSet(strategy: "s", window: nil, recommendations: [recommendation]),
      templates: [
        recommendation.id.workload: PodTemplate(containers: [ContainerSpec(name: "other")])
      ]
    )
    #expect(plan.workloads.isEmpty)
    #expect(plan.leftOut.first?.reason.contains("no such container") == true)
  }

  @Test("JSON patches test the name at the place before they change it, and need the template")
  func jsonPatch() {
    let recommendation = Samples.recommendation("a~b/c")
    let set = RecommendationSet(strategy: "s", window: nil, recommendations: [recommendation])
    #expect(JSONPatchFiles().files(ChangePlan(set)).count == 1)
    let template = PodTemplate(containers: [
      ContainerSpec(name: "first"),
      ContainerSpec(name: "app", resources: recommendation.current),
    ])
    let files = JSONPatchFiles().files(
      ChangePlan(set, templates: [recommendation.id.workload: template])
    )
    #expect(
      files.last?.text.hasPrefix(
        #"[{"op":"test","path":"/spec/template/spec/containers/1/name","value":"app"},"#
      ) == true
    )
  }

  @Test("every format gives the same bytes again and says what was left out")
  func deterministic() {
    let plan = ChangePlan(Samples.set, options: ChangeOptions(waves: 2))
    for renderer in RendererRegistry.changes {
      #expect(renderer.init().files(plan) == renderer.init().files(plan))
    }
    let remarks = StrategicMergeFiles().files(plan).first?.text ?? ""
    for name in ["rollout", "guess", "java"] {
      #expect(remarks.contains("/\(name)/app: "), "\(name)")
    }
  }

  @Test("a hostile name stays inside its folder, its line and its quotes")
  func hostile() {
    let names = [
      "../../etc/passwd", "a\nb: c", "\"; rm -rf /", String(repeating: "x", count: 253), "-",
    ]
    let set = RecommendationSet(
      strategy: "s",
      window: nil,
      recommendations: names.map { Samples.recommendation($0) }
    )
    let plan = ChangePlan(set)
    for renderer in RendererRegistry.changes {
      for file in renderer.init().files(plan) {
        #expect(!file.path.contains(".."), "\(file.path)")
        #expect(file.path.utf8.count < 255)
        // In a script a line feed inside quotes is part of the word.
        for line in file.text.split(separator: "\n") where !file.isScript {
          #expect(!line.hasPrefix("b: c"), "\(file.path)")
        }
      }
    }
    #expect(Set(StrategicMergeFiles().files(plan).map(\.path)).count == names.count + 1)
  }
}
