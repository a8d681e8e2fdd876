internal import PodfitModel

/// One cluster in ``WeeklyDocument``.
public struct ClusterDocument: Codable, Hashable, Sendable {
  enum CodingKeys: String, CodingKey {
    case totals, attribution, replay
    case nodesNow = "nodes_now"
    case nodesNeeded = "nodes_needed"
    case lowerBound = "lower_bound"
  }
  /// Sums over its containers, under its name.
  public var totals: WeeklyDocument.Group
  /// Nodes listed.
  @ExplicitNull public var nodesNow: Int?
  /// Nodes that a checked packing needs.
  @ExplicitNull public var nodesNeeded: Int?
  /// The proven minimum.
  @ExplicitNull public var lowerBound: Int?
  /// Which cause costs which nodes, as `podfit nodes attribution` says it of this cluster.
  @ExplicitNull public var attribution: AttributionDocument?
  /// What would have happened on nodes packed with the advice, as `podfit nodes replay` says it.
  @ExplicitNull public var replay: ReplayDocument?
}

extension ClusterDocument {
  init(_ row: ClusterRow) {
    self.init(
      totals: WeeklyDocument.Group(row.score),
      nodesNow: row.facts?.plan?.nodesNow,
      nodesNeeded: row.facts?.plan?.nodesNeeded,
      lowerBound: row.facts?.plan?.lowerBound,
      attribution: row.facts?.attribution,
      replay: row.facts?.replay
    )
  }
}

/// Nodes beyond what use needs, by cause, in ``WeeklyDocument``.
public struct LostNodesDocument: Codable, Hashable, Sendable {
  /// One cause.
  public struct Cause: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case cause, factor, carriers
      case nodesLost = "nodes_lost"
    }
    /// The cause in words.
    public var cause: String
    /// By how many times it makes the nodes more.
    public var factor: Double
    /// Nodes lost to it.
    public var nodesLost: Double
    /// Who carries it: workloads or pools of one cluster, clusters of several.
    public var carriers: [AttributionDocument.Carrier]
  }

  enum CodingKeys: String, CodingKey {
    case causes
    case nodesNow = "nodes_now"
    case nodesIdeal = "nodes_ideal"
  }
  /// Nodes there are.
  public var nodesNow: Double
  /// Nodes that use alone would need.
  public var nodesIdeal: Double
  /// The causes; their nodes add up to the difference.
  public var causes: [Cause]
}

extension LostNodesDocument {
  init(_ lost: LostNodes) {
    self.init(
      nodesNow: lost.nodesNow,
      nodesIdeal: lost.nodesIdeal,
      causes: lost.causes.map {
        Cause(cause: $0.name, factor: $0.factor, nodesLost: $0.nodes, carriers: $0.carriers)
      }
    )
  }
}
