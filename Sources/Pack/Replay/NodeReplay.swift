public import PodfitModel

/// What would have happened on nodes: their load slot by slot.
///
/// Usual size: some thousand containers, a few hundred nodes, 600 to 4,000 slots of five minutes. A slot
/// that too few containers were read in is left out; a container without a reading in a slot counts with
/// its last one before.
///
/// - Source: docs/formulas/replay.md
public struct NodeReplay: Sendable {
  /// The figures of a replay.
  public struct Outcome: Hashable, Sendable {
    /// A node in an hour.
    public struct Hour: Hashable, Sendable {
      /// The node, from 1.
      public var node: Int
      /// The start of the hour.
      public var start: Instant
      /// Mean use over what the node hands out.
      public var ratio: Double
    }

    /// Nodes.
    public var nodes = 0
    /// Node-slots replayed.
    public var slots = 0
    /// Node-slots with more CPU use than the node hands out.
    public var slotsAbove = 0
    /// Node-slots with more than 90 % of it.
    public var slotsNear = 0
    /// CPU used above what nodes hand out, over all CPU used.
    public var unservedRatio = 0.0
    /// Node-days replayed.
    public var nodeDays = 0
    /// Node-days in which memory use went above what the node hands out.
    public var memoryDays = 0
    /// The node and hour with the highest mean CPU use; nil without slots.
    public var worst: Hour?
    /// Days of which slots were replayed.
    public var days = 0
  }

  /// The length of a slot.
  public static let step: Int64 = 300_000
  /// The least share of containers that must have been read in a slot, in percent.
  public static let coverage = 90

  private let first: Int64
  private let slotCount: Int
  private let nodeCount: Int
  private var cpu: [Int64]
  private var memory: [Int64]

  /// The slot that a reading at `time` belongs to: the one that it ends in.
  public static func slot(_ time: Int64) -> Int64 {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: step)
    return remainder > 0 ? quotient + 1 : quotient
  }

  /// Makes a replay of the slots after `start` up to `end` on so many nodes.
  public init(after start: Instant, until end: Instant, nodes: Int) {
    first = Self.slot(start.milliseconds) + 1
    slotCount = max(0, Int(clamping: Self.slot(end.milliseconds) - first + 1))
    nodeCount = nodes
    cpu = Array(repeating: 0, count: slotCount * nodes)
    memory = cpu
  }

  /// A container's readings as one value per slot, holes filled with the last value before.
  ///
  /// - Returns: the values, and whether each was read
  public func aligned(_ column: SampleColumn) -> (values: [Int64], isRead: [Bool]) {
    var values = [Int64](repeating: 0, count: slotCount)
    var isRead = [Bool](repeating: false, count: slotCount)
    var before: Int64 = 0
    for (time, value) in zip(column.times, column.values) {
      let slot = Self.slot(time) - first
      if slot < 0 {
        before = value
      } else if slot < slotCount {
        let index = Int(slot)
        values[index] = isRead[index] ? max(values[index], value) : value
        isRead[index] = true
      }
    }
    for index in values.indices {
      if isRead[index] { before = values[index] } else { values[index] = before }
    }
    return (values, isRead)
  }

  /// Adds a container's values to a node.
  public mutating func add(cpu values: [Int64], memory bytes: [Int64], to node: Int) {
    let base = node * slotCount
    for slot in 0..<slotCount {
      cpu[base + slot] = cpu[base + slot].addingSaturated(values[slot])
      memory[base + slot] = memory[base + slot].addingSaturated(bytes[slot])
    }
  }

  /// The figures, over the slots in which at least ``coverage`` percent of `containers` were read.
  ///
  /// - Parameters:
  ///   - readings: per slot, how many containers were read
  ///   - containers: how many there are
  ///   - capacity: CPU that a node hands out
  ///   - limit: memory that a node hands out
  /// - Returns: the figures
  public func outcome(
    readings: [Int],
    containers: Int,
    cpu capacity: CPU,
    memory limit: Memory
  ) -> Outcome {
    var outcome = Outcome()
    outcome.nodes = nodeCount
    let kept = (0..<slotCount).filter { readings[$0] * 100 >= containers * Self.coverage }
    let hours = Dictionary(grouping: kept) { (first + Int64($0) - 1) * Self.step / 3_600_000 }
      .sorted { $0.key < $1.key }
    let days = Dictionary(grouping: kept) { (first + Int64($0) - 1) * Self.step / 86_400_000 }
    outcome.days = days.count
    outcome.slots = kept.count * nodeCount
    outcome.nodeDays = days.count * nodeCount
    var used: Int128 = 0
    var unserved: Int128 = 0
    var worst: (node: Int, hour: Int64, sum: Int128, slots: Int)?
    for node in 0..<nodeCount {
      let base = node * slotCount
      for slot in kept {
        let use = cpu[base + slot]
        used += Int128(use)
        if use > capacity.nanocores {
          outcome.slotsAbove += 1
          unserved += Int128(use - capacity.nanocores)
        }
        if Int128(use) * 10 > Int128(capacity.nanocores) * 9 { outcome.slotsNear += 1 }
      }
      for slots in days.values where slots.contains(where: { memory[base + $0] > limit.bytes }) {
        outcome.memoryDays += 1
      }
      for (hour, slots) in hours {
        let sum = slots.reduce(Int128(0)) { $0 + Int128(cpu[base + $1]) }
        // Means of hours with different numbers of slots are compared without division.
        if let known = worst, sum * Int128(known.slots) <= known.sum * Int128(slots.count) {
          continue
        }
        worst = (node, hour, sum, slots.count)
      }
    }
    outcome.unservedRatio = used > 0 ? Double(unserved) / Double(used) : 0
    outcome.worst = worst.map { worst in
      Outcome.Hour(
        node: worst.node + 1,
        start: Instant(milliseconds: worst.hour * 3_600_000),
        ratio: Double(worst.sum) / Double(worst.slots) / Double(max(1, capacity.nanocores))
      )
    }
    return outcome
  }
}
