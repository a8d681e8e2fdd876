/// Names of labels and columns that the user says mean another, as `app_pod=pod`.
///
/// What is mapped to a part of the identity (``subjects``) is read before every name that podfit
/// knows for it; a label mapped to any other name is renamed, and replaces one of that name.
public struct LabelMap: Hashable, Sendable {
  /// The parts of the identity of a container that a label can give.
  static let subjects: Set<String> = ["cluster", "namespace", "pod", "container", "node"]

  /// The new names by the old ones.
  private var targets: [String: String] = [:]

  /// A map that changes nothing.
  public init() {}

  /// Whether nothing is mapped.
  public var isEmpty: Bool { targets.isEmpty }

  /// Adds `FROM=TO`, or several joined by commas.
  ///
  /// - Returns: false where the text is none, or maps one name to two
  public mutating func add(_ text: String) -> Bool {
    for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = pair.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2 else { return false }
      let from = String(parts[0]).trimmed
      let to = String(parts[1]).trimmed
      guard !from.isEmpty, !to.isEmpty, from.isPlainName, to.isPlainName, from != to,
        targets[from] ?? to == to
      else { return false }
      targets[from] = to
    }
    return true
  }

  /// The map in a canonical text: pairs by name, joined by commas.
  public var canonicalText: String {
    targets.keys.sorted().map { "\($0)=\(targets[$0] ?? "")" }.joined(separator: ",")
  }

  /// The names that are mapped to `name`, sorted.
  func sources(of name: String) -> [String] {
    targets.isEmpty ? [] : targets.keys.filter { targets[$0] == name }.sorted()
  }

  /// What `name` is mapped to; nil where it means what it always means.
  func target(of name: String) -> String? { targets.isEmpty ? nil : targets[name] }

  /// The labels with those renamed that are mapped to no part of the identity.
  func renamed(_ labels: LabelSet) -> LabelSet {
    guard !targets.isEmpty else { return labels }
    var result = labels
    for (from, to) in targets.sorted(by: { $0.key < $1.key }) where !Self.subjects.contains(to) {
      guard let value = labels[from] else { continue }
      result[from] = nil
      result[to] = value
    }
    return result
  }

  /// The cells of a header with the mapped ones renamed; a cell that had such a name already is
  /// set aside, so that the mapped one counts.
  func renamed(header: [String]) -> [String] {
    guard !targets.isEmpty else { return header }
    let taken = Set(header.compactMap { targets[$0.trimmed] })
    return header.map { cell in
      let name = cell.trimmed
      if let target = targets[name] { return target }
      return taken.contains(name) ? "unmapped " + name : cell
    }
  }
}
