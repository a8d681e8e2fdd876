import PodfitModel

/// Finds what the keys of an object mean.
///
/// Rows of one file have their keys in one order, nearly always, so that the key that stood at this
/// place in the row before is compared first.
struct NeutralKeys {
  /// What a key means.
  enum Meaning: Hashable {
    /// The value of a cell.
    case cell(Int)
    /// The value of a cell, before that of another key for it: of two ranks the higher counts.
    case preferred(Int, rank: Int)
    /// Nothing here.
    case unused
  }

  /// Different keys that are remembered; rows of one file have few.
  private static let limit = 4_096
  /// Unused keys that are named.
  private static let namedLimit = 64

  private let layout: NeutralLayout
  private let extra: [String: Int]
  private let map: LabelMap
  private var order: [(name: [UInt8], meaning: Meaning)] = []
  private var known: [String: Meaning] = [:]

  /// Keys that mean nothing here, in the order found.
  private(set) var unused: [String] = []

  /// The ranks of keys that go before the plain ones.
  private enum Rank {
    static let exported = 1
    static let mapped = 2
  }

  /// Keys of the columns of `layout`, and of further cells by name; a mapped key goes before all others
  /// of its column.
  init(layout: NeutralLayout, extra: [String: Int], map: LabelMap) {
    self.layout = layout
    self.extra = extra
    self.map = map
  }

  /// The meaning of the key that the parser has just read, the `place`th of its object.
  mutating func meaning(_ parser: JSONPullParser, at place: Int) -> Meaning {
    if place < order.count, Self.equal(parser, order[place].name) { return order[place].meaning }
    let name = parser.text
    let meaning: Meaning
    if let found = known[name] {
      meaning = found
    } else {
      meaning = find(name)
      if known.count < Self.limit {
        known[name] = meaning
        if meaning == .unused, unused.count < Self.namedLimit { unused.append(name) }
      }
    }
    let entry = (Array(name.utf8), meaning)
    if place < order.count {
      order[place] = entry
    } else if place < Self.namedLimit {
      order.append(entry)
    }
    return meaning
  }

  private func find(_ key: String) -> Meaning {
    let target = map.target(of: key)
    let name = target ?? key
    let found = extra[name] ?? NeutralColumn(header: name).flatMap { layout.place(of: $0) }
    guard let cell = found else { return .unused }
    if target != nil { return .preferred(cell, rank: Rank.mapped) }
    return NeutralLayout.isExported(name) ? .preferred(cell, rank: Rank.exported) : .cell(cell)
  }

  private static func equal(_ parser: JSONPullParser, _ name: [UInt8]) -> Bool {
    parser.withScalar { bytes in
      guard bytes.count == name.count else { return false }
      for index in bytes.indices where bytes[index] != name[index] { return false }
      return true
    }
  }
}
