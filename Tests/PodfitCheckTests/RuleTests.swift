import Foundation
import PodfitCheck
import PodfitModel
import TestSupport
import Testing

/// An example of a rule, for one parameterised test of all.
struct RuleCase: Sendable, CustomStringConvertible {
  var rule: String
  var example: RuleExample
  var triggers: Bool

  var description: String { "\(rule) \(triggers ? "finds" : "leaves") \(example.container)" }

  static let all = RuleRegistry.rules.flatMap { rule in
    rule.triggering.map { RuleCase(rule: rule.id, example: $0, triggers: true) }
      + rule.clean.map { RuleCase(rule: rule.id, example: $0, triggers: false) }
  }
}

@Suite("Rules")
struct RuleTests {
  @Test("every example is found where its arrow stands, or not at all", arguments: RuleCase.all)
  func examples(of example: RuleCase) throws {
    let marked = example.example.manifest
    let lines = marked.split(separator: "\n", omittingEmptySubsequences: false)
    let arrow = lines.indices.compactMap { line in
      lines[line].unicodeScalars.firstIndex(of: "↓").map {
        (line + 1, lines[line].unicodeScalars.distance(from: lines[line].startIndex, to: $0) + 1)
      }
    }
    #expect(arrow.count == (example.triggers ? 1 : 0))

    let text = marked.split(separator: "↓", omittingEmptySubsequences: false).joined()
    let result = check(text, against: example.example.advice, settings: example.example.settings)
    #expect(result.errors.isEmpty)
    #expect(result.checkedContainers == 1)
    let found = result.findings.filter { $0.rule == example.rule }
    #expect(found.map { [$0.place.line, $0.place.column] } == arrow.map { [$0.0, $0.1] })
    for finding in found {
      let rule = try #require(RuleRegistry.rules.first { $0.id == finding.rule })
      #expect(finding.severity <= rule.severity)
      #expect(finding.remediation == rule.remediation)
      #expect(finding.sourceLine == text.split(separator: "\n")[finding.place.line - 1])
    }
  }

  @Test("every rule has examples of both kinds, and its highest severity occurs in them")
  func completeness() {
    for rule in RuleRegistry.rules {
      #expect(!rule.triggering.isEmpty && !rule.clean.isEmpty, "\(rule.id)")
      let severities = rule.triggering.flatMap { example in
        let text = example.manifest.split(separator: "↓").joined()
        return check(text, against: example.advice, settings: example.settings).findings
          .filter { $0.rule == rule.id }.map(\.severity)
      }
      #expect(severities.max() == rule.severity, "\(rule.id)")
    }
  }

