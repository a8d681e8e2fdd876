import PodfitModel
import PodfitPack

/// What nodes cost, by machine type or by pool, in the user's unit.
///
/// - Source: docs/formats/node-lists.md#prices
struct PriceList {
  /// What costs are counted in with prices.
  static let unit = "price"
  /// What costs are counted in without.
  static let sizeUnit = "cores + GiB/7.5"

  private let path: String
  private var prices: [String: Double] = [:]

  init(path: String) throws(PodfitError) {
    self.path = path
    let table = try ListTable(path: path)
    let name = try table.neededColumn(["name", "type", "node_type", "instance_type", "machine"])
    let price = try table.neededColumn(["price", "price_per_hour", "cost"])
    let fee = try NodeLists.feeColumn(table, price)
    for row in table.rows {
      let label = table.text(row, name)
      guard let amount = try table.price(row, price, fee: fee) else {
        throw table.error(row, price, .emptyCell)
      }
      guard prices.updateValue(amount, forKey: label) == nil else {
        throw table.error(row, name, .twice(label))
      }
    }
  }

  /// The price by the first of some names that the list has.
  func price(of names: [String]) throws(PodfitError) -> Double {
    for name in names { if let price = prices[name] { return price } }
    throw ListTable.error(path, 0, .noPrice(names.first { !$0.isEmpty } ?? ""))
  }
}

extension PackingProblem {
  /// The problem with prices of a list by machine type or pool, or else the sizes of nodes.
  func costed(_ prices: PriceList?) throws(PodfitError) -> PackingProblem {
    var amounts: [Double] = []
    if let prices {
      for pool in pools { amounts.append(try prices.price(of: [pool.instanceType, pool.name])) }
    }
    do {
      return try prices == nil ? sized() : priced(amounts)
    } catch {
      throw .pack(error)
    }
  }
}
