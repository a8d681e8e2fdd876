import Foundation
import PodfitCheck
import PodfitModel
import TestSupport
import Testing

@Suite("Outputs")
struct OutputTests {
  private static let manifest =
    deployment("{requests: {cpu: 25Om, memory: 4Gi}}")
    + "---\na: b: c\n---\n" + deployment("{requests: {cpu: 1, memory: 1Gi}}", name: "b")
    + "---\nx: {{ .Values.x }}\n"

  private static var result: CheckResult {
    check(manifest, against: [recommendation(memoryRequest: .mebibytes(1_408))])
  }

  /// Everything that names and values can do to an output.
  private static let hostile = check(
    """
    kind: Deployment
    metadata: {name: "::error::\\e[31m\\u202Ex\\n[link](1)", namespace: "<b>\\r\\n"}
    spec: {template: {spec: {containers: [{name: "a\\0b", image: a, resources: {requests: {cpu: "\\ex\\n"}}}]}}}
    """
  )

  @Test("text shows place, line, caret and hint, then what was not compared, then a summary")
  func text() {
    let text = TextOutput(toolVersion: "1").render(Self.result)
    let resources = "      - {name: app, image: a, resources: {requests: {cpu: 25Om, memory: 4Gi}}}"
    #expect(
      text == """
        f.yaml:10:5: error: not YAML: mapping values are not allowed in this context
          a: b: c
              ^
          hint: documents after the next line with --- were checked
        f.yaml:8:59: error quantity-invalid: not a CPU quantity: "25Om" (shop/Deployment/api/app)
          \(resources)
        \(String(repeating: " ", count: 60))^~~~
          hint: \(QuantityInvalid.remediation): 500m
        f.yaml:8:73: error memory-request-above-need: memory request 4Gi is 2.9 times the \
        recommended 1408Mi; saves 2688Mi per replica (shop/Deployment/api/app)
          \(resources)
        \(String(repeating: " ", count: 74))^~~
          hint: lower the memory request to the recommended value: 1408Mi
        f.yaml:19:9: not compared: shop/Deployment/b/app: no recommendation
        f.yaml:20:1: skipped: a Helm template: render it first, helm template NAME CHART | podfit \
        check -
        2 errors, 0 warnings, 0 info in 2 containers of 2 workloads (1 file); \
        1 without recommendation; 1 skipped; 1 not readable
        2 fixable: --diff shows it, --fix does it

        """
    )
  }

  @Test("concise is one line per finding in the form that problem matchers read")
  func concise() {
    let text = ConciseOutput(toolVersion: "1").render(Self.result)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 3)
    for line in lines {
      #expect(line.wholeMatch(of: /f\.yaml:\d+:\d+: (error|warning|info) [a-z-]+ .+/) != nil)
    }
    #expect(lines[1].hasPrefix("f.yaml:8:59: error quantity-invalid "))
    #expect(ConciseOutput(toolVersion: "1").render(CheckResult()) == "")
  }

  @Test("JSON has every key of a finding, null where there is no value")
  func json() throws {
    let text = try JSONOutput(toolVersion: "1").render(Self.result)
    let document = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    )
    let findings = try #require(document["findings"] as? [[String: Any]])
    #expect(findings.count == 2)
    for finding in findings {
      #expect(
        Set(finding.keys) == [
          "rule", "severity", "message", "file", "line", "column", "end_line", "end_column",
          "workload", "container", "current", "recommended", "saving", "fixable", "fingerprint",
          "template", "field", "fix_refused",
        ]
      )
    }
    let second = findings[1]
    #expect(second["rule"] as? String == "memory-request-above-need")
    #expect(second["line"] as? Int == 8 && second["column"] as? Int == 73)
    #expect(second["end_line"] as? Int == 8 && second["end_column"] as? Int == 76)
    #expect(second["workload"] as? String == "shop/Deployment/api")
    #expect(second["current"] as? String == "4Gi" && second["recommended"] as? String == "1408Mi")
    let saving = try #require(second["saving"] as? [String: Any])
    #expect(saving["memory_bytes"] as? Int == 2_688 << 20 && saving["cpu_cores"] as? Double == 0)
    #expect((document["errors"] as? [Any])?.count == 1)
    #expect((document["unmatched"] as? [Any])?.count == 1)

    let missing = try JSONOutput(toolVersion: "1").render(check(deployment("{}")))
    #expect(missing.contains(#""current" : null"#) && missing.contains(#""recommended" : null"#))
  }

  @Test("JSON is valid by the published schema, and the schema notices a missing key")
  func jsonSchema() throws {
    guard let python = Python.jsonschema else { return }
    let schema = SharedData.packageRoot.appending(path: "docs/schemas/check.schema.json")
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      checker = jsonschema.validators.validator_for(schema)
      errors = [e.message for e in checker(schema).iter_errors(json.load(sys.stdin))]
      print(errors[:3]); sys.exit(1 if errors else 0)
      """
    for result in [Self.result, Self.hostile, CheckResult()] {
      let text = try JSONOutput(toolVersion: "1").render(result)
      for (input, isValid) in [
        (text, true), (text.replacingOccurrences(of: "\"summary\"", with: "\"sum\""), false),
      ] {
        let outcome = try Python.run(python, ["-c", script, schema.path], input: Data(input.utf8))
        #expect((outcome.status == 0) == isValid, "\(outcome.output)\(outcome.errors)")
      }
    }
  }

  @Test("a saving in nodes is null where no shape of a node is known")
  func nodeSaving() throws {
    let text = deployment("{requests: {cpu: 500m, memory: 4Gi}}")
    let json = JSONOutput(toolVersion: "1")
    #expect(try json.render(check(text, against: [recommendation()])).contains("\"nodes\" : null"))
    var settings = CheckSettings()
    settings.nodes = [try #require(NodeShape("m=8,32Gi"))]
    let known = check(text, against: [recommendation()], settings: settings)
    #expect(try json.render(known).contains("\"nodes\" : 0.1875"))
  }

  @Test("suggestions of Reviewdog are of one value each, which is the finding's own")
  func suggestions() throws {
    let text = """
      kind: Deployment
      metadata: {name: api, namespace: shop}
      spec:
        template:
          spec:
            containers:
            - name: app
              image: a
              resources:
                requests: {cpu: 500m, memory: 4Gi}
                limits: {memory: 8Gi}
      """
    func suggested(_ limit: Memory) throws -> [[[String: Any]]] {
      let result = check(text, against: [recommendation(memoryLimit: limit)])
      #expect(result.fixable == 2)
      let report = try RDJSONOutput(toolVersion: "1").render(result)
      let object = try JSONSerialization.jsonObject(with: Data(report.utf8)) as? [String: Any]
      let diagnostics = try #require(object?["diagnostics"] as? [[String: Any]])
      return diagnostics.map { $0["suggestions"] as? [[String: Any]] ?? [] }
    }
    // The limit needs the request lowered first: it is no suggestion by itself.
    #expect(try suggested(.gibibytes(2)).map { $0.map { $0["text"] as? String } } == [["1Gi"], []])
    #expect(
      try suggested(.gibibytes(4)).map { $0.map { $0["text"] as? String } } == [["1Gi"], ["4Gi"]]
    )
  }

  @Test("fingerprints name findings apart and do not move with lines or values")
  func fingerprints() {
    let twice = "kind: Service\n---\n" + deployment("{requests: {cpu: 25Ox, memory: 9Gi}}")
    let moved = check(twice, against: [recommendation()])
    #expect(moved.fingerprints == Self.result.fingerprints)
    let invalid = check(
      deployment("{requests: {cpu: x, memory: y}, limits: {cpu: z, memory: 1Gi}}")
    )
    #expect(invalid.findings.count == 3)
    #expect(Set(invalid.fingerprints).count == 3)
  }

  @Test(
    "the hash is FNV-1a",
    arguments: [
      ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
    ]
  )
  func hash(text: String, value: String) { #expect(fnv1a(text) == value) }

  @Test("names cannot start lines or control terminals in text", arguments: ["text", "concise"])
  func neutral(id: String) throws {
    let output = try #require(OutputRegistry.outputs.first { $0.id == id })
    let text = try output.init(toolVersion: "1").render(Self.hostile)
    #expect(Self.hostile.findings.count == 2)
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control)
      #expect(scalar.properties.generalCategory != .format)
    }
    for line in text.split(separator: "\n") { #expect(!line.hasPrefix("::")) }
  }

  @Test("the same input gives the same bytes, in whatever order files come")
  func deterministic() throws {
    let files = (0..<5).map { number in
      ("f\(number).yaml", [UInt8](Self.manifest.utf8))
    }
    let advice = set([recommendation()])
    for output in OutputRegistry.outputs {
      let one = Checker().check(files: files, against: advice)
      let other = Checker().check(files: files.reversed(), against: advice)
      let text = try output.init(toolVersion: "1").render(one)
      #expect(try output.init(toolVersion: "1").render(other) == text)
      #expect(text.hasSuffix("\n"))
    }
  }

  @Test("hosts of code get the names that they know files by, people those that they wrote")
  func hostNames() throws {
    var result = Self.result
    result.hostPaths = ["f.yaml": "deploy/f.yaml"]
    for output in OutputRegistry.outputs {
      let text = try output.init(toolVersion: "1").render(result)
      let isForHosts = !["text", "concise", "json", "jsonl"].contains(output.id)
      #expect(text.contains("deploy/f.yaml") == isForHosts, "\(output.id)")
      #expect(!isForHosts || !text.replacing("deploy/f.yaml", with: "").contains("f.yaml"))
    }
    #expect(result.placedFiles == ["f.yaml"])
  }

  @Test("a container without recommendation is in the text of a format or in the note")
  func unmatched() throws {
    for output in OutputRegistry.outputs where output.listsUnmatched {
      var counted =
        output.id == "jsonl" || output.id == "json" ? "\"unmatched\"" : "no recommendation"
      if output.id == "sarif" { counted = "shop/Deployment/b/app: no recommendation" }
      #expect(try output.init(toolVersion: "1").render(Self.result).contains(counted))
    }
    #expect(
      Self.result.unmatchedNote == "1 container without recommendation: shop/Deployment/b/app"
    )
    #expect(CheckResult().unmatchedNote == nil)
    let many = (0..<7).map { deployment("{}", name: "w\($0)") }.joined(separator: "---\n")
    #expect(
      check(many).unmatchedNote
        == "7 containers without recommendation: shop/Deployment/w0/app, shop/Deployment/w1/app, "
        + "shop/Deployment/w2/app, shop/Deployment/w3/app, shop/Deployment/w4/app and 2 more"
    )
  }

  @Test("a long line is cut around the place, tabs and controls keep their column")
  func longLine() {
    let text = deployment(
      "{x: \"\(String(repeating: "é", count: 300))\", requests: {memory: 1Gi, cpu: y}}"
    )
    let shown = TextOutput(toolVersion: "1").render(check(text)).split(separator: "\n")
    let line = shown[1]
    let caret = shown[2]
    #expect(line.count <= 124)
    let column = caret.distance(
      from: caret.startIndex,
      to: caret.firstIndex(of: "^") ?? caret.startIndex
    )
    #expect(line.dropFirst(column).hasPrefix("y}"))
  }
}

@Suite("SARIF")
struct SARIFTests {
  private static let results = [
    "empty": CheckResult(),
    "findings": check(
      deployment("{requests: {cpu: 25Om, memory: 4Gi}}", name: "\"a[b](c)\\\\\"")
        + "---\na: b: c\n---\nx: {{ .x }}\n"
    ),
  ]

  @Test("the log is valid by the schema of the standard", arguments: results.keys.sorted())
  func schema(name: String) throws {
    let schema = SharedData.file("schemas/sarif-schema-2.1.0.json")
    guard SharedData.isPresent, let python = Python.jsonschema else { return }
    let result = try #require(Self.results[name])
    let text = try SARIFOutput(toolVersion: "1.2.3").render(result)
    let script = """
      import json, sys, jsonschema
      schema = json.load(open(sys.argv[1]))
      checker = jsonschema.validators.validator_for(schema)
      errors = [e.message for e in checker(schema).iter_errors(json.load(sys.stdin))]
      print(errors[:3]); sys.exit(1 if errors else 0)
      """
    for (input, isValid) in [(text, true), (text.withLevelInfo, false)]
    where input != text || isValid {
      let outcome = try Python.run(python, ["-c", script, schema.path], input: Data(input.utf8))
      #expect((outcome.status == 0) == isValid, "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test("what GitHub asks for beyond the schema is there")
  func gitHub() throws {
    let text = try SARIFOutput(toolVersion: "1").render(try #require(Self.results["findings"]))
    let log = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let run = try #require((log["runs"] as? [[String: Any]])?.first)
    #expect(run["columnKind"] as? String == "unicodeCodePoints")
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    #expect(rules.compactMap { $0["id"] as? String } == RuleRegistry.cards.map { $0.id })
    for rule in rules {
      for key in ["shortDescription", "fullDescription", "help"] {
        let words = (rule[key] as? [String: String])?["text"] ?? ""
        #expect(!words.isEmpty && words.count <= 1_024)
      }
    }
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count == 1)
    for result in results {
      let location = try #require((result["locations"] as? [[String: Any]])?.first)
      let place = try #require(location["physicalLocation"] as? [String: Any])
      let region = try #require(place["region"] as? [String: Int])
      #expect(Set(region.keys) == ["startLine", "startColumn", "endLine", "endColumn"])
      let hash = result["partialFingerprints"] as? [String: String]
      #expect(hash?["primaryLocationLineHash"]?.count == 16)
      let message = (result["message"] as? [String: String])?["text"] ?? ""
      #expect(message.contains(#"a\[b\](c)\\"#))
    }
  }

  @Test(
    "paths become relative references that nothing in them can change",
    arguments: [
      ("./deploy/api.yaml", "deploy/api.yaml"), ("a b#c?.yaml", "a%20b%23c%3F.yaml"),
      ("http:é", "http%3A%C3%A9"), ("-", "-"), ("", "-"),
    ]
  )
  func uris(path: String, uri: String) throws {
    let result = Checker().check(
      files: [(path, [UInt8](deployment("{}").utf8))],
      against: set([])
    )
    let text = try SARIFOutput(toolVersion: "1").render(result)
    #expect(text.contains("\"uri\" : \"\(uri)\""))
  }

  @Test("of too many results the largest savings are kept, in order, and the rest is counted")
  func truncation() throws {
    var result = check(
      deployment("{requests: {cpu: 500m, memory: 4Gi}}"),
      against: [recommendation()]
    )
    let finding = try #require(result.findings.first)
    result.findings = (0..<5_010).map { number in
      var copy = finding
      copy.place.line = number + 1
      copy.savedMemory = Memory(bytes: Int64(number))
      return copy
    }
    let text = try SARIFOutput(toolVersion: "1").render(result)
    let log = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let results = ((log["runs"] as? [[String: Any]])?.first?["results"] as? [[String: Any]]) ?? []
    #expect(results.count == 5_000)
    #expect(!text.contains("\"startLine\" : 10\n") && text.contains("\"startLine\" : 11\n"))
    #expect(text.contains("10 findings of lower severity or saving are left out"))
  }
}

extension String {
  /// The log with a level that SARIF does not have, to show that the validator looks.
  fileprivate var withLevelInfo: String {
    replacingOccurrences(of: "\"level\" : \"warning\"", with: "\"level\" : \"info\"")
  }
}
