import PodfitModel

/// Resources that plain lists may have beside CPU, memory, pods and GPUs: a column in both lists, or none.
///
/// - Source: docs/formats/node-lists.md
struct ListDimensions {
  /// A resource and what its column may be called.
  struct Dimension {
    var resource: String
    var columns: [String]
  }

  /// Storage in bytes; bandwidths in bytes a second.
  static let all = [
    Dimension(
      resource: "ephemeral-storage",
      columns: ["storage", "ephemeral_storage", "storage_bytes"]
    ),
    Dimension(resource: "disk-bandwidth", columns: ["disk_bandwidth"]),
    Dimension(resource: "network-bandwidth", columns: ["network_bandwidth"]),
  ]

  /// The resources of a list and their columns.
  private(set) var columns: [(resource: String, column: Int)] = []

  init(_ table: ListTable) throws(PodfitError) {
    for each in Self.all {
      if let column = try table.column(each.columns) { columns.append((each.resource, column)) }
    }
  }

  /// The amounts of a row; a cell that is empty has none.
  func amounts(_ table: ListTable, _ row: ListTable.Row) throws(PodfitError) -> [String: Int64] {
    var amounts: [String: Int64] = [:]
    for (resource, column) in columns {
      amounts[resource] = try table.amount(row, column, Memory.self, scaled: 1)?.bytes
    }
    return amounts
  }
}
