public import PodfitModel

/// What a GC log alone shows to be wrong, most severe first.
///
/// A finding names what it saw; where the log does not say, nothing is said. Ids are those of the
/// findings on containers where both know the same trouble.
public enum GCLogFindings {
  /// Share of time with the application stopped from which collections hinder it.
  static let thrashing = 0.1
  /// Share of the largest heap that is still in use after full collections of a heap too small.
  static let crowded = 0.8

  /// The findings on `log`, whose live set is `live`.
  public static func all(in log: GCLog, live: LiveSetEstimate?) -> [JVMFinding] {
    let found = [
      thrash(log, live), leak(live, log), stalls(log), evacuation(log), degenerated(log),
      fullAfterFull(log), modeFailure(log), humongous(log), step(live),
    ].compactMap(\.self)
    // The order above decides between equals.
    let ranked = found.enumerated().sorted {
      $0.element.severity == $1.element.severity
        ? $0.offset < $1.offset : $0.element.severity > $1.element.severity
    }
    return ranked.map(\.element)
  }

  private static func thrash(_ log: GCLog, _ live: LiveSetEstimate?) -> JVMFinding? {
    var reasons: [String] = []
    // More heap does not help where it is three times what stays alive.
    let isAmple = live.flatMap { live in log.heapMax.map { $0 >= live.estimate * 3 } } ?? false
    if !isAmple, log.duration >= 1, log.pauses.total >= thrashing * log.duration {
      reasons.append(
        "pauses take \((log.pauses.total / log.duration * 100).percentText) of the time"
      )
    }
    if !isAmple, let ratio = log.cpuRatio, let cpus = log.cpus, cpus > 0, log.duration >= 1,
      ratio >= thrashing * Double(cpus)
    {
      reasons.append("collections take \((ratio / Double(cpus) * 100).percentText) of all CPU time")
    }
    if let live, let most = log.heapMax, live.source != .young, live.source != .cycle,
      Double(live.estimate.bytes) > crowded * Double(most.bytes)
    {
      reasons.append("\(live.estimate.text) of at most \(most.text) stay alive")
    }
    if let count = log.troubles[.fruitlessFull] {
      reasons.append("\(count) full collections in a full heap freed next to nothing")
    }
    guard !reasons.isEmpty else { return nil }
    return JVMFinding(
      id: "gc-thrash",
      severity: .error,
      message: "the heap is too small: \(reasons.joined(separator: ", ")); raise it"
    )
  }

  private static func leak(_ live: LiveSetEstimate?, _ log: GCLog) -> JVMFinding? {
    guard case .leaking(let rate, let days)? = live?.trend else { return nil }
    let perHour = Memory(bytes: Int64(saturating: rate * 3_600)).text
    var message = "what stays alive grows by \(perHour) per hour to the end of the log"
    if let days, let most = log.heapMax {
      message += " and fills the largest heap of \(most.text) in \(span(days: days))"
    }
    return JVMFinding(
      id: "leak",
      severity: .error,
      message: message + "; no size is enough, find what holds it"
    )
  }

  private static func step(_ live: LiveSetEstimate?) -> JVMFinding? {
    guard let live, case .step(let old) = live.trend else { return nil }
    return JVMFinding(
      id: "live-set-step",
      severity: .info,
      message: "what stays alive went from \(old.text) to \(live.estimate.text) within the log; "
        + "the last level counts"
    )
  }

  private static func stalls(_ log: GCLog) -> JVMFinding? {
    counted(
      .allocationStall,
      log,
      "allocation-stall",
      .error,
      "a thread waited for memory: the heap is too small or collects too slowly"
    )
  }

  private static func evacuation(_ log: GCLog) -> JVMFinding? {
    counted(
      .evacuationFailure,
      log,
      "evacuation-failure",
      .error,
      "no room was left for survivors: the heap is too small"
    )
  }

  private static func degenerated(_ log: GCLog) -> JVMFinding? {
    counted(
      .degenerated,
      log,
      "degenerated-gc",
      .warning,
      "a cycle stopped the application to end: the heap is too small or has too few threads"
    )
  }

  private static func fullAfterFull(_ log: GCLog) -> JVMFinding? {
    counted(
      .fullAfterFull,
      log,
      "full-after-full",
      .warning,
      "a full collection came right after another one"
    )
  }

  private static func modeFailure(_ log: GCLog) -> JVMFinding? {
    counted(
      .concurrentModeFailure,
      log,
      "concurrent-mode-failure",
      .error,
      "allocation overtook the concurrent collector: the old generation is too small"
    )
  }

  private static func humongous(_ log: GCLog) -> JVMFinding? {
    let region = log.regionSize.map { " of \($0.text)" } ?? ""
    return counted(
      .humongous,
      log,
      "humongous-allocation",
      .warning,
      "a collection was caused by an object of half a region\(region) or more; "
        + "a larger -XX:G1HeapRegionSize helps"
    )
  }

  private static func counted(
    _ trouble: GCTrouble,
    _ log: GCLog,
    _ id: String,
    _ severity: Severity,
    _ words: String
  ) -> JVMFinding? {
    guard let count = log.troubles[trouble], count > 0 else { return nil }
    return JVMFinding(
      id: id,
      severity: severity,
      message: "\(count == 1 ? "once" : "\(count) times") \(words)"
    )
  }

  private static func span(days: Double) -> String {
    if days >= 2 { return "\(Int64(saturating: days.rounded())) days" }
    let minutes = Int64(saturating: (days * 1_440).rounded(.up))
    return minutes >= 120 ? "\(minutes / 60) hours" : "\(minutes) minutes"
  }
}
