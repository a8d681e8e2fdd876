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
    /// CPU time of collections in a log.
    case collections = "cpu-of-collections"
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

  /// CPU seconds to trace a byte that is alive, in the experiment: k = 22.2 MiB · core at 307 MiB/s
  /// allocated and 301 MiB alive. Byte arrays are cheap to trace; graphs of small objects cost more.
  static let secondsPerByte = 22.2 / (307 * 301) / Double(1 << 20)

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

  /// From the cores that collections took under a heap.
  ///
  /// The log of G1 counts pauses only, a quarter of the whole in the experiment; so do those of ZGC
  /// and Shenandoah, whose work is nearly all beside the program.
  public init?(collectorCores: Double, heap: Memory, live: Memory, collector: GarbageCollector) {
    let room = Double((heap - live).bytes)
    guard collectorCores.isFinite, collectorCores > 0, room > 0 else { return nil }
    let (middle, most): (Double, Double) =
      switch collector {
      case .serial, .parallel, .epsilon: (1, 1.5)
      case .g1, .cms: (3, 5)
      case .z, .shenandoah: (10, 40)
      }
    k = collectorCores * room * middle
    low = collectorCores * room
    high = collectorCores * room * most
    source = .collections
  }

  /// From the allocation rate in bytes per second.
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
