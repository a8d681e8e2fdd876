internal import PodfitModel

/// Advice for a team that gives its heap as a share of the limit: the share that makes the wanted heap at
/// the new limit.
///
/// Share and limit depend on each other, since the limit follows the heap; a few turns settle them on a heap that is
/// no smaller than the wanted one.
struct ShareAdvice: Sendable {
  /// The flags, their place and what the JVM chooses with them.
  var advice: FlagAdvice
  /// The limit they are made for.
  var limit: Memory

  /// Nil where the team does not use a share, or where none gives the heap: below about 250 MiB another
  /// flag rules, and shares above nine tenths leave no room.
  ///
  /// - Parameters:
  ///   - heap: the heap that is wanted
  ///   - collector: who is to collect
  ///   - today: what the flags in force give
  ///   - launch: the launch as it is seen
  ///   - surroundings: with the limit for that heap
  ///   - leastLimit: the least limit for a heap
  init?(
    heap: Memory,
    collector: GarbageCollector,
    today: Ergonomics,
    launch: LaunchFlags,
    surroundings: JVMSurroundings,
    limit leastLimit: (Memory) -> Memory
  ) {
    guard case .maxRAMPercentage = today.heap.rule, today.flags.setting("MaxHeapSize") == nil,
      today.flags.setting("MaxRAMPercentage") != nil, today.flags.setting("MaxRAM") == nil
    else { return nil }
    let place = FlagAdvice.place(for: today.flags, launch: launch, version: today.version)
    var after = surroundings
    for _ in 0..<8 {
      guard let limit = after.memoryLimit, limit > .zero else { return nil }
      // In tenths of a percent, upwards.
      let tenths = (heap.ratio(to: limit) * 1000).rounded(.up)
      guard tenths >= 1, tenths <= 900 else { return nil }
      let share = Int(tenths)
      let text = share % 10 == 0 ? "\(share / 10)" : "\(share / 10).\(share % 10)"
      var flags = ["-XX:MaxRAMPercentage=\(text)"]
      let start = max(
        today.flags.memory("InitialHeapSize") ?? .zero,
        today.flags.memory("MinHeapSize") ?? .zero
      )
      guard start <= heap, today.flags.setting("InitialRAMPercentage") == nil else { return nil }
      func outcome(_ flags: [String]) -> Ergonomics? {
        Ergonomics(
          flags: today.flags.adding(flags, to: place),
          version: today.version,
          surroundings: after
        )
      }
      // The share in force may do already.
      if let asIs = outcome([]), asIs.heap.maxHeap == outcome(flags)?.heap.maxHeap { flags = [] }
      guard var result = outcome(flags) else { return nil }
      if result.collector.collector != collector {
        flags.append(collector.flag)
        guard let pinned = outcome(flags) else { return nil }
        result = pinned
      }
      guard result.collector.collector == collector, result.heap.maxHeap >= heap,
        result.heap.maxHeap <= limit
      else { return nil }
      let needed = leastLimit(result.heap.maxHeap)
      if needed <= limit {
        advice = FlagAdvice(flags: flags, place: place, outcome: result)
        self.limit = limit
        return
      }
      after.memoryLimit = needed
    }
    return nil
  }
}
