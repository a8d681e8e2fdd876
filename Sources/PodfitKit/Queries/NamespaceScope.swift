/// The namespaces that one query is about.
///
/// Scopes are split without loss: what a listed part leaves out, the part that excludes it has, also
/// series of namespaces that nobody counted.
enum NamespaceScope: Hashable, Sendable {
  /// All of them, and series without a namespace.
  case all
  /// These, sorted.
  case only([String])
  /// All but these, sorted, and series without a namespace.
  case except([String])

  /// The alternatives of conditions on labels, of which a series has to meet one.
  ///
  /// - Parameter labels: the labels that may hold the namespace; none where series have none
  /// - Returns: lists of conditions that all have to be met
  func alternatives(_ labels: [String]) -> [[String]] {
    func condition(_ label: String, _ names: [String], isNegated: Bool) -> String {
      if let name = names.first, names.count == 1 {
        return "\(label)\(isNegated ? "!=" : "=")\(PromQL.literal(name))"
      }
      let pattern = names.map(PromQL.pattern).joined(separator: "|")
      return "\(label)\(isNegated ? "!~" : "=~")\(PromQL.literal(pattern))"
    }
    guard !labels.isEmpty else { return [[]] }
    switch self {
    case .all: return [[]]
    case .only(let names): return labels.map { [condition($0, names, isNegated: false)] }
    case .except(let names): return [labels.map { condition($0, names, isNegated: true) }]
    }
  }

  /// Two scopes that make up this one; nil where it cannot be split further.
  ///
  /// - Parameter weights: how many series each known namespace has
  /// - Returns: a listed part, and what it leaves out
  func halves(_ weights: [String: Int]) -> (NamespaceScope, NamespaceScope)? {
    let excluded: [String]
    switch self {
    case .only(let names):
      guard names.count > 1 else { return nil }
      let (first, second) = Self.balanced(names, weights)
      return (.only(first), .only(second))
    case .all: excluded = []
    case .except(let names): excluded = names
    }
    let known = weights.keys.filter { !excluded.contains($0) }.sorted()
    guard let name = known.first else { return nil }
    let first = known.count == 1 ? [name] : Self.balanced(known, weights).0
    return (.only(first), .except((excluded + first).sorted()))
  }

  /// How many series the scope has.
  func weight(_ weights: [String: Int]) -> Int {
    switch self {
    case .all: weights.values.reduce(0, +)
    case .only(let names): names.reduce(0) { $0 + weights[$1, default: 0] }
    case .except(let names):
      weights.reduce(0) { names.contains($1.key) ? $0 : $0 + $1.value }
    }
  }

  /// Two lists of about the same weight, largest first into the lighter one; neither is empty.
  private static func balanced(
    _ names: [String],
    _ weights: [String: Int]
  ) -> ([String], [String]) {
    var lists: ([String], [String]) = ([], [])
    var sums = (0, 0)
    let order = names.sorted { (-weights[$0, default: 0], $0) < (-weights[$1, default: 0], $1) }
    for name in order {
      let weight = max(1, weights[name, default: 0])
      if sums.0 <= sums.1 {
        lists.0.append(name)
        sums.0 += weight
      } else {
        lists.1.append(name)
        sums.1 += weight
      }
    }
    return (lists.0.sorted(), lists.1.sorted())
  }

  /// A short text for names of files and messages.
  var text: String {
    switch self {
    case .all: "all"
    case .only(let names): names.count == 1 ? names[0] : "\(names[0])+\(names.count - 1)"
    case .except(let names): "rest-\(names.count)"
    }
  }
}
