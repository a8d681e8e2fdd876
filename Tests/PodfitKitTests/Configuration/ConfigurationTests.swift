import PodfitJVM
@testable import PodfitKit
import PodfitModel
import PodfitRecommend
import Testing

@Suite("Configuration file: what holds")
struct ConfigurationTests {
  @Test("without a file the documented defaults hold, and no explanation speaks of a policy")
  func standard() {
    let book = Configuration().book()
    #expect(book == PolicyBook(Policy()))
    #expect(book.standard.name.isEmpty)
  }

  @Test("the file wins over defaults, a profile over the policy for all, a rule over its profile")
  func layers() throws {
    let configuration = try Made.configuration(
      """
      version: 1
      policy: {cpu-floor: 20m, memory-floor: 40Mi, minimum-change: 7%}
      profiles:
        mine: {memory-floor: 80Mi, minimum-change: 0.08}
      policies:
      - match: {namespaces: [shop]}
        profile: mine
        policy: {minimum-change: 9%}
      """
    )
    let book = configuration.book()
    let own = book.entry(for: Made.profile("shop")).policy
    #expect(own.cpuFloor == .millicores(20))
    #expect(own.memoryFloor == .mebibytes(80))
    #expect(own.minimumChange == 0.09)
    let other = book.entry(for: Made.profile("bank")).policy
    #expect(other.memoryFloor == .mebibytes(40))
    #expect(other.minimumChange == 0.07)
    #expect(other.cpuUnit == Policy().cpuUnit)
  }

  @Test("options of the command line win over the file, its profiles and its rules")
  func options() throws {
    let configuration = try Made.configuration(
      """
      version: 1
      policy: {strategy: vpa, cpu-limit: never, jvm-price-cpu: 3}
      policies:
      - match: {namespaces: [shop]}
        policy: {cpu-limit: keep, jvm-price-cpu: 4, jvm-goal: latency}
      """
    )
    var wishes = JVMWishes()
    wishes.priceOfCore = 5
    let request = try RecommendRequest(
      strategy: "krr-simple",
      cpuLimit: "request",
      jvm: wishes,
      configuration: configuration
    )
    #expect(request.strategy == "krr-simple")
    let book = try request.recommender().book
    for namespace in ["shop", "bank"] {
      let policy = book.entry(for: Made.profile(namespace)).policy
      #expect(policy.cpuLimit == .equalToRequest)
      #expect(policy.jvm.prices.core == 5)
    }
    #expect(book.entry(for: Made.profile("shop")).policy.jvm.goal == .latency)
    #expect(try RecommendRequest(configuration: configuration).strategy == "vpa")
    let plain = try RecommendRequest(configuration: configuration).recommender().book
    #expect(plain.entry(for: Made.profile("shop")).policy.cpuLimit == .keep)
    #expect(plain.standard.policy.cpuLimit == .never)
  }

