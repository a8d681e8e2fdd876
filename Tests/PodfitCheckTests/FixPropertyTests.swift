import Foundation
import PodfitCheck
import PodfitModel
import Testing

/// A manifest in some style people write, as text with holes for its values.
struct ManifestDraft {
  /// Pieces of text; between two of them stands a value.
  private(set) var pieces: [String] = [""]
  /// The container and field of each hole, and the quote around it.
  private(set) var holes: [(name: String, field: ResourceField)] = []
  private var random: Seeded
  private let lineBreak: String

  /// Makes one; the same seed makes the same.
  init(seed: UInt64) {
    random = Seeded(seed)
    lineBreak = seed % 5 == 0 ? "\r\n" : "\n"
    if seed % 7 == 0 { put("\u{FEFF}") }
    for document in 0..<Int.random(in: 1...3, using: &random) {
      if document > 0 || chance(2) { line(pick(["---", "--- # next", "---   "])) }
      comment(0)
      switch Int.random(in: 0...3, using: &random) {
      case 0: line("kind: Service\(eol())")
      case 1: flowObject(document, isJSON: false)
      case 2: flowObject(document, isJSON: true)
      default: blockObject(document)
      }
    }
    if seed % 11 == 0, let last = pieces.last, last.hasSuffix(lineBreak) {
      pieces[pieces.count - 1] = String(last.dropLast())
    }
  }

  /// The text with a value in each hole.
  func text(_ value: (ResourceField) -> String) -> String {
    var text = pieces[0]
    for (hole, piece) in zip(holes, pieces.dropFirst()) { text += value(hole.field) + piece }
    return text
  }

  // MARK: Parts

  private mutating func put(_ text: String) { pieces[pieces.count - 1] += text }

  private mutating func line(_ text: String) { put(text + lineBreak) }

  private mutating func hole(_ name: String, _ field: ResourceField) {
    holes.append((name, field))
    pieces.append("")
  }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

  private mutating func pick(_ list: [String]) -> String {
    list.randomElement(using: &random) ?? ""
  }

  private mutating func eol() -> String {
    pick(["", "", "", " # was: memory: 4Gi", "   ", "  # é 日本 🐘", " #"])
  }

  private mutating func comment(_ indent: Int) {
    if chance(4) { line("") }
    if chance(4) { line(String(repeating: " ", count: indent) + "# cpu: 9, memory: {9Gi} \"") }
  }

  private mutating func value(_ name: String, _ field: ResourceField, _ quote: String) {
    put(quote)
    hole(name, field)
    put(quote)
  }

  private mutating func blockObject(_ number: Int) {
    let step = Int.random(in: 2...4, using: &random)
    func pad(_ level: Int) -> String { String(repeating: " ", count: level * step) }
    line("apiVersion: apps/v1\(eol())")
    line("kind: Deployment")
    line("metadata:")
    line(pad(1) + pick(["name: api", "name: \"api\"", "'name': api"]) + eol())
    line(pad(1) + "namespace: shop")
    line("spec:")
    comment(step)
    line(pad(1) + "template:")
    line(pad(2) + "spec:\(eol())")
    line(pad(3) + "containers:\(eol())")
    let lead = pad(3) + pick(["", "  "])
    for index in 0..<Int.random(in: 1...3, using: &random) {
      let name = "c\(number)\(index)"
      let dash = lead + pick(["- ", "-   "])
      let inner = String(repeating: " ", count: dash.count)
      comment(step * 3)
      line(dash + "name: \(name)\(eol())")
      if chance(3) { line(inner + "command: [\"a: b\", '#no', \"{}\"]") }
      line(inner + "image: registry.example.com/a:1\(eol())")
      if chance(4) {
        line(inner + "args:")
        line(inner + "- |")
        line(inner + "  memory: 4Gi")
        line("")
      }
      block(inner, name)
    }
  }

  private mutating func block(_ inner: String, _ name: String) {
    let deeper = String(repeating: " ", count: Int.random(in: 1...4, using: &random))
    line(inner + pick(["resources:", "\"resources\":", "resources: !!map"]) + eol())
    for (group, isLimit) in [("limits", true), ("requests", false)] {
      comment(inner.count)
      if chance(3) {
        put(inner + deeper + "\(group): {\(pick(["", " "]))cpu: ")
        value(name, isLimit ? .cpuLimit : .cpuRequest, pick(["", "\"", "'"]))
        put(", memory:  ")
        value(name, isLimit ? .memoryLimit : .memoryRequest, pick(["", "\"", "'"]))
        line("\(pick(["", " ", ","]))}\(eol())")
        continue
      }
      line(inner + deeper + "\(group):\(eol())")
      for field in [ResourceField.memoryRequest, .cpuRequest] {
        comment(inner.count)
        put(inner + deeper + "  \(field.resource):" + pick([" ", "   ", " !!str ", " &unused "]))
        value(name, isLimit ? field.counterpart : field, pick(["", "\"", "'"]))
        line(eol())
      }
    }
  }

