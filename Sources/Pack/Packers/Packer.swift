/// A way to place the pods of a problem.
///
/// A packer places every pod that fits an empty node of some pool, unless all such pools are
/// limited and full. What it returns is verified by ``PackingChecker`` before anyone sees it.
public protocol Packer: Sendable {
  /// The name in reports and options: lower case, words joined by `-`.
  var id: String { get }
  /// One line about the method.
  var summary: String { get }

  /// Places the pods; the same problem gives the same packing.
  func pack(_ instance: PackingInstance) -> [PackedNode]
}

/// The packers, in the order in which they are tried; of equal answers the first one counts.
public enum PackerRegistry {
  /// All packers.
  public static let all: [any Packer] = [
    DotProduct(.balanced),
    DotProduct(.direction),
    DotProduct(.demandWeighted),
    FirstFitDecreasing(.sum),
    FirstFitDecreasing(.largestShare),
    FirstFitDecreasing(.cpu),
    FirstFitDecreasing(.memory),
    FirstFitDecreasing(.sum, pools: .mostOfItem),
  ]

  /// The quickest ones, whose best is within two percent of the bound on large clusters.
  public static let quick: [any Packer] = [DotProduct(.balanced), DotProduct(.direction)]

  /// The packer named `id`, or nil.
  public static func packer(_ id: String) -> (any Packer)? { all.first { $0.id == id } }
}
