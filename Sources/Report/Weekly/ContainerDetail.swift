public import PodfitModel

/// What was measured of one container, for charts and rows.
public struct ContainerDetail: Hashable, Sendable {
  /// Use by the hour, all pods pooled.
  public struct Band: Hashable, Sendable {
    /// The hour that the first value is of.
    public var start: Instant
    /// The median of each hour; -1 where nothing was measured.
    public var p50: [Int64]
    /// The 95th percentile of each hour.
    public var p95: [Int64]
    /// The largest value of each hour.
    public var max: [Int64]

    /// Makes a band.
    public init(start: Instant, p50: [Int64], p95: [Int64], max: [Int64]) {
      self.start = start
      self.p50 = p50
      self.p95 = p95
      self.max = max
    }
  }

  /// Memory of a JVM by the hour: the largest over its pods, -1 where nothing was measured.
  public struct Heap: Hashable, Sendable {
    /// Used heap.
    public var used: [Int64]
    /// Committed heap.
    public var committed: [Int64]
    /// Used memory outside of the heap.
    public var nonHeap: [Int64]

    /// Makes a stack.
    public init(used: [Int64], committed: [Int64], nonHeap: [Int64]) {
      self.used = used
      self.committed = committed
      self.nonHeap = nonHeap
    }
  }

  /// Something that happened in one hour of a band.
  public struct Marker: Hashable, Sendable {
    /// What happened.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// Pods were ended for want of memory.
      case kill = "oom-kill"
      /// Containers were started again for another reason.
      case restart
      /// Pods of another revision began, or limits were changed in place.
      case spec = "spec-change"
    }

    /// What happened.
    public var kind: Kind
    /// The hour, counted from the start of the band.
    public var hour: Int
    /// How often, over all pods.
    public var count: Int64

    /// Makes a marker.
    public init(kind: Kind, hour: Int, count: Int64) {
      self.kind = kind
      self.hour = hour
      self.count = count
    }
  }

  /// CPU over all that was measured.
  public var cpu: UsageSummary<CPU>?
  /// Memory over all that was measured.
  public var memory: UsageSummary<Memory>?
  /// CPU by the hour in the last seven days.
  public var cpuBand: Band?
  /// Memory by the hour in the last seven days.
  public var memoryBand: Band?
  /// Memory of a JVM by the hour in the last seven days.
  public var heap: Heap?
  /// Kills for want of memory.
  public var oomKills: Int64
  /// Restarts.
  public var restarts: Int64
  /// The share of throttled periods in all that was measured.
  public var throttledRatio: Double?
  /// The same in the week of the report.
  public var weekThrottledRatio: Double?
  /// The team that a label names.
  public var team: String?
  /// What happened in the hours of the bands, in the order of time.
  public var markers: [Marker] = []

  /// Makes a detail.
  public init(
    cpu: UsageSummary<CPU>? = nil,
    memory: UsageSummary<Memory>? = nil,
    cpuBand: Band? = nil,
    memoryBand: Band? = nil,
    heap: Heap? = nil,
    oomKills: Int64 = 0,
    restarts: Int64 = 0,
    throttledRatio: Double? = nil,
    team: String? = nil
  ) {
    self.cpu = cpu
    self.memory = memory
    self.cpuBand = cpuBand
    self.memoryBand = memoryBand
    self.heap = heap
    self.oomKills = oomKills
    self.restarts = restarts
    self.throttledRatio = throttledRatio
    self.team = team
  }
}

extension ContainerDetail.Band {
  /// Hours in the band.
  public static let hours = 168

  /// Pools columns by the hour in the seven days up to `end`.
  ///
  /// A sample covers the window that ends at its time, so one on the hour belongs to the hour before.
  ///
  /// - Returns: nil where no sample is in those days
  public init?(pooling columns: [SampleColumn], upTo end: Instant) {
    let hour: Int64 = 3_600_000
    // The hours begin on the hour, the last one contains the time before `end`.
    let last = (end.milliseconds.subtractingSaturated(1)).flooredHour
    let first = last.subtractingSaturated(Int64(Self.hours - 1) * hour)
    var buckets = [[Int64]](repeating: [], count: Self.hours)
    for column in columns {
      for (time, value) in zip(column.times, column.values) {
        let place = time.subtractingSaturated(1).subtractingSaturated(first)
        guard place >= 0, place < Int64(Self.hours) * hour, value >= 0 else { continue }
        buckets[Int(place / hour)].append(value)
      }
    }
    guard buckets.contains(where: { !$0.isEmpty }) else { return nil }
    var p50 = [Int64](repeating: -1, count: Self.hours)
    var p95 = p50
    var max = p50
    for index in buckets.indices where !buckets[index].isEmpty {
      buckets[index].sort()
      let sorted = buckets[index]
      p50[index] = sorted[(sorted.count - 1) / 2]
      p95[index] = sorted[(sorted.count * 95 + 99) / 100 - 1]
      max[index] = sorted[sorted.count - 1]
    }
    self.init(start: Instant(milliseconds: first), p50: p50, p95: p95, max: max)
  }
}

extension Int64 {
  /// The beginning of the hour that contains this time in milliseconds.
  fileprivate var flooredHour: Int64 {
    let rest = self % 3_600_000
    return self - (rest < 0 ? rest + 3_600_000 : rest)
  }
}
