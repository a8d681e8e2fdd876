import Foundation
import PodfitIngest
import PodfitKit
import PodfitModel
import TestSupport
import Testing

/// A run whose live set is known: a class histogram after a forced full collection, cut off the log.
private struct Run: CustomTestStringConvertible, Sendable {
  var name: String
  /// How far the estimate may be off.
  var tolerance: Double
  var collector: GarbageCollector

  var testDescription: String { name }

  var folder: URL { SharedData.file("gclogs-made-here/\(name)") }

  func truth() throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: "truth.json"))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  func number(_ key: String) throws -> Double {
    try #require(try truth()[key] as? NSNumber).doubleValue
  }

  /// The bytes alive at the end.
  func alive() throws -> Double {
    try number("class_histogram_total_bytes_after_fullgc")
  }

  /// Bytes allocated per second from the start to the last second, as the JVM itself counted them.
  func allocationRate() throws -> Double {
    let text = try String(contentsOf: folder.appending(path: "metrics.csv"), encoding: .utf8)
    let rows = text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(rows[0].firstIndex(of: "allocated_bytes_total"))
    let last = try #require(rows.last)
    return try #require(Double(last[column])) / #require(Double(last[0]))
  }

  func document() throws -> GCLogDocument {
    try Podfit.gcLogDocument(of: [folder.appending(path: "gc.log").path])
  }
}

private let runs = [
  Run(name: "serial-jdk17", tolerance: 0.05, collector: .serial),
  Run(name: "serial-percent-threads-direct-jdk21", tolerance: 0.05, collector: .serial),
  Run(name: "parallel-jdk17", tolerance: 0.05, collector: .parallel),
  Run(name: "zgc-nongen-jdk17", tolerance: 0.05, collector: .z),
  Run(name: "zgc-gen-jdk21", tolerance: 0.05, collector: .z),
  Run(name: "zgc-jdk25", tolerance: 0.05, collector: .z),
  Run(name: "shenandoah-jdk17", tolerance: 0.05, collector: .shenandoah),
  Run(name: "shenandoah-gen-jdk25", tolerance: 0.05, collector: .shenandoah),
  Run(name: "g1-default-jdk21", tolerance: 0.12, collector: .g1),
  Run(name: "g1-humongous-jdk25", tolerance: 0.12, collector: .g1),
  Run(name: "g1-idle-jdk21", tolerance: 0.12, collector: .g1),
  Run(name: "g1-leak-jdk17", tolerance: 0.12, collector: .g1),
  Run(name: "g1-step-jdk11", tolerance: 0.10, collector: .g1),
]

@Suite("GC logs against what was alive", .enabled(if: SharedData.isPresent))
struct GCLogTruthTests {
  @Test("the live set is within its goal, and the interval covers the truth", arguments: runs)
  fileprivate func liveSet(run: Run) throws {
    let truth = try run.alive()
    let document = try run.document()
    let live = try #require(document.liveSet)
    let error = Double(live.estimate) / truth - 1
    #expect(abs(error) <= run.tolerance, "off by \(error * 100) %")
    #expect(Double(live.low) <= truth && truth <= Double(live.high))
    #expect(document.collector == run.collector.rawValue)
  }

  @Test("with the forced collections at its end, which full ones decide", arguments: runs)
  fileprivate func forced(run: Run) throws {
    let files = ["gc-probe-tail.log", "gc.log"].map { run.folder.appending(path: $0).path }
    let live = try #require(try Podfit.gcLogDocument(of: files).liveSet)
    let truth = try run.alive()
    #expect(abs(Double(live.estimate) / truth - 1) <= 0.05)
    #expect(Double(live.low) <= truth && truth <= Double(live.high))
    let trends = ["g1-leak-jdk17": "leaking", "g1-step-jdk11": "step"]
    #expect(live.trend == trends[run.name] ?? "steady")
  }

  @Test("the worked table of docs/formulas/live-set.md holds", arguments: runs)
  fileprivate func workedTable(run: Run) throws {
    let page = SharedData.packageRoot.appending(path: "docs/formulas/live-set.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("| \(run.name) |") })
    let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    let live = try #require(try run.document().liveSet)
    func mebibytes(_ bytes: Double) -> String { String(format: "%.1f", bytes / 0x1p20) }
    #expect(cells[1] == mebibytes(try run.alive()))
    #expect(cells[2] == mebibytes(Double(live.estimate)))
    #expect(cells[3] == mebibytes(Double(live.low)))
    #expect(cells[4] == mebibytes(Double(live.high)))
    #expect(cells[6] == live.source)
    #expect(cells[7] == live.trend)
  }

  @Test("what the log says of the JVM is what the JVM was", arguments: runs)
  fileprivate func configuration(run: Run) throws {
    let truth = try run.truth()
    let flags = try #require(truth["final_flags"] as? [String: String])
    let document = try run.document()
    #expect(document.heapMax == flags["MaxHeapSize"].flatMap { Int64($0) })
    // JDK 11 writes neither its version nor memory.
    guard run.name != "g1-step-jdk11" else { return }
    #expect(document.jdk?.hasPrefix(try #require(truth["jdk"] as? String)) == true)
    #expect(document.memory.map(Double.init) == (try run.number("container_memory_limit_bytes")))
    #expect(document.cpus == 2)
  }

  @Test("the allocation rate is what the JVM counted, within 10 %", arguments: runs)
  fileprivate func allocation(run: Run) throws {
    let rate = try #require(try run.document().allocationRate)
    let truth = try run.allocationRate()
    #expect(abs(rate / truth - 1) <= 0.1, "\(rate / 0x1p20) MiB/s for \(truth / 0x1p20)")
  }

  @Test("trends: one leak, one step, all others steady", arguments: runs)
  fileprivate func trends(run: Run) throws {
    let document = try run.document()
    let live = try #require(document.liveSet)
    switch run.name {
    case "g1-leak-jdk17":
      #expect(live.trend == "leaking")
      // The program leaks 5 MiB a second; 174 MiB are left at the end, so that a minute is too long.
      let growth = try #require(live.growth)
      #expect(abs(growth / (5 * 0x1p20) - 1) < 0.2)
      let days = try #require(live.daysToMax)
      #expect((10...60).contains(days * 86_400))
      #expect(document.findings.contains { $0.id == "leak" })
    case "g1-step-jdk11":
      #expect(live.trend == "step")
      let old = try #require(live.previous)
      #expect((90...120).contains(Double(old) / 0x1p20))
      #expect(document.findings.contains { $0.id == "live-set-step" })
    default:
      #expect(live.trend == "steady")
    }
  }

  @Test("humongous allocations are found where they are")
  func humongous() throws {
    for run in runs {
      let found = try run.document().findings.contains { $0.id == "humongous-allocation" }
      #expect(found == (run.name == "g1-humongous-jdk25"))
    }
  }

  @Test("pauses and collections are those that lines of the log count")
  func counts() throws {
    for run in runs {
      let text = try String(contentsOf: run.folder.appending(path: "gc.log"), encoding: .utf8)
      let ends = text.split(separator: "\n").filter {
        $0.contains("Pause ") && ($0.hasSuffix("ms")) && !$0.contains("[gc,stats")
      }
      let document = try run.document()
      #expect(document.pauses.count == ends.count, "\(run.name)")
      let full = text.split(separator: "\n").count {
        $0.contains("Pause Full") && $0.contains("->")
      }
      #expect(document.collections["full"] ?? 0 == full)
    }
  }
}
