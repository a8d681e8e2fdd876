public import PodfitModel

/// What `podfit nodes replay --format json` writes.
public struct ReplayDocument: Document {
  /// The schema's name.
  public static let schemaName = "nodes-replay"

  /// One set of requests in one order.
  public struct Run: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case requests, order, containers
      case notPlaced = "not_placed"
      case notPlacedContainers = "not_placed_containers"
      case nodes, days
      case nodeSlots = "node_slots"
      case nodeSlotsAbove = "node_slots_above_100"
      case nodeSlotsNear = "node_slots_above_90"
      case unservedRatio = "unserved_cpu_ratio"
      case nodeDays = "node_days"
      case nodeDaysAbove = "node_days_above_memory"
      case worstNode = "worst_node"
      case worstHour = "worst_hour"
      case worstRatio = "worst_ratio"
    }
    /// `recommended` or `current`.
    public var requests: String
    /// `ffd` or `random-SEED`.
    public var order: String
    /// Containers placed.
    public var containers: Int
    /// Containers that ask for more than a node.
    public var notPlaced: Int
    /// These, as `namespace/pod/container`.
    public var notPlacedContainers: [String]
    /// Nodes they need.
    public var nodes: Int
    /// Days replayed.
    public var days: Int
    /// Nodes times five-minute slots.
    public var nodeSlots: Int
    /// Those above what a node hands out of CPU.
    public var nodeSlotsAbove: Int
    /// Those above 90 % of it.
    public var nodeSlotsNear: Int
    /// CPU above what nodes hand out, over all CPU used.
    public var unservedRatio: Double
    /// Nodes times days.
    public var nodeDays: Int
    /// Those above what a node hands out of memory.
    public var nodeDaysAbove: Int
    /// The node of the worst hour.
    @ExplicitNull public var worstNode: Int?
    /// The hour with the highest mean CPU use of a node.
    @ExplicitNull public var worstHour: String?
    /// That use over what the node hands out.
    @ExplicitNull public var worstRatio: Double?

    /// Makes a run.
    public init(
      requests: String,
      order: String,
      containers: Int,
      notPlaced: [String],
      nodes: Int,
      days: Int,
      nodeSlots: Int,
      nodeSlotsAbove: Int,
      nodeSlotsNear: Int,
      unservedRatio: Double,
      nodeDays: Int,
      nodeDaysAbove: Int,
      worst: (node: Int, hour: Instant, ratio: Double)?
    ) {
      self.requests = requests
      self.order = order
      self.containers = containers
      self.notPlaced = notPlaced.count
      notPlacedContainers = notPlaced
      self.nodes = nodes
      self.days = days
      self.nodeSlots = nodeSlots
      self.nodeSlotsAbove = nodeSlotsAbove
      self.nodeSlotsNear = nodeSlotsNear
      self.unservedRatio = unservedRatio
      self.nodeDays = nodeDays
      self.nodeDaysAbove = nodeDaysAbove
      worstNode = worst?.node
      worstHour = worst?.hour.rfc3339
      worstRatio = worst?.ratio
    }
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case trainUntil = "train_until"
    case replayUntil = "replay_until"
    case nodeCPU = "node_cpu_cores"
    case nodeMemory = "node_memory_bytes"
    case containers
    case leftOutLarge = "left_out_large"
    case leftOutNotInBoth = "left_out_not_in_both"
    case withoutAdvice = "without_advice"
    case runs
  }

  /// The version of the form.
  public var schemaVersion = 1
  /// The end of the samples that requests are made from.
  public var trainUntil: String
  /// The end of the samples replayed.
  public var replayUntil: String
  /// CPU that a node hands out.
  public var nodeCPU: Double
  /// Memory that a node hands out.
  public var nodeMemory: Int64
  /// Containers replayed.
  public var containers: Int
  /// Containers whose largest use in training is above 0.6 of a node.
  public var leftOutLarge: Int
  /// Containers without samples in training or after it.
  public var leftOutNotInBoth: Int
  /// Containers replayed for which there is too little to advise on; see docs/formulas/replay.md.
  public var withoutAdvice: Int
  /// The runs.
  public var runs: [Run]

  /// Makes a document.
  public init(
    trainUntil: Instant,
    replayUntil: Instant,
    nodeCPU: CPU,
    nodeMemory: Memory,
    containers: Int,
    leftOutLarge: Int,
    leftOutNotInBoth: Int,
    withoutAdvice: Int,
    runs: [Run]
  ) {
    self.trainUntil = trainUntil.rfc3339
    self.replayUntil = replayUntil.rfc3339
    self.nodeCPU = nodeCPU.cores
    self.nodeMemory = nodeMemory.bytes
    self.containers = containers
    self.leftOutLarge = leftOutLarge
    self.leftOutNotInBoth = leftOutNotInBoth
    self.withoutAdvice = withoutAdvice
    self.runs = runs
  }

  /// The document as a table for people.
  public var text: String {
    var table = TextTable([
      ("REQUESTS", .left), ("ORDER", .left), ("NODES", .right), ("SLOTS >100%", .right),
      (">90%", .right), ("UNSERVED", .right), ("MEMORY NODE-DAYS", .right), ("WORST", .left),
    ])
    for run in runs {
      let slots = Double(max(1, run.nodeSlots))
      table.append([
        run.requests, run.order, "\(run.nodes)",
        "\(run.nodeSlotsAbove) (\((Double(run.nodeSlotsAbove) / slots * 100).text(decimals: 3)) %)",
        "\(run.nodeSlotsNear)",
        "\((run.unservedRatio * 100).text(decimals: 4)) %",
        "\(run.nodeDaysAbove) of \(run.nodeDays)",
        run.worstNode.map { node in
          "node \(node), \(run.worstHour ?? "-"), \((run.worstRatio ?? 0).percent)"
        } ?? "-",
      ])
    }
    var text = table.text
    text += "\n\(containers) containers on nodes of \(nodeCPU.text(decimals: 3)) cores and"
    text += " \(Memory(bytes: nodeMemory).gibibytesText) GiB; requests from samples until"
    text += " \(trainUntil), replayed until \(replayUntil) (\(runs.first?.days ?? 0) days)\n"
    // The same in every order.
    var said: Set<String> = []
    for run in runs where run.notPlaced > 0 && said.insert(run.requests).inserted {
      let names = run.notPlacedContainers.prefix(10).map(\.printable).joined(separator: ", ")
      text +=
        "not placed: \(run.notPlaced.counted("container")) with \(run.requests) requests above a"
      text += " node: \(names)\(run.notPlaced > 10 ? ", ..." : "")\n"
    }
    if leftOutLarge > 0 {
      text += "left out: \(leftOutLarge) containers above 0.6 of a node\n"
    }
    if leftOutNotInBoth > 0 {
      text += "left out: \(leftOutNotInBoth) containers without samples on both sides\n"
    }
    if withoutAdvice > 0 {
      text += "too little to advise on: \(withoutAdvice) containers count with their own p99 and"
      text += " peak\n"
    }
    return text + "what would have happened, not a promise: docs/formulas/replay.md\n"
  }
}
