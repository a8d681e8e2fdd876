public import PodfitModel
public import PodfitProfile

/// What is wrong with nodes: conditions, evictions, kills, disks and networks at their end, little room.
///
/// - Source: docs/formulas/io.md
public struct NodeRules: Sendable {
  /// Who moved how much while something of a node was at its end, the largest first.
  public struct Share: Hashable, Sendable {
    /// The workload.
    public var workload: WorkloadID
    /// The bytes.
    public var bytes: Double

    /// Makes a share.
    public init(workload: WorkloadID, bytes: Double) {
      self.workload = workload
      self.bytes = bytes
    }
  }

  /// From this share of the time on a sample of a disk counts as busy throughout.
  static let busyDisk = 0.95
  /// From this share of its speed on a sample of an interface counts as full.
  static let fullInterface = 0.8
  /// From these shares of samples on it is a finding, a warning, an error.
  static let shares = (info: 0.01, warning: 0.05, error: 0.25)
  /// The kubelet's own thresholds for evictions: room on its file system, and on that of images.
  static let room = (error: 0.1, warning: 0.15)
  /// From this share of the time at the 0.95 quantile on, tasks wait too much.
  static let waiting = 0.25
  /// Fewer samples than these are no pattern.
  static let leastSamples = 12

  let inventory: Inventory

  /// Makes rules over an inventory.
  public init(inventory: Inventory) { self.inventory = inventory }

  /// When a disk of a node was busy throughout.
  public static func busySpans(of readings: NodeReadings) -> BusySpans {
    readings.disks.filter { isMarked($0.busy) { Double($0) >= busyDisk * 1e9 } }
      .reduce(BusySpans()) { spans, disk in
        spans.union(BusySpans(of: disk.busy) { Double($0) >= busyDisk * 1e9 })
      }
  }

  /// When an interface of a node was full in either direction.
  public static func fullSpans(of readings: NodeReadings) -> BusySpans {
    var spans = BusySpans()
    for interface in readings.interfaces {
      guard let speed = interface.speed else { continue }
      let limit = Double(speed.bytesPerSecond) * fullInterface
      for column in [interface.received, interface.sent]
      where isMarked(column, where: { Double($0) >= limit }) {
        spans = spans.union(BusySpans(of: column) { Double($0) >= limit })
      }
    }
    return spans
  }

  /// Whether so many samples are marked that it is a finding.
  private static func isMarked(_ column: SampleColumn, where isMarked: (Int64) -> Bool) -> Bool {
    severity(of: column, where: isMarked) != nil
  }

  static func severity(
    of column: SampleColumn,
    where isMarked: (Int64) -> Bool
  ) -> Severity? {
    guard column.count >= leastSamples else { return nil }
    let share = Double(column.values.count(where: isMarked)) / Double(column.count)
    if share >= shares.error { return .error }
    if share >= shares.warning { return .warning }
    return share >= shares.info ? .info : nil
  }

  // MARK: - Findings

  /// The findings about all nodes, the worst first.
  ///
  /// - Parameters:
  ///   - readings: What was measured; nodes that only lists name need none
  ///   - shares: Who moved how much while the node's disks or network were at their end
  /// - Returns: The findings
  public func findings(
    readings: [NodeReadings],
    shares: (NodeReadings, TrafficKind) -> [Share]
  ) -> [NodeFinding] {
    var measured: [NodeName: [NodeReadings.Trouble]] = [:]
    var all: [NodeFinding] = []
    for each in readings {
      measured[NodeName(cluster: each.cluster, name: each.node)] = each.troubles
      all += disks(of: each, shares(each, .disk)) + interfaces(of: each, shares(each, .network))
      all += fileSystems(of: each) + waits(of: each)
    }
    all += conditions(measured) + evictions + nodeEvents
    return all.worstFirst
  }

  struct NodeName: Hashable, Comparable {
    var cluster: String
    var name: String

    static func < (a: Self, b: Self) -> Bool { (a.cluster, a.name) < (b.cluster, b.name) }
  }

  private func disks(of readings: NodeReadings, _ shares: [Share]) -> [NodeFinding] {
    readings.disks.compactMap { disk in
      guard
        let severity = Self.severity(of: disk.busy, where: { Double($0) >= Self.busyDisk * 1e9 })
      else { return nil }
      let busy = Self.share(disk.busy) { Double($0) >= Self.busyDisk * 1e9 }
      let moved = disk.moved.values.max().map {
        ", \(DataRate(bytesPerSecond: $0)) read and written at most"
      }
      return finding(
        readings,
        "node-disk-saturated",
        severity,
        "disk \(disk.device) was busy for \(Self.busyDisk.percentText) of the time or more in"
          + " \(busy.percentText) of \(Int64(disk.busy.count).counted("sample"))\(moved ?? "")"
          + Self.blame(shares),
        "spread the pods that read and write most over nodes (pod anti-affinity), or give the node a faster"
          + " disk; a disk that serves many requests at once may do more while it is busy",
        [Metric.nodeDiskTimeTotal.rawValue]
      )
    }
  }

