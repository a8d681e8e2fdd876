/// Something that is wrong with a node, or that its pods should know of.
public struct NodeFinding: Hashable, Sendable {
  /// The cluster.
  public var cluster: String
  /// The node's name.
  public var node: String
  /// The stable kebab-case id of the rule.
  public var id: String
  /// How bad it is.
  public var severity: Severity
  /// One sentence with the numbers.
  public var message: String
  /// What to do about it.
  public var advice: String
  /// What it rests on, such as `node list` or `node_disk_io_time_seconds_total`.
  public var evidence: [String]

  /// Makes a finding.
  public init(
    cluster: String,
    node: String,
    id: String,
    severity: Severity,
    message: String,
    advice: String,
    evidence: [String]
  ) {
    self.cluster = cluster
    self.node = node
    self.id = id
    self.severity = severity
    self.message = message
    self.advice = advice
    self.evidence = evidence
  }
}

extension [NodeFinding] {
  /// The worst first, then by cluster, node and id.
  public var worstFirst: [NodeFinding] {
    sorted { a, b in
      if a.severity != b.severity { return a.severity > b.severity }
      return (a.cluster, a.node, a.id, a.message) < (b.cluster, b.node, b.id, b.message)
    }
  }
}
