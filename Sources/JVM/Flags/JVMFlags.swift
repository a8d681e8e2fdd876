internal import PodfitModel

/// What flags say once the winners among them are known.
struct JVMFlags: Sendable {
  /// A value in force, with the flag as written and where it stands.
  struct Setting: Sendable {
    var value: String
    var flag: PlacedFlag
  }

  /// All flags in the order in which HotSpot takes them, the winning ones last; unknown ones too.
  let placed: [PlacedFlag]
  /// Flags whose value HotSpot refuses, so that the process would not start.
  private(set) var unreadable: [PlacedFlag] = []
  /// Heap flags that lost against another one of the same meaning.
  private(set) var overruled: [PlacedFlag] = []
  private var settings: [String: Setting] = [:]

  /// Takes flags in the order of precedence, the weakest first.
  init(_ flags: [PlacedFlag]) {
    placed = flags
    for flag in flags { take(flag) }
    if let winner = settings["MaxHeapSize"] {
      // HotSpot looks at percentages only where no size was given, wherever each of them stands.
      for name in Self.percentages + Self.fractions where !name.hasPrefix("Initial") {
        if let loser = settings[name], loser.flag != winner.flag { overruled.append(loser.flag) }
      }
    }
  }

  /// The setting in force of a flag by HotSpot's name.
  func setting(_ name: String) -> Setting? { settings[name] }

  /// An amount of memory in force.
  func memory(_ name: String) -> Memory? { settings[name].flatMap { FlagValues.memory($0.value) } }

  /// A percentage in force.
  func percentage(_ name: String) -> Double? {
    settings[name].flatMap { FlagValues.percentage($0.value) }
  }

  /// A count in force.
  func count(_ name: String) -> Int64? { settings[name].flatMap { FlagValues.count($0.value) } }

  /// A switch in force.
  func isOn(_ name: String) -> Bool? { settings[name].map { $0.value == "true" } }

  /// Whether the last of the flags that choose how code runs asks for no compiler at all.
  var isInterpreted: Bool {
    placed.last { ["-Xint", "-Xmixed", "-Xcomp"].contains($0.text) }?.text == "-Xint"
  }

  /// The flags with others added where `name` says: after all that stand there, in place of what
  /// sets the same there.
  func adding(_ texts: [String], to name: String) -> JVMFlags {
    let added = texts.map { PlacedFlag(text: $0, place: FlagPlace(named: name)) }
    let names = Set(texts.flatMap { Self.assignments($0).map(\.name) })
    let place = FlagPlace(named: name)
    // Behind the last flag that stands there; a place not yet used is the weakest of its level.
    let end =
      placed.lastIndex { $0.place.name == name }
      ?? placed.lastIndex { $0.place.level < place.level }
    let split = end.map { $0 + 1 } ?? 0
    let kept = placed[..<split].filter { flag in
      flag.place.name != name
        || !Self.assignments(flag.text).contains { names.contains($0.name) }
    }
    return JVMFlags(kept + added + placed[split...])
  }

  /// The heap, memory and collector flags in force, as written, in the order of the table.
  var inForce: [String] {
    var seen: Set<String> = []
    var result: [String] = []
    for name in Self.reported {
      guard let text = settings[name]?.flag.text, seen.insert(text).inserted else { continue }
      result.append(text)
    }
    return result
  }

  private mutating func take(_ flag: PlacedFlag) {
    for (name, value) in Self.assignments(flag.text) {
      guard Self.isReadable(value, of: name) else {
        unreadable.append(flag)
        continue
      }
      if let loser = settings[name], Self.heapFlags.contains(name), loser.flag != flag {
        overruled.append(loser.flag)
      }
      settings[name] = Setting(value: value, flag: flag)
    }
  }
}

// MARK: - Spelling

