public import PodfitModel

/// Reads what `jcmd GC.heap_info` printed, for every collector from JDK 8 to 25.
///
/// - Source: docs/formats/jvm-reports.md
public enum HeapReportReader {
  /// The words by which each collector begins its line, and who it is.
  private static let spaces: [(prefix: String, collector: GarbageCollector, isPart: Bool)] = [
    ("garbage-first heap", .g1, false), ("ZHeap", .z, false),
    ("def new generation", .serial, true), ("tenured generation", .serial, true),
    ("PSYoungGen", .parallel, true), ("ParOldGen", .parallel, true), ("PSOldGen", .parallel, true),
    ("par new generation", .cms, true), ("concurrent mark-sweep generation", .cms, true),
    ("DefNew", .serial, true), ("Tenured", .serial, true),
  ]

  /// Reads one report.
  ///
  /// - Throws: ``IngestError`` for a file that is none, or a number that is none
  public static func read(_ reader: ByteReader) throws(IngestError) -> HeapReport {
    let text = try ReportText(reader)
    var report: HeapReport?
    for (index, line) in text.lines.enumerated() {
      let words = line.drop { $0 == " " || $0 == "\t" }
      if words.hasPrefix("Shenandoah Heap") {
        report = HeapReport(collector: .shenandoah, used: .zero, committed: .zero)
      } else if words.hasSuffix(" used"), report?.collector == .shenandoah,
        words.contains(" committed")
      {
        try shenandoah(words, index, text, into: &report)
      } else if words.hasPrefix("Metaspace"), report?.metaspaceUsed == nil {
        report?.metaspaceUsed = words.value(after: "used")?.reportedMemory
        report?.metaspaceCommitted = words.value(after: "committed")?.reportedMemory
      } else if let space = spaces.first(where: { words.hasPrefix($0.prefix) }) {
        try add(words, index, space, text, to: &report)
      }
    }
    guard let report, !report.committed.isZero else {
      throw text.unlike("the output of `jcmd PID GC.heap_info`")
    }
    return report
  }

  private static func add(
    _ words: Substring,
    _ index: Int,
    _ space: (prefix: String, collector: GarbageCollector, isPart: Bool),
    _ text: ReportText,
    to report: inout HeapReport?
  ) throws(IngestError) {
    func size(_ names: String...) throws(IngestError) -> Memory {
      let value = names.lazy.compactMap { words.value(after: $0) }.first ?? ""
      guard let memory = value.reportedMemory else { throw text.badNumber(value, line: index) }
      return memory
    }
    let used = try size(" used")
    let committed = try size(" committed", " capacity", " total")
    if var known = report {
      guard space.isPart, known.collector == space.collector else { return }
      known.used += used
      known.committed += committed
      report = known
      return
    }
    var new = HeapReport(collector: space.collector, used: used, committed: committed)
    new.maximum =
      words.value(after: "max capacity")?.reportedMemory
      ?? words.value(after: "total reserved")?.reportedMemory
    report = new
  }

  /// ` 800M max, 800M soft max, 772M committed, 214M used`: the numbers stand before their names.
  private static func shenandoah(
    _ words: Substring,
    _ index: Int,
    _ text: ReportText,
    into report: inout HeapReport?
  ) throws(IngestError) {
    for part in words.split(separator: ",") {
      let pair = part.split(separator: " ")
      guard let number = pair.first, let name = pair.last, pair.count >= 2 else { continue }
      guard let memory = number.reportedMemory else { throw text.badNumber(number, line: index) }
      switch name {
      case "used": report?.used = memory
      case "committed": report?.committed = memory
      case "max" where pair.count == 2: report?.maximum = memory
      default: break
      }
    }
  }
}
