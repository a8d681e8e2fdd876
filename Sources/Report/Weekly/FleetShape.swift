public import PodfitModel

/// Where the capacity of the nodes goes, for the waterfall: sums over the fleet.
public struct CapacityLedger: Hashable, Sendable {
  /// CPU and memory.
  public struct Amounts: Hashable, Sendable {
    /// CPU.
    public var cpu: CPU
    /// Memory.
    public var memory: Memory

    /// Makes amounts.
    public init(cpu: CPU = .zero, memory: Memory = .zero) {
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// What the machines have; nil where the lists do not say.
  public var capacity: Amounts?
  /// What the scheduler may hand out.
  public var allocatable: Amounts
  /// What DaemonSets ask for.
  public var daemons: Amounts
  /// What all other running pods ask for.
  public var requests: Amounts
  /// What they would ask for with the advice.
  public var advised: Amounts
  /// What they use on average.
  public var used: Amounts

  /// Makes a ledger.
  public init(
    capacity: Amounts? = nil,
    allocatable: Amounts = Amounts(),
    daemons: Amounts = Amounts(),
    requests: Amounts = Amounts(),
    advised: Amounts = Amounts(),
    used: Amounts = Amounts()
  ) {
    self.capacity = capacity
    self.allocatable = allocatable
    self.daemons = daemons
    self.requests = requests
    self.advised = advised
    self.used = used
  }
}

/// Nodes side by side with what stands on them.
public struct NodeStrips: Hashable, Sendable {
  /// What one kind of pod takes of a node.
  public struct Segment: Hashable, Sendable {
    /// Whose pods.
    public var workload: WorkloadID
    /// Shares of what the node hands out.
    public var cpuShare: Double
    /// The same of memory.
    public var memoryShare: Double

    /// Makes a segment.
    public init(workload: WorkloadID, cpuShare: Double, memoryShare: Double) {
      self.workload = workload
      self.cpuShare = cpuShare
      self.memoryShare = memoryShare
    }
  }

  /// One node.
  public struct Node: Hashable, Sendable {
    /// Its name, or its pool where it is only planned.
    public var name: String
    /// The pool.
    public var pool: String
    /// What is on it, DaemonSets first, then the largest.
    public var segments: [Segment]

    /// Makes a node.
    public init(name: String, pool: String, segments: [Segment]) {
      self.name = name
      self.pool = pool
      self.segments = segments
    }
  }

  /// How much of what nodes hand out is asked for, the mean over all of them, drawn or not.
  public struct Fill: Hashable, Sendable {
    /// CPU, 0 to 1.
    public var cpu = 0.0
    /// Memory, 0 to 1.
    public var memory = 0.0

    init(_ nodes: [Node]) {
      guard !nodes.isEmpty else { return }
      for segment in nodes.flatMap(\.segments) {
        cpu += segment.cpuShare
        memory += segment.memoryShare
      }
      cpu /= Double(nodes.count)
      memory /= Double(nodes.count)
    }
  }

  /// As listed, with the requests of today.
  public var now: [Node]
  /// A checked packing with the advice.
  public var planned: [Node]
  /// Nodes of today that are not drawn.
  public var nowLeft: Int
  /// Planned nodes that are not drawn.
  public var plannedLeft: Int
  /// Of all nodes of today.
  public let nowFill: Fill
  /// Of all planned nodes.
  public let plannedFill: Fill

  /// The most nodes drawn on each side.
  public static let limit = 60

  /// Makes strips; what is beyond ``limit`` is counted only.
  public init(now: [Node], planned: [Node]) {
    self.now = Array(now.prefix(Self.limit))
    self.planned = Array(planned.prefix(Self.limit))
    nowLeft = now.count - self.now.count
    plannedLeft = planned.count - self.planned.count
    nowFill = Fill(now)
    plannedFill = Fill(planned)
  }

  /// The same with fewer nodes drawn.
  func limited(to limit: Int) -> NodeStrips {
    var strips = self
    strips.now = Array(now.prefix(limit))
    strips.planned = Array(planned.prefix(limit))
    strips.nowLeft += now.count - strips.now.count
    strips.plannedLeft += planned.count - strips.planned.count
    return strips
  }
}

/// Use of the fleet by the hour of the last seven days.
public struct FleetHours: Hashable, Sendable {
  /// The hour that the first value is of.
  public var start: Instant
  /// CPU in nanocores, the sum of the containers' hourly means; -1 where nothing was measured.
  public var cpu: [Int64]
  /// Memory in bytes.
  public var memory: [Int64]

  /// Makes hours.
  public init(start: Instant, cpu: [Int64], memory: [Int64]) {
    self.start = start
    self.cpu = cpu
    self.memory = memory
  }
}

/// What a report of a week has beside the advice.
public struct WeeklyFacts: Hashable, Sendable {
  /// The week that the report is of; nil without samples.
  public var week: Week?
  /// Whether nothing was measured in that week.
  public var hasNoSamples = false
  /// Why the report is not kept although that was wanted; nil where it is, or was not wanted.
  public var notKept: String?
  /// What was measured of each container.
  public var details: [ContainerID: ContainerDetail] = [:]
  /// Mean use in the week of what has a request; nil where it was not taken.
  public var use: CapacityLedger.Amounts?
  /// Where capacity goes; nil without nodes.
  public var ledger: CapacityLedger?
  /// The clusters that have nodes, by name.
  public var clusters: [ClusterFacts] = []
  /// Use by the hour.
  public var hours: FleetHours?
  /// Earlier runs, the oldest first, up to twelve.
  public var runs: [RunRecord] = []
  /// What became of the last advice.
  public var comparison: RunComparison?
  /// How steady the advice is.
  public var stability: [ContainerID: AdviceStability] = [:]
  /// What strategies would have come to, from the newest back-test; nil without any.
  public var backtest: BacktestResult?
  /// Why something that a weekly report has is missing, in sentences.
  public var gaps: [String] = []

  /// Makes facts without anything.
  public init() {}
}
