import PodfitCheck
import PodfitModel

/// Reads a configuration file and notes everything that is wrong with it.
///
/// What is wrong never stops the reading, so that a user sees all of it at once; whoever asked for the
/// configuration gets it only where nothing is.
struct ConfigurationReader {
  /// A configuration has a few levels and no need of aliases for more than a handful of patterns.
  static let limits: ManifestLimits = {
    var limits = ManifestLimits()
    limits.fileBytes = 1 << 20
    limits.depth = 20
    limits.aliasedNodes = 10_000
    return limits
  }()

  /// What the file says.
  private(set) var configuration = Configuration()
  /// What is wrong with it, in the order of the file.
  private(set) var problems: [ConfigurationProblem] = []
  private let file: SourceFile

  /// Reads the bytes of a file that is called `name`.
  init(_ bytes: [UInt8], name: String) {
    file = SourceFile(name: name, bytes: bytes)
    configuration.path = name
    read()
    problems.sort { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }
  }

  private mutating func read() {
    let slices = documents(of: file)
    let start = file.range(fromScalar: 0, to: 0)
    if slices.count > 1 {
      let second = file.range(
        fromScalar: file.scalars(beforeLine: slices[1].lines.lowerBound),
        to: 0
      )
      return note(.severalDocuments, at: second)
    }
    guard let slice = slices.first else { return note(.missingKey("version"), at: start) }
    let tree: YAMLTree
    do {
      tree = try YAMLTree(lines: slice.lines, of: file, limits: Self.limits)
    } catch {
      return note(.document(error), at: error.place)
    }
    guard let root = tree.roots.first else { return note(.missingKey("version"), at: start) }
    guard tree.roots.count == 1 else { return note(.severalDocuments, at: tree.roots[1].place) }
    let fields = fields(of: root, at: "")
    if let version = fields["version"], let text = text(version, "1"), text != "1" {
      note(.version(text), at: version.place)
    }
    var result = configuration
    readPolicies(fields, into: &result)
    if let node = fields["similar"] { readSimilar(node, into: &result) }
    if let node = fields["changes"] { readChanges(node, into: &result) }
    if let node = fields["check"] { readCheck(node, into: &result) }
    configuration = result
  }

  /// Notes that something is wrong.
  mutating func note(_ code: ConfigurationProblem.Code, at place: SourceRange) {
    // A file of nothing but mistakes is not told to its end.
    guard problems.count < 100 else { return }
    problems.append(
      ConfigurationProblem(
        code: code,
        place: place,
        sourceLine: file.excerpt(ofLine: place.line)
      )
    )
  }

  /// Notes that a value is not what was expected.
  mutating func note(_ node: YAMLNode, isNot expected: String) {
    let found =
      switch node.content {
      case .mapping: "a mapping"
      case .sequence: "a list"
      case .scalar(let text, _):
        node.isNull
          ? "nothing" : "\"\(text.count <= 60 ? text : String(text.prefix(60)) + "…")\""
      }
    note(.badValue(found, expected: expected), at: node.place)
  }

  /// Keys with values of a mapping in order; nothing for anything else, which is noted.
  mutating func entries(of node: YAMLNode) -> [(key: String, entry: YAMLEntry)] {
    guard node.isMapping else {
      note(node, isNot: "a mapping of keys")
      return []
    }
    var lines: [String: Int] = [:]
    var found: [(key: String, entry: YAMLEntry)] = []
    for entry in node.entries {
      guard let key = entry.key.text else {
        note(entry.key, isNot: "a key")
        continue
      }
      if key == "<<" {
        note(.mergeKey, at: entry.key.place)
      } else if let line = lines[key] {
        note(.duplicateKey(key, line: line), at: entry.key.place)
      } else {
        lines[key] = entry.key.place.line
        found.append((key, entry))
      }
    }
    return found
  }

  /// The values of the keys that are known at a place; others, and those that are missing, are noted.
  mutating func fields(of node: YAMLNode, at place: String) -> [String: YAMLNode] {
    let known = ConfigurationKeys.all[place] ?? []
    var fields: [String: YAMLNode] = [:]
    for (key, entry) in entries(of: node) {
      if known.contains(key) {
        fields[key] = entry.value
      } else {
        let code = ConfigurationProblem.Code.unknownKey(
          key,
          nearest: key.nearest(of: known),
          known: known
        )
        note(code, at: entry.key.place)
      }
    }
    guard node.isMapping else { return fields }
    for key in ConfigurationKeys.required[place] ?? [] where fields[key] == nil {
      note(.missingKey(key), at: node.place)
    }
    return fields
  }

  /// The text of a scalar that is neither empty nor null; nil for anything else, which is noted.
  mutating func text(_ node: YAMLNode, _ expected: String) -> String? {
    guard let text = node.text, !text.isEmpty else {
      note(node, isNot: expected)
      return nil
    }
    return text
  }

  /// What a scalar reads as; nil where it does not, which is noted.
  mutating func value<Value>(
    _ node: YAMLNode,
    _ expected: String,
    _ read: (String) -> Value?
  ) -> Value? {
    guard let text = text(node, expected) else { return nil }
    guard let value = read(text) else {
      note(node, isNot: expected)
      return nil
    }
    return value
  }

  /// The items of a list; nothing for anything else, which is noted.
  mutating func items(_ node: YAMLNode, _ expected: String) -> [YAMLNode] {
    guard let items = node.items else {
      note(node, isNot: "a list of \(expected)")
      return []
    }
    return items
  }

  /// A list of patterns.
  mutating func patterns(_ node: YAMLNode, _ expected: String) -> [NamePattern] {
    items(node, expected).compactMap { text($0, expected).map { NamePattern($0) } }
  }

  /// A list of kinds; they are written as the API has them.
  mutating func kinds(_ node: YAMLNode) -> Set<WorkloadKind> {
    let known: [WorkloadKind] = [
      .deployment, .replicaSet, .statefulSet, .daemonSet, .job, .cronJob, .pod,
    ]
    var kinds: Set<WorkloadKind> = []
    for item in items(node, "kinds such as Deployment") {
      guard let text = text(item, "a kind such as Deployment") else { continue }
      if let near = known.first(where: {
        $0.rawValue != text && $0.rawValue.lowercased() == text.lowercased()
      }) {
        let names = known.map(\.rawValue)
        note(
          .unknownName(text, what: "kind", nearest: near.rawValue, known: names),
          at: item.place
        )
      }
      kinds.insert(WorkloadKind(rawValue: text))
    }
    return kinds
  }
}
