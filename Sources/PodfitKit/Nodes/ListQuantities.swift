import PodfitModel

/// An amount in one of two columns: a quantity, or a plain number of thousandths or MiB.
struct ListQuantity<Amount: ResourceAmount> {
  let table: ListTable
  let column: Int?
  let unit: Int64

  init(
    _ table: ListTable,
    _ type: Amount.Type,
    _ names: [String],
    milli: String,
    isNeeded: Bool = true
  ) throws(PodfitError) {
    self.table = table
    let scaled = try table.column([milli])
    let plain = try table.column(names)
    if let scaled, let plain {
      throw ListTable.error(
        table.path,
        1,
        .sameColumn(table.header[plain], table.header[scaled])
      )
    }
    let found = plain ?? scaled
    if found == nil, isNeeded {
      throw ListTable.error(table.path, 1, .noColumn(names + [milli]))
    }
    column = found
    unit = plain != nil ? 1 : milli.hasSuffix("_mib") ? 1 << 20 : 1_000_000
  }

  /// The amount of a row, or nil where its cell is empty.
  func given(_ row: ListTable.Row) throws(PodfitError) -> Amount? {
    try table.amount(row, column, Amount.self, scaled: unit)
  }

  func amount(_ row: ListTable.Row) throws(PodfitError) -> Amount {
    guard let amount = try given(row) else {
      throw table.error(row, column, .emptyCell)
    }
    return amount
  }
}

/// Devices of a pod: whole ones, or a share of one in thousandths.
struct DeviceColumns {
  private let table: ListTable
  private let whole: Int?
  private let share: Int?

  init(_ table: ListTable) throws(PodfitError) {
    self.table = table
    whole = try table.column(["gpus", "gpu", "num_gpu"])
    share = try table.column(["gpu_milli"])
  }

  /// What a pod asks for in thousandths of a device.
  ///
  /// A share without a number of devices is of one; of several only all are handed out.
  func amount(_ row: ListTable.Row) throws(PodfitError) -> Int64 {
    let part = try table.count(row, share, in: 0...1_000).map(Int64.init)
    let number = try table.count(row, whole, in: 0...1_000).map(Int64.init)
    let count = number ?? ((part ?? 0) > 0 ? 1 : 0)
    let device = NodeLists.device
    guard let part, count != 1 else { return count == 1 ? part ?? device : count * device }
    guard part == 0 || (count > 1 && part == device) else {
      let allowed = count == 0 ? "0 without a device" : "1000 with more than one device"
      throw table.error(row, share, .outOfRange("\(part)", allowed: allowed))
    }
    return count * device
  }
}
