internal import Foundation
public import PodfitModel

/// What is known of the nodes of one cluster.
public struct ClusterFacts: Hashable, Sendable {
  /// The cluster.
  public var cluster: String
  /// How many nodes it has and needs; nil where no pods are known.
  public var plan: NodePlan?
  /// Its nodes before and after; nil where there are too many to draw.
  public var strips: NodeStrips?
  /// Which cause costs which nodes; nil where it could not be told.
  public var attribution: AttributionDocument?
  /// What would have happened on nodes packed with the advice; nil without samples for it.
  public var replay: ReplayDocument?

  /// Makes facts without anything.
  public init(cluster: String) { self.cluster = cluster }
}

/// Nodes beyond what use needs, by cause, over clusters.
///
/// A cause's nodes are its part of the logarithm of the ratio, so that the parts of one cluster add up to
/// its nodes beyond use exactly, and those of several clusters may be added. The factor over all clusters
/// follows back from the sum.
///
/// - Source: docs/formulas/attribution.md#nodes-lost; Ang 2004, doi:10.1016/S0301-4215(03)00076-4
public struct LostNodes: Hashable, Sendable {
  /// One cause.
  public struct Cause: Hashable, Sendable {
    /// The cause in words.
    public var name: String
    /// Nodes lost to it; below zero where it saves some.
    public var nodes: Double
    /// By how many times it makes the nodes more, all clusters together.
    public var factor: Double
    /// The smallest and largest factor over all orders of causes; nil over several clusters.
    public var range: ClosedRange<Double>?
    /// Who carries it, with their shares: workloads or pools of one cluster, clusters where there are
    /// several.
    public var carriers: [AttributionDocument.Carrier]
  }

  /// Nodes there are.
  public var nodesNow: Double
  /// Nodes that use alone would need, in fractions of a mean node of each cluster.
  public var nodesIdeal: Double
  /// The causes in the order in which the waterfall adds them.
  public var causes: [Cause]

  /// Adds up the clusters of which causes are known; nil where there is none.
  public init?(_ clusters: [ClusterFacts]) {
    let known = clusters.compactMap { each in
      each.attribution.map { (cluster: each.cluster, attribution: $0) }
    }
    guard let first = known.first?.attribution else { return nil }
    nodesNow = known.reduce(0) { $0 + $1.attribution.nodesNow }
    nodesIdeal = known.reduce(0) { $0 + $1.attribution.nodesIdeal }
    let mean = Self.logarithmicMean(nodesNow, nodesIdeal)
    causes = first.factors.map(\.cause).map { name in
      let parts = known.map { each in
        (
          cluster: each.cluster,
          factor: each.attribution.factors.first { $0.cause == name }
        )
      }
      let nodes = parts.reduce(0) { $0 + ($1.factor?.nodesLost ?? 0) }
      guard known.count > 1 else {
        let factor = parts[0].factor
        return Cause(
          name: name,
          nodes: nodes,
          factor: factor?.factor ?? 1,
          range: factor.map { $0.least...max($0.least, $0.most) },
          carriers: factor?.carriers ?? []
        )
      }
      let lost = parts.map { ($0.cluster, max($0.factor?.nodesLost ?? 0, 0)) }
      let whole = lost.reduce(0) { $0 + $1.1 }
      let carriers = lost.filter { $0.1 > 0 }.sorted { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 > $1.1 }
        .map { AttributionDocument.Carrier(name: $0.0, share: $0.1 / whole) }
      return Cause(
        name: name,
        nodes: nodes,
        factor: mean > 0 ? exp(nodes / mean) : 1,
        range: nil,
        carriers: carriers
      )
    }
  }

  /// The logarithmic mean of two amounts: their difference over that of their logarithms.
  static func logarithmicMean(_ a: Double, _ b: Double) -> Double {
    guard a > 0, b > 0 else { return 0 }
    // Of amounts that are nearly equal the quotient is all rounding.
    return abs(a - b) < 1e-9 * a ? a : (a - b) / log(a / b)
  }
}

extension ReportModel {
  /// Which cause costs which nodes, over all clusters; nil where it is not known.
  public var lostNodes: LostNodes? { LostNodes(weekly.clusters) }

  /// The clusters of which a replay is known.
  public var replays: [(cluster: String, replay: ReplayDocument)] {
    weekly.clusters.compactMap { each in each.replay.map { (each.cluster, $0) } }
  }

  /// What a cluster is known by in tables; empty names are of databases that name no cluster.
  static func clusterName(_ name: String) -> String { name.isEmpty ? "(no name)" : name }
}