  private func interfaces(of readings: NodeReadings, _ shares: [Share]) -> [NodeFinding] {
    readings.interfaces.flatMap { interface -> [NodeFinding] in
      guard let speed = interface.speed else { return [] }
      let limit = Double(speed.bytesPerSecond) * Self.fullInterface
      return [("receives", interface.received), ("sends", interface.sent)].compactMap {
        word,
        column in
        guard let severity = Self.severity(of: column, where: { Double($0) >= limit }) else {
          return nil
        }
        let full = Self.share(column) { Double($0) >= limit }
        let most = DataRate(bytesPerSecond: column.values.max() ?? 0)
        return finding(
          readings,
          "node-network-saturated",
          severity,
          "interface \(interface.device) \(word) at \(Self.fullInterface.percentText) of its \(speed) or"
            + " more in \(full.percentText) of \(Int64(column.count).counted("sample")), \(most) at most"
            + Self.blame(shares),
          "spread the pods that send and receive most over nodes (pod anti-affinity), or limit them by"
            + " kubernetes.io/ingress-bandwidth and egress-bandwidth where the network plug-in reads these",
          [
            (word == "sends" ? Metric.nodeNetworkTransmitTotal : .nodeNetworkReceiveTotal)
              .rawValue, Metric.nodeNetworkSpeed.rawValue,
          ]
        )
      }
    }
  }

  private func fileSystems(of readings: NodeReadings) -> [NodeFinding] {
    readings.fileSystems.compactMap { system in
      let share = system.leastFree.ratio(to: system.size)
      guard share < Self.room.warning else { return nil }
      let isHard = share < Self.room.error
      return finding(
        readings,
        "node-filesystem-low",
        isHard ? .error : .warning,
        "\(system.mount) had \(system.leastFree.gibibytesText) of \(system.size.gibibytesText) GiB"
          + " (\(share.percentText)) free at least, at \(system.at)",
        "the kubelet evicts pods below \(Self.room.error.percentText) of its file system or"
          + " \(Self.room.warning.percentText) of that of images: limit ephemeral storage, clean images earlier,"
          + " or take larger disks",
        [Metric.nodeFilesystemFree.rawValue]
      )
    }
  }

  private func waits(of readings: NodeReadings) -> [NodeFinding] {
    let words: [(Metric, String, String)] = [
      (
        .nodeCPUWaitTotal, "cpu",
        "raise CPU requests of its pods to what they use, so that fewer of them are put here"
      ),
      (
        .nodeMemoryWaitTotal, "memory",
        "raise memory requests of its pods to what they use, so that fewer of them are put here"
      ),
      (.nodeIOWaitTotal, "io", "spread the pods that read and write most, or take a faster disk"),
    ]
    return words.compactMap { metric, name, advice in
      guard let column = readings.waits[metric], column.count >= Self.leastSamples,
        let share = Self.quantile(0.95, of: column), share >= Self.waiting
      else { return nil }
      return finding(
        readings,
        "node-\(name)-waits",
        .warning,
        "tasks waited for \(name == "io" ? "disks" : name == "cpu" ? "CPU" : name) in"
          + " \(share.percentText) of the time at the 0.95 quantile of"
          + " \(Int64(column.count).counted("sample"))",
        advice,
        [metric.rawValue]
      )
    }
  }

  private static func quantile(_ share: Double, of column: SampleColumn) -> Double? {
    let sorted = column.values.sorted()
    guard !sorted.isEmpty else { return nil }
    let rank = Int((share * Double(sorted.count)).rounded(.up))
    return Double(sorted[min(max(rank - 1, 0), sorted.count - 1)]) / 1e9
  }

  private static func share(_ column: SampleColumn, where isMarked: (Int64) -> Bool) -> Double {
    Double(column.values.count(where: isMarked)) / Double(max(column.count, 1))
  }

  /// Who moved most in that time, in words; empty where no source tells.
  private static func blame(_ shares: [Share]) -> String {
    let sum = shares.reduce(0) { $0 + $1.bytes }
    guard sum > 0 else { return "" }
    let names = shares.prefix(3).filter { $0.bytes > 0 }.map {
      "\($0.workload.namespace)/\($0.workload.name) \(($0.bytes / sum).percentText)"
    }
    return "; of what its pods moved then: \(names.joined(separator: ", "))"
  }

  func finding(
    _ readings: NodeReadings,
    _ id: String,
    _ severity: Severity,
    _ message: String,
    _ advice: String,
    _ evidence: [String]
  ) -> NodeFinding {
    NodeFinding(
      cluster: readings.cluster,
      node: readings.node,
      id: id,
      severity: severity,
      message: message,
      advice: advice,
      evidence: evidence
    )
  }
}
