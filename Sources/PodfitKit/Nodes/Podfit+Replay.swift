public import PodfitModel
import PodfitPack
import PodfitProfile
import PodfitRecommend
public import PodfitReport
import PodfitStore

/// What is to be replayed.
public struct ReplayRequest: Sendable {
  /// A list with one node type, or nil for the commonest nodes of the database.
  public var nodeTypes: String?
  /// The end of the time that requests are made from; nil for the last two days to be replayed.
  public var trainUntil: Instant?
  /// Orders in which containers come to the nodes.
  public var orders: [ReplayOrderName]
  /// How requests are made.
  public var recommend: RecommendRequest
  /// Containers whose largest use is above this part of a node are left out.
  public static let largestShare = 0.6

  /// Makes a request.
  public init(
    nodeTypes: String? = nil,
    trainUntil: Instant? = nil,
    orders: [ReplayOrderName] = [.ffd, .random(1), .random(2), .random(3)],
    recommend: RecommendRequest
  ) {
    self.nodeTypes = nodeTypes
    self.trainUntil = trainUntil
    self.orders = orders
    self.recommend = recommend
  }
}

/// An order in which containers come to the nodes.
public enum ReplayOrderName: Hashable, Sendable {
  /// Largest first.
  case ffd
  /// Any, by a seed.
  case random(UInt64)

  var order: ReplayOrder {
    switch self {
    case .ffd: .decreasing
    case .random(let seed): .random(seed: seed)
    }
  }
}

extension Podfit {
  /// What would have happened on nodes packed with the requests: stored samples, slot by slot.
  ///
  /// Containers are placed singly. Requests are made from the samples up to the end of training; the
  /// samples after it are replayed.
  ///
  /// - Returns: the figures, and the node of every container as CSV
  /// - Throws: ``PodfitError`` when there are no samples, no node is known, or the database cannot be read
  public func nodeReplay(
    _ request: ReplayRequest
  ) throws(PodfitError) -> (document: ReplayDocument, assignment: () -> String) {
    let given = try request.nodeTypes.map { path throws(PodfitError) in
      try NodeLists.types(path)
    }
    if let given, given.count != 1, let path = request.nodeTypes {
      throw ListTable.error(path, 0, .oneRow(given.count))
    }
    let recommender = try request.recommend.recommender()
    return try withStore(.readOnly) { store in
      guard let window = try store.window() else { throw PodfitError.noSamples(database: database) }
      let day: Int64 = 86_400_000
      let end = window.end
      let lastMidnight = (end.milliseconds - 2 * day).dividedDown(by: day) * day
      let cut = request.trainUntil ?? Instant(milliseconds: lastMidnight)
      let reader = try UsageReader(store)
      let node: (cpu: CPU, memory: Memory)
      if let type = given?.first {
        node = (type.cpu, type.memory)
      } else {
        guard let common = Self.commonNode(reader.inventory.nodes) else {
          throw PodfitError.noNodes(database: database)
        }
        node = common
      }
      var training = ReplayTraining(node: node, cut: cut, recommender: recommender)
      try store.withSeriesReader { samples in
        for index in reader.groups.indices {
          let pods = try reader.pods(ofGroup: index, by: samples).pods
          training.take(reader.groups[index], pods: pods, inventory: reader.inventory)
        }
      }
      return try Self.replay(training, request.orders, end: end, store: store, reader: reader)
    }
  }

  /// The allocatable of the commonest nodes.
  private static func commonNode(_ nodes: [NodeSpec]) -> (CPU, Memory)? {
    var counts: [NodeResources: Int] = [:]
    for each in nodes { counts[each.allocatable, default: 0] += 1 }
    let best = counts.max { a, b in
      (a.value, a.key.cpu, a.key.memory) < (b.value, b.key.cpu, b.key.memory)
    }
    return best.map { ($0.key.cpu, $0.key.memory) }
  }

