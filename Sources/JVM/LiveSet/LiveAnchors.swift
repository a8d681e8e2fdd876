import PodfitModel

/// A reading of the live set at one time, with how far it can be off.
struct LiveAnchor: Hashable {
  /// Seconds of the log.
  var time: Double
  /// The best value, and between which it lies.
  var estimate: Double
  var low: Double
  var high: Double
  /// In use after that collection; growth is counted from here.
  var after: Double
  /// Where it comes from.
  var source: LiveSetEstimate.Source
}

/// What each collection says of the live set, by collector.
///
/// - Source: docs/formulas/live-set.md#anchors
enum LiveAnchors {
  /// The share of an old generation's capacity that Serial leaves uncompacted (`MarkSweepDeadRatio`).
  static let deadRatio = 0.05
  /// Every so many full collections Serial leaves nothing (`MarkSweepAlwaysCompactCount`).
  static let alwaysCompact = 4
  /// The share of the heap's capacity below which G1 leaves garbage alone (`G1HeapWastePercent`).
  static let heapWaste = 0.05
  /// Half of the garbage that a region may hold and still be no candidate
  /// (`G1MixedGCLiveThresholdPercent` 85).
  static let unlistedGarbage = 0.075

  /// The anchors in `log`, in order of time; empty where no collection of the old generation is in it.
  static func all(in log: GCLog) -> [LiveAnchor] {
    var anchors: [LiveAnchor] = []
    for (index, point) in log.points.enumerated() {
      if let anchor = anchor(point, in: log) {
        anchors.append(anchor)
      } else if point.kind == .youngMixed, endsMixedPhase(at: index, in: log.points) {
        anchors.append(mixed(point))
      }
    }
    return anchors
  }

  private static func anchor(_ point: GCHeapPoint, in log: GCLog) -> LiveAnchor? {
    if point.kind == .full || point.kind == .degenerated {
      return full(point, log.collector, isWhole: point.kind == .full)
    }
    guard let live = point.live else { return nil }
    let value = Double(live.bytes)
    let rounding = Double(point.rounding.bytes)
    // What was allocated while marking ran counts as alive, and the log rounds down.
    return LiveAnchor(
      time: point.time,
      estimate: value,
      low: max(0, value * 0.98 - rounding),
      high: value * 1.02 + rounding,
      after: Double(point.after.bytes),
      source: .marked
    )
  }

  /// After a full collection all that is in use is alive, but for what compaction leaves in place.
  ///
  /// Serial passes over dead objects worth up to 5 % of the old generation's capacity, except in each
  /// fourth full collection. Nothing tells how much it was: the middle is taken. G1 and Parallel
  /// leave less, within the interval.
  private static func full(
    _ point: GCHeapPoint,
    _ collector: GarbageCollector?,
    isWhole: Bool
  ) -> LiveAnchor {
    let after = Double(point.after.bytes)
    let rounding = Double(point.rounding.bytes)
    var left = 0.0
    var estimate = after
    switch collector {
    case .serial?, .cms?, nil:
      let isComplete = point.fullNumber.map { $0 % alwaysCompact == 0 } ?? false
      if !isComplete, let capacity = point.oldCapacity {
        left = min(Double(capacity.bytes) * deadRatio, after / 2)
        estimate = after - left / 2
      } else {
        left = after * 0.02
      }
    case .shenandoah?, .z?: left = after * (isWhole ? 0.02 : 0.25)
    case .parallel?, .g1?, .epsilon?: left = after * deadRatio
    }
    return LiveAnchor(
      time: point.time,
      estimate: estimate,
      low: max(0, after - left - rounding),
      // The log rounds down.
      high: after * 1.02 + rounding,
      after: after,
      // A degenerated collection ends a concurrent one: objects that died meanwhile are still in use.
      source: isWhole ? .full : .cycle
    )
  }

  /// Whether the mixed collection at `index` is the last of its cycle.
  private static func endsMixedPhase(at index: Int, in points: [GCHeapPoint]) -> Bool {
    for next in points[(index + 1)...].prefix(8) {
      switch next.kind {
      case .youngMixed: return false
      case .youngNormal, .youngConcurrentStart, .youngPrepareMixed, .full: return true
      default: continue
      }
    }
    // The log ends in a mixed phase: more may have followed.
    return true
  }

  /// After the last mixed collection of a cycle G1 has left garbage worth up to 5 % of the heap's
  /// capacity, and that in regions that were no candidates.
  ///
  /// Mixed collections go on until less than `G1HeapWastePercent` could be won, so that what is left
  /// of candidates is just below it. What survivors hold is set against the garbage in regions that
  /// were no candidates: both are small, and neither is told.
  private static func mixed(_ point: GCHeapPoint) -> LiveAnchor {
    let after = Double(point.after.bytes)
    let rounding = Double(point.rounding.bytes)
    let old = max(0, after - Double(point.survivors?.bytes ?? 0))
    let waste = min(Double(point.capacity?.bytes ?? 0) * heapWaste, old / 2)
    return LiveAnchor(
      time: point.time,
      estimate: old - waste,
      low: max(0, old * (1 - unlistedGarbage) - waste - rounding),
      high: after + rounding,
      after: after,
      source: .mixed
    )
  }
}