  @Test("ids are in kebab case, different, and every file of the folder is registered")
  func registry() throws {
    let ids = RuleRegistry.rules.map { $0.id }
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: /[a-z]+(-[a-z]+)*/) != nil) }
    let folder = SharedData.packageRoot.appending(path: "Sources/Check/Rules")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") && $0 != "RuleRegistry.swift" }
    #expect(Set(files) == Set(RuleRegistry.rules.map { "\($0).swift" }))
  }

  @Test("docs/rules.md is what the rules say")
  func documentation() throws {
    let page = SharedData.packageRoot.appending(path: "docs/rules.md")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      try Data(RuleRegistry.documentation().utf8).write(to: page)
    }
    #expect(try String(contentsOf: page, encoding: .utf8) == RuleRegistry.documentation())
  }

  @Test(
    "severity grows with the ratio, from the least difference on",
    arguments: [
      ("1536Mi", nil), ("1537Mi", Severity.warning), ("2Gi", .warning), ("2049Mi", .error),
    ] as [(String, Severity?)]
  )
  func ratio(memory: String, severity: Severity?) {
    let text = deployment("{requests: {cpu: 500m, memory: \(memory)}}")
    let found = check(text, against: [recommendation()]).findings
    #expect(found.map(\.severity) == [severity].compactMap(\.self))
  }

  @Test("a finding says what setting the advice saves, and a raise costs")
  func savings() throws {
    let text = deployment("{requests: {cpu: 100m, memory: 3Gi}}")
    let found = check(text, against: [recommendation()]).findings
    #expect(found.map(\.rule) == ["cpu-request-below-need", "memory-request-above-need"])
    #expect(found.map(\.savedCPU) == [.millicores(-400), .zero])
    #expect(found.map(\.savedMemory) == [.zero, .gibibytes(2)])
    #expect(found.map(\.current) == ["100m", "3Gi"])
    #expect(found.map(\.recommended) == ["500m", "1Gi"])
  }

  @Test("withheld advice compares nothing, but a missing request is still missing")
  func withheld() {
    let advice = [recommendation(status: .withheld)]
    let sized = check(deployment("{requests: {cpu: 9, memory: 90Gi}}"), against: advice)
    #expect(sized.findings.isEmpty)
    #expect(sized.withheldContainers == 1)
    let empty = check(deployment("{}"), against: advice)
    #expect(
      empty.findings.map(\.rule) == ["cpu-request-missing", "memory-request-missing"]
    )
    #expect(empty.findings.allSatisfy { $0.recommended == nil && $0.savedMemory.isZero })
  }

  @Test("a request of the pod as a whole is not missed in its containers")
  func podLevel() {
    func found(_ resources: String) -> [String] {
      check(
        """
        kind: Pod
        metadata: {name: p}
        spec:
          resources: \(resources)
          containers: [{name: app, image: a}, {name: other, image: a}]
        ---
        kind: HorizontalPodAutoscaler
        metadata: {name: h}
        spec:
          scaleTargetRef: {kind: Pod, name: p}
          metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 80}}}]
        """
      ).findings.map(\.rule)
    }
    #expect(found("{requests: {cpu: 1, memory: 1Gi}}").isEmpty)
    #expect(found("{limits: {cpu: 1, memory: 1Gi}}").isEmpty)
    #expect(found("{requests: {cpu: 1}}") == Array(repeating: "memory-request-missing", count: 2))
    #expect(found("{}").count == 5)
  }

  @Test("amounts of a few bytes have findings of their own and none about shares of them")
  func nonsense() {
    let text = """
      kind: Pod
      metadata: {name: p}
      spec:
        containers:
        - name: app
          image: eclipse-temurin:17
          args: [-Xmx512m]
          resources: {requests: {cpu: 1000, memory: 512m}, limits: {memory: 4}}
      """
    let found = check(text).findings
    #expect(
      found.map(\.message) == [
        "CPU request 1000 is 1000 cores (default/Pod/p/app)",
        "memory request 512m is in thousandths of a byte (default/Pod/p/app)",
        "memory limit 4 is 4 bytes (default/Pod/p/app)",
      ]
    )
    let sized = check(
      deployment("{requests: {cpu: 500m, memory: 512m}}"),
      against: [recommendation()],
      makesRewrites: true
    )
    #expect(
      sized.rewrites.map { String(decoding: $0.after, as: UTF8.self) } == [
        deployment("{requests: {cpu: 500m, memory: 1Gi}}")
      ]
    )
  }

  @Test("a missing request of an init container is only info")
  func initContainer() {
    let text = """
      kind: Pod
      metadata: {name: p}
      spec:
        initContainers: [{name: i, image: a}, {name: s, image: a, restartPolicy: Always}]
        containers: [{name: app, image: a, resources: {requests: {cpu: 1, memory: 1Gi}}}]
      """
    let found = check(text).findings
    #expect(found.map(\.container) == ["i", "i", "s", "s"])
    #expect(found.map(\.severity) == [.info, .info, .warning, .warning])
  }
}

extension RuleExample {
  /// Settings with the nodes of the example.
  var settings: CheckSettings {
    var settings = CheckSettings()
    settings.nodes = nodes
    return settings
  }

  /// The advice of the example for the pod of its manifest.
  var advice: [Recommendation] {
    guard let recommended else { return [] }
    var advice = recommendation("example", kind: .pod, heap: heap)
    advice.recommended = recommended
    return [advice]
  }
}
