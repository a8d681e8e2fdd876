internal import PodfitModel

/// The flags that make a JVM choose a given heap and collector under a limit, and their place.
struct FlagAdvice: Sendable {
  /// The flags to set, empty where those in force do.
  var flags: [String]
  /// Where to put them.
  var place: String
  /// What the JVM chooses with them.
  var outcome: Ergonomics

  /// Flags that were found in another way.
  init(flags: [String], place: String, outcome: Ergonomics) {
    self.flags = flags
    self.place = place
    self.outcome = outcome
  }

  /// Finds the fewest flags under which the JVM chooses `heap` and `collector` at the limit of
  /// `surroundings`; nil where no flag it knows does, or where the heap would be rounded up.
  init?(
    heap: Memory,
    collector: GarbageCollector,
    today: Ergonomics,
    launch: LaunchFlags,
    surroundings: JVMSurroundings
  ) {
    func outcome(_ flags: JVMFlags) -> Ergonomics? {
      Ergonomics(flags: flags, version: today.version, surroundings: surroundings)
    }
    place = Self.place(for: today.flags, launch: launch, version: today.version)
    let asIs = outcome(today.flags)
    var flags: [String] = []
    if asIs?.heap.maxHeap != heap { flags.append("-Xmx" + FlagValues.text(heap)) }
    // A first heap above the largest keeps the JVM from starting.
    let start = max(
      today.flags.memory("InitialHeapSize") ?? .zero,
      today.flags.memory("MinHeapSize") ?? .zero
    )
    if start > heap { flags.append("-Xms" + FlagValues.text(heap)) }
    if asIs?.collector.collector != collector { flags.append(collector.flag) }
    self.flags = flags
    guard let result = outcome(today.flags.adding(flags, to: place)),
      result.heap.maxHeap == heap, result.collector.collector == collector
    else { return nil }
    self.outcome = result
  }

  /// The heap as HotSpot rounds it when it is given by `-Xmx`.
  static func rounded(
    _ heap: Memory,
    today: Ergonomics,
    surroundings: JVMSurroundings
  ) -> Memory {
    let last = PlacedFlag(
      text: "-Xmx" + FlagValues.text(heap),
      place: FlagPlace(named: OptionVariables.last)
    )
    let flags = JVMFlags(today.flags.placed + [last])
    let result = Ergonomics(flags: flags, version: today.version, surroundings: surroundings)
    return max(heap, result?.heap.maxHeap ?? heap)
  }

  /// The place of the strongest heap flag in force; else a variable already used, else the one
  /// that every HotSpot reads.
  static func place(for flags: JVMFlags, launch: LaunchFlags, version: JDKVersion) -> String {
    let heapFlags = [
      "MaxHeapSize", "InitialHeapSize", "MinHeapSize", "MaxRAMPercentage", "MinRAMPercentage",
    ]
    let strongest = heapFlags.compactMap { flags.setting($0)?.flag }
      .compactMap { flag in flags.placed.lastIndex(of: flag).map { (index: $0, flag: flag) } }
      .max { $0.index < $1.index }
    if let strongest { return strongest.flag.place.name }
    let used = launch.variables.filter { name in
      !launch.unread.contains(name) && !launch.unused.contains(name)
        && flags.placed.contains { $0.place.name == name }
    }
    let order = [OptionVariables.tool, OptionVariables.launcher] + OptionVariables.conventions
    return order.first(where: used.contains) ?? OptionVariables.tool
  }
}
