internal import PodfitModel

/// The largest and the first heap that HotSpot chooses.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Heap"; the rules are those of HotSpot's
///   `Arguments::set_heap_size`, checked against real JVMs of releases 11 to 25
struct HeapErgonomics: Sendable {
  /// `MaxHeapSize`.
  var maxHeap: Memory
  /// `InitialHeapSize`.
  var initialHeap: Memory
  /// The rule that set the largest heap.
  var rule: HeapRule
  /// The flag that set it, nil where none did.
  var decidingFlag: PlacedFlag?
  /// What sizes are rounded up to.
  var alignment: Memory
  /// `G1HeapRegionSize`; zero for other collectors.
  var region: Memory
  /// `MaxRAM`: the memory that shares are taken of, at most.
  var countedMemory: Memory
  /// `MaxRAMPercentage`.
  var maxPercentage: Double

  /// The built-in largest heap, 96 MiB scaled by 1.3 for 64 bits: 124.8 MiB.
  static let builtInMaximum = Memory(bytes: 130_862_280)
  /// The built-in sizes of the generations at start, scaled alike: 1 MiB new and 4 MiB old.
  static let builtInNew = Memory(bytes: 1_363_144)
  static let builtInOld = Memory(bytes: 5_452_592)
  /// Memory beyond this is not counted by default, before JDK 26 (JDK-8369346).
  private static let builtInMaxRAM: Memory = .gibibytes(128)

  /// Applies flags to the memory that the JVM sees.
  init(
    flags: JVMFlags,
    version: JDKVersion,
    memory seen: Memory,
    collector: GarbageCollector
  ) {
    let shares = HeapShares(flags: flags, version: version)
    let memory: Memory =
      if let byHand = flags.memory("MaxRAM") {
        byHand
      } else if shares.areGiven || version.major >= 26 {
        seen
      } else {
        min(seen, Self.builtInMaxRAM)
      }
    // The client machine of old counts one gibibyte, though the heap does not follow.
    countedMemory =
      flags.memory("MaxRAM")
      ?? (flags.isOn("NeverActAsServerClassMachine") == true
        ? .gibibytes(1)
        : shares.areGiven && version.major >= 13 ? seen : Self.builtInMaxRAM)
    maxPercentage = shares.maximum.percent
    let start = flags.memory("InitialHeapSize")
    var largest: Memory
    if let given = flags.memory("MaxHeapSize") {
      largest = given
      rule = .explicit
      decidingFlag = flags.setting("MaxHeapSize")?.flag
    } else {
      let small = memory.share(of: shares.minimum.percent)
      if small < Self.builtInMaximum {
        largest = small
        (rule, decidingFlag) = shares.minimum.rule(HeapRule.minRAMPercentage)
      } else {
        largest = max(memory.share(of: shares.maximum.percent), Self.builtInMaximum)
        // A larger minimum share lifts small memory to the built-in size, and no further.
        let decides =
          shares.minimum.flag != nil
          && memory.share(of: HeapShares.builtInMinimum)
            < Self.builtInMaximum
        (rule, decidingFlag) =
          decides
          ? shares.minimum.rule(HeapRule.minRAMPercentage)
          : shares.maximum.rule(HeapRule.maxRAMPercentage)
      }
      if let start, start > largest {
        largest = start
        decidingFlag = flags.setting("InitialHeapSize")?.flag
        rule = .explicit
      }
      if let ceiling = CompressedPointers.ceiling(
        flags: flags,
        version: version,
        collector: collector,
        isMemoryGiven: shares.areGiven || flags.setting("MaxRAM") != nil
      ) {
        largest = min(largest, ceiling)
      }
    }
    let first = start ?? Self.initial(memory, shares: shares, flags: flags, maxHeap: largest)
    region =
      collector == .g1
      ? HeapAlignment.g1Region(flags, version: version, maxHeap: largest, initialHeap: first)
      : .zero
    alignment = HeapAlignment.bytes(collector: collector, maxHeap: largest, region: region)
    maxHeap = largest.roundedUp(toMultipleOf: alignment)
    initialHeap = first.roundedUp(toMultipleOf: alignment)
  }

  /// The heap at start where none is given: a share of memory, at least both generations.
  private static func initial(
    _ memory: Memory,
    shares: HeapShares,
    flags: JVMFlags,
    maxHeap: Memory
  ) -> Memory {
    let generations = (flags.memory("NewSize") ?? builtInNew) + builtInOld
    let share = memory.share(of: shares.initial)
    return min(max(share, generations), maxHeap)
  }
}

/// The shares of memory that flags or defaults give to the heap.
private struct HeapShares {
  /// One share and the flag that set it.
  struct Share {
    var percent: Double
    var flag: PlacedFlag?

    func rule(_ make: (Double) -> HeapRule) -> (HeapRule, PlacedFlag?) {
      flag == nil ? (.byDefault, nil) : (make(percent), flag)
    }
  }

  var maximum: Share
  var minimum: Share
  var initial: Double
  /// The share of small memory where no flag gives one, in percent.
  static let builtInMinimum = 50.0
  /// Whether any share is given by a flag.
  var areGiven: Bool

  init(flags: JVMFlags, version: JDKVersion) {
    func share(_ name: String, _ builtIn: Double) -> Share {
      if let percent = flags.percentage(name + "Percentage") {
        return Share(percent: percent, flag: flags.setting(name + "Percentage")?.flag)
      }
      // The older spelling counts the parts that memory is divided into.
      if let parts = flags.count(name + "Fraction"), parts > 0 {
        return Share(percent: 100 / Double(parts), flag: flags.setting(name + "Fraction")?.flag)
      }
      return Share(percent: builtIn, flag: nil)
    }
    maximum = share("MaxRAM", 25)
    minimum = share("MinRAM", Self.builtInMinimum)
    // JDK-8348278: an eighth of what it was from JDK 26 on. Published, not measured here.
    let initialShare = share("InitialRAM", version.major >= 26 ? 0.2 : 1.5625)
    initial = initialShare.percent
    areGiven = maximum.flag != nil || minimum.flag != nil || initialShare.flag != nil
  }
}

extension Memory {
  /// A percentage of the amount, cut to whole bytes as HotSpot does.
  fileprivate func share(of percent: Double) -> Memory {
    Memory(bytes: Int64(saturating: Double(bytes) * percent / 100))
  }
}
