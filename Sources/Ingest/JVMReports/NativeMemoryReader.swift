public import PodfitModel

/// Reads what `jcmd VM.native_memory summary` printed, in any scale and with or without the process's
/// number on top.
///
/// - Source: docs/formats/jvm-reports.md
public enum NativeMemoryReader {
  /// More areas than any JVM has: HotSpot 25 knows 31.
  private static let mostAreas = 200

  /// Reads one report.
  ///
  /// - Throws: ``IngestError`` for a file that is none, has a bad number, or ends before its first area
  public static func read(_ reader: ByteReader) throws(IngestError) -> NativeMemoryReport {
    let text = try ReportText(reader)
    guard let total = text.lines.firstIndex(where: { $0.hasPrefix("Total:") }) else {
      throw text.unlike("the output of `jcmd PID VM.native_memory summary`")
    }
    var report = NativeMemoryReport(
      reserved: try size("reserved=", total, text),
      committed: try size("committed=", total, text),
      areas: []
    )
    for line in text.lines.indices[(total + 1)...] {
      let words = text.lines[line]
      if words.hasPrefix("-"), let open = words.firstIndex(of: "(") {
        guard report.areas.count < mostAreas else {
          throw IngestError(
            .tooLarge(what: "the list of areas", limit: mostAreas),
            at: .init(file: text.file, line: line + 1)
          )
        }
        report.areas.append(
          NativeMemoryReport.Area(
            name: String(words[..<open].dropFirst()).trimmed,
            reserved: try size("reserved=", line, text),
            committed: try size("committed=", line, text)
          )
        )
      } else if report.classes == nil, let count = words.value(after: "(classes #") {
        report.classes = Int64(count)
      } else if report.threads == nil,
        let count = words.value(after: "(threads #") ?? words.value(after: "(thread #")
      {
        report.threads = Int64(count)
      }
    }
    guard !report.areas.isEmpty else {
      throw IngestError(
        .truncated(inside: "a native memory report", lastComplete: nil),
        at: .init(file: text.file, line: text.lines.count)
      )
    }
    return report
  }

  private static func size(
    _ name: String,
    _ line: Int,
    _ text: ReportText
  ) throws(IngestError) -> Memory {
    // Differences, as `summary.diff` prints them, follow the number with a sign.
    let value = text.lines[line].value(after: name)?.prefix { $0 != "+" && $0 != "-" } ?? ""
    guard let memory = value.reportedMemory else { throw text.badNumber(value, line: line) }
    return memory
  }
}
