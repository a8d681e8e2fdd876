import ArgumentParser
import PodfitKit

/// `podfit jvm gclog`: what stays alive, what is allocated, what collections cost.
struct JVMGCLogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gclog",
    abstract: "What a GC log says: live set, allocation, pauses, cost.",
    discussion: """
      podfit jvm gclog gc.log gc.log.0 gc.log.1
      Several files are one rotated log of one JVM, in any order, plain, gzip or zstd; - is standard
      input. Logs of JDK 9 and later (-Xlog:gc*) and before (-Xloggc:). No database is needed.
      """
  )

  @Argument(help: "Files of one log.", completion: .file())
  var files: [String]

  @Option(name: .long, help: "text or json.")
  var format = "text"

  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard format == "text" || format == "json" else {
      throw ValidationError("--format: no format \"\(format)\"; there are: text, json")
    }
  }

  func run() throws {
    let document = try Podfit.gcLogDocument(of: files)
    if format == "json" {
      try output.deliver(try document.json(), sparing: files)
    } else {
      for remark in document.remarks { Terminal.complain("note: \(remark.printable)") }
      try output.deliver(GCLogText.text(document), sparing: files)
    }
  }
}

/// The document as text.
enum GCLogText {
  /// A table of what is known, and the findings.
  static func text(_ log: GCLogDocument) -> String {
    var lines: [(String, String)] = []
    lines.append(("collector", (log.generational ? "generational " : "") + (log.collector ?? "-")))
    lines.append(("JDK", (log.jdk ?? "-").printable))
    lines.append(("CPUs, memory", "\(log.cpus.map(String.init) ?? "-"), \(size(log.memory))"))
    lines.append(("covers", "\(log.duration.text(decimals: 1)) s, \(starts(log.starts))"))
    lines.append(("heap max", size(log.heapMax)))
    lines.append(("live set", live(log.liveSet)))
    let rate = log.allocationRate.map { size(Int64(saturating: $0)) + "/s" }
    lines.append(("allocation", rate ?? "-"))
    lines.append(("GC CPU", log.cpuRatio.map { $0.text(decimals: 3) + " cores" } ?? "-"))
    lines.append(("pauses", pauses(log.pauses)))
    let kinds = log.collections.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    lines.append(("collections", kinds.isEmpty ? "-" : kinds.joined(separator: ", ")))
    lines.append(("concurrent", "\(log.concurrent.text(decimals: 3)) s beside the application"))
    var text = ""
    for (name, value) in lines {
      text += name + String(repeating: " ", count: max(1, 14 - name.count)) + value + "\n"
    }
    for finding in log.findings {
      text += "\(finding.severity.rawValue): \(finding.message.printable) [\(finding.id)]\n"
    }
    return text
  }

  private static func live(_ live: GCLogDocument.LiveSet?) -> String {
    guard let live else { return "-" }
    return "\(size(live.estimate)) (\(size(live.low)) to \(size(live.high))), \(live.trend), "
      + live.source
  }

  private static func pauses(_ pauses: GCLogDocument.Pauses) -> String {
    let p99 = pauses.p99.map { milliseconds($0) } ?? "-"
    let longest = pauses.longest.map { milliseconds($0) } ?? "-"
    return
      "\(pauses.count), \(pauses.total.text(decimals: 3)) s together, p99 \(p99), max \(longest)"
  }

  private static func milliseconds(_ seconds: Double) -> String {
    (seconds * 1_000).text(decimals: 1) + " ms"
  }

  private static func starts(_ count: Int) -> String {
    count == 1 ? "1 JVM life" : "\(count) JVM lives"
  }

  private static func size(_ bytes: Int64?) -> String {
    guard let bytes else { return "-" }
    return Memory(bytes: bytes).mebibytes.text(decimals: 1) + " MiB"
  }
}
