import Foundation
import PodfitCheck
import PodfitModel
import Testing

/// Checks one file and gives it back mended; nil where nothing was.
private func mended(_ text: String, _ advice: [Recommendation] = [fixAdvice]) -> String? {
  check(text, against: advice, makesRewrites: true).rewrites.first.map {
    String(decoding: $0.after, as: UTF8.self)
  }
}

/// 500m and 1Gi, with a limit of 2Gi.
private let fixAdvice = recommendation(memoryLimit: .gibibytes(2))

@Suite("Mending in place")
struct FixTests {
  /// A container's lines below `containers:`, as they are and mended.
  static let cases: [(before: String, after: String)] = [
    (
      "{name: app, image: a, resources: {requests: {cpu: 2, memory: 4Gi}}}",
      "{name: app, image: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}"
    ),
    (
      "{name: app, image: a, resources: {requests: {cpu: '2', memory: \"4Gi\"}}}",
      "{name: app, image: a, resources: {requests: {cpu: '500m', memory: \"1Gi\"}}}"
    ),
    (
      "{name: app, image: a}",
      "{name: app, image: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}"
    ),
    (
      "{name: app, image: a, resources: {}}",
      "{name: app, image: a, resources: {requests: {cpu: 500m, memory: 1Gi}}}"
    ),
    (
      "{name: app, image: a, resources: {requests: {cpu: 500m, }}}",
      "{name: app, image: a, resources: {requests: {cpu: 500m, memory: 1Gi, }}}"
    ),
    (
      "{name: app, image: a, resources: {limits: {memory: 8Gi}, requests: ~}}",
      "{name: app, image: a, resources: {limits: {memory: 2Gi}, requests: {cpu: 500m, memory: 1Gi}}}"
    ),
    (
      "{name: app, image: a, resources: {requests: {cpu: !!str 2, memory: !!str '4Gi'}}}",
      "{name: app, image: a, resources: {requests: {cpu: !!str 500m, memory: !!str '1Gi'}}}"
    ),
  ]

  @Test("flow style", arguments: cases.indices)
  func flow(index: Int) throws {
    let (before, after) = Self.cases[index]
    func text(_ container: String) -> String {
      deployment("{}").replacing("{name: app, image: a, resources: {}}", with: container)
    }
    #expect(mended(text(before)) == text(after))
  }

  /// Containers in block style with the mark `|` where lines come in.
  static let blocks: [(before: String, after: String)] = [
    (
      """
              - name: app
                image: a   # the image
                # about resources
                ports: []
      """,
      """
              - name: app
                image: a   # the image
                resources:
                  requests:
                    cpu: 500m
                    memory: 1Gi
                # about resources
                ports: []
      """
    ),
    (
      """
              -   image: a
                  resources:
                      limits:
                          memory: "8Gi"  # far too much
                  name: app
      """,
      """
              -   image: a
                  resources:
                      limits:
                          memory: "2Gi"  # far too much
                      requests:
                          cpu: "500m"
                          memory: "1Gi"
                  name: app
      """
    ),
    (
      """
              - name: app
                image: a
                resources:
                  requests:
                    cpu: 3 # three

                    # end of requests
                env: []
      """,
      """
              - name: app
                image: a
                resources:
                  requests:
                    cpu: 500m # three
                    memory: 1Gi

                    # end of requests
                env: []
      """
    ),
    (
      """
              - name: app
                image: a
                resources:
                  limits: {memory: 2Gi}
      """,
      """
              - name: app
                image: a
                resources:
                  limits: {memory: 2Gi}
                  requests: {cpu: 500m, memory: 1Gi}
      """
    ),
    (
      """
              - name: app
                image: a
                resources:
                  requests:
                    memory: 4Gi
                    cpu:
      """,
      """
              - name: app
                image: a
                resources:
                  requests:
                    memory: 1Gi
                    cpu: 500m
      """
    ),
    (
      """
              - {
                  name: "app",
                  image: "a",  # the image
                  resources: {
                    requests: {
                      cpu: "4",  # cores
                    },
                  },
                }
      """,
      """
              - {
                  name: "app",
                  image: "a",  # the image
                  resources: {
                    requests: {
                      cpu: "500m",  # cores
                      memory: "1Gi",
                    },
                  },
                }
      """
    ),
    (
      """
              - {
                  name: app,
                  resources: {
                    requests: {
                      cpu: 500m # cores
                    }
                  },
                  image: a
                }
      """,
      """
              - {
                  name: app,
                  resources: {
                    requests: {
                      cpu: 500m, # cores
                      memory: 1Gi
                    }
                  },
                  image: a
                }
      """
    ),
  ]

