public import PodfitModel

/// Answers what a JVM will choose, from its version, its surroundings and its flags alone.
public enum JVMExplainer {
  /// Why there is no answer.
  public enum Fault: Error, Hashable, Sendable {
    /// The text names no version of the JDK.
    case badVersion(String)
    /// Neither a memory limit nor the node's memory nor a heap size is given.
    case memoryUnknown
  }

  /// What HotSpot chooses.
  ///
  /// - Parameters:
  ///   - text: a version such as `17`, `17.0.9` or `8u392`; without an update the newest is assumed
  ///   - surroundings: limits, request and node; what is not known is guessed and noted. A CPU request
  ///     of nil is not known, one of zero is a container without
  ///   - words: flags of the command line, the later ones winning
  /// - Returns: the flags in force, whether the process starts, and what was guessed
  /// - Throws: ``Fault``
  /// - Source: docs/formulas/jvm-ergonomics.md
  public static func choice(
    version text: String,
    surroundings: JVMSurroundings,
    flags words: [String]
  ) throws(Fault) -> JVMChoice {
    guard let version = JDKVersion(leading: text) else { throw .badVersion(text) }
    let place = FlagPlace(named: "command")
    let flags = JVMFlags(words.map { PlacedFlag(text: $0, place: place) })
    var seen = surroundings
    // One core is 1024 shares, which every JVM takes for "not set".
    seen.cpuRequest = surroundings.cpuRequest ?? .cores(1)
    guard let chosen = Ergonomics(flags: flags, version: version, surroundings: seen) else {
      throw .memoryUnknown
    }
    return choice(of: chosen, surroundings, words: words)
  }

  /// The choice in the words that stages exchange.
  static func choice(
    of chosen: Ergonomics,
    _ surroundings: JVMSurroundings,
    words: [String]
  ) -> JVMChoice {
    let start = StartCheck(chosen, memoryLimit: surroundings.memoryLimit)
    return JVMChoice(
      refusals: start.refusals,
      availableProcessors: chosen.machine.processors,
      reportedMaxMemory: chosen.generations.reportedMaximum,
      flags: chosen.finalFlags,
      notes: start.warnings + notes(chosen, surroundings, words: words)
    )
  }

  private static func notes(
    _ chosen: Ergonomics,
    _ surroundings: JVMSurroundings,
    words: [String]
  ) -> [String] {
    var notes: [String] = []
    let version = chosen.version
    if !version.isMeasured {
      notes.append(
        "JDK \(version.major) is unverified: its rules follow published changes; measured were 11, 17, 21 and 25"
      )
    }
    if chosen.machine.areProcessorsAssumed {
      notes.append(
        "no CPU limit and no node given: \(chosen.machine.processors) CPUs assumed; the JVM takes all of the node's"
      )
    }
    if chosen.isMemoryAssumed { notes.append("no memory limit and no node given: 16 GiB assumed") }
    if !version.seesContainer, surroundings.memoryLimit != nil {
      notes.append("\(version) sees the node's memory and CPUs, not the container's limits")
    } else if !version.seesControlGroups2 {
      notes.append("\(version) sees no limits on nodes with control groups version 2")
    }
    if version.countsCPURequest, surroundings.cpuLimit == nil {
      notes.append(
        surroundings.cpuRequest == nil
          ? "\(version) goes by the CPU request where there is no limit: without one, 0, it sees 1 CPU"
          : "\(version) takes the CPU request for its number of CPUs; later updates do not"
      )
    }
    for flag in chosen.flags.overruled { notes.append("\(flag.text) is overruled") }
    for word in words
    where word.hasPrefix("@") || word.hasPrefix("-XX:VMOptionsFile=")
      || word.hasPrefix("-XX:Flags=")
    {
      notes.append("\(word) names a file that was not read")
    }
    if chosen.heap.maxHeap > chosen.machine.memory ?? .gibibytes(Int64.max >> 30) {
      notes.append("the largest heap is above the memory that the JVM sees")
    }
    return notes
  }
}
