internal import PodfitModel

/// The unit that heap sizes are rounded up to.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Rounding"
enum HeapAlignment {
  /// One page of cards: 4 KiB pages times 512 bytes of heap per card.
  static let cards: Memory = .mebibytes(2)

  /// The unit for a collector and the sizes that were asked for; `region` is that of ``g1Region``.
  static func bytes(collector: GarbageCollector, maxHeap: Memory, region: Memory) -> Memory {
    switch collector {
    case .g1: max(cards, region)
    case .shenandoah: shenandoahRegion(maxHeap: maxHeap)
    case .serial, .parallel, .z, .cms, .epsilon: cards
    }
  }

  /// A 2048th of the heap as a power of two from 1 to 32 MiB.
  ///
  /// Up to JDK 14 of the mean of first and largest heap, rounded down; since JDK 15 of the
  /// largest, rounded up (JDK-8241670; both measured).
  static func g1Region(
    _ flags: JVMFlags,
    version: JDKVersion,
    maxHeap: Memory,
    initialHeap: Memory
  ) -> Memory {
    let least: Memory = .mebibytes(1)
    if let given = flags.memory("G1HeapRegionSize") {
      let most: Memory = .mebibytes(version.major >= 18 ? 512 : 32)
      return min(max(least, powerOfTwo(notAbove: given)), most)
    }
    let region: Memory
    if version.major < 15 {
      let mean = Memory(bytes: maxHeap.bytes / 2 + initialHeap.bytes / 2)
      region = powerOfTwo(notAbove: Memory(bytes: mean.bytes / 2048))
    } else {
      let below = powerOfTwo(notAbove: Memory(bytes: maxHeap.bytes / 2048))
      region = below * 2048 < maxHeap ? below * 2 : below
    }
    return min(max(least, region), .mebibytes(32))
  }

  /// A 2048th of the heap as a power of two from 256 KiB to 32 MiB, rounded down.
  private static func shenandoahRegion(maxHeap: Memory) -> Memory {
    let region = powerOfTwo(notAbove: Memory(bytes: maxHeap.bytes / 2048))
    return min(max(.kibibytes(256), region), .mebibytes(32))
  }

  private static func powerOfTwo(notAbove memory: Memory) -> Memory {
    guard memory.bytes > 1 else { return Memory(bytes: 1) }
    return Memory(bytes: Int64(1) << (63 - memory.bytes.leadingZeroBitCount))
  }
}

/// The reach of 32-bit object pointers, which holds back heaps that HotSpot chooses itself.
enum CompressedPointers {
  /// The largest heap by default; nil where nothing is held back.
  ///
  /// 32 GiB, less the 2 GiB below the heap's base, less the collector's largest alignment. From
  /// JDK 13 on a memory or share given by hand goes beyond and gives the pointers up (JDK-8222252).
  static func ceiling(
    flags: JVMFlags,
    version: JDKVersion,
    collector: GarbageCollector,
    isMemoryGiven: Bool
  ) -> Memory? {
    guard flags.isOn("UseCompressedOops") != false else { return nil }
    // ZGC never has such pointers, yet the releases before 13 hold its default heap back as well.
    if collector == .z, version.major >= 13 { return nil }
    if isMemoryGiven, version.major >= 13, flags.isOn("UseCompressedOops") != true { return nil }
    let alignment: Memory =
      switch collector {
      case .g1: .mebibytes(version.major >= 18 ? 512 : 32)
      case .shenandoah: .mebibytes(32)
      default: HeapAlignment.cards
      }
    return .gibibytes(30) - alignment
  }

  /// Whether pointers are compressed in a heap of this size (`UseCompressedOops`).
  ///
  /// They reach 32 GiB; the collector's largest alignment lies below the heap. That of G1 was
  /// 512 MiB in JDK 21 and is 32 MiB in 11, 17 and 25 (measured at the edge).
  static func areUsed(
    flags: JVMFlags,
    version: JDKVersion,
    collector: GarbageCollector,
    maxHeap: Memory
  ) -> Bool {
    guard collector != .z, flags.isOn("UseCompressedOops") != false else { return false }
    let alignment: Memory =
      switch collector {
      case .g1: .mebibytes((18...24).contains(version.major) ? 512 : 32)
      case .shenandoah: .mebibytes(32)
      default: HeapAlignment.cards
      }
    return maxHeap <= .gibibytes(32) - alignment
  }
}
