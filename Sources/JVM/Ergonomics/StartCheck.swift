internal import PodfitModel

/// Whether a JVM starts at all with its flags, and what it complains about.
///
/// The order is HotSpot's: names first, values next, then what contradicts each other. All that is wrong
/// is told, while HotSpot stops at the first.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Whether it starts"; each rule was seen on JDK 11 to 25
struct StartCheck {
  /// Why the process ends at once; empty where it starts.
  private(set) var refusals: [String] = []
  /// What the JVM warns of, or what cannot be known.
  private(set) var warnings: [String] = []

  /// The smallest stack of a Java thread on Linux and x86-64, in KiB.
  private static let smallestStack: Int64 = 136
  private static let initialCodeCache: Memory = .kibibytes(2_496)

  /// Looks at everything that was chosen.
  init(_ chosen: Ergonomics, memoryLimit: Memory?) {
    let flags = chosen.flags
    checkNames(flags, version: chosen.version)
    for flag in flags.unreadable { refusals.append("\(flag.text): not a value it can have") }
    if !chosen.collector.conflict.isEmpty {
      let names = chosen.collector.conflict.map(\.rawValue).joined(separator: " and ")
      refusals.append("several collectors are asked for: \(names)")
    }
    checkHeap(chosen)
    checkThreads(chosen)
    checkOtherAreas(flags, version: chosen.version)
    if flags.isOn("AlwaysPreTouch") == true, let memoryLimit,
      chosen.heap.initialHeap >= memoryLimit
    {
      refusals.append(
        "the first heap of \(chosen.heap.initialHeap) is touched at start and does not fit the"
          + " memory limit of \(memoryLimit): the kernel kills the process"
      )
    }
  }

  private mutating func checkNames(_ flags: JVMFlags, version: JDKVersion) {
    var unlocked: Set<String> = []
    let ignoresUnknown = flags.isOn("IgnoreUnrecognizedVMOptions") == true
    for flag in flags.placed where flag.text.hasPrefix("-XX:") {
      guard let name = JVMFlags.assignments(flag.text).first?.name else { continue }
      if flag.text.hasPrefix("-XX:+Unlock") { unlocked.insert(name) }
      switch KnownFlags.standing(of: name, in: version) {
      case .product: break
      case .diagnostic where !unlocked.contains("UnlockDiagnosticVMOptions"):
        refusals.append("\(flag.text) needs -XX:+UnlockDiagnosticVMOptions before it")
      case .experimental where !unlocked.contains("UnlockExperimentalVMOptions"):
        refusals.append("\(flag.text) needs -XX:+UnlockExperimentalVMOptions before it")
      case .diagnostic, .experimental: break
      case .ignored: warnings.append("\(flag.text) is gone and passed over")
      case .develop where !ignoresUnknown:
        refusals.append("\(flag.text) is for debug builds of the JVM only")
      case .unrecognised where !ignoresUnknown:
        refusals.append("JDK \(version.major) does not know \(flag.text)")
      case .develop, .unrecognised: warnings.append("\(flag.text) is not known and passed over")
      case nil: warnings.append("whether JDK \(version.major) knows \(flag.text) was not measured")
      }
    }
  }

  private mutating func checkHeap(_ chosen: Ergonomics) {
    let flags = chosen.flags
    if chosen.heap.maxHeap < .mebibytes(2)
      || flags.memory("MaxHeapSize") ?? .gibibytes(1) < .mebibytes(2)
    {
      refusals.append("the largest heap is below 2 MiB")
    }
    for name in ["InitialHeapSize", "MinHeapSize"] {
      guard let low = flags.memory(name), let high = flags.memory("MaxHeapSize"), low > high else {
        continue
      }
      refusals.append("\(flags.setting(name)?.flag.text ?? name) is above the largest heap")
      break
    }
    if let soft = flags.memory("SoftMaxHeapSize"), soft > chosen.heap.maxHeap {
      refusals.append("SoftMaxHeapSize is above the largest heap")
    }
    if flags.count("NewRatio") == 0, [.serial, .parallel].contains(chosen.collector.collector) {
      refusals.append("NewRatio must be above zero")
    }
    if flags.count("SurvivorRatio") == 0 { refusals.append("SurvivorRatio must be above zero") }
  }

  private mutating func checkThreads(_ chosen: Ergonomics) {
    let flags = chosen.flags
    let threads = chosen.threads
    switch chosen.collector.collector {
    case .parallel, .g1:
      if flags.count("ParallelGCThreads") == 0 {
        refusals.append("\(chosen.collector.collector.rawValue) needs ParallelGCThreads above zero")
      }
    default: break
    }
    // Refused on 11 and 17, taken on 21 and 25; the release in between that changed is not known.
    if chosen.collector.collector == .g1, chosen.version.major < 18,
      let concurrent = flags.count("ConcGCThreads"), concurrent > threads.parallel
    {
      refusals.append(
        "ConcGCThreads (\(concurrent)) is above ParallelGCThreads (\(threads.parallel))"
      )
    }
    let compilers = CompilerErgonomics(
      flags: JVMFlags(flags.placed.filter { !$0.text.hasPrefix("-XX:CICompilerCount=") }),
      version: chosen.version,
      processors: 1
    )
    if let given = flags.count("CICompilerCount"), given < compilers.threads {
      refusals.append("CICompilerCount (\(given)) must be at least \(compilers.threads)")
    }
    if let stack = flags.count("ThreadStackSize"), stack > 0 {
      if stack < Self.smallestStack {
        refusals.append("the thread stack is below \(Self.smallestStack) KiB")
      } else if stack > 1_048_576 {
        refusals.append("the thread stack is above 1 GiB")
      }
    }
  }

  private mutating func checkOtherAreas(_ flags: JVMFlags, version: JDKVersion) {
    if let code = flags.memory("ReservedCodeCacheSize") {
      let least = flags.memory("InitialCodeCacheSize") ?? Self.initialCodeCache
      if code < least {
        refusals.append("ReservedCodeCacheSize is below the first code cache, \(least)")
      }
      if code > .gibibytes(2) { refusals.append("ReservedCodeCacheSize is above 2 GiB") }
    }
    if let metaspace = flags.memory("MaxMetaspaceSize") {
      // JDK 11 refuses up to twice what the boot loader takes; later ones run out of it at once.
      let least: Memory = version.major < 15 ? .mebibytes(8) : .mebibytes(4)
      if version.major < 15 ? metaspace <= least : metaspace < least {
        refusals.append("MaxMetaspaceSize of \(metaspace) is too small to start")
      }
    }
    if let space = flags.memory("CompressedClassSpaceSize") {
      let most: Memory = .gibibytes(version.major >= 25 ? 4 : 3)
      if space < .mebibytes(1) || space > most {
        refusals.append("CompressedClassSpaceSize must be from 1 MiB to \(most)")
      }
    }
  }
}