  private static func replay(
    _ training: ReplayTraining,
    _ orders: [ReplayOrderName],
    end: Instant,
    store: Store,
    reader: UsageReader
  ) throws -> (ReplayDocument, () -> String) {
    struct Run {
      var requests: String
      var order: String
      var items: [ReplayItem]
      var placement: ReplayPlacement
      var replay: NodeReplay
    }
    var sets = [("recommended", training.items)]
    if training.hasCurrent { sets.append(("current", training.currentItems)) }
    var runs: [Run] = []
    for (name, items) in sets {
      for each in orders {
        let placement = ReplayPlacement(
          items,
          cpu: training.node.cpu,
          memory: training.node.memory,
          order: each.order
        )
        runs.append(
          Run(
            requests: name,
            order: each.order.name,
            items: items,
            placement: placement,
            replay: NodeReplay(after: training.cut, until: end, nodes: placement.nodeCount)
          )
        )
      }
    }
    let grid = NodeReplay(after: training.cut, until: end, nodes: 0)
    var index: [PodContainerID: Int] = [:]
    for (number, item) in training.items.enumerated() { index[item.id] = number }
    var readings: [Int] = []
    try store.withSeriesReader { samples in
      for group in reader.groups.indices {
        for container in try reader.pods(ofGroup: group, by: samples).pods.flatMap(\.containers) {
          guard let item = index[container.usage.id] else { continue }
          let cpu = grid.aligned(container.usage.cpu)
          let memory = grid.aligned(container.usage.memory)
          if readings.isEmpty { readings = Array(repeating: 0, count: cpu.values.count) }
          for slot in readings.indices where cpu.isRead[slot] { readings[slot] += 1 }
          for run in runs.indices {
            guard let place = runs[run].placement.node[item] else { continue }
            runs[run].replay.add(cpu: cpu.values, memory: memory.values, to: place)
          }
        }
      }
    }
    if readings.isEmpty { readings = grid.aligned(SampleColumn()).values.map { _ in 0 } }
    let outcomes = runs.map { run in
      let placed = run.placement.node.count { $0 != nil }
      let outcome = run.replay.outcome(
        readings: readings,
        containers: run.items.count,
        cpu: training.node.cpu,
        memory: training.node.memory
      )
      return ReplayDocument.Run(
        requests: run.requests,
        order: run.order,
        containers: placed,
        notPlaced: run.items.count - placed,
        nodes: outcome.nodes,
        days: outcome.days,
        nodeSlots: outcome.slots,
        nodeSlotsAbove: outcome.slotsAbove,
        nodeSlotsNear: outcome.slotsNear,
        unservedRatio: outcome.unservedRatio,
        nodeDays: outcome.nodeDays,
        nodeDaysAbove: outcome.memoryDays,
        worst: outcome.worst.map { ($0.node, $0.start, $0.ratio) }
      )
    }
    let document = ReplayDocument(
      trainUntil: training.cut,
      replayUntil: end,
      nodeCPU: training.node.cpu,
      nodeMemory: training.node.memory,
      containers: training.items.count,
      leftOutLarge: training.large,
      leftOutNotInBoth: training.notInBoth,
      withoutAdvice: training.withoutAdvice,
      runs: outcomes
    )
    let lines = runs.map { run in
      (run.requests, run.order, run.items, run.placement.node)
    }
    return (
      document,
      {
        var text = "requests,order,node,namespace,pod,container,cpu_cores,memory_bytes\n"
        for (requests, order, items, nodes) in lines {
          for (item, node) in zip(items, nodes) {
            guard let node else { continue }
            text += "\(requests),\(order),\(node + 1),\(item.id.pod.namespace),\(item.id.pod.name),"
            text += "\(item.id.container),\(item.cpu.cores),\(item.memory.bytes)\n"
          }
        }
        return text
      }
    )
  }
}

/// Requests from the samples up to a time, and who is replayed.
private struct ReplayTraining {
  let node: (cpu: CPU, memory: Memory)
  let cut: Instant
  let recommender: Recommender
  /// Containers with what is advised for them.
  private(set) var items: [ReplayItem] = []
  /// The same with requests in force, where all have one.
  private(set) var currentItems: [ReplayItem] = []
  private(set) var large = 0
  private(set) var notInBoth = 0
  private(set) var withoutAdvice = 0

  init(node: (cpu: CPU, memory: Memory), cut: Instant, recommender: Recommender) {
    self.node = node
    self.cut = cut
    self.recommender = recommender
  }

  var hasCurrent: Bool { !items.isEmpty && currentItems.count == items.count }

  mutating func take(_ group: WorkloadGroup, pods: [MeasuredPod], inventory: Inventory) {
    var isLate: Set<PodContainerID> = []
    let trained = pods.map { pod in
      var pod = pod
      for index in pod.containers.indices {
        let usage = pod.containers[index].usage
        if (usage.cpu.times.last ?? .min) > cut.milliseconds { isLate.insert(usage.id) }
        pod.containers[index].usage.cpu = usage.cpu.until(cut)
        pod.containers[index].usage.memory = usage.memory.until(cut)
        pod.containers[index].usage.throttled = usage.throttled.until(cut)
      }
      return pod
    }
    var advice: [String: Recommendation] = [:]
    let profiles = Profiler(inventory: inventory).profiles(of: group, pods: trained)
    for profile in profiles {
      advice[profile.id.container] = recommender.recommendation(for: profile)
    }
    for pod in trained {
      for container in pod.containers {
        let usage = container.usage
        guard !usage.cpu.isEmpty, !usage.memory.isEmpty, isLate.contains(usage.id) else {
          notInBoth += 1
          continue
        }
        let cpu = usage.cpu.values.max() ?? 0
        let memory = usage.memory.values.max() ?? 0
        let share = ReplayRequest.largestShare
        if Double(cpu) > share * Double(node.cpu.nanocores)
          || Double(memory) > share * Double(node.memory.bytes)
        {
          large += 1
          continue
        }
        let found = advice[usage.id.container]
        if let found, found.status != .withheld {
          items.append(
            ReplayItem(
              id: usage.id,
              cpu: found.recommended.effectiveCPURequest,
              memory: found.recommended.effectiveMemoryRequest
            )
          )
        } else {
          // Too little to advise on: the 0.99 quantile of CPU and the peak of memory.
          withoutAdvice += 1
          let sorted = usage.cpu.values.sorted()
          let rank = max(0, (sorted.count * 99 + 99) / 100 - 1)
          items.append(
            ReplayItem(
              id: usage.id,
              cpu: CPU(nanocores: sorted[rank]),
              memory: Memory(bytes: memory)
            )
          )
        }
        if let current = found?.current, current.cpuRequest != nil, current.memoryRequest != nil {
          currentItems.append(
            ReplayItem(
              id: usage.id,
              cpu: current.effectiveCPURequest,
              memory: current.effectiveMemoryRequest
            )
          )
        }
      }
    }
  }
}

extension SampleColumn {
  /// The samples up to a time.
  fileprivate func until(_ end: Instant) -> SampleColumn {
    let count = times.prefix { $0 <= end.milliseconds }.count
    return SampleColumn(times: Array(times.prefix(count)), values: Array(values.prefix(count)))
  }
}

extension Int64 {
  /// The quotient, rounded down.
  fileprivate func dividedDown(by other: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: other)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
