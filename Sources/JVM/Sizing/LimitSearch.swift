internal import PodfitModel

/// Finds flags and a limit under which a JVM chooses a wanted heap and collector.
///
/// Heap, limit and flags depend on each other: the limit follows the heap, a share gives the heap by
/// the limit, and both decide how HotSpot rounds. Nothing is returned that was not run through the
/// ergonomics at its own limit.
struct LimitSearch {
  /// Who is to collect.
  var collector: GarbageCollector
  /// What the flags in force give.
  var today: Ergonomics
  /// The launch as it is seen.
  var launch: LaunchFlags
  /// What surrounds the container; its memory limit does not count.
  var surroundings: JVMSurroundings
  /// The least limit for a heap.
  var limit: (Memory) -> Memory

  /// A limit and the flags that go with it; the heap is that of the flags' outcome.
  struct Found {
    var limit: Memory
    var advice: FlagAdvice
    var heap: Memory { advice.outcome.heap.maxHeap }
  }

  /// The form the team uses comes first: a share of the limit where its heap is one.
  ///
  /// - Parameter heap: the heap that is wanted; the one found is no smaller, and larger by rounding only
  /// - Returns: nil where no flags give such a heap
  func found(for heap: Memory) -> Found? {
    var after = surroundings
    var heap = FlagAdvice.rounded(heap, today: today, surroundings: surroundings)
    // Rounding may depend on the limit through the first heap, a share on rounding.
    for _ in 0..<8 {
      let limit = limit(heap)
      after.memoryLimit = limit
      if let share = ShareAdvice(
        heap: heap,
        collector: collector,
        today: today,
        launch: launch,
        surroundings: after,
        limit: self.limit
      ) {
        return Found(limit: share.limit, advice: share.advice)
      }
      if let advice = FlagAdvice(
        heap: heap,
        collector: collector,
        today: today,
        launch: launch,
        surroundings: after
      ) {
        return Found(limit: limit, advice: advice)
      }
      let rounded = FlagAdvice.rounded(heap, today: today, surroundings: after)
      if rounded != heap {
        heap = rounded
      } else {
        // A collector by flag may round otherwise than the one by default: pages, then regions.
        let unit: Memory = .mebibytes(heap.bytes % (2 << 20) == 0 ? 32 : 2)
        heap = heap.roundedUp(toMultipleOf: unit)
        if heap == rounded { return nil }
      }
    }
    return nil
  }
}