  @Test(
    "block style, comments and blank lines stay",
    arguments: blocks.indices,
    ["\n", "\r\n"]
  )
  func block(index: Int, lineBreak: String) throws {
    let (before, after) = Self.blocks[index]
    func text(_ container: String) -> String {
      let head =
        "kind: Deployment\nmetadata: {name: api, namespace: shop}\nspec:\n  template:\n"
        + "    spec:\n      containers:\n"
      return (head + container + "\n").replacing("\n", with: lineBreak)
    }
    #expect(mended(text(before)) == text(after))
    // Without a line break at the end none comes.
    #expect(
      mended(String(text(before).dropLast(1))) == String(text(after).dropLast(1))
    )
  }

  @Test("JSON stays JSON, on one line and on many")
  func json() throws {
    for options: JSONSerialization.WritingOptions in [
      [.sortedKeys], [.sortedKeys, .prettyPrinted],
    ] {
      for resources in [
        nil, [:], ["requests": ["cpu": "4"]], ["limits": ["memory": "8Gi"]],
        ["requests": ["cpu": 4, "memory": "4Gi"]],
      ] as [[String: [String: Any]]?] {
        var container: [String: Any] = ["name": "app", "image": "a"]
        container["resources"] = resources
        let object: [String: Any] = [
          "kind": "Deployment", "metadata": ["name": "api", "namespace": "shop"],
          "spec": ["template": ["spec": ["containers": [container]]]],
        ]
        let data = try JSONSerialization.data(withJSONObject: object, options: options)
        let text = try #require(mended(String(decoding: data, as: UTF8.self)))
        let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        let spec = (parsed?["spec"] as? [String: Any])?["template"] as? [String: Any]
        let list = (spec?["spec"] as? [String: Any])?["containers"] as? [[String: Any]]
        let found = list?.first?["resources"] as? [String: [String: Any]]
        #expect(found?["requests"]?["memory"] as? String == "1Gi")
        #expect("\(found?["requests"]?["cpu"] ?? "")" == "500m")
        #expect(check(text, against: [fixAdvice]).fixable == 0)
      }
    }
  }

  @Test(
    "where an alias, anchor or merge key is involved nothing changes, and it is said why",
    arguments: [
      ("{name: app, image: a, resources: *r}", FixRefusal.alias),
      ("{name: app, image: a, resources: {requests: {cpu: 500m, memory: *m}}}", .alias),
      ("{name: app, image: a, <<: *c}", .alias),
      (
        "{name: app, image: a, resources: &own {requests: {cpu: 500m, memory: 4Gi}}, x: *own}",
        .anchor
      ),
      ("{name: app, image: a, resources: {requests: {cpu: 500m, memory: &n 4Gi}}, x: *n}", .anchor),
      ("{name: app, image: a, resources: {requests: {cpu: 500m, memory: \"\\x34Gi\"}}}", .notPlain),
    ]
  )
  func refusals(container: String, refusal: FixRefusal) throws {
    let text = """
      x-memory: &m 4Gi
      x-resources: &r {requests: {cpu: 500m, memory: *m}}
      x-container: &c {resources: *r}
      kind: Deployment
      metadata: {name: api, namespace: shop}
      spec: {template: {spec: {containers: [\(container)]}}}
      """
    let result = check(text, against: [fixAdvice], makesRewrites: true)
    #expect(result.findings.map(\.rule) == ["memory-request-above-need"])
    #expect(result.findings.first?.refusal == refusal)
    #expect(result.rewrites.isEmpty && result.fixable == 0)
    #expect(TextOutput(toolVersion: "1").render(result).contains("not fixable: "))
    #expect(result.findings.first?.refusalText?.isEmpty == false)
  }

  @Test("an anchor that nothing refers to is no hindrance")
  func unusedAnchor() throws {
    let text = deployment("&r {requests: {cpu: 500m, memory: &m 4Gi}}")
    #expect(mended(text) == text.replacing("4Gi", with: "1Gi"))
  }

  @Test("rendered text is not mended: its template is what has to be")
  func rendered() {
    let text =
      "---\n# Source: chart/templates/a.yaml\n"
      + deployment("{requests: {cpu: 500m, memory: 4Gi}}")
    let result = check(text, against: [fixAdvice], makesRewrites: true)
    #expect(result.findings.map(\.refusal) == [.rendered] && result.rewrites.isEmpty)
  }

  @Test("a limit never ends below its request: the other goes along, or both stay")
  func coherent() throws {
    let limits = deployment("{requests: {cpu: 500m, memory: 1200Mi}, limits: {memory: 8Gi}}")
    // The request is within bounds, but above the new limit.
    let tight = recommendation(memoryLimit: .gibibytes(1))
    #expect(
      mended(limits, [tight])
        == deployment("{requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1Gi}}")
    )
    let raise = deployment("{requests: {cpu: 500m, memory: 512Mi}, limits: {memory: 1000Mi}}")
    #expect(
      mended(raise, [recommendation(memoryLimit: .gibibytes(1))])
        == deployment("{requests: {cpu: 500m, memory: 1Gi}, limits: {memory: 1Gi}}")
    )
    let none = recommendation(cpuRequest: .cores(2), memoryRequest: .gibibytes(1))
    let stuck = check(
      deployment("{requests: {cpu: 1, memory: 1Gi}, limits: {cpu: 1900m}}"),
      against: [none],
      makesRewrites: true
    )
    // The limit is below the need too, which has advice of its own.
    #expect(
      stuck.rewrites.map { String(decoding: $0.after, as: UTF8.self) } == [
        deployment("{requests: {cpu: 2, memory: 1Gi}, limits: {cpu: 2}}")
      ]
    )
  }

  /// A limit whose advice is below the request, which is far above its own.
  private static let both = deployment(
    "{requests: {cpu: 500m, memory: 4Gi}, limits: {memory: 8Gi}}"
  )
  private static let accepted = FixRefusal.companion(.memoryRequest, .accepted)

  /// What comes of a check in which the request is accepted: only the limit is left, and stays.
  private func expectKept(_ result: CheckResult, _ comment: Comment) {
    #expect(result.findings.map(\.rule) == ["memory-limit-above-need"], comment)
    #expect(result.findings.map(\.refusal) == [Self.accepted], comment)
    #expect(result.findings.allSatisfy { $0.edits.isEmpty && $0.companions.isEmpty }, comment)
    #expect(result.rewrites.isEmpty && result.fixable == 0, comment)
    #expect(
      result.findings.first?.refusalText?.contains("its request would have to change") == true
    )
  }

  @Test("a request that somebody accepted is not dragged along by its limit")
  func acceptedRequest() throws {
    let spread = """
      kind: Deployment
      metadata: {name: api, namespace: shop}
      spec: {template: {spec: {containers: [
      {name: app, image: a, resources: {
      requests: {cpu: 500m, memory: 4Gi}, # podfit:ignore memory-request-above-need month end
      limits: {memory: 8Gi}}}]}}}

      """
    expectKept(check(spread, against: [fixAdvice], makesRewrites: true), "comment")
    var exempt = CheckSettings()
    exempt.exemptions = [
      Exemption(
        rules: ["memory-request-above-need"],
        container: NamePattern("shop/*/*/*"),
        reason: "known"
      )
    ]
    expectKept(
      check(Self.both, against: [fixAdvice], settings: exempt, makesRewrites: true),
      "exemption"
    )
    var off = CheckSettings()
    off.levels = ["memory-request-above-need": .off]
    expectKept(check(Self.both, against: [fixAdvice], settings: off, makesRewrites: true), "off")
    var gate = Gate()
    let known = check(Self.both, against: [fixAdvice]).findings
    gate.baseline = Baseline(known.filter { $0.rule == "memory-request-above-need" })
    expectKept(
      check(Self.both, against: [fixAdvice], gate: gate, makesRewrites: true),
      "baseline"
    )
    let plain = spread.replacing(" # podfit:ignore memory-request-above-need month end", with: "")
    #expect(
      mended(plain) == plain.replacing("4Gi", with: "1Gi").replacing("8Gi", with: "2Gi")
    )
    var changed = Gate()
    var lines = ChangedLines()
    lines.insert(6..<7, of: "f.yaml")
    changed.changes = lines
    expectKept(
      check(plain, against: [fixAdvice], gate: changed, makesRewrites: true),
      "unchanged line"
    )
    // Within bounds, so that nobody complains of it, but on a line that did not change.
    let quiet = plain.replacing("4Gi", with: "1200Mi").replacing("8Gi", with: "4Gi")
    let tight = recommendation(memoryLimit: .gibibytes(1))
    expectKept(
      check(quiet, against: [tight], gate: changed, makesRewrites: true),
      "unchanged line without finding"
    )
  }

  @Test("a limit that stands for an accepted request stays, and so does an accepted limit")
  func acceptedLimit() throws {
    let alone = deployment("{requests: {cpu: 500m}, limits: {memory: 8Gi}}")
    var settings = CheckSettings()
    settings.levels = ["memory-request-above-need": .off]
    expectKept(check(alone, against: [fixAdvice], settings: settings, makesRewrites: true), "alone")
    let low = deployment("{requests: {cpu: 500m, memory: 512Mi}, limits: {memory: 900Mi}}")
    settings.levels = ["memory-limit-below-need": .off]
    let result = check(low, against: [fixAdvice], settings: settings, makesRewrites: true)
    #expect(result.findings.map(\.rule) == ["memory-request-below-need"])
    #expect(result.findings.map(\.refusal) == [.companion(.memoryLimit, .accepted)])
    #expect(result.rewrites.isEmpty)
  }

  @Test("a limit whose request cannot change says that, and one that fits alone is set alone")
  func companions() throws {
    func text(_ limit: String) -> String {
      "x-memory: &m 4Gi\n"
        + deployment("{requests: {cpu: 500m, memory: *m}, limits: {memory: \(limit)}}")
    }
    let stuck = check(text("16Gi"), against: [fixAdvice], makesRewrites: true)
    #expect(
      stuck.findings.map(\.refusal) == [.alias, .companion(.memoryRequest, .alias)]
    )
    #expect(
      stuck.findings.last?.refusalText?.hasPrefix("its request would have to change too: ") == true
    )
    // 5 GiB are no less than the request.
    let wide = recommendation(memoryLimit: .gibibytes(5))
    #expect(mended(text("16Gi"), [wide]) == text("5Gi"))
    let free = check(Self.both, against: [wide], makesRewrites: true)
    #expect(free.findings.map(\.companions.isEmpty) == [true, true])
    let tied = check(Self.both, against: [fixAdvice], makesRewrites: true)
    #expect(tied.findings.map(\.companions.count) == [0, 1])
  }

  @Test("memory that belongs to JVM flags stays until they are set")
  func heapFlags() throws {
    var advice = recommendation(memoryLimit: .gibibytes(2), heap: .mebibytes(700))
    advice.jvm?.flags = ["-Xmx700m"]
    let text = deployment("{requests: {cpu: 2, memory: 4Gi}, limits: {memory: 4Gi}}")
    let result = check(text, against: [advice], makesRewrites: true)
    #expect(
      result.findings.filter { $0.rule.hasPrefix("memory-") }.map(\.refusal)
        == [.heapFlags(["-Xmx700m"]), .heapFlags(["-Xmx700m"])]
    )
    #expect(
      result.rewrites.map { String(decoding: $0.after, as: UTF8.self) } == [
        text.replacing("cpu: 2", with: "cpu: 500m")
      ]
    )
    let set = text.replacing("image: a,", with: "image: a, args: [-Xmx700m],")
    #expect(mended(set, [advice])?.contains("{requests: {cpu: 500m, memory: 1Gi}") == true)
  }

  @Test("broken documents and templates beside a mended one stay as they are, to the byte")
  func neighbours() throws {
    let text =
      "a: b: c\n---\n" + deployment("{requests: {cpu: 500m, memory: 4Gi}}")
      + "---\nx: {{ .Values.x }}\n--- # last\nkind: Service\n"
    #expect(mended(text) == text.replacing("4Gi", with: "1Gi"))
    let mark = "\u{FEFF}" + text
    #expect(mended(mark) == mark.replacing("4Gi", with: "1Gi"))
  }

  @Test("suppressed findings are not mended")
  func suppressed() throws {
    let text = deployment("{requests: {cpu: 2, memory: 4Gi}}")
      .replacing(
        "- {name",
        with: "# podfit:ignore memory-request-above-need month end\n        - {name"
      )
    #expect(mended(text) == text.replacing("cpu: 2", with: "cpu: 500m"))
  }
}

