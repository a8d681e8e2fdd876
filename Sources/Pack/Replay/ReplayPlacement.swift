public import PodfitModel

/// A container to be placed for a replay: its name and what it asks for.
public struct ReplayItem: Hashable, Sendable {
  /// The container.
  public var id: PodContainerID
  /// What it asks for.
  public var cpu: CPU
  /// What it asks for.
  public var memory: Memory

  /// Makes an item.
  public init(id: PodContainerID, cpu: CPU, memory: Memory) {
    self.id = id
    self.cpu = cpu
    self.memory = memory
  }
}

/// In which order containers come to the nodes.
public enum ReplayOrder: Hashable, Sendable {
  /// Largest first, by the sum of their shares of a node.
  case decreasing
  /// Any order, by a seed.
  case random(seed: UInt64)

  /// The order's name: `ffd`, `random-1`.
  public var name: String {
    switch self {
    case .decreasing: "ffd"
    case .random(let seed): "random-\(seed)"
    }
  }
}

/// Containers on alike nodes, each on the first node with room.
public struct ReplayPlacement: Sendable {
  /// The node of each item; nil for one that asks for more than a node.
  public let node: [Int?]
  /// How many nodes there are.
  public let nodeCount: Int

  /// Places `items` on as many nodes as they need.
  ///
  /// - Complexity: O(items · nodes)
  public init(_ items: [ReplayItem], cpu: CPU, memory: Memory, order: ReplayOrder) {
    var sequence = Array(items.indices)
    switch order {
    case .decreasing:
      let sizes = items.map { item in
        Double(item.cpu.nanocores) / Double(max(1, cpu.nanocores))
          + Double(item.memory.bytes) / Double(max(1, memory.bytes))
      }
      sequence.sort { sizes[$0] == sizes[$1] ? items[$0].id < items[$1].id : sizes[$0] > sizes[$1] }
    case .random(let seed):
      sequence.sort { items[$0].id < items[$1].id }
      var numbers = RandomSequence(seed: seed)
      sequence.shuffle(using: &numbers)
    }
    var free: [(cpu: Int64, memory: Int64)] = []
    var node = [Int?](repeating: nil, count: items.count)
    for index in sequence {
      let item = items[index]
      guard item.cpu <= cpu, item.memory <= memory else { continue }
      let need = (cpu: item.cpu.nanocores, memory: item.memory.bytes)
      let place = free.firstIndex { $0.cpu >= need.cpu && $0.memory >= need.memory }
      if place == nil { free.append((cpu.nanocores, memory.bytes)) }
      let chosen = place ?? free.count - 1
      free[chosen].cpu -= need.cpu
      free[chosen].memory -= need.memory
      node[index] = chosen
    }
    self.node = node
    nodeCount = free.count
  }
}
