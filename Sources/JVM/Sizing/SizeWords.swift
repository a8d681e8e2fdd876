internal import PodfitModel

/// What a reader of a size should know, in words.
enum SizeWords {
  /// What changes against today, and what the flags prevent.
  static func changes(
    _ found: LimitSearch.Found,
    _ evidence: JVMSizeEvidence,
    without flags: JVMFlags,
    version: JDKVersion,
    _ around: JVMSurroundings
  ) -> [String] {
    var changes: [String] = []
    if let today = evidence.heapMax, today != found.heap {
      changes.append("heap \(today.text) -> \(found.heap.text)")
    }
    guard let unguarded = Ergonomics(flags: flags, version: version, surroundings: around) else {
      return changes
    }
    if unguarded.collector.collector != evidence.collector {
      changes.append(
        "\(evidence.collector.rawValue) by \(evidence.collector.flag); without it the JVM would take "
          + "\(unguarded.collector.collector.rawValue) under \(found.limit.text)"
      )
    }
    if unguarded.heap.maxHeap != found.heap {
      changes.append(
        "without the heap flag the JVM would take \(unguarded.heap.maxHeap.text) under "
          + found.limit.text
      )
    }
    return changes
  }

  /// What the numbers rest on, where that is not all measured.
  static func notes(
    _ evidence: JVMSizeEvidence,
    cost: CollectorCost?,
    cache: Memory
  ) -> [String] {
    var notes: [String] = []
    switch evidence.liveSet.trend {
    case .step(let from):
      notes.append("the live set went from about \(from.text): sized from its last level")
    case .unknown: notes.append("the window is too short to tell whether the live set grows")
    case .steady, .leaking: break
    }
    switch cost?.source {
    case nil:
      notes.append("nothing tells what collections cost: the heap is the least that works well")
    case .assumed?:
      notes.append("the cost of collections is assumed: a twentieth of the CPU in use")
    case .allocation?:
      notes.append(
        "the cost of collections is from the allocation rate: objects that are costly to trace make "
          + "it up to 4 times"
      )
    case .heaps?, .total?, .pauses?: break
    }
    if evidence.flags.contains("-XX:+AlwaysPreTouch") {
      notes.append(
        "AlwaysPreTouch makes the whole heap resident at the start: use says nothing of need"
      )
    }
    if evidence.collector == .z {
      notes.append(
        "RSS of ZGC leaves out its heap or counts it three times: only the working set counts"
      )
    }
    if let server = evidence.pageCacheServer {
      notes.append(
        evidence.pageCache == .keep
          ? "page cache of \(server), \(cache.text), is kept within the limit"
          : "page cache of \(server) is left to what the node has free"
      )
    }
    return notes
  }
}
