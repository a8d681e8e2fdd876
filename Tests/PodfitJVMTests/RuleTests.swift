import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitJVM

/// An example of a rule, for one parameterised test of all.
struct SettingsRuleCase: Sendable, CustomTestStringConvertible {
  var card: RuleCard
  var needs: [Set<RuleEvidence>]
  var example: SettingsExample
  var triggers: Bool
  var findings: @Sendable (SettingsExample) -> [RuntimeFinding]

  var testDescription: String { "\(card.id) \(triggers ? "finds" : "leaves") \(example.text)" }

  static func cases<Subject>(
    of rules: [SettingsRule<Subject>],
    _ findings: @escaping @Sendable (SettingsExample) -> [RuntimeFinding]
  ) -> [SettingsRuleCase] {
    rules.flatMap { rule in
      rule.triggering.map {
        SettingsRuleCase(
          card: rule.card,
          needs: rule.needs,
          example: $0,
          triggers: true,
          findings: findings
        )
      }
        + rule.clean.map {
          SettingsRuleCase(
            card: rule.card,
            needs: rule.needs,
            example: $0,
            triggers: false,
            findings: findings
          )
        }
    }
  }

  static let all =
    cases(of: JVMRuleRegistry.rules) {
      JVMProfiler.profile(
        of: $0.hidesSpec ? nil : $0.spec,
        in: $0.surroundings,
        signals: $0.signals
      )?
      .findings ?? []
    }
    + cases(of: RuntimeRuleRegistry.rules) {
      RuntimeProfiler.profile(of: $0.spec, in: $0.surroundings)?.findings ?? []
    }
}

extension SettingsExample {
  /// Whether the spec was taken away.
  var hidesSpec: Bool { spec.name.isEmpty }

  /// The example without one kind of evidence.
  func without(_ evidence: RuleEvidence) -> SettingsExample {
    var example = self
    let old = signals
    switch evidence {
    case .spec: example.spec = ContainerSpec(name: "")
    case .container:
      example.signals.container = ContainerFacts()
      example.signals.workingSetMax = nil
    case .metrics:
      example.signals = JVMSignals()
      example.signals.container = old.container
      example.signals.workingSetMax = old.workingSetMax
      example.signals.nativeTotal = old.nativeTotal
      example.signals.collections = old.collections?.source == .log ? old.collections : nil
    case .log:
      if old.collections?.source == .log { example.signals.collections = nil }
    case .nativeMemory: example.signals.nativeTotal = nil
    }
    return example
  }
}

@Suite("Rules about runtimes")
struct SettingsRuleTests {
  @Test(
    "every example is found, with numbers and what it rests on, or not at all",
    arguments: SettingsRuleCase.all
  )
  func examples(of example: SettingsRuleCase) {
    let found = example.findings(example.example).filter { $0.id == example.card.id }
    #expect(found.isEmpty == !example.triggers)
    for finding in found {
      #expect(finding.severity <= example.card.severity)
      #expect(finding.advice == example.card.remediation)
      #expect(!finding.evidence.isEmpty)
      #expect(
        finding.message.contains(where: \.isNumber) || finding.severity < .error,
        "\(finding)"
      )
      #expect(!finding.message.hasSuffix("."))
    }
  }

  @Test("a rule is silent without the evidence it needs", arguments: SettingsRuleCase.all)
  func silence(of example: SettingsRuleCase) {
    for evidence in RuleEvidence.allCases
    where example.needs.allSatisfy({ $0.contains(evidence) }) {
      let found = example.findings(example.example.without(evidence))
      #expect(!found.contains { $0.id == example.card.id }, "without \(evidence.rawValue)")
    }
  }

  @Test("every rule has examples of both kinds, and its highest severity occurs in them")
  func completeness() {
    let byRule = Dictionary(grouping: SettingsRuleCase.all, by: \.card.id)
    for (id, cases) in byRule {
      #expect(cases.contains { $0.triggers } && cases.contains { !$0.triggers }, "\(id)")
      let severities = cases.filter(\.triggers).flatMap { each in
        each.findings(each.example).filter { $0.id == id }.map(\.severity)
      }
      #expect(severities.max() == cases.first?.card.severity, "\(id)")
    }
  }

  @Test("ids are in kebab case and different; the catalogue is whole")
  func ids() {
    let ids = JVMRuleRegistry.rules.map(\.id) + RuntimeRuleRegistry.rules.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, "\(id)") }
    #expect(Set(Self.catalogue).subtracting(ids).isEmpty)
    #expect(Self.catalogue.count == 39)
  }

  /// The findings of the reference, `oom-heap` and `oom-kill` apart.
  private static let catalogue = [
    "default-heap", "heap-over-limit", "thin-non-heap", "rss-not-demand", "small-percent-ignored",
    "flag-overruled", "maxram-overrides", "fraction-flag", "not-container-aware",
    "node-cpu-threads", "serial-by-accident", "serial-one-cpu", "g1-in-tiny", "jdk27-default-gc",
    "throttled-gc", "gc-thrash", "gc-idle-heap", "leak", "live-set-step", "xms-eq-xmx", "pretouch",
    "xms-far-below", "metaspace-unbounded", "direct-unbounded", "thread-stacks", "malloc-arenas",
    "code-cache", "compressed-oops-gap", "humongous", "evacuation-failure", "multi-jvm", "zgc-rss",
    "no-return", "oom-heap", "oom-kill", "vpa-resize-ignored", "old-jvm-saving", "openj9",
    "startup-cpu",
  ]

  @Test(
    "the pages are what the rules say",
    arguments: [
      ("docs/jvm-findings.md", JVMRuleRegistry.documentation()),
      ("docs/runtime-findings.md", RuntimeRuleRegistry.documentation()),
    ]
  )
  func documentation(path: String, text: String) throws {
    let page = SharedData.packageRoot.appending(path: path)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try Data(text.utf8).write(to: page)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == text)
  }

  @Test("a GC log alone gives the findings that need nothing else")
  func logAlone() {
    var facts = CollectionFacts(source: .log)
    facts.collector = .g1
    facts.maxHeap = .mebibytes(512)
    facts.cpuRatio = 0.3
    facts.pauseRatio = 0.2
    facts.evacuationFailures = 2
    facts.trend = .rising(level: .mebibytes(300), perDay: .mebibytes(53))
    let found = JVMRuleRegistry.findings(inLog: facts, liveSet: nil)
    #expect(found.map(\.id) == ["gc-thrash", "leak", "evacuation-failure"])
    #expect(found[1].message.contains("full in 4 days"))
    #expect(JVMRuleRegistry.findings(inLog: CollectionFacts(source: .log), liveSet: nil).isEmpty)
  }
}
