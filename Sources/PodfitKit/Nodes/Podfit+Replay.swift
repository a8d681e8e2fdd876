public import PodfitModel
import PodfitPack
import PodfitProfile
import PodfitRecommend
public import PodfitReport
import PodfitStore
import Synchronization

/// What is to be replayed.
public struct ReplayRequest: Sendable {
  /// A list with one node type, or nil for the commonest nodes of the database.
  public var nodeTypes: String?
  /// The end of the time that requests are made from; nil for the last two days to be replayed.
  public var trainUntil: Instant?
  /// The end of the time replayed; nil for that of the samples.
  public var until: Instant?
  /// The cluster whose containers are replayed; nil for all together.
  public var cluster: String?
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
    until: Instant? = nil,
    cluster: String? = nil,
    orders: [ReplayOrderName] = [.ffd, .random(1), .random(2), .random(3)],
    recommend: RecommendRequest
  ) {
    self.nodeTypes = nodeTypes
    self.trainUntil = trainUntil
    self.until = until
    self.cluster = cluster
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
      try NodeLists.types(path).types
    }
    if let given, given.count != 1, let path = request.nodeTypes {
      throw ListTable.error(path, 0, .oneRow(given.count))
    }
    return try withStore(.readOnly) { store in
      if let cut = request.trainUntil, let window = try store.window(), cut >= window.end {
        throw PodfitError.badSetting(
          key: "train-until",
          value: cut.rfc3339,
          expected:
            "a time before the last sample, \(window.end.rfc3339): what is after it is replayed"
        )
      }
      let wanted = request.cluster
      func isWanted(_ cluster: String) -> Bool { wanted == nil || wanted == cluster }
      let live = try LivePods(store, until: request.until).applied(to: try store.facts())
      let reader = try UsageReader(store, facts: live.facts, where: { isWanted($0.cluster) })
      let nodes = reader.inventory.nodes.filter { isWanted($0.cluster) }
      guard let node = given?.first.map({ ($0.cpu, $0.memory) }) ?? Self.commonNode(nodes) else {
        let known = Set(reader.inventory.nodes.map(\.cluster)).sorted()
        if let wanted, !known.isEmpty {
          throw PodfitError.noSuchCluster(name: wanted, known: known)
        }
        throw PodfitError.noNodes(database: database)
      }
      let parts = try replays(request, store, reader, nodes: ["": node]) { _ in "" }
      guard let part = parts[""] else { throw PodfitError.noSamples(database: database) }
      return (part.document, { part.assignment })
    }
  }

  /// The same for each cluster that has nodes, on the commonest nodes of each.
  ///
  /// - Returns: by cluster; those without containers to replay are left out
  /// - Throws: ``PodfitError`` when the database cannot be read
  func clusterReplays(
    _ analysis: Analysis,
    _ recommend: RecommendRequest,
    end: Instant
  ) throws(PodfitError) -> [String: ReplayDocument] {
    let machines = Dictionary(grouping: analysis.inventory.nodes, by: \.cluster)
    let nodes = machines.compactMapValues(Self.commonNode)
    let request = ReplayRequest(until: end, recommend: recommend)
    return try withStore(.readOnly) { store in
      guard !nodes.isEmpty, try store.window() != nil else { return [:] }
      return try replays(request, store, analysis.reader, nodes: nodes, by: \.cluster)
        .mapValues(\.document).filter { $0.value.containers > 0 }
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

  /// Replays the parts that workloads fall into, each on nodes of its own.
  private func replays(
    _ request: ReplayRequest,
    _ store: Store,
    _ all: UsageReader,
    nodes: [String: (CPU, Memory)],
    by part: @Sendable (WorkloadID) -> String
  ) throws -> [String: ReplayPart] {
    guard let window = try store.window() else { throw PodfitError.noSamples(database: database) }
    let day: Int64 = 86_400_000
    let end = min(window.end, request.until ?? window.end)
    let lastMidnight = (end.milliseconds.subtractingSaturated(2 * day)).dividedDown(by: day) * day
    let cut = request.trainUntil ?? Instant(milliseconds: lastMidnight)
    var reader = all
    reader.until = end
    let recommender = try request.recommend.recommender()
    var trainings = nodes.mapValues { ReplayTraining(node: $0, cut: cut) }
    let empty = trainings
    let trained = try forEachWorkload(of: store, reader, memory: {}) { [reader] index, samples, _ in
      let group = reader.groups[index]
      let part = part(group.workload)
      guard var own = empty[part] else { return (part: part, training: ReplayTraining?.none) }
      let pods = try reader.pods(ofGroup: index, by: samples).pods
      own.take(group, pods: pods, inventory: reader.inventory, recommender)
      return (part, own)
    }
    for (part, training) in trained {
      if let training { trainings[part]?.add(training) }
    }
    let parts = trainings.mapValues { ReplayPart($0, request.orders, end: end) }
    let grid = NodeReplay(after: cut, until: end, nodes: 0)
    let running = Mutex(parts)
    _ = try forEachWorkload(of: store, reader, memory: {}) { [reader] index, samples, _ in
      let part = part(reader.groups[index].workload)
      guard let items = parts[part]?.index, !items.isEmpty else { return }
      for container in try reader.pods(ofGroup: index, by: samples).pods.flatMap(\.containers) {
        guard let item = items[container.usage.id] else { continue }
        let cpu = grid.aligned(container.usage.cpu)
        let memory = grid.aligned(container.usage.memory)
        // Sums of whole numbers, so that the order of the threads does not matter.
        running.withLock { $0[part]?.add(item, cpu: cpu, memory: memory.values) }
      }
    }
    return running.withLock { $0 }
  }
}

/// One part of a replay: who is where, and the load of the nodes so far.
private struct ReplayPart: Sendable {
  private struct Run: Sendable {
    var requests: String
    var order: String
    var items: [ReplayItem]
    var placement: ReplayPlacement
    var replay: NodeReplay
  }

  private let training: ReplayTraining
  private let end: Instant
  private var runs: [Run] = []
  private var readings: [Int]
  /// The places of the containers.
  private(set) var index: [PodContainerID: Int] = [:]

  init(_ training: ReplayTraining, _ orders: [ReplayOrderName], end: Instant) {
    self.training = training
    self.end = end
    let grid = NodeReplay(after: training.cut, until: end, nodes: 0)
    readings = grid.aligned(SampleColumn()).values.map { _ in 0 }
    for (number, item) in training.items.enumerated() { index[item.id] = number }
    var sets = [("recommended", training.items)]
    if training.hasCurrent { sets.append(("current", training.currentItems)) }
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
  }

  /// Adds a container's load to the nodes it is on.
  mutating func add(_ item: Int, cpu: (values: [Int64], isRead: [Bool]), memory: [Int64]) {
    for slot in readings.indices where cpu.isRead[slot] { readings[slot] += 1 }
    for run in runs.indices {
      guard let place = runs[run].placement.node[item] else { continue }
      runs[run].replay.add(cpu: cpu.values, memory: memory, to: place)
    }
  }

  /// The figures.
  var document: ReplayDocument {
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
        notPlaced: zip(run.items, run.placement.node).filter { $1 == nil }.map { item, _ in
          "\(item.id.pod.namespace)/\(item.id.pod.name)/\(item.id.container)"
        }.sorted(),
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
    return ReplayDocument(
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
  }

  /// The node of every container as CSV.
  var assignment: String {
    var text = "requests,order,node,namespace,pod,container,cpu_cores,memory_bytes\n"
    for run in runs {
      for (item, node) in zip(run.items, run.placement.node) {
        guard let node else { continue }
        text += "\(run.requests),\(run.order),\(node + 1),\(item.id.pod.namespace),"
        text += "\(item.id.pod.name),"
        text += "\(item.id.container),\(item.cpu.cores),\(item.memory.bytes)\n"
      }
    }
    return text
  }
}

extension Int64 {
  /// The quotient, rounded down.
  func dividedDown(by other: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: other)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