extension JVMFlags {
  /// What a flag sets, by HotSpot's names; empty for what is no flag with a value.
  static func assignments(_ text: String) -> [(name: String, value: String)] {
    if let value = text.removingPrefix("-Xmx") { return [("MaxHeapSize", value)] }
    if let value = text.removingPrefix("-Xms") {
      return [("InitialHeapSize", value), ("MinHeapSize", value)]
    }
    if let value = text.removingPrefix("-Xmn") {
      return [("NewSize", value), ("MaxNewSize", value)]
    }
    if let value = text.removingPrefix("-Xss") {
      // The flag counts kibibytes; a value that is no size stays as it is and is refused.
      let size = FlagValues.memory(value).map { $0.roundedUp(toMultipleOf: .kibibytes(1)) }
      return [("ThreadStackSize", size.map { "\($0.bytes / 1024)" } ?? value)]
    }
    if let value = text.removingPrefix("-XX:+") { return [(value, "true")] }
    if let value = text.removingPrefix("-XX:-") { return [(value, "false")] }
    guard let rest = text.removingPrefix("-XX:"), let equals = rest.firstIndex(of: "=") else {
      return []
    }
    return [(String(rest[..<equals]), String(rest[equals...].dropFirst()))]
  }

  private static func isReadable(_ value: String, of name: String) -> Bool {
    // A reference that Kubernetes could not resolve here has a value there, only not for us.
    if value.contains("$(") { return false }
    if sizes.contains(name) { return FlagValues.memory(value).map { !$0.isZero } ?? false }
    if percentages.contains(name) { return FlagValues.percentage(value) != nil }
    if fractions.contains(name) || counts.contains(name) { return FlagValues.count(value) != nil }
    return true
  }

  static let sizes: Set<String> = [
    "MaxHeapSize", "InitialHeapSize", "MinHeapSize", "NewSize", "MaxNewSize", "MaxRAM",
    "MaxMetaspaceSize", "MaxDirectMemorySize", "G1HeapRegionSize", "ReservedCodeCacheSize",
    "MetaspaceSize", "CompressedClassSpaceSize", "SoftMaxHeapSize", "OldSize",
    "InitialCodeCacheSize",
  ]
  static let percentages = ["MaxRAMPercentage", "MinRAMPercentage", "InitialRAMPercentage"]
  static let fractions = ["MaxRAMFraction", "MinRAMFraction", "InitialRAMFraction"]
  static let counts: Set<String> = [
    "ActiveProcessorCount", "ParallelGCThreads", "ConcGCThreads", "G1ConcRefinementThreads",
    "CICompilerCount", "TieredStopAtLevel", "NewRatio", "SurvivorRatio", "ThreadStackSize",
    "VMThreadStackSize", "CompilerThreadStackSize", "G1MaxNewSizePercent", "G1NewSizePercent",
  ]
  private static let heapFlags: Set<String> = [
    "MaxHeapSize", "InitialHeapSize", "MaxRAM", "MaxRAMPercentage", "MinRAMPercentage",
    "InitialRAMPercentage",
  ]
  private static let reported: [String] =
    [
      "MaxHeapSize", "InitialHeapSize", "NewSize", "MaxNewSize", "MaxRAM", "MaxRAMPercentage",
      "MinRAMPercentage", "InitialRAMPercentage",
    ] + fractions + GarbageCollector.flagNames.map(\.name) + [
      "G1HeapRegionSize", "MaxMetaspaceSize", "MaxDirectMemorySize", "ReservedCodeCacheSize",
      "ActiveProcessorCount", "UseContainerSupport", "AlwaysPreTouch", "UseCompressedOops",
      "AlwaysActAsServerClassMachine", "NeverActAsServerClassMachine",
    ]
}

extension GarbageCollector {
  /// The switches that choose a collector, by HotSpot's names.
  static let flagNames: [(name: String, collector: GarbageCollector)] = [
    ("UseSerialGC", .serial), ("UseParallelGC", .parallel), ("UseParallelOldGC", .parallel),
    ("UseG1GC", .g1), ("UseZGC", .z), ("UseShenandoahGC", .shenandoah),
    ("UseConcMarkSweepGC", .cms), ("UseEpsilonGC", .epsilon),
  ]

  /// The flag that chooses this collector.
  var flag: String {
    "-XX:+" + (Self.flagNames.first { $0.collector == self }?.name ?? "UseSerialGC")
  }
}

extension String {
  /// What follows `prefix`, nil where the text does not start with it.
  func removingPrefix(_ prefix: String) -> String? {
    hasPrefix(prefix) ? String(dropFirst(prefix.count)) : nil
  }
}
