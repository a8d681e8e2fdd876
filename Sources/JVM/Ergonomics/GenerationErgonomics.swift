internal import PodfitModel

/// How the heap is divided between young and old objects.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Generations"
struct GenerationErgonomics: Sendable {
  /// `NewSize`.
  var newSize: Memory
  /// `MaxNewSize` in bytes; the largest number where the collector has no such bound.
  var maxNewSize: UInt64
  /// `OldSize`, which HotSpot had until JDK 24.
  var oldSize: Memory
  /// `MinHeapSize`, which HotSpot has since JDK 13.
  var minHeap: Memory
  /// What `Runtime.maxMemory` and exported heap maxima say.
  var reportedMaximum: Memory

  /// Applies flags to the heap that was chosen.
  init(
    flags: JVMFlags,
    collector: GarbageCollector,
    heap: HeapErgonomics
  ) {
    let givenNew = flags.memory("NewSize")
    let givenMax = flags.memory("MaxNewSize")
    newSize = givenNew ?? HeapErgonomics.builtInNew
    maxNewSize = givenMax.map { UInt64(clamping: $0.bytes) } ?? .max
    oldSize = flags.memory("OldSize") ?? HeapErgonomics.builtInOld
    reportedMaximum = heap.maxHeap

    let least = flags.memory("MinHeapSize") ?? newSize + oldSize
    minHeap = min(least.roundedUp(toMultipleOf: heap.alignment), heap.maxHeap)

    switch collector {
    case .g1:
      guard givenMax == nil, heap.alignment > .zero, !heap.region.isZero else { return }
      let regions = heap.maxHeap.bytes / heap.region.bytes
      let young: Int64
      if let ratio = flags.count("NewRatio"), givenNew == nil {
        young = regions / max(ratio.addingSaturated(1), 1)
      } else {
        // Three fifths of all regions.
        young = regions * min(flags.count("G1MaxNewSizePercent") ?? 60, 100) / 100
      }
      maxNewSize = UInt64(clamping: young * heap.region.bytes)
    case .serial, .parallel, .cms:
      divide(flags: flags, collector: collector, heap: heap, givenNew, givenMax)
    case .z, .shenandoah, .epsilon:
      break
    }
  }

  /// A third of the heap for the young, in whole units of the collector.
  private mutating func divide(
    flags: JVMFlags,
    collector: GarbageCollector,
    heap: HeapErgonomics,
    _ givenNew: Memory?,
    _ givenMax: Memory?
  ) {
    let unit: Memory = .kibibytes(collector == .parallel ? 512 : 64)
    let parts = (flags.count("NewRatio") ?? 2).addingSaturated(1)
    func share(_ memory: Memory) -> Memory {
      Memory(bytes: memory.bytes / max(parts, 1)).roundedDown(toMultipleOf: unit)
    }
    let largest = max(
      (givenMax?.roundedDown(toMultipleOf: unit)) ?? max(share(heap.maxHeap), givenNew ?? .zero),
      unit
    )
    maxNewSize = UInt64(clamping: largest.bytes)
    newSize = min(
      givenNew?.roundedDown(toMultipleOf: unit)
        ?? max(share(heap.initialHeap), HeapErgonomics.builtInNew.roundedDown(toMultipleOf: unit)),
      largest
    )
    oldSize = heap.initialHeap - newSize
    // One survivor space never holds objects that count: a tenth of the young generation, or, with
    // sizes that adapt, up to a third.
    let survivor =
      collector == .parallel
      ? Memory(bytes: largest.bytes / 3)
      : Memory(bytes: largest.bytes / ((flags.count("SurvivorRatio") ?? 8).addingSaturated(2)))
    reportedMaximum = heap.maxHeap - survivor.roundedDown(toMultipleOf: unit)
  }
}
