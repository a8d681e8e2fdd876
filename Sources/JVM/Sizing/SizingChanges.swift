internal import PodfitModel

/// What a JVM would choose otherwise once advice is followed, in words.
struct SizingChanges: Sendable {
  /// The configuration at the limit in force.
  var before: JVMConfiguration
  /// The advice.
  var advice: FlagAdvice
  /// What the flags in force would give at the new limit; nil where they do not tell.
  var unguarded: Ergonomics?
  /// The new limit.
  var limit: Memory

  /// One sentence for each change and for each that the flags prevent.
  var words: [String] {
    [heap, collector, initialHeap, youngGeneration, processors].compactMap(\.self)
  }

  private var heap: String? {
    let after = advice.outcome.heap.maxHeap
    let flags = "\(advice.flags.joined(separator: " ")) in \(advice.place)"
    if after != before.maxHeap {
      return "heap \(before.maxHeap.text) -> \(after.text)"
        + (advice.flags.isEmpty ? "" : ": \(flags)")
    }
    guard let unguarded, unguarded.heap.maxHeap != after, !advice.flags.isEmpty else { return nil }
    return "heap stays \(after.text) by \(flags); the flags in force would make it "
      + "\(unguarded.heap.maxHeap.text) under \(limit.text)"
  }

  private var collector: String? {
    guard let unguarded, unguarded.collector.collector != before.collector else { return nil }
    return
      "\(before.collector.rawValue) stays by \(before.collector.flag); without it the JVM would "
      + "take \(unguarded.collector.collector.rawValue) under \(limit.text)"
  }

  private var initialHeap: String? {
    let after = advice.outcome.heap.initialHeap
    guard after != before.initialHeap else { return nil }
    return "heap at start \(before.initialHeap.text) -> \(after.text)"
  }

  private var youngGeneration: String? {
    guard let young = advice.outcome.flags.memory("MaxNewSize"),
      young * 2 > advice.outcome.heap.maxHeap,
      let flag = advice.outcome.flags.setting("MaxNewSize")?.flag
    else { return nil }
    return "\(flag.text) is more than half of the heap: lower it too"
  }

  private var processors: String? {
    let after = advice.outcome.machine.processors
    guard after != before.availableProcessors else { return nil }
    return "CPUs that the JVM sees \(before.availableProcessors) -> \(after)"
  }
}
