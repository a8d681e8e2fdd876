import Foundation
import PodfitCheck
import PodfitModel
import TestSupport
import Testing

@Suite("Keys that come twice")
struct RepeatedKeyTests {
  @Test(
    "each after the first is a finding at its place, which names the first",
    arguments: [
      ("{cpu: 1, memory: 1Gi, cpu: 500m}", ["cpu"]), ("{cpu: 1, memory: 1Gi}", []),
      ("{cpu: 1, \"cpu\": 1, cpu: 500m, memory: 1Gi}", ["cpu", "cpu"]),
      ("{<<: {}, <<: {}, cpu: 500m, memory: 1Gi}", []),
    ]
  )
  func repeated(requests: String, keys: [String]) {
    let found = check(
      deployment("{requests: \(requests)}"),
      against: [recommendation()]
    ).findings.filter { $0.rule == "key-repeated" }
    #expect(found.count == keys.count)
    for (finding, key) in zip(found, keys) {
      #expect(finding.message.hasPrefix("the key \"\(key)\" stands in line 8 already"))
      #expect(finding.severity == .warning && finding.container == "app")
    }
    if keys == ["cpu"] { #expect(found.first?.place.column == 75) }
  }

  @Test("large mappings are looked through too, other documents are nobody's")
  func large() {
    let labels = (0..<500).map { "k\($0): v" } + ["k250: w"]
    let text = deployment("{requests: {cpu: 500m, memory: 1Gi}}")
      .replacing(
        "namespace: shop",
        with: "namespace: shop, labels: {\(labels.joined(separator: ", "))}"
      )
    let found = check(text, against: [recommendation()]).findings
    #expect(found.map(\.rule) == ["key-repeated"] && found.first?.container == "")
    #expect(
      check("a: 1\na: 2\n---\n" + deployment("{}")).findings.allSatisfy {
        $0.rule != "key-repeated"
      }
    )
    let many = Array(repeating: "k: v", count: 5_000).joined(separator: ", ")
    let hostile = deployment("{}").replacing("namespace: shop", with: "labels: {\(many)}")
    #expect(check(hostile).findings.count { $0.rule == "key-repeated" } == 100)
  }
}

