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
    help: "The part of a resource that may be handed out, such as cpu=0.8,memory=0.9."
  )
  var cap: String?

  @Option(
    name: .long,
    help: "How many times a node the limits of its pods may be, such as cpu=4,memory=1.2."
  )
  var limitCap: String?

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
      || cap != nil || limitCap != nil
  }

  /// What the library is asked.
  var wishes: NodeWishes {
    var wishes = NodeWishes()
    wishes.growth = growth
    wishes.survive = survive
    wishes.keep = (keep ?? "").split(separator: ",").map(String.init)
    wishes.caps = (try? Self.parts(cap, of: "--cap", upTo: 1)) ?? [:]
    wishes.limitCaps = (try? Self.limitParts(limitCap)) ?? [:]
    wishes.baseline = baseline
    wishes.recommendations = recommendations
    return wishes
  }

  /// Names with numbers, such as `cpu=0.8,memory=0.9`.
  static func parts(
    _ text: String?,
    of option: String,
    upTo most: Int
  ) throws -> [String: Double] {
    var parts: [String: Double] = [:]
    for part in (text ?? "").split(separator: ",", omittingEmptySubsequences: text == nil) {
      let halves = part.split(separator: "=", omittingEmptySubsequences: false)
      guard halves.count == 2, !halves[0].isEmpty, let number = Double(halves[1]),
        number.isFinite, number >= 0.01, number <= Double(most),
        parts.updateValue(number, forKey: String(halves[0])) == nil
      else {
        throw ValidationError(
          "\(option): names with a number from 0.01 to \(most), such as cpu=0.8, not \"\(part)\""
        )
      }
    }
    return parts
  }

  private static func limitParts(_ text: String?) throws -> [String: Double] {
    let parts = try Self.parts(text, of: "--limit-cap", upTo: 1_000)
    if let other = parts.keys.sorted().first(where: { !NodeWishes.limited.contains($0) }) {
      throw ValidationError(
        "--limit-cap: \"\(other)\" has no limits; there are: \(NodeWishes.limited.joined(separator: ", "))"
      )
    }
    return parts
  }

  func validate() throws {
    _ = try Self.parts(cap, of: "--cap", upTo: 1)
    _ = try Self.limitParts(limitCap)
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
