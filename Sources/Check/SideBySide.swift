internal import Dispatch
internal import Synchronization

/// What a function gives for each item, in the order of the items, worked out on all processors.
///
/// Items are handed out in blocks of `size`, so that small ones cost no more than their own work. `body`
/// depends on nothing but its item, so that the result does not depend on the number of processors.
func sideBySide<Item: Sendable, Value: Sendable>(
  _ items: [Item],
  size: Int = 16,
  _ body: @Sendable (Item) -> Value
) -> [Value] {
  let blocks = (items.count + size - 1) / size
  guard blocks > 1 else { return items.map(body) }
  let parts = Mutex<[Int: [Value]]>([:])
  DispatchQueue.concurrentPerform(iterations: blocks) { block in
    let range = (block * size)..<min(items.count, (block + 1) * size)
    let part = items[range].map(body)
    parts.withLock { $0[block] = part }
  }
  let all = parts.withLock { $0 }
  return (0..<blocks).flatMap { all[$0] ?? [] }
}
