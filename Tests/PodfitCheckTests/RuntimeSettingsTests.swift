import PodfitCheck
import PodfitModel
import Testing

@Suite("Settings of runtimes in manifests")
struct RuntimeSettingsTests {
  private static func found(_ container: String) -> [(rule: String, line: Int, column: Int)] {
    let text = RuleExample(container).manifest
    return check(text).findings.filter { !$0.rule.hasSuffix("-missing") || $0.rule.hasPrefix("go") }
      .map { ($0.rule, $0.place.line, $0.place.column) }
  }

  @Test("a finding stands where the setting stands")
  func places() throws {
    let container =
      "{name: app, image: \"temurin:21\", command: [java, -Xmx1g, -jar, a.jar], "
      + "resources: {requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 2, memory: 1Gi}}}"
    let finding = try #require(Self.found(container).first { $0.rule == "heap-over-limit" })
    let line = RuleExample(container).manifest.split(separator: "\n")[finding.line - 1]
    let rest = line.dropFirst(finding.column - 1)
    #expect(rest.hasPrefix("java"))
  }

  @Test("variables of every kind are read, and point to their value")
  func variables() throws {
    let container =
      "{name: app, image: \"node:22\", env: [{name: NODE_OPTIONS, "
      + "value: \"--max-old-space-size=2048\"}, {name: SECRET, valueFrom: {}}], "
      + "resources: {requests: {cpu: 1, memory: 1Gi}, limits: {memory: 1Gi}}}"
    let finding = try #require(Self.found(container).first)
    #expect(finding.rule == "node-heap-over-limit")
    let line = RuleExample(container).manifest.split(separator: "\n")[finding.line - 1]
    #expect(line.dropFirst(finding.column - 1).hasPrefix("\"--max-old"))
  }

  @Test(
    "patches, templates and containers of other programs have no such finding",
    arguments: [
      "{name: app, command: [java, -Xmx9g], resources: {limits: {memory: 1Gi}}}",
      "{name: app, image: temurin, command: [java, \"-Xmx{{ .heap }}\"], resources: {limits: {memory: 1Gi}}}",
      "{name: app, image: nginx, resources: {limits: {memory: 1Gi}}}",
      "{name: app, image: prom/node-exporter, resources: {limits: {memory: 8Gi}}}",
      "{name: app, image: 7, command: 7, args: {a: b}, env: [a, {name: x}, {value: y}, null]}",
    ]
  )
  func silence(container: String) {
    #expect(Self.found(container).isEmpty)
  }

  @Test("ids of all rules differ, and documentation names every one")
  func cards() {
    let ids = RuleRegistry.cards.map(\.id)
    #expect(Set(ids).count == ids.count)
    let page = RuleRegistry.documentation()
    for id in ids { #expect(page.contains(id)) }
  }
}
