internal import Foundation
internal import PodfitModel

/// What `podfit nodes attribution --format json` writes.
public struct AttributionDocument: Document {
  /// The schema's name.
  public static let schemaName = "nodes-attribution"

  /// A workload or pool and its share of a cause.
  public struct Carrier: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its share, 0 to 1.
    public var share: Double

    /// Makes a carrier.
    public init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// One cause.
  public struct Factor: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cause, factor
      case least = "factor_least"
      case most = "factor_most"
      case inOrder = "factor_in_order"
      case nodesLost = "nodes_lost"
      case carriers
    }
    /// The cause in words.
    public var cause: String
    /// Its Shapley factor.
    public var factor: Double
    /// The smallest factor over all orders of causes.
    public var least: Double
    /// The largest.
    public var most: Double
    /// The factor when causes are added in the order of this list.
    public var inOrder: Double
    /// Nodes lost to it: its part of the nodes beyond use; all parts add up to them.
    public var nodesLost = 0.0
    /// Who carries it most.
    public var carriers: [Carrier]

    /// Makes a factor.
    public init(
      cause: String,
      factor: Double,
      least: Double,
      most: Double,
      inOrder: Double,
      carriers: [Carrier]
    ) {
      self.cause = cause
      self.factor = factor
      self.least = least
      self.most = most
      self.inOrder = inOrder
      self.carriers = carriers
    }
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case nodesNow = "nodes_now"
    case nodesIdeal = "nodes_ideal"
    case ratio
    case product = "factor_product"
    case factors
  }

  /// The version of the form.
  public var schemaVersion = 1
  /// Nodes there are.
  public var nodesNow: Double
  /// Nodes that use alone would need, in fractions of a mean node.
  public var nodesIdeal: Double
  /// The first over the second.
  public var ratio: Double
  /// The product of the factors.
  public var product: Double
  /// The factors; fragmentation and scheduler come last.
  public var factors: [Factor]

  /// Makes a document.
  public init(nodesNow: Double, nodesIdeal: Double, factors: [Factor]) {
    self.nodesNow = nodesNow
    self.nodesIdeal = nodesIdeal
    ratio = nodesNow / nodesIdeal
    product = factors.reduce(1) { $0 * $1.factor }
    let mean = LostNodes.logarithmicMean(nodesNow, nodesIdeal)
    self.factors = factors.map { each in
      var each = each
      each.nodesLost = each.factor > 0 ? mean * log(each.factor) : 0
      return each
    }
  }

  /// The document as a table and a waterfall for people.
  public var text: String {
    var table = TextTable([
      ("CAUSE", .left), ("FACTOR", .right), ("BY ORDER", .right), ("LOST", .right),
      ("NODES", .right), ("", .left), ("CARRIED BY", .left),
    ])
    var nodes = nodesIdeal
    table.append(["use alone", "", "", "", nodes.text(decimals: 1), "", ""])
    for each in factors {
      nodes *= each.inOrder
      let carriers = each.carriers.prefix(3).map { carrier in
        "\(carrier.name.printable) \(carrier.share.percent)"
      }
      let width = Int(min(40, max(0, nodes / max(nodesNow, 1) * 30)).rounded())
      table.append([
        each.cause, "x" + each.factor.text(decimals: 3),
        "\(each.least.text(decimals: 2))-\(each.most.text(decimals: 2))",
        each.nodesLost.text(decimals: 1), nodes.text(decimals: 1),
        String(repeating: "#", count: width),
        carriers.joined(separator: ", "),
      ])
    }
    return table.text
      + "\n\(nodesNow.text(decimals: 0)) nodes now, \(nodesIdeal.text(decimals: 1)) by use alone:"
      + " x\(ratio.text(decimals: 3)), the product of the factors. LOST shares the nodes beyond use"
      + " by the factors; NODES adds causes in this order; BY ORDER is the range over all orders\n"
  }
}
