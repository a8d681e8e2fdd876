internal import PodfitModel

/// Flags that do not do what they seem to.
extension FindingContext {
  /// The findings of this group.
  func flagFindings() -> [JVMFinding] {
    starts()
      + [maxRAM(), fraction(), overruled(), unused(), misplaced(), unread(), ownHeap()]
      .compactMap(\.self) + [unverified()].compactMap(\.self)
  }

  /// Errors: HotSpot refuses to start with these.
  private func starts() -> [JVMFinding] {
    var reasons = flags.unreadable.filter { !$0.text.contains("$(") }
      .map { "\($0.text) in \($0.place.text) is no value it takes" }
    let conflict = ergonomics.collector.conflict
    if !conflict.isEmpty {
      reasons.append(
        "it takes one collector, not \(conflict.map(\.rawValue).joined(separator: " and "))"
      )
    }
    if let start = flags.memory("InitialHeapSize"), let most = flags.memory("MaxHeapSize"),
      start > most
    {
      reasons.append("the first heap \(start.text) is larger than the largest \(most.text)")
    }
    let version = ergonomics.version
    if flags.isOn("UseConcMarkSweepGC") == true, version.major >= 15, version.isKnown {
      reasons.append("UseConcMarkSweepGC is unknown since JDK 15")
    }
    if version.major >= 25, let old = JVMFlags.fractions.compactMap({ flags.setting($0) }).first {
      reasons.append("\(old.flag.text) is unknown to JDK \(version)")
    }
    return reasons.map {
      JVMFinding(id: "does-not-start", severity: .error, message: "the JVM would not start: \($0)")
    }
  }

  private func maxRAM() -> JVMFinding? {
    guard let byHand = flags.memory("MaxRAM"), let limit = surroundings.memoryLimit,
      byHand > limit, flags.setting("MaxHeapSize") == nil
    else { return nil }
    return JVMFinding(
      id: "maxram-overrides",
      severity: .error,
      message: "MaxRAM \(byHand.text) replaces the limit \(limit.text): the heap may grow to "
        + configuration.maxHeap.text
    )
  }

  private func fraction() -> JVMFinding? {
    guard let old = JVMFlags.fractions.compactMap({ flags.setting($0) }).first else { return nil }
    let version = ergonomics.version
    return JVMFinding(
      id: "fraction-flag",
      severity: version.major > 21 ? .error : .warning,
      message: "\(old.flag.text) is deprecated since JDK 10 and refused by JDK 25; the percentage "
        + "flags replace it"
    )
  }

  private func overruled() -> JVMFinding? {
    guard !configuration.overruled.isEmpty else { return nil }
    let winner =
      ergonomics.heap.decidingFlag.map { "\($0.text) in \($0.place.text)" } ?? "a later flag"
    return JVMFinding(
      id: "flag-overruled",
      severity: .warning,
      message: "\(winner) decides the heap; without effect: "
        + configuration.overruled.joined(separator: ", ")
    )
  }

  private func unused() -> JVMFinding? {
    guard !launch.unused.isEmpty else { return nil }
    return JVMFinding(
      id: "variable-unused",
      severity: .warning,
      message: "the java command does not use \(launch.unused.joined(separator: ", ")), which the "
        + "JVM itself does not read"
    )
  }

  private func misplaced() -> JVMFinding? {
    guard !launch.misplaced.isEmpty else { return nil }
    return JVMFinding(
      id: "flag-after-main",
      severity: .warning,
      message: "behind the jar or main class these go to the program, not to the JVM: "
        + launch.misplaced.joined(separator: " ")
    )
  }

  private func unread() -> JVMFinding? {
    guard !launch.unread.isEmpty else { return nil }
    return JVMFinding(
      id: "options-unread",
      severity: .info,
      message: "options are kept where the spec does not show them: "
        + launch.unread.joined(separator: ", ")
    )
  }

  private func ownHeap() -> JVMFinding? {
    guard let server = image.serverWithOwnHeap, configuration.heapRule == .byDefault,
      !hasHiddenHeap, jvm.heapMax == nil
    else { return nil }
    return JVMFinding(
      id: "start-script-heap",
      severity: .info,
      message:
        "the start script of \(server) may set a heap of its own, which the spec does not show"
    )
  }

  private func unverified() -> JVMFinding? {
    let version = ergonomics.version
    guard version.isKnown, version.major < 11 || version.major > 25 else { return nil }
    return JVMFinding(
      id: "release-not-verified",
      severity: .info,
      message: "the rules of JDK \(version) are taken from published changes, not from measurements"
    )
  }
}