@Suite("Styles of manifests")
struct ManifestStyleTests {
  @Test(
    "line ends and byte order marks do not move positions",
    arguments: ["\n", "\r\n", "\r"],
    ["", "\u{FEFF}"]
  )
  func lineEnds(lineEnd: String, mark: String) throws {
    let text = deployment("{requests: {cpu: 500m, memory: 4Gi}}")
    let odd =
      mark
      + text.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: lineEnd)
    let finding = try #require(check(odd, against: [recommendation()]).findings.first)
    let column = try #require(text.split(separator: "\n")[7].range(of: "4Gi"))
    #expect(finding.place.line == 8)
    #expect(
      finding.place.column
        == text.split(separator: "\n")[7].distance(
          from: text.split(separator: "\n")[7].startIndex,
          to: column.lowerBound
        ) + 1
    )
    #expect(finding.place.endColumn == finding.place.column + 3)
    #expect(finding.sourceLine == String(text.split(separator: "\n")[7]))
  }

  @Test("an alias is reported where it stands, not at its anchor")
  func alias() throws {
    let text = """
      kind: Deployment
      metadata: {name: api, namespace: shop}
      x-size: &size {requests: {cpu: 500m, memory: &m 4Gi}, limits: {memory: *m}}
      spec:
        template:
          spec:
            containers:
            - {name: app, image: a, resources: *size}
            - {name: b, image: a, resources: {requests: {cpu: 500m, memory: *m}}}
      """
    let advice = [recommendation(), recommendation(container: "b")]
    let found = check(text, against: advice).findings
    #expect(
      found.map { [$0.place.line, $0.place.column, $0.place.endColumn] } == [
        [8, 42, 47], [9, 71, 73],
      ]
    )
    #expect(found.map(\.current) == ["4Gi", "4Gi"])
    // What the alias stands for is beside it, also through two of them.
    let origins = found.map(\.origin)
    #expect(
      origins.map { [$0?.line, $0?.column, $0?.endColumn] } == [[3, 49, 52], [3, 49, 52]]
    )
    let plain = check(deployment("{requests: {cpu: 500m, memory: 4Gi}}"), against: advice)
    #expect(plain.findings.first?.origin == nil)
    let log = try SARIFOutput(toolVersion: "1").render(check(text, against: advice))
    #expect(log.components(separatedBy: "\"relatedLocations\"").count == 3)
    #expect(try !SARIFOutput(toolVersion: "1").render(plain).contains("relatedLocations"))
  }

  @Test("merge keys fill in what a mapping does not have itself")
  func mergeKeys() {
    let text = """
      kind: Deployment
      metadata: {name: api, namespace: shop}
      x-a: &a {requests: {cpu: 4, memory: 4Gi}}
      x-b: &b {image: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}
      spec:
        template:
          spec:
            containers:
            - name: app
              <<: *b
              resources:
                <<: *a
            - {name: b, <<: [*b, {resources: {}}]}
            - {name: c, "<<": *b}
      """
    let advice = ["app", "b"].map { recommendation(container: $0) }
    let result = check(text, against: advice)
    #expect(result.findings.map(\.rule) == ["cpu-request-above-need", "memory-request-above-need"])
    #expect(result.findings.map(\.place.line) == [12, 12])
    #expect(result.findings.map(\.place.column) == [15, 15])
    // A quoted << is a key like any other, so that c has neither image nor resources: a patch.
    #expect(result.unmatched.map(\.id.container) == ["c"])
  }

  @Test("the last of equal keys counts")
  func duplicateKeys() throws {
    let text = deployment("{requests: {cpu: 500m, memory: 1Gi, memory: 4Gi}}")
    let found = check(text, against: [recommendation()]).findings
    #expect(found.map(\.rule) == ["key-repeated", "memory-request-above-need"])
    #expect(found.map(\.current) == [nil, "4Gi"])
  }

  @Test("JSON with escapes beyond U+FFFF keeps its places")
  func surrogates() throws {
    let text = #"""
      {"kind": "Deployment", "metadata": {"name": "api", "namespace": "shop", "annotations": {"a": "\ud83d\uDE00 \\ud83d \/"}},
       "spec": {"template": {"spec": {"containers": [
         {"name": "app", "image": "a", "x": "\ud83d\ude00", "resources": {"requests": {"cpu": "500m", "memory": "4Gi"}}}]}}}}
      """#
    let result = check(text, against: [recommendation()])
    #expect(result.errors.isEmpty)
    let place = try #require(result.findings.first?.place)
    let line = text.split(separator: "\n")[2]
    let value = try #require(line.range(of: "\"4Gi\""))
    #expect(place.line == 3)
    #expect(place.column == line.distance(from: line.startIndex, to: value.lowerBound) + 1)
  }

  @Test("KYAML with its trailing commas and comments is read")
  func kyaml() {
    let text = """
      ---
      {
        kind: "Deployment",
        metadata: {
          name: "api",
          namespace: "shop", # here
        },
        spec: { template: { spec: { containers: [{
          name: "app",
          image: "a",
          resources: {
            requests: {
              cpu: "500m",
              memory: "4Gi",
            },
          },
        }], }, }, },
      }
      """
    let found = check(text, against: [recommendation()]).findings
    #expect(found.map { [$0.place.line, $0.place.column] } == [[14, 17]])
  }

  static let templates = [
    "kind: Deployment\nmetadata:\n  name: {{ .Release.Name }}\n",
    "kind: Deployment\nmetadata:\n  name: {{ include \"x\" . }}-api\n",
    "{{- if .Values.enabled }}\nkind: Deployment\n{{- end }}\n",
    "{{- define \"x\" -}}\na: {{ .b }}\n{{- end }}\n",
    "kind: Deployment\nspec:\n  replicas: {{ .Values.replicas }}\n",
    "items:\n  {{- toYaml .Values.items | nindent 2 }}\n",
    deployment("{requests: {memory: \"{{ .Values.memory }}\"}}"),
    deployment("{{ toYaml .Values.resources }}"),
    deployment("{}", name: "\"{{ .Release.Name }}\""),
  ]

  @Test("a Helm template is skipped with a word on rendering it", arguments: templates)
  func helmTemplate(text: String) throws {
    let result = check("---\n\(text)---\n\(text)")
    #expect(result.errors.isEmpty && result.findings.isEmpty && result.checkedContainers == 0)
    #expect(result.skipped.map(\.reason) == [.helmTemplate(chart: nil)])
    #expect(result.skipped.first?.reason.description.contains("helm template") == true)
  }

  static let notTemplates = [
    "kind: ConfigMap\ndata:\n  rule: \"{{ $labels.pod }} is down\"\n",
    "kind: ConfigMap\ndata:\n  rule: |\n    {{ $labels.pod }} is down\n",
    "# {{ comment }}\nkind: Service\n",
  ]

  @Test("braces in texts make no template", arguments: notTemplates)
  func braces(text: String) {
    let result = check(text)
    #expect(result.skipped.isEmpty && result.errors.isEmpty)
    #expect(result.otherObjects == 1)
  }

  @Test("an error before the first brace is an error")
  func errorBeforeBrace() {
    let result = check("a: b: c\nd: {{ .x }}\n")
    #expect(result.skipped.isEmpty)
    #expect(result.errors.map(\.place.line) == [1])
  }

  @Test("Helm's Source comment is named, positions stay those of the file")
  func helmSource() throws {
    let text =
      "---\n# Source: shop/templates/api.yaml\n"
      + deployment("{requests: {cpu: 1, memory: 4Gi}}")
      + "---\n# Source: shop/templates/b.yaml\n" + deployment("{}", name: "b")
    let found = check(text, against: [recommendation(cpuRequest: .millicores(1_000))]).findings
    #expect(found.map(\.place.line) == [10, 20, 20])
    #expect(found.allSatisfy { $0.place.file == "f.yaml" })
    #expect(found[0].message.contains("rendered from shop/templates/api.yaml"))
    #expect(found[1].message.contains("rendered from shop/templates/b.yaml"))
  }

  @Test("block scalars with separators in them do not end the document")
  func separatorsInText() {
    let text = "kind: ConfigMap\ndata:\n  x: |\n    ---\n    kind: Pod\n    ...\n  y: 1\n"
    let result = check(text)
    #expect(result.otherObjects == 1)
    #expect(result.errors.isEmpty)
  }
}
