import PodfitCheck
import PodfitModel
import Testing

@Suite("Suppressions")
struct SuppressionTests {
  private static let advice = [recommendation()]

  private static func settings(_ now: String = "2026-11-20T12:00:00Z") -> CheckSettings {
    var settings = CheckSettings()
    settings.now = Instant(rfc3339: now)
    return settings
  }

  private static func manifest(
    annotations: String = "{}",
    above: String = "",
    beside: String = ""
  ) -> String {
    """
    kind: Deployment
    metadata:
      name: api
      namespace: shop
      annotations: \(annotations)
    spec:
      template:
        spec:
          containers:
          - name: app
            image: a
            resources:
              requests:
                cpu: 500m
    \(above.isEmpty ? "" : "            \(above)\n")            memory: 4Gi \(beside)

    """
  }

  private func check(_ text: String, _ now: String = "2026-11-20T12:00:00Z") -> CheckResult {
    PodfitCheckTests.check(text, against: Self.advice, settings: Self.settings(now))
  }

  @Test(
    "a reason suppresses a finding, wherever it stands",
    arguments: [
      manifest(annotations: "{podfit.dev/ignore: 'memory-request-above-need: month end'}"),
      manifest(
        annotations: "{podfit.dev/ignore: 'memory-request-above-need until=2027-03-01: month end'}"
      ),
      manifest(annotations: "{podfit.dev/ignore.app: '*: month end'}"),
      manifest(
        annotations:
          "{podfit.dev/ignore: 'memory-request-above-need,cpu-request-above-need : month end'}"
      ),
      manifest(
        annotations:
          "\n        podfit.dev/ignore: |\n          memory-request-above-need: month end\n"
      ),
      manifest(above: "# podfit:ignore memory-request-above-need month end"),
      manifest(above: "# podfit:ignore memory-request-above-need month end\n            # other"),
      manifest(beside: "# podfit:ignore memory-request-above-need month end"),
      manifest(beside: "#   podfit:ignore memory-request-above-need until=2026-11-20 month end"),
    ]
  )
  func suppressed(text: String) {
    let result = check(text)
    #expect(result.findings.isEmpty, "\(result.findings.map(\.message))")
    #expect(result.suppressed.map(\.finding.rule) == ["memory-request-above-need"])
    #expect(result.suppressed.map(\.reason) == ["month end"])
    #expect(!result.exceeds(failOn: .info))
    #expect(result.summary.contains("1 suppressed"))
  }