@Suite("Differences")
struct UnifiedDiffTests {
  @Test("patch makes the one from the other")
  func patch() throws {
    var random = Seeded(7)
    let folder = try PodfitCheckFolder()
    for round in 0..<40 {
      let old = (0..<Int.random(in: 0...30, using: &random)).map { "line \($0 % 7)" }
      var new = old
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0...new.count, using: &random)
        if index < new.count, Bool.random(using: &random) {
          new[index] = "changed \(round)"
        } else {
          new.insert("new \(round)", at: index)
        }
      }
      let ends = [Bool.random(using: &random), Bool.random(using: &random)]
      let before = old.joined(separator: "\n") + (ends[0] && !old.isEmpty ? "\n" : "")
      let after = new.joined(separator: "\n") + (ends[1] ? "\n" : "")
      let diff = UnifiedDiff.text([UInt8](before.utf8), [UInt8](after.utf8), name: "f")
      try folder.write(before, to: "f")
      try folder.write(String(decoding: diff, as: UTF8.self), to: "d")
      if !diff.isEmpty { try #require(try folder.run("git", "apply", "--unidiff-zero", "d") == 0) }
      #expect(try folder.read("f") == after, "round \(round)")
    }
  }

  @Test("equal texts have none")
  func equal() { #expect(UnifiedDiff.text([1, 2], [1, 2], name: "f").isEmpty) }
}
