public import PodfitModel

/// What collecting costs a JVM: CPU = k / (heap − live set), with k in core · bytes.
///
/// Work per cycle grows with what is alive, cycles per second with the allocation rate over the room
/// for garbage; k is the product of both.
///
/// - Source: docs/formulas/jvm-heap-price.md
public struct CollectorCost: Hashable, Sendable {
  /// Where k comes from, best first.
  public enum Source: String, Hashable, Sendable {
    /// CPU use under two or more heaps.
    case heaps = "cpu-under-several-heaps"
    /// All CPU time of collections, as JDK 26 counts it.
    case total = "cpu-of-collections"
    /// CPU time of pauses, as logs and metrics count it.
    case pauses = "cpu-of-pauses"
    /// The allocation rate and what tracing cost in the experiment.
    case allocation = "allocation-rate"
    /// A twentieth of the CPU in use, by assumption.
    case assumed = "assumed-share-of-cpu"
  }

  /// CPU use under one heap.
  public struct Point: Hashable, Sendable {
    /// The largest heap.
    public var heap: Memory
    /// The CPU in use.
    public var cpu: CPU

    /// Makes a point.
    public init(heap: Memory, cpu: CPU) {
      self.heap = heap
      self.cpu = cpu
    }
  }

  /// k, in core · bytes.
  public var k: Double
  /// The lower end of k.
  public var low: Double
  /// The upper end of k.
  public var high: Double
  /// Where it comes from.
  public var source: Source
  /// The CPU that the program uses beside its collections; nil where that is not known.
  public var base: CPU?

  /// CPU seconds for each byte that is alive and each byte allocated into its room.
  ///
  /// The geometric mean of three programs of byte arrays, in MiB · core at 307 MiB/s and 301 MiB alive: 22.2, 13.8
  /// and 11.1. Such arrays are cheap to trace; graphs of small objects cost more.
  static let secondsPerByte = 15.0 / (307 * 301) / Double(1 << 20)

  /// From CPU use under several heaps, by least squares over 1 / (heap − live set).
  ///
  /// Nil with fewer than two heaps above the live set, or where CPU does not fall as the heap grows.
  /// The interval is the ± 15 % to which repeated runs agreed, for two points 50 %.
  public init?(points: [Point], live: Memory) {
    let room = points.map { Double(($0.heap - live).bytes) }
    let usable = zip(room, points).filter { $0.0 > 0 }.map { (x: 1 / $0.0, y: $0.1.cpu.cores) }
    guard Set(usable.map(\.x)).count >= 2 else { return nil }
    let count = Double(usable.count)
    let meanX = usable.reduce(0) { $0 + $1.x } / count
    let meanY = usable.reduce(0) { $0 + $1.y } / count
    let covariance = usable.reduce(0) { $0 + ($1.x - meanX) * ($1.y - meanY) }
    let variance = usable.reduce(0) { $0 + ($1.x - meanX) * ($1.x - meanX) }
    let slope = covariance / variance
    guard slope.isFinite, slope > 0 else { return nil }
    let spread = usable.count > 2 ? 0.15 : 0.5
    k = slope
    low = slope * (1 - spread)
    high = slope * (1 + spread)
    source = .heaps
    base = CPU.cores(max(0, meanY - slope * meanX))
  }

  /// From the best of what is known under one heap; nil where nothing is.
  ///
  /// All CPU of collections; the allocation rate, as far as the CPU of pauses allows it; that CPU alone.
  public init?(
    whole: CPU?,
    pauses: CPU?,
    allocationRate: Double?,
    heap: Memory?,
    live: Memory,
    collector: GarbageCollector
  ) {
    if let heap, let whole, let cost = CollectorCost(whole: whole, heap: heap, live: live) {
      self = cost
      return
    }
    let paused = heap.flatMap { heap in
      pauses.flatMap { CollectorCost(pauses: $0, heap: heap, live: live, collector: collector) }
    }
    guard let allocationRate, var cost = CollectorCost(allocationRate: allocationRate, live: live)
    else {
      guard let paused else { return nil }
      self = paused
      return
    }
    if let paused, paused.high < cost.high {
      cost.high = paused.high
      cost.k = min(cost.k, cost.high)
      cost.low = min(cost.low, cost.k)
    }
    self = cost
  }

  /// From all the CPU that collections took under a heap, concurrent work included; repeated runs agreed
  /// to 15 %.
  public init?(whole: CPU, heap: Memory, live: Memory) {
    let room = Double((heap - live).bytes)
    guard whole > .zero, room > 0 else { return nil }
    k = whole.cores * room
    low = k * 0.85
    high = k * 1.15
    source = .total
  }

  /// From the cores that pauses took under a heap; nil for ZGC and Shenandoah, whose work is beside
  /// the program.
  ///
  /// Most of a young pause copies what survives, which costs the same under any heap, so that pauses
  /// bound k from above; G1 marks beside the program, which adds to it. Of 21 runs of two programs k
  /// was 1.7 times this in the middle, 0.3 to 3.3 times at the ends.
  public init?(pauses: CPU, heap: Memory, live: Memory, collector: GarbageCollector) {
    let factors: (middle: Double, low: Double, high: Double)
    switch collector {
    case .serial, .parallel: factors = (0.5, 0.1, 1)
    case .g1, .cms: factors = (1.7, 0.3, 3.3)
    case .z, .shenandoah, .epsilon: return nil
    }
    let room = Double((heap - live).bytes)
    guard pauses > .zero, room > 0 else { return nil }
    k = pauses.cores * room * factors.middle
    low = pauses.cores * room * factors.low
    high = pauses.cores * room * factors.high
    source = .pauses
  }

  /// From the allocation rate in bytes per second; the three programs lay from 0.7 to 1.5 times this.
  public init?(allocationRate: Double, live: Memory) {
    guard allocationRate.isFinite, allocationRate > 0, live > .zero else { return nil }
    k = allocationRate * Double(live.bytes) * Self.secondsPerByte
    low = k / 2
    high = k * 4
    source = .allocation
  }

  /// From the CPU in use alone: collections take a twentieth of it, one to fifteen hundredths.
  public init?(assumedOf cpu: CPU, heap: Memory, live: Memory) {
    let room = Double((heap - live).bytes)
    guard cpu > .zero, room > 0 else { return nil }
    k = cpu.cores * 0.05 * room
    low = k / 5
    high = k * 3
    source = .assumed
  }

  /// The CPU that collections take under a heap: middle, low, high; nil where the heap does not hold
  /// the live set.
  public func cpu(heap: Memory, live: Memory) -> (middle: CPU, low: CPU, high: CPU)? {
    let room = Double((heap - live).bytes)
    guard room > 0 else { return nil }
    return (.cores(k / room), .cores(low / room), .cores(high / room))
  }
}