  @Test("of the policies that match the last one counts, and it alone")
  func last() throws {
    let book = try Made.configuration(
      """
      version: 1
      policies:
      - match: {namespaces: ["*"]}
        policy: {cpu-floor: 20m, memory-floor: 50Mi}
      - match: {kinds: [DaemonSet, StatefulSet], names: ["log-*"]}
        policy: {cpu-floor: 30m}
      - match: {labels: {tier: "stor*"}}
        policy: {cpu-floor: 40m}
      """
    ).book()
    func floor(_ profile: ContainerProfile) -> CPU { book.entry(for: profile).policy.cpuFloor }
    #expect(floor(Made.profile()) == .millicores(20))
    let logs = Made.profile("a", "log-x", kind: .daemonSet)
    #expect(floor(logs) == .millicores(30))
    #expect(book.entry(for: logs).policy.memoryFloor == Policy().memoryFloor)
    #expect(floor(Made.profile("a", "log-x")) == .millicores(20))
    #expect(
      floor(Made.profile("a", "log-x", kind: .daemonSet, labels: ["tier": "storage"]))
        == .millicores(40)
    )
    #expect(floor(Made.profile("a", "b", labels: ["tier": "web"])) == .millicores(20))
  }

  @Test("a rule for limits holds over the strategy's own, unless the file says otherwise")
  func limits() throws {
    func overrides(_ policy: String) throws -> Bool {
      try Made.configuration("version: 1\npolicy: {\(policy)}").book().standard.policy
        .overridesStrategyLimits
    }
    #expect(try overrides("cpu-limit: never"))
    #expect(try overrides("memory-limit: keep"))
    #expect(try !overrides("memory-limit: keep, overrides-strategy-limits: false"))
    #expect(try !overrides("cpu-floor: 20m"))
  }

  @Test("a profile of the file with a built-in name changes only what it names")
  func overridden() throws {
    let configuration = try Made.configuration(
      """
      version: 1
      profiles: {batch: {cpu-floor: 50m, minimum-change: 15%}}
      policies:
      - {match: {kinds: [CronJob]}, profile: batch}
      """
    )
    let policy = configuration.book().entry(for: Made.profile(kind: .cronJob)).policy
    #expect(policy.cpuFloor == .millicores(50))
    #expect(policy.minimumChange == 0.15)
    #expect(policy.throttledRatio == 0.25)
  }

  @Test("every public knob of the policy has a key, and every key changes the policy")
  func complete() throws {
    // What holds several settings: a key for each of a budget's, four for JVMs.
    let groups = ["jvm", "budget"]
    let fields = Mirror(reflecting: Policy()).children.compactMap(\.label)
    #expect(Set(groups).isSubset(of: fields))
    let names =
      fields.filter { !groups.contains($0) }
      + Mirror(reflecting: Policy().budget).children.compactMap(\.label)
    let keys = Knob<Policy>.policy.map(\.key)
    for name in names {
      let key = name.reduce(into: "") { text, character in
        text += character.isUppercase ? "-\(character.lowercased())" : "\(character)"
      }.replacing("c-p-u", with: "cpu")
      #expect(keys.contains(key), "\(name)")
    }
    #expect(keys.count == names.count + 4)
    for knob in Knob<Policy>.policy {
      let text = Self.other(knob)
      var policy = Policy()
      #expect(knob.read(text, &policy), "\(knob.key): \(text)")
      #expect(policy != Policy(), "\(knob.key)")
      #expect(knob.text(policy) == text)
    }
  }

  @Test(
    "a budget in the file is a share from 2 % to 20 % or none",
    arguments: [
      ("2%", true), ("0.2", true), ("none", true), ("1.99%", false), ("0.001", false),
      ("21%", false),
      ("0", false), ("nan", false), ("abc", false), ("-5%", false), ("", false),
    ]
  )
  func budget(text: String, isShare: Bool) throws {
    for key in ["oom-days", "cpu-time-over", "cpu-unserved"] {
      let knob = try #require(Knob<Policy>.policy.first { $0.key == key })
      var policy = Policy()
      #expect(knob.read(text, &policy) == isShare)
      #expect(isShare || policy == Policy())
    }
  }

  /// A value that is not the default.
  static func other<Root>(_ knob: Knob<Root>) -> String {
    switch knob.form {
    case .cpu, .optional(.cpu): "123m"
    case .memory, .optional(.memory): "123Mi"
    case .ratio, .risk, .optional(.risk): "12.5%"
    case .number, .optional: "3.25"
    case .span: "51h"
    case .flag: "true"
    case .choice(let words): words.last ?? ""
    }
  }

  @Test("what is shown is a configuration that means the same", arguments: [false, true])
  func shown(asJSON: Bool) throws {
    let text = """
      version: 1
      policy: {strategy: krr-simple, cpu-limit: never, least-span: 36h}
      profiles: {"own: odd": {cpu-floor: "1"}}
      policies:
      - match: {namespaces: ["a*", "no"], kinds: [Job], names: ["1"], labels: {"a/b": "\\u0001 # x"}}
        profile: batch
        policy: {memory-floor: 1Gi}
      changes: {max-step: 30%, never-lower: ["shop/*"], waves: 4, base: ../b, value-paths: ["a/*=x.y"]}
      check:
        recommendations: "r: 1.json"
        cluster: eu
        fail-on: never
        baseline: b.json
        output: [json, sarif=out/p.sarif]
        allow-empty: true
        max-age: never
        thresholds: {error-above: 4}
        levels: {limit-request-ratio: off}
        policies: [{match: {paths: ["jobs/**"]}, policy: batch, levels: {heap-idle: off}}]
        exemptions: [{rules: ["*"], container: "**", reason: "it's: so", until: 2027-01-31}]
        matches: [{from: "a/*/b", to: "c/*/d"}]
        mappings: [{path: "api.*.resources", target: "Deployment/*/app"}, {path: a, target: b/c/d, kind: K}]
        budget: {cpu: 8}
        nodes: [{name: "m 1", cpu: 4, memory: 16Gi, count: 3}]
      """.replacing("heap-idle: off", with: "cpu-limit-throttles: error")
    let first = try Made.configuration(text)
    let second = try Made.configuration(first.text(asJSON: asJSON))
    #expect(second.maxStep == 0.3 && second.neverLower == first.neverLower)
    #expect(second.waves == 4 && second.patchedBase == "../b" && second.valuePaths.count == 1)
    #expect(second.valuePaths == first.valuePaths)
    #expect(second.checkDefaults == first.checkDefaults)
    #expect(second.checkDefaults.failOn == .never && second.checkDefaults.allowsEmpty)
    #expect(second.strategy?.name == "krr-simple")
    #expect(second.check.exemptions == first.check.exemptions)
    #expect(second.check.mappings == first.check.mappings)
    #expect(second.check.matches == first.check.matches)
    #expect(second.check.nodes == first.check.nodes)
    #expect(second.check.budget == first.check.budget && second.check.maxAge == first.check.maxAge)
    #expect(second.check.levels == first.check.levels)
    #expect(second.check.thresholds == first.check.thresholds)
    #expect(second.check.policies.map(\.thresholds) == first.check.policies.map(\.thresholds))
    #expect(second.check.policies.map(\.levels) == first.check.policies.map(\.levels))
    let books = (first.book(), second.book())
    #expect(books.0.standard.policy == books.1.standard.policy)
    #expect(books.0.rules.map(\.match) == books.1.rules.map(\.match))
    #expect(books.0.rules.map(\.entry.policy) == books.1.rules.map(\.entry.policy))
  }

  @Test("each shown value says where it comes from")
  func origins() throws {
    let shown = try Made.configuration(
      """
      version: 1
      policy:
        cpu-floor: 25m
      check:
        thresholds:
          below: 80%
      """
    ).text(origins: true)
    #expect(shown.contains("  cpu-floor: 25m  # .podfit.yaml:3\n"))
    #expect(shown.contains("  memory-floor: 32Mi  # default\n"))
    #expect(shown.contains("    minimum-change: 10%  # profile batch\n"))
    #expect(shown.contains("    below: 80%  # .podfit.yaml:6\n"))
    #expect(shown.contains("  max-age: 30d  # default\n"))
    #expect(shown.contains("  fail-on: error  # default\n"))
    #expect(shown.contains("  waves: 1  # default\n"))
  }

  @Test("what stands in place of options says where it comes from")
  func optionOrigins() throws {
    let shown = try Made.configuration(
      """
      version: 1
      changes:
        waves: 3
        never-lower: [a/b]
      check:
        fail-on: warning
        baseline: b.json
        output:
        - concise
      """
    ).text(origins: true)
    for line in [
      "  waves: 3  # .podfit.yaml:3\n", "  - a/b  # .podfit.yaml:4\n",
      "  fail-on: warning  # .podfit.yaml:6\n", "  baseline: b.json  # .podfit.yaml:7\n",
      "  - concise  # .podfit.yaml:9\n", "  allow-empty: false  # default\n",
    ] {
      #expect(shown.contains(line), "\(line)\(shown)")
    }
  }

  @Test(
    "paths in the file are from its folder",
    arguments: [
      (".podfit.yaml", "r.json", "r.json"), ("../.podfit.yaml", "r.json", "../r.json"),
      ("/etc/podfit/config.yaml", "a/r.json", "/etc/podfit/a/r.json"),
      ("x/c.yaml", "/abs/r.json", "/abs/r.json"),
    ]
  )
  func located(file: String, path: String, found: String) throws {
    let text = """
      version: 1
      check: {recommendations: \(path), baseline: \(path), output: [text, json=\(path)]}
      """
    let configuration = ConfigurationReader(Array(text.utf8), name: file).configuration
    #expect(configuration.recommendations == found && configuration.baseline == found)
    #expect(configuration.outputs.map(\.path) == [nil, found])
    #expect(Configuration().recommendations == nil && Configuration().outputs.isEmpty)
  }

  @Test("the example is a configuration as it stands, and with every setting on")
  func example() throws {
    let text = Podfit.exampleConfiguration
    #expect(try Made.configuration(text).book() == Configuration().book())
    let on = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let margin = line.prefix { $0 == " " }
      let rest = line.dropFirst(margin.count)
      let isSetting = rest.hasPrefix("#") && !rest.hasPrefix("# ") && rest != "#"
      return String(isSetting ? margin + rest.dropFirst() : line)
    }.joined(separator: "\n")
    let configuration = try Made.configuration(on)
    #expect(configuration.base.settings.count == Knob<Policy>.policy.count)
    #expect(EffectivePolicy(configuration.base).policy.cpuFloor == Policy().cpuFloor)
    #expect(configuration.rules.count == 2 && configuration.check.exemptions.count == 1)
    #expect(configuration.check.thresholds == .init())
    #expect(
      configuration.profiles["system"].map { EffectivePolicy($0).policy }
        == BuiltInProfiles.layers["system"].map { EffectivePolicy($0).policy }
    )
  }

  @Test("a policy or its profile may name a strategy; an option of the command line wins over it")
  func strategies() throws {
    let configuration = try Made.configuration(
      """
      version: 1
      policy: {strategy: vpa}
      profiles: {batch: {strategy: max-window}}
      policies:
      - {match: {kinds: [CronJob]}, profile: batch}
      - match: {names: [db]}
        profile: batch
        policy: {strategy: krr-simple}
      - {match: {names: [web]}, policy: {cpu-floor: 20m}}
      """
    )
    let recommender = try RecommendRequest(configuration: configuration).recommender()
    #expect(recommender.book.rules.map(\.entry.strategy) == ["max-window", "krr-simple", nil])
    #expect(recommender.strategies.keys.sorted() == ["krr-simple", "max-window"])
    #expect(
      recommender.book.rules[0].entry.settings["strategy"] == "max-window (.podfit.yaml:3)"
    )
    let option = try RecommendRequest(strategy: "headroom", configuration: configuration)
    #expect(try option.recommender().strategies.isEmpty)
    let shown = configuration.text(origins: true)
    #expect(shown.contains("strategy: max-window  # .podfit.yaml:3\n"))
    #expect(shown.contains("strategy: krr-simple  # .podfit.yaml:8\n"))
    let again = try Made.configuration(configuration.text())
    #expect(again.book().rules.map(\.entry.strategy) == ["max-window", "krr-simple", nil])
  }

  @Test("new workloads are like those that are named, or run the same image")
  func similar() throws {
    let configuration = try Made.configuration(
      """
      version: 1
      similar:
      - {workload: "staging/*/*", like: "shop/*/*"}
      - workload: "preview/*/*"
        like: image
      """
    )
    #expect(
      configuration.book().similar == [
        SimilarRule(NamePattern("staging/*/*"), like: .workload(NamePattern("shop/*/*"))),
        SimilarRule(NamePattern("preview/*/*"), like: .sameImage),
      ]
    )
    #expect(configuration.text(origins: true).contains("like: image  # .podfit.yaml:4\n"))
    #expect(try Made.configuration(configuration.text()).similar == configuration.similar)
    for text in [
      "{workload: a/b, like: image}", "{workload: a/*/b, like: c/*/*}", "{workload: a/*/b}",
    ] {
      #expect(!Made.problems("version: 1\nsimilar: [\(text)]").isEmpty, "\(text)")
    }
  }

  @Test("items of a check's lists say where they come from")
  func listOrigins() throws {
    let shown = try Made.configuration(
      """
      version: 1
      check:
        exemptions:
        - {rules: ["*"], container: "**", reason: why}
        nodes:
        - {name: big, cpu: 4, memory: 16Gi}
        policies:
        - {match: {namespaces: [kube-system]}, policy: system}
      """
    ).text(origins: true)
    #expect(shown.contains("reason: why  # .podfit.yaml:4\n"))
    #expect(shown.contains("name: big  # .podfit.yaml:6\n"))
    #expect(shown.contains("error-above: 4  # .podfit.yaml:8\n"))
  }
}
