import ArgumentParser
import PodfitKit

/// Options that ask for more than the nodes for the pods as they are.
struct NodeWishOptions: ParsableArguments {
  @Option(name: .long, help: "How many times the pods there are, such as 1.2.")
  var growth = 1.0

  @Option(
    name: .long,
    help: "The loss that the nodes must survive: \(NodeWishes.losses.joined(separator: ", "))."
  )
  var survive: String?

  @Option(
    name: .long,
    help: "Nodes that stay in any case: names of nodes, pools or machine types, by commas, or all."
  )
  var keep: String?

  @Option(
    name: .long,
    help: "A CSV file of the hosts before the migration: count, and cpu and memory of each.",
    completion: .file()
  )
  var baseline: String?

  @Option(
    name: .long,
    help: "A file of `podfit recommend --format json`, whose requests count instead of new advice.",
    completion: .file()
  )
  var recommendations: String?

  /// Whether any is given.
  var isAny: Bool {
    growth != 1 || survive != nil || keep != nil || baseline != nil || recommendations != nil
  }

  /// What the library is asked.
  var wishes: NodeWishes {
    var wishes = NodeWishes()
    wishes.growth = growth
    wishes.survive = survive
    wishes.keep = (keep ?? "").split(separator: ",").map(String.init)
    wishes.baseline = baseline
    wishes.recommendations = recommendations
    return wishes
  }

  func validate() throws {
    guard growth.isFinite, growth > 0, growth <= 1_000 else {
      throw ValidationError("--growth: a number above 0, up to 1000, not \(growth)")
    }
    if let survive, !NodeWishes.losses.contains(survive) {
      throw ValidationError(
        "--survive: no loss \"\(survive)\"; there are: \(NodeWishes.losses.joined(separator: ", "))"
      )
    }
    if keep != nil, wishes.keep.isEmpty { throw ValidationError("--keep: no name") }
    if keep != nil, survive != nil { throw ValidationError("--keep goes without --survive") }
  }
}
