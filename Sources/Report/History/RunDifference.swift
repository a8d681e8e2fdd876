public import PodfitModel

/// What differs between two runs or recommendation files, container by container.
public struct RunDifference: Hashable, Sendable {
  /// One container that differs.
  public struct Row: Hashable, Sendable {
    /// The container.
    public var id: ContainerID
    /// What differs, such as `advised memory request 1Gi -> 2Gi`.
    public var changes: [String]
  }

  /// The names of the two.
  public var names: [String]
  /// What differs, by identity.
  public var rows: [Row]

  /// Compares two records.
  public init(_ a: RunRecord, _ b: RunRecord) {
    names = [a.week, b.week]
    let first = Dictionary(a.entries.map { ($0.id, $0) }) { first, _ in first }
    let second = Dictionary(b.entries.map { ($0.id, $0) }) { first, _ in first }
    rows = Set(first.keys).union(second.keys).sorted().compactMap { id in
      let changes =
        switch (first[id], second[id]) {
        case (let before?, let after?): Self.changes(before, after)
        case (nil, _?): ["only in \(b.week)"]
        default: ["only in \(a.week)"]
        }
      return changes.isEmpty ? nil : Row(id: id, changes: changes)
    }
  }

  private static func changes(_ a: RunRecord.Entry, _ b: RunRecord.Entry) -> [String] {
    var changes: [String] = []
    func note(_ name: String, _ from: String, _ to: String) {
      if from != to { changes.append("\(name) \(from) -> \(to)") }
    }
    note("status", a.status.rawValue, b.status.rawValue)
    note("pods", "\(a.replicas)", "\(b.replicas)")
    for (word, from, to) in [("", a.current, b.current), ("advised ", a.advised, b.advised)] {
      note("\(word)CPU request", from.cpuRequest.quantityText, to.cpuRequest.quantityText)
      note("\(word)CPU limit", from.cpuLimit.quantityText, to.cpuLimit.quantityText)
      note("\(word)memory request", from.memoryRequest.quantityText, to.memoryRequest.quantityText)
      note("\(word)memory limit", from.memoryLimit.quantityText, to.memoryLimit.quantityText)
    }
    return changes
  }

  /// The difference as a table.
  public var text: String {
    guard !rows.isEmpty else { return "no difference\n" }
    var table = TextTable([("CONTAINER", .left), ("DIFFERENCE", .left)])
    for row in rows { table.append([row.id.path, row.changes.joined(separator: ", ")]) }
    return table.text
      + "\n\(rows.count.counted("container")) differ between \(names[0].printable) and"
      + " \(names[1].printable)\n"
  }

  /// The difference for other programs.
  public var tree: TreeNode {
    .object([
      "schema_version": .integer(1), "a": .text(names[0]), "b": .text(names[1]),
      "containers": .list(
        rows.map { row in
          .object([
            "container": .text(row.id.path), "changes": .list(row.changes.map { .text($0) }),
          ])
        }
      ),
    ])
  }
}
