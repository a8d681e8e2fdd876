import Foundation
import TestSupport
import Testing

@Suite("podfit config", .enabled(if: PodfitProgram.isPresent))
struct ConfigTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// A day and a half of one container in two namespaces.
  private func ingest() throws {
    var lines = [
      "time,namespace,workload_kind,workload,pod,container,cpu_usage_cores,memory_working_set_bytes"
    ]
    for step in 0..<432 {
      let (day, minutes) = (20 + step / 288, step % 288 * 5)
      let time = String(format: "2026-11-%02dT%02d:%02d:00Z", day, minutes / 60, minutes % 60)
      for namespace in ["shop", "bank"] {
        lines.append("\(time),\(namespace),Deployment,web,web-0,main,0.1,104857600")
      }
    }
    _ = try workspace.write(lines.joined(separator: "\n") + "\n", to: "u.csv")
    let outcome = try workspace.podfit("ingest", "u.csv")
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  private func memory(_ arguments: String...) throws -> [String: String] {
    let outcome = try workspace.podfit(["recommend", "--format", "json"] + arguments)
    try #require(outcome.status == 0, "\(outcome.errors)")
    let list = try workspace.object(outcome.output)["recommendations"] as? [[String: Any]]
    var found: [String: String] = [:]
    for each in try #require(list) {
      let advised = each["recommended"] as? [String: Any]
      let namespace = try #require(each["namespace"] as? String)
      found[namespace] = "\(advised?["memory_request_bytes"] ?? "")"
    }
    return found
  }

  @Test(
    "a policy for a namespace in .podfit.yaml changes its number; options choose the file or none"
  )
  func recommend() throws {
    try ingest()
    let plain = try memory()
    #expect(plain["shop"] == plain["bank"] && plain.count == 2)
    _ = try workspace.write(
      """
      version: 1
      policies:
      - match: {namespaces: [shop]}
        policy: {memory-floor: 300Mi}
      """,
      to: ".podfit.yaml"
    )
    let changed = try memory()
    #expect(changed["bank"] == plain["bank"])
    #expect(changed["shop"] == "314572800", "\(changed)")
    #expect(try memory("--no-config") == plain)
    _ = try workspace.write("version: 1\n", to: "other.yaml")
    #expect(try memory("--config", "other.yaml") == plain)
    let explained = try workspace.podfit("explain", "shop/web")
    #expect(explained.status == 0, "\(explained.errors)")
    #expect(explained.output.contains(".podfit.yaml:3"), "\(explained.output)")
    #expect(explained.output.contains("memory-floor"))
  }

  @Test("a wrong file stops every command that reads it, with its place")
  func wrong() throws {
    try ingest()
    _ = try workspace.write("version: 1\npolicy:\n  cpu-flor: 1\n", to: ".podfit.yaml")
    for arguments in [
      ["recommend"], ["explain", "shop/web"], ["report"], ["config", "validate"],
      ["config", "show"],
    ] {
      let outcome = try workspace.podfit(arguments)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.errors.contains(".podfit.yaml:3:3: no key is called \"cpu-flor\" here"))
      #expect(outcome.errors.contains("did you mean \"cpu-floor\"?"))
    }
    #expect(try workspace.podfit("recommend", "--no-config").status == 0)
  }

  @Test("init writes a file once, which validates and means the defaults")
  func start() throws {
    #expect(try workspace.podfit("config", "validate").status == 2)
    let defaults = try workspace.podfit("config", "show")
    #expect(defaults.status == 0)
    #expect(try workspace.podfit("config", "init").status == 0)
    #expect(try workspace.podfit("config", "validate").output == ".podfit.yaml: valid\n")
    #expect(try workspace.podfit("config", "show").output == defaults.output)
    let before = try workspace.read(".podfit.yaml")
    let again = try workspace.podfit("config", "init")
    #expect(again.status == 2 && again.errors.contains("there already"), "\(again.errors)")
    #expect(try workspace.read(".podfit.yaml") == before)
    let other = try workspace.podfit("config", "init", "podfit.yaml")
    #expect(other.status == 2 && !workspace.has("podfit.yaml"))
    let json = try workspace.podfit("config", "show", "--format", "json")
    try validate(json.output, schema: "config")
    let origins = try workspace.podfit("config", "show", "--origin", "--format", "json")
    let policy = try workspace.object(origins.output)["policy"] as? [String: [String: Any]]
    #expect(policy?["cpu-floor"]?["value"] as? String == "10m")
    #expect(policy?["cpu-floor"]?["origin"] as? String == "default")
  }

  /// A manifest that asks for too much, and the advice.
  private func writeWaste() throws {
    let advice = SharedData.fixtures.appending(path: "check/recommendations.json")
    try Data(contentsOf: advice).write(to: workspace.folder.appending(path: "r.json"))
    _ = try workspace.write(
      """
      kind: ReplicaSet
      metadata: {name: plain-0, namespace: shop}
      spec:
        template:
          spec:
            containers:
            - name: app
              image: a
              resources: {requests: {cpu: 250m, memory: 4Gi}}

      """,
      to: "m.yaml"
    )
  }

  @Test("check takes thresholds, levels and exemptions from the file; options win")
  func check() throws {
    try writeWaste()
    let check = ["check", "m.yaml", "--recommendations", "r.json", "--output", "concise"]
    #expect(try workspace.podfit(check).status == 1)
    for settings in [
      "levels: {memory-request-above-need: off}",
      "thresholds: {warning-above: 90, error-above: 100}",
      "policies: [{match: {paths: ['*.yaml']}, levels: {memory-request-above-need: info}}]",
      "exemptions: [{rules: [memory-request-above-need], container: 'shop/**', reason: known}]",
    ] {
      _ = try workspace.write("version: 1\ncheck:\n  \(settings)\n", to: ".podfit.yaml")
      let outcome = try workspace.podfit(check)
      #expect(outcome.status == 0, "\(settings): \(outcome.output)\(outcome.errors)")
      #expect(try workspace.podfit(check + ["--no-config"]).status == 1)
    }
    _ = try workspace.write(
      "version: 1\ncheck: {policies: [{match: {namespaces: [shop]}, levels: {memory-request-above-need: off}}]}\n",
      to: ".podfit.yaml"
    )
    #expect(try workspace.podfit(check).status == 0)
    #expect(try workspace.podfit(check + ["--policy", "serving"]).status == 1)
  }

  @Test("fail-on, baseline, outputs and recommendations of the file hold, options win over each")
  func defaults() throws {
    try writeWaste()
    func configure(_ settings: String) throws {
      _ = try workspace.write("version: 1\ncheck:\n  \(settings)\n", to: ".podfit.yaml")
    }
    func check(_ arguments: String...) throws -> PodfitProgram.Outcome {
      try workspace.podfit(["check", "m.yaml"] + arguments)
    }
    // Without a word nothing is compared.
    #expect(try check().errors.contains("no recommendations were given"))
    try configure("recommendations: r.json")
    #expect(try check().status == 1)
    #expect(try check("--db", "none.db").status == 2)
    try configure("recommendations: r.json\n  fail-on: never")
    #expect(try check().status == 0)
    #expect(try check("--fail-on", "error").status == 1)
    try configure("recommendations: r.json\n  output: [concise, jsonl=found.jsonl]")
    let found = try check()
    #expect(found.output.hasPrefix("m.yaml:") && !found.output.contains("hint:"))
    let lines = String(decoding: try workspace.read("found.jsonl"), as: UTF8.self)
    #expect(lines.contains("\"reason\":\"finding\""))
    #expect(try check("--output", "json").output.hasPrefix("{"))
    try configure("recommendations: r.json\n  baseline: known.json")
    #expect(try check().status == 2)
    let written = try workspace.podfit("baseline", "write", "m.yaml")
    #expect(written.status == 0 && workspace.has("known.json"), "\(written.errors)")
    #expect(try check().status == 0)
    #expect(try check("--no-baseline").status == 1)
    #expect(try workspace.podfit("baseline", "show").output.contains("plain-0"))
    #expect(try workspace.podfit("baseline", "prune", "m.yaml").status == 0)
    let other = try workspace.podfit("baseline", "show", "--baseline", "none.json")
    #expect(other.status == 2)
    try configure("allow-empty: true")
    _ = try workspace.write("a: 1\n", to: "none.yaml")
    #expect(try workspace.podfit("check", "none.yaml").status == 0)
    #expect(try workspace.podfit("check", "none.yaml", "--no-allow-empty").status == 2)
    // The configuration file itself is never written over.
    try configure("recommendations: r.json\n  output: [json=.podfit.yaml]")
    #expect(try check().status == 2)
  }

  @Test("waves and value paths of the file hold for changes, options win")
  func changes() throws {
    try ingest()
    _ = try workspace.write(
      "version: 1\nchanges: {waves: 2, base: ../../app, value-paths: ['shop/web/main=web.res']}\n",
      to: ".podfit.yaml"
    )
    func recommend(_ arguments: String...) throws -> String {
      let outcome = try workspace.podfit(["recommend"] + arguments)
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    _ = try recommend("--format", "kustomize", "-o", "k")
    #expect(workspace.has("k/wave-1"))
    _ = try recommend("--format", "kustomize", "-o", "one", "--waves", "1")
    #expect(workspace.has("one") && !workspace.has("one/wave-1"))
    let values = try recommend("--format", "helm-values")
    #expect(values.contains("web:\n  res:\n"), "\(values)")
    let others = try recommend("--format", "helm-values", "--value-path", "*/web=x.z")
    #expect(others.contains("x:\n  z:\n") && !others.contains("  res:"), "\(others)")
  }

  @Test("the guide's example and the one of init with all settings on are right by the schema too")
  func examples() throws {
    let guide = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/guide/configuration.md"),
      encoding: .utf8
    )
    let block = try #require(guide.split(separator: "```yaml\n").dropFirst().first)
    let example = try workspace.podfit("config", "init", "-").output
    let on = example.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let margin = line.prefix { $0 == " " }
      let rest = line.dropFirst(margin.count)
      let isSetting = rest.hasPrefix("#") && !rest.hasPrefix("# ") && rest != "#"
      return String(isSetting ? margin + rest.dropFirst() : line)
    }.joined(separator: "\n")
    for text in [String(block.prefix { $0 != "`" }), on] {
      _ = try workspace.write(text, to: "c.yaml")
      let outcome = try workspace.podfit("config", "validate", "c.yaml")
      #expect(outcome.status == 0, "\(outcome.errors)")
      // Python's YAML is not ours.
      let json = try PodfitProgram.run(
        "/usr/bin/python3",
        [
          "-c", "import json, yaml; print(json.dumps(yaml.safe_load(open('c.yaml')), default=str))",
        ],
        in: workspace.folder
      )
      try #require(json.status == 0, "\(json.errors)")
      try validate(json.output, schema: "config")
    }
  }
}
