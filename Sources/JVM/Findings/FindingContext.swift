internal import PodfitModel

/// What the findings look at: the JVM at the limit in force, and what is known beside it.
struct FindingContext: Sendable {
  /// What the JVM chooses.
  var configuration: JVMConfiguration
  /// The same in detail; made from the visible flags alone.
  var ergonomics: Ergonomics
  /// The launch as the spec shows it.
  var launch: LaunchFlags
  /// The image.
  var image: ImageName
  /// What surrounds the container.
  var surroundings: JVMSurroundings
  /// The profile so far.
  var jvm: JVMProfile
  /// The largest working set.
  var workingSetMax: Memory?
  /// What is needed beside the heap in force.
  var nonHeap: NonHeapEstimate
  /// Whether the JVM's own metrics contradict the flags that are visible.
  var hasHiddenHeap: Bool

  /// The flags in force.
  var flags: JVMFlags { ergonomics.flags }

  /// Whether options that the spec does not show may set the heap, and no metric tells.
  var mayHideHeap: Bool {
    guard jvm.heapMax == nil, flags.setting("MaxHeapSize") == nil else { return false }
    return !launch.unread.isEmpty || image.serverWithOwnHeap != nil
  }

  /// All findings, most severe first; within one severity in the order of the rules.
  func findings() -> [JVMFinding] {
    let all = heapFindings() + measuredFindings() + collectorFindings() + flagFindings()
    return Severity.allCases.sorted(by: >).flatMap { severity in
      all.filter { $0.severity == severity }
    }
  }
}

extension Memory {
  /// The amount in whole MiB, or GiB to one decimal from 10 GiB on, as findings print it.
  var text: String {
    guard bytes >= 10 << 30 else { return "\(Int64(mebibytes.rounded())) MiB" }
    let tenths = Int64((gibibytes * 10).rounded())
    return "\(tenths / 10).\(tenths % 10) GiB"
  }
}

extension Double {
  /// A percentage to one decimal, without a needless zero.
  var percentText: String {
    let tenths = Int64(saturating: (self * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(abs(tenths % 10)) %"
  }
}