  private mutating func flowObject(_ number: Int, isJSON: Bool) {
    let q = isJSON ? "\"" : ""
    func key(_ name: String) -> String { "\(q)\(name)\(q): " }
    let isWide = chance(2)
    let end = isWide ? lineBreak + "  " : " "
    put("{\(end)\(key("kind"))\(q)Deployment\(q),\(end)")
    put("\(key("metadata")){\(key("name"))\(q)api\(q), \(key("namespace"))\(q)shop\(q)},\(end)")
    put("\(key("spec")){\(key("template")){\(key("spec")){\(key("containers"))[\(end)")
    let count = Int.random(in: 1...3, using: &random)
    for index in 0..<count {
      let name = "c\(number)\(index)"
      put("{\(key("name"))\(q)\(name)\(q), \(key("image"))\(q)a\(q),\(end)")
      put("\(key("resources")){\(end)\(key("requests")){\(key("cpu"))")
      value(name, .cpuRequest, isJSON ? "\"" : pick(["", "\""]))
      put(",\(end)\(key("memory"))")
      value(name, .memoryRequest, isJSON ? "\"" : pick(["", "\""]))
      put("},\(end)\(key("limits")){\(key("memory"))")
      value(name, .memoryLimit, isJSON ? "\"" : pick(["", "\""]))
      put("}\(!isJSON && chance(2) ? "," : "")}\(isWide && !isJSON ? "  # end" + lineBreak : "")}")
      put(index + 1 < count ? ", " : end)
    }
    line("]}}}}")
  }
}

@Suite("Mending generated manifests")
struct FixPropertyTests {
  private static let small: [ResourceField: String] = [
    .cpuRequest: "150m", .cpuLimit: "300m", .memoryRequest: "384Mi", .memoryLimit: "640Mi",
  ]
  private static let large: [ResourceField: String] = [
    .cpuRequest: "3", .cpuLimit: "8", .memoryRequest: "9Gi", .memoryLimit: "20Gi",
  ]

  private func advice(_ draft: ManifestDraft, _ values: [ResourceField: String]) -> [Recommendation]
  {
    let resources = ContainerResources(
      cpuRequest: values[.cpuRequest].flatMap { try? CPU(quantity: $0) },
      cpuLimit: values[.cpuLimit].flatMap { try? CPU(quantity: $0) },
      memoryRequest: values[.memoryRequest].flatMap { try? Memory(quantity: $0) },
      memoryLimit: values[.memoryLimit].flatMap { try? Memory(quantity: $0) }
    )
    return Set(draft.holes.map(\.name)).map { name in
      var advice = recommendation(container: name)
      advice.recommended = resources
      return advice
    }
  }

  /// Blocks of 100, so that a failure names its block.
  @Test("only values change, and undoing them gives the original bytes", arguments: 0..<10)
  func values(block: Int) throws {
    for seed in (block * 100)..<(block * 100 + 100) {
      let draft = ManifestDraft(seed: UInt64(seed))
      guard !draft.holes.isEmpty else { continue }
      // A CPU limit that is too large is nobody's finding; it is small from the start.
      func value(_ values: [ResourceField: String]) -> (ResourceField) -> String {
        { $0 == .cpuLimit ? "10" : values[$0] ?? "" }
      }
      let original = draft.text(value(Self.large))
      let expected = draft.text(value(Self.small))
      let wasteful = check(original, against: advice(draft, Self.small), makesRewrites: true)
      #expect(wasteful.errors.isEmpty, "seed \(seed)")
      let after = try #require(wasteful.rewrites.first?.after, "seed \(seed)")
      #expect(String(decoding: after, as: UTF8.self) == expected, "seed \(seed)")
      #expect(after == [UInt8](expected.utf8), "seed \(seed)")

      let mended = check(expected, against: advice(draft, Self.small))
      #expect(mended.fixable == 0, "seed \(seed): \(mended.findings.map(\.message))")

      // The same advice the other way round is the undoing.
      let tight = check(expected, against: advice(draft, Self.large), makesRewrites: true)
      let again = try #require(tight.rewrites.first?.after, "seed \(seed)")
      #expect(
        again == [UInt8](draft.text { $0 == .cpuLimit ? "10" : Self.large[$0] ?? "" }.utf8),
        "seed \(seed)"
      )
    }
  }

  @Test("what is inserted can be taken out again and leaves the original bytes", arguments: 0..<200)
  func insertions(seed: Int) throws {
    var random = Seeded(UInt64(seed))
    let lineBreak = seed % 3 == 0 ? "\r\n" : "\n"
    let resources = [
      nil, "resources: {}", "resources:", "resources: {limits: {memory: 640Mi}}",
      "resources:\n            limits:\n                memory: \"640Mi\" # most",
      "resources:\n            requests:\n              cpu: 150m\n            # nothing more",
    ][Int.random(in: 0..<6, using: &random)]
    var lines = ["name: c", "image: a # image", "env: [{name: A, value: \"{\"}]"]
    if let resources { lines.append(resources) }
    lines.shuffle(using: &random)
    let container = "        - " + lines.joined(separator: "\n          ")
    let head =
      "kind: Deployment\nmetadata: {name: api, namespace: shop}\nspec:\n  template:\n"
      + "    spec:\n      containers:\n"
    let original = (head + container + "\n      # the end\n").replacing("\n", with: lineBreak)
    var advice = recommendation(
      container: "c",
      cpuRequest: .millicores(150),
      memoryRequest: .mebibytes(384)
    )
    advice.recommended.memoryLimit = .mebibytes(640)
    let result = check(original, against: [advice], makesRewrites: true)
    let after = try #require(result.rewrites.first?.after, "\(original)")
    #expect(check(String(decoding: after, as: UTF8.self), against: [advice]).findings.isEmpty)
    let added = after.count - original.utf8.count
    #expect(added > 0)
    let before = [UInt8](original.utf8)
    let prefix = zip(before, after).prefix { $0 == $1 }.count
    let suffix = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.count
    #expect(prefix + suffix >= before.count, "more than one run of bytes changed")
  }
}
