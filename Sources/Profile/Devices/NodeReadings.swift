public import PodfitModel

/// What was measured of one node: disks, interfaces, file systems, waiting tasks, conditions.
public struct NodeReadings: Sendable {
  /// A disk.
  public struct Disk: Sendable {
    /// Its name, such as `nvme0n1`.
    public var device: String
    /// The share of the time in which it had something to do, billionths; sorted.
    public var busy: SampleColumn
    /// Reads and writes together, bytes a second; sorted; empty where no source tells.
    public var moved: SampleColumn
  }

  /// A network interface.
  public struct Interface: Sendable {
    /// Its name, such as `eth0`.
    public var device: String
    /// What it received, bytes a second; sorted.
    public var received: SampleColumn
    /// What it sent, bytes a second; sorted.
    public var sent: SampleColumn
    /// What it can carry in each direction; nil where no source tells.
    public var speed: DataRate?
  }

  /// A file system.
  public struct FileSystem: Sendable {
    /// Where it is mounted.
    public var mount: String
    /// Its size.
    public var size: Memory
    /// The least that was free.
    public var leastFree: Memory
    /// When that was.
    public var at: Instant
  }

  /// A condition that was not as it should be.
  public struct Trouble: Sendable {
    /// The condition, such as `MemoryPressure`.
    public var type: String
    /// In how many readings.
    public var readings: Int
    /// Of how many.
    public var of: Int
    /// In how many stretches.
    public var stretches: Int
    /// When it was last so.
    public var last: Instant
  }

  /// The cluster.
  public let cluster: String
  /// The node's name, or the address that was scraped where nothing names the node.
  public let node: String
  /// The disks by name.
  public private(set) var disks: [Disk] = []
  /// The interfaces by name.
  public private(set) var interfaces: [Interface] = []
  /// The file systems by where they are mounted.
  public private(set) var fileSystems: [FileSystem] = []
  /// The share of the time in which tasks waited, by signal, billionths; sorted.
  public private(set) var waits: [Metric: SampleColumn] = [:]
  /// Conditions that were not as they should be, by name.
  public private(set) var troubles: [Trouble] = []

  /// Reads the series of one node; their order does not matter.
  public init(cluster: String, node: String, series: [StoredSeries]) {
    self.cluster = cluster
    self.node = node
    var byMetric: [Metric: [String: [StoredSeries]]] = [:]
    for each in series.sorted(by: { $0.key < $1.key }) where !each.samples.isEmpty {
      byMetric[each.key.metric, default: [:]][each.key.part, default: []].append(each)
    }
    func rates(_ metric: Metric, _ part: String) -> SampleColumn {
      UsageBuilder.rates(of: byMetric[metric]?[part] ?? [])
    }
    func parts(_ metrics: Metric...) -> [String] {
      Set(metrics.flatMap { Array((byMetric[$0] ?? [:]).keys) }).sorted()
    }
    disks = parts(.nodeDiskTimeTotal).map { device in
      Disk(
        device: device,
        busy: rates(.nodeDiskTimeTotal, device),
        moved: DuplicateRule.summed([
          rates(.nodeDiskReadTotal, device), rates(.nodeDiskWrittenTotal, device),
        ])
      )
    }
    interfaces = parts(.nodeNetworkReceiveTotal, .nodeNetworkTransmitTotal).map { device in
      let speeds = (byMetric[.nodeNetworkSpeed]?[device] ?? []).compactMap {
        $0.samples.values.max()
      }
      return Interface(
        device: device,
        received: rates(.nodeNetworkReceiveTotal, device),
        sent: rates(.nodeNetworkTransmitTotal, device),
        speed: speeds.max().flatMap { $0 > 0 ? DataRate(bytesPerSecond: $0) : nil }
      )
    }
    for metric in [Metric.nodeCPUWaitTotal, .nodeMemoryWaitTotal, .nodeIOWaitTotal] {
      let column = rates(metric, "")
      if !column.isEmpty { waits[metric] = column }
    }
    fileSystems = parts(.nodeFilesystemFree).compactMap { mount in
      Self.fileSystem(
        mount,
        free: UsageBuilder.gauge(byMetric[.nodeFilesystemFree]?[mount] ?? []),
        size: (byMetric[.nodeFilesystemSize]?[mount] ?? []).compactMap { $0.samples.values.max() }
          .max()
      )
    }
    troubles = parts(.nodeTrouble).compactMap { type in
      Self.trouble(
        type,
        DuplicateRule.merged((byMetric[.nodeTrouble]?[type] ?? []).map(\.samples))
      )
    }
  }

  private static func fileSystem(
    _ mount: String,
    free: SampleColumn,
    size: Int64?
  ) -> FileSystem? {
    guard let size, size > 0,
      let place = free.values.indices.min(by: { free.values[$0] < free.values[$1] })
    else { return nil }
    return FileSystem(
      mount: mount,
      size: Memory(bytes: size),
      leastFree: Memory(bytes: free.values[place]),
      at: Instant(milliseconds: free.times[place])
    )
  }

  private static func trouble(_ type: String, _ column: SampleColumn) -> Trouble? {
    guard let last = column.values.lastIndex(where: { $0 > 0 }) else { return nil }
    var stretches = 0
    var wasTrue = false
    for value in column.values {
      if value > 0, !wasTrue { stretches += 1 }
      wasTrue = value > 0
    }
    return Trouble(
      type: type,
      readings: column.values.count { $0 > 0 },
      of: column.count,
      stretches: stretches,
      last: Instant(milliseconds: column.times[last])
    )
  }
}