  @Test(
    "what says no reason, no known rule or no date suppresses nothing and is a finding",
    arguments: [
      ("# podfit:ignore memory-request-above-need", "it gives no reason"),
      ("# podfit:ignore", "it names no rule"),
      ("# podfit:ignore memory because", "there is no rule \"memory\""),
      ("# podfit:ignore memory-request-above-need until=soon because", "\"soon\" is no date"),
      ("# podfit:ignore memory-request-above-need until=2026-02-30 x", "\"2026-02-30\" is no date"),
    ]
  )
  func invalid(comment: String, words: String) throws {
    let result = check(Self.manifest(beside: comment))
    #expect(
      Set(result.findings.map(\.rule)) == ["memory-request-above-need", "suppression-invalid"]
    )
    let finding = try #require(result.findings.first { $0.rule == "suppression-invalid" })
    #expect(finding.message.contains(words))
    #expect(finding.place.line == 15 && finding.place.column == 25)
  }

  @Test("after its last day a suppression is a finding of its own, and what it hid is back")
  func expired() {
    let text = Self.manifest(beside: "# podfit:ignore memory-request-above-need until=2026-11-20 x")
    #expect(check(text, "2026-11-20T23:59:59Z").findings.isEmpty)
    let after = check(text, "2026-11-21T00:00:00Z")
    #expect(
      Set(after.findings.map(\.rule)) == ["memory-request-above-need", "suppression-expired"]
    )
  }

  @Test("a suppression that meets nothing is said, but not where sizes were not compared")
  func unused() {
    let text = Self.manifest(annotations: "{podfit.dev/ignore: 'cpu-request-above-need: old'}")
    let result = check(text)
    #expect(
      Set(result.findings.map(\.rule)) == ["memory-request-above-need", "suppression-unused"]
    )
    let unmatched = PodfitCheckTests.check(text, against: [], settings: Self.settings())
    #expect(unmatched.findings.isEmpty)
  }

  @Test("comments one below the other are about the line after them, those at the end about none")
  func stacked() throws {
    let line = "# podfit:ignore memory-request-above-need month end"
    let text = Self.manifest(above: line + "\n" + line) + line + "\n" + line + "\n"
    let result = check(text)
    #expect(result.suppressed.count == 1)
    #expect(result.findings.map(\.rule) == Array(repeating: "suppression-unused", count: 3))
    #expect(result.findings.allSatisfy { $0.container == "app" })
  }

  @Test("many unused suppressions take no more time than as many lines", .timeLimit(.minutes(1)))
  func many() throws {
    let count = 20_000
    let comment = "# podfit:ignore cpu-request-above-need old\n"
    var containers = ""
    for number in 0..<count / 10 {
      containers += "      - name: c\(number)\n        image: a\n"
      containers += "        resources: {requests: {cpu: 500m, memory: 1Gi}}\n"
    }
    let text =
      "kind: Deployment\nmetadata: {name: api, namespace: shop}\nspec:\n  template:\n    spec:\n"
      + "      containers:\n" + containers + String(repeating: comment, count: count)
    let advice = (0..<count / 10).map { recommendation(container: "c\($0)") }
    let clock = ContinuousClock()
    var unused = 0
    let taken = clock.measure {
      let result = PodfitCheckTests.check(text, against: advice, settings: Self.settings())
      unused = result.findings.count { $0.rule == "suppression-unused" }
    }
    #expect(unused == count)
    // Quadratic it was minutes in a debug build.
    #expect(taken < .seconds(20))
  }

  @Test("comments within text are no suppressions")
  func inText() {
    let text = Self.manifest(annotations: "{a: 'x # podfit:ignore memory-request-above-need y'}")
    let block = Self.manifest(annotations: "{a: 'x#podfit:ignore memory-request-above-need y'}")
    #expect(check(block).findings.map(\.rule) == ["memory-request-above-need"])
    #expect(check(text).findings.contains { $0.rule == "memory-request-above-need" })
  }

  @Test("settings exempt by names and paths, until a day")
  func exemptions() throws {
    let text = Self.manifest()
    for (container, path, until, isExempt) in [
      ("shop/Deployment/api/app", nil, nil, true), ("shop/*/*/*", "f.*", "2026-11-20", true),
      ("other/*/*/*", nil, nil, false), ("shop/*/*/*", "g.*", nil, false),
      ("shop/*/*/*", nil, "2026-11-19", false),
    ] as [(String, String?, String?, Bool)] {
      var settings = Self.settings()
      settings.exemptions = [
        Exemption(
          rules: ["memory-request-above-need"],
          container: NamePattern(container),
          paths: path.map { NamePattern($0) },
          reason: "known",
          until: until.flatMap { CalendarDay($0) }
        )
      ]
      let result = PodfitCheckTests.check(text, against: Self.advice, settings: settings)
      #expect(result.findings.isEmpty == isExempt)
      #expect(result.suppressed.map(\.isInSource) == (isExempt ? [false] : []))
    }
  }
}

@Suite("Settings that select nothing")
struct UnusedSettingTests {
  private func notes(_ change: (inout CheckSettings) -> Void, hasAdvice: Bool = true) -> [String] {
    var settings = CheckSettings()
    settings.now = Instant(rfc3339: "2026-11-20T12:00:00Z")
    change(&settings)
    let text = deployment("{requests: {cpu: 500m, memory: 4Gi}}") + "---\napi: {x: {cpu: 1}}\n"
    return check(text, against: hasAdvice ? [recommendation()] : [], settings: settings).warnings
  }

  private func exemption(
    _ rule: String = "memory-request-above-need",
    _ container: String = "shop/*/*/*",
    paths: String? = nil,
    until: String? = nil
  ) -> Exemption {
    Exemption(
      rules: [rule],
      container: NamePattern(container),
      paths: paths.map { NamePattern($0) },
      reason: "known",
      until: until.flatMap { CalendarDay($0) }
    )
  }

