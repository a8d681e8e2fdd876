package import PodfitModel

/// A YAML value that knows where it stands.
///
/// Aliases share the content of their anchor and keep the place of the alias; so does everything
/// that is reached through them, because that is where a reader of this document looks. Sharing
/// makes aliases cheap; what they stand for is counted in `size`.
package struct YAMLNode: Sendable {
  /// What kind of value it is.
  package enum Content: Sendable {
    /// Text; plain text may mean a number, a boolean or null.
    case scalar(String, isPlain: Bool)
    /// Values in order.
    case sequence([YAMLNode])
    /// Keys with values in order, merge keys among them.
    case mapping([YAMLEntry])
  }

  /// The value.
  package var content: Content
  /// Where it stands, anchors and tags not included.
  package var place: SourceRange
  /// Whether it is an alias or was reached through one.
  package var isAliased = false
  /// Whether it is a collection in flow style.
  package var isFlow = false
  /// Whether an alias elsewhere stands for it or for something that it is part of.
  package var isShared = false
  /// Both are bounded by the bytes of a file and the limit of aliases.
  private var counts: (size: Int32, depth: Int32)
  /// What few nodes have: a node is moved often, and this keeps it small.
  private var marks: Marks?

  /// Anchor and origin.
  private final class Marks: Sendable {
    let anchor: String?
    let origin: SourceRange?

    init(anchor: String?, origin: SourceRange?) {
      self.anchor = anchor
      self.origin = origin
    }
  }

  /// Makes a node that stands for `size` nodes on `depth` levels, itself included.
  init(content: Content, place: SourceRange, isFlow: Bool = false, size: Int = 1, depth: Int = 1) {
    self.content = content
    self.place = place
    self.isFlow = isFlow
    counts = (Int32(clamping: size), Int32(clamping: depth))
  }

  /// The number of nodes it stands for, itself included.
  package var size: Int { Int(counts.size) }
  /// The levels below and including it.
  package var depth: Int { Int(counts.depth) }

  /// Where the text stands that an alias stands for; nil for what is no alias.
  package var origin: SourceRange? {
    get { marks?.origin }
    set { marks = Marks(anchor: anchor, origin: newValue) }
  }

  /// The name of its anchor; nil without one.
  package var anchor: String? {
    get { marks?.anchor }
    set { marks = Marks(anchor: newValue, origin: origin) }
  }

  /// The text of a scalar; nil for collections and for null.
  package var text: String? {
    guard case .scalar(let text, _) = content, !isNull else { return nil }
    return text
  }

  /// Whether it is YAML's null.
  package var isNull: Bool {
    guard case .scalar(let text, isPlain: true) = content else { return false }
    switch text.utf8.count {
    case 0: return true
    case 1: return text == "~"
    case 4: return text == "null" || text == "Null" || text == "NULL"
    default: return false
    }
  }

  /// Whether it is a scalar with a text; null has none.
  private func reads(_ other: String) -> Bool {
    guard case .scalar(let text, _) = content else { return false }
    return text == other && !isNull
  }

  /// Whether it is a mapping.
  package var isMapping: Bool {
    if case .mapping = content { true } else { false }
  }

  /// The values of a sequence; nil for anything else.
  package var items: [YAMLNode]? {
    guard case .sequence(let items) = content else { return nil }
    return isAliased ? items.map(relocated) : items
  }

  /// Keys with values of a mapping in order, merge keys among them; empty for anything else.
  package var entries: [YAMLEntry] {
    guard case .mapping(let entries) = content else { return [] }
    return isAliased ? entries.map(relocated) : entries
  }

  /// The value of a key of a mapping, nil where there is none or this is no mapping.
  package subscript(key: String) -> YAMLNode? { entry(key)?.value }

  /// A key of a mapping with its value.
  ///
  /// The last of equal keys counts, as it does for the API server. Keys of the mapping itself come
  /// before those of its merge keys (`<<`), of which the first mapping with the key counts.
  ///
  /// - Complexity: O(size)
  /// - Source: yaml.org/type/merge.html
  package func entry(_ key: String) -> YAMLEntry? {
    guard case .mapping(let entries) = content else { return nil }
    var hasMerge = false
    for index in entries.indices.reversed() {
      if entries[index].key.reads(key) { return relocated(entries[index]) }
      hasMerge = hasMerge || entries[index].isMerge
    }
    guard hasMerge else { return nil }
    for entry in entries where entry.isMerge {
      let merged = relocated(entry).value
      for mapping in merged.items ?? [merged] {
        if let found = mapping.entry(key) { return found }
      }
    }
    return nil
  }

  /// The node at the end of a path of keys.
  package func node(at path: [String]) -> YAMLNode? {
    var node: YAMLNode? = self
    for key in path { node = node?[key] }
    return node
  }

  /// The node with everything marked as shared that an alias of `names` stands for.
  func markingShared(_ names: Set<String>, below isShared: Bool = false) -> YAMLNode {
    var node = self
    node.isShared = isShared || anchor.map(names.contains) ?? false
    switch content {
    case .scalar: break
    case .sequence(let items):
      node.content = .sequence(items.map { $0.markingShared(names, below: node.isShared) })
    case .mapping(let entries):
      node.content = .mapping(
        entries.map {
          YAMLEntry(key: $0.key, value: $0.value.markingShared(names, below: node.isShared))
        }
      )
    }
    return node
  }

  private func relocated(_ entry: YAMLEntry) -> YAMLEntry {
    isAliased ? YAMLEntry(key: relocated(entry.key), value: relocated(entry.value)) : entry
  }

  private func relocated(_ child: YAMLNode) -> YAMLNode {
    var child = child
    child.origin = child.origin ?? child.place
    child.place = place
    child.isAliased = true
    return child
  }
}

/// A key of a mapping with its value.
package struct YAMLEntry: Sendable {
  /// The key.
  package var key: YAMLNode
  /// The value.
  package var value: YAMLNode

  /// Whether it is a merge key: `<<` without quotes.
  var isMerge: Bool {
    if case .scalar("<<", isPlain: true) = key.content { true } else { false }
  }
}
