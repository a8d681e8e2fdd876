public import PodfitModel

/// What one JVM's metrics say of what stays alive, garbage included.
///
/// Made from the readings alone; how much of it is alive depends on the collector, which may be
/// known later.
///
/// - Source: docs/formulas/jvm-memory.md, "Live set from metrics"
public struct MetricLevel: Hashable, Sendable {
  /// What the level was read from.
  enum Basis: Hashable, Sendable {
    /// The old pool, or the whole heap, after its last collection.
    case afterCollection
    /// The least heap in use.
    case leastUsed
    /// The last collection before a step, and the least in use since; the step ended after the former.
    case between(least: Int64)
  }

  /// How the level moves.
  enum Movement: Hashable, Sendable {
    case steady
    case step(from: Int64)
    /// Bytes per second, and what is left to the largest heap, where known.
    case leak(Double, room: Int64?)
  }

  /// The level, in bytes.
  var level: Int64
  /// The most that was read at that level.
  var most: Int64
  var basis: Basis
  var movement: Movement
  /// What the names of pools tell of the collector.
  public var collector: GarbageCollector?
  var isGenerational: Bool

  /// Fewer readings of the heap say nothing.
  public static let fewest = 8

  /// Reads the level; nil where too little was read.
  ///
  /// A steady level is read off the second half of the window, a level after a step off what follows
  /// it. Windows of many hours are read hour by hour and the largest but for a twentieth counts, since
  /// what stays alive follows the time of day; shorter ones as a whole.
  public init?(_ readings: JVMReadings) {
    self.init(
      used: HeapCurve(readings.times, readings.heapUsed),
      // Before the first collection of an old pool its reading is zero, which stands for nothing.
      old: HeapCurve(readings.times, readings.afterCollection),
      heapMax: readings.largest(\.heapMax),
      collector: readings.collector,
      isGenerational: readings.isGenerational,
      findsLeaks: true
    )
  }

  /// Reads the level where somebody else judges leaks: a rise through the whole window is none here.
  ///
  /// - Parameters:
  ///   - heapUsed: the heap in use, sorted
  ///   - afterCollection: the old pool, or the whole heap, after its last collection, sorted
  ///   - collector: what the names of pools tell; nil where they do not
  ///   - isGenerational: whether they tell generations that the collector need not have
  public init?(
    heapUsed: SampleColumn,
    afterCollection: SampleColumn,
    collector: GarbageCollector?,
    isGenerational: Bool
  ) {
    self.init(
      used: HeapCurve(heapUsed),
      old: HeapCurve(afterCollection),
      heapMax: nil,
      collector: collector,
      isGenerational: isGenerational,
      findsLeaks: false
    )
  }

  private init?(
    used: HeapCurve,
    old: HeapCurve,
    heapMax: Memory?,
    collector: GarbageCollector?,
    isGenerational: Bool,
    findsLeaks: Bool
  ) {
    let isOld = old.count >= Self.fewest
    let best = isOld ? old : used
    guard best.count >= Self.fewest else { return nil }
    self.collector = collector
    self.isGenerational = isGenerational
    basis = isOld ? .afterCollection : .leastUsed

    if findsLeaks, let slope = best.leak(isSure: isOld || used.falls >= 6) {
      level = best.last
      most = best.last
      let room = heapMax.map { $0.bytes.subtractingSaturated(best.last) }
      movement = .leak(slope, room: room.map { max(0, $0) })
      return
    }
    let step = used.count >= Self.fewest ? Self.step(used: used, old: old) : nil
    let start = max(step?.time ?? .min, best.middle)
    guard let floor = best.floor(from: start) else { return nil }
    level = floor
    most = isOld ? max(floor, best.most(from: start) ?? floor) : floor
    movement = step.map { .step(from: $0.before) } ?? .steady
    if let step, isOld, let least = used.least(from: step.time), level < least,
      !old.moves(after: step.time)
    {
      basis = .between(least: least)
    }
  }

  /// Where both series leave one level for a higher one, and the old level; nil where they do not.
  ///
  /// With few collections garbage alone can lift the least use by half, so that more is asked then.
  private static func step(used: HeapCurve, old: HeapCurve) -> (time: Int64, before: Int64)? {
    guard let change = used.rise(by: used.falls >= 12 ? 1.3 : 1.6) else { return nil }
    guard old.count >= fewest else { return change }
    // The old pool must show it as well, against what it was before the rise began.
    guard let before = old.most(until: used.tenth(before: change.time)),
      let after = old.most(from: change.time), Double(after) >= Double(before) * 1.2
    else { return nil }
    return (change.time, old.least(from: old.early, until: change.time) ?? before)
  }

  /// The live set under a collector: the part of the level that is alive by experience.
  ///
  /// - Parameter collector: counts where the names of pools tell none; G1 where it is nil too
  /// - Returns: the estimate with its interval
  public func liveSet(under collector: GarbageCollector? = nil) -> LiveSetEstimate {
    let collector = self.collector ?? collector ?? .g1
    let bias =
      basis == .leastUsed
      ? MetricBias.leastUsed(collector)
      : MetricBias.afterCollection(collector, isGenerational: isGenerational)
    func amount(_ bytes: Int64, _ factor: Double = 1) -> Memory {
      Memory(bytes: Int64(saturating: Double(bytes) * factor))
    }
    let trend: LiveSetEstimate.Trend
    switch movement {
    case .steady: trend = .steady
    case .step(let before): trend = .step(from: amount(before, bias.middle))
    case .leak(let slope, let room):
      trend = .leaking(
        bytesPerSecond: slope,
        daysToMax: room.map { Double($0) / slope / 86_400 }
      )
    }
    if case .between(let least) = basis {
      return LiveSetEstimate(
        estimate: amount(level + (least - level) / 2),
        low: amount(level, bias.low),
        high: amount(least),
        source: .leastUsed,
        trend: trend
      )
    }
    let estimate = amount(level, bias.middle)
    // What a collection left is no less than what is alive: the largest reading bounds it as well.
    return LiveSetEstimate(
      estimate: estimate,
      low: amount(level, bias.low),
      high: max(estimate, amount(most, bias.high)),
      source: basis == .leastUsed ? .leastUsed : .pool,
      trend: trend
    )
  }
}