  @Test("an exemption that is met is not mentioned; one that is over or meets nothing is")
  func exemptions() {
    #expect(notes { $0.exemptions = [exemption()] }.isEmpty)
    #expect(
      notes { $0.exemptions = [exemption(until: "2026-11-19")] } == [
        "the exemption of memory-request-above-need for shop/*/*/* ended with 2026-11-19 (known)"
      ]
    )
    #expect(
      notes { $0.exemptions = [exemption("cpu-request-above-need")] } == [
        "the exemption of cpu-request-above-need for shop/*/*/* suppresses nothing (known)"
      ]
    )
    for other in [exemption("*", "ship/*/*/*"), exemption("*", paths: "g.*")] {
      #expect(
        notes { $0.exemptions = [other] }.first?.contains("about no container in the files") == true
      )
    }
    // Where sizes were not compared it may be met yet.
    let quiet = notes({ $0.exemptions = [exemption("cpu-request-above-need")] }, hasAdvice: false)
    #expect(quiet.isEmpty)
  }

  @Test("a mapping that finds nothing and a match about no workload are named")
  func selections() throws {
    let mapping = try #require(ResourceMapping("f.*:api.x=shop/Deployment/x/app"))
    let misspelt = try #require(ResourceMapping("f.*:apy.x=shop/Deployment/x/app"))
    #expect(notes { $0.mappings = [mapping] }.isEmpty)
    #expect(
      notes { $0.mappings = [mapping, misspelt] } == [
        "the mapping apy.x=shop/Deployment/x/app found nothing in the files checked"
      ]
    )
    let match = try #require(MatchOverride("shop/Deployment/*=shop/Deployment/*"))
    let other = try #require(MatchOverride("ship/Deployment/*=shop/Deployment/*"))
    #expect(notes { $0.matches = [match] }.isEmpty)
    #expect(
      notes { $0.matches = [other] } == [
        "the match ship/Deployment/*=shop/Deployment/* is about no workload in the files checked"
      ]
    )
    let many = notes { $0.matches = Array(repeating: other, count: 13) }
    #expect(many.count == 11 && many.last == "3 more settings of no effect")
  }
}

@Suite("Policies")
struct PolicyTests {
  private let text = deployment("{requests: {cpu: 500m, memory: 1792Mi}}")

  @Test(
    "a preset holds where it is said to",
    arguments: [
      ("batch", []), ("batch=f.*", []), ("batch=g/**", [Severity.warning]),
      ("batch=namespace:sh*", []), ("batch=namespace:other", [.warning]), ("serving", [.warning]),
    ]
  )
  func presets(policy: String, severities: [Severity]) throws {
    var settings = CheckSettings()
    settings.policies = [try #require(CheckPolicy(policy))]
    let found = check(text, against: [recommendation()], settings: settings).findings
    #expect(found.map(\.severity) == severities)
  }

  @Test("levels turn rules off and change severities; the last policy that holds counts")
  func levels() throws {
    var settings = CheckSettings()
    settings.levels = ["memory-request-above-need": .severity(.info)]
    #expect(
      check(text, against: [recommendation()], settings: settings).findings.map(\.severity)
        == [.info]
    )
    var off = CheckPolicy(name: "mine")
    off.levels = ["memory-request-above-need": .off]
    settings.policies = [try #require(CheckPolicy("serving")), off]
    #expect(check(text, against: [recommendation()], settings: settings).findings.isEmpty)
    settings.policies.reverse()
    #expect(!check(text, against: [recommendation()], settings: settings).findings.isEmpty)
  }

  @Test("stateful workloads have no memory beyond their request")
  func stateful() throws {
    var settings = CheckSettings()
    settings.policies = [try #require(CheckPolicy("stateful"))]
    let text = deployment("{requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1100Mi}}")
    #expect(
      check(text, against: [recommendation()], settings: settings).findings.map(\.rule)
        == ["limit-request-ratio"]
    )
  }

  @Test("names that are no policy are refused", arguments: ["", "x", "batch=", "=a", "Batch"])
  func malformed(text: String) { #expect(CheckPolicy(text) == nil) }

  @Test("a saving is counted in nodes of the most common shape, over all replicas")
  func nodes() throws {
    var settings = CheckSettings()
    settings.nodes = [
      try #require(NodeShape("big=64,256Gi")),
      NodeShape(name: "m", cpu: .cores(8), memory: .gibibytes(32), count: 9),
    ]
    let found = check(
      deployment("{requests: {cpu: 500m, memory: 17Gi}}"),
      against: [recommendation()],
      settings: settings
    ).findings
    // 16 GiB of 32 GiB on each of two pods.
    #expect(found.map(\.savedNodes) == [1.0])
  }

  @Test(
    "shapes that are none are refused",
    arguments: ["", "a", "a=1", "a=1,x", "=1,1Gi", "a=0,1Gi", "a=1,1Gi,2"]
  )
  func shapes(text: String) { #expect(NodeShape(text) == nil) }
}
