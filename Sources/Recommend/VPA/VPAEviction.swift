public import PodfitModel

/// What an event of reason `Evicted` says of the containers that used too much.
///
/// The kubelet annotates it with two lists of one entry per container: what ran out
/// (`starved_resource`) and what the container used of it (`offending_containers_usage`). Only memory
/// counts as a kill for want of memory.
///
/// - Source: docs/formulas/vpa.md, "Out of memory"
public struct VPAEviction: Hashable, Sendable {
  /// The memory in use of each container that starved the node of memory, in the order of the event.
  public var memory: [Memory]

  /// Reads the two lists; they must be of one length.
  ///
  /// - Throws: `QuantityError` for use that is no quantity; lists of different lengths give nothing, as
  ///   there
  public init(usage: [String], starved: [String]) throws(QuantityError) {
    memory = []
    guard usage.count == starved.count else { return }
    for (usage, resource) in zip(usage, starved) where resource == Memory.resourceName {
      memory.append(try Memory(quantity: usage))
    }
  }
}
