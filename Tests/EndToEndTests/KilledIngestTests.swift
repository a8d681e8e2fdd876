import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("Ingests that are killed", .enabled(if: PodfitProgram.isPresent))
struct KilledIngestTests {
  private let folder: URL

  init() throws { folder = try PodfitProgram.temporaryFolder() }

  private func csv(rows: Int) -> String {
    var text = "time,namespace,pod,container,cpu_usage_cores,memory_working_set_bytes\n"
    for row in 0..<rows {
      let (step, pod) = (row / 300, row % 300)
      let cpu = (step * 7_919 + pod * 104_729) % 900_000 + 100_000
      text += "\(1_795_176_000 + step * 300),n,pod-\(pod),c,0.\(cpu),\((cpu + 50_000) * 4_096)\n"
    }
    return text
  }

  private func podfit(_ arguments: [String]) throws -> String {
    let outcome = try PodfitProgram.run(arguments, in: folder)
    #expect(outcome.status == 0, "\(arguments): \(outcome.errors)")
    return outcome.output
  }

  /// All samples and the verdict of `db verify`.
  private func content(_ database: String) throws -> String {
    try podfit(["db", "verify", "--db", database])
      + podfit(["export", "samples", "--db", database])
  }

  /// Ingests `big.csv` and ends the process by SIGKILL after so many seconds.
  private func ingest(into database: String, killedAfter seconds: Double) throws {
    let process = Process()
    process.executableURL = URL(filePath: PodfitProgram.path ?? "podfit")
    process.arguments = ["ingest", "--db", database, "big.csv"]
    process.currentDirectoryURL = folder
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  @Test("kill -9 at any moment leaves what was there; once more gives what no kill gives")
  func killed() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data(csv(rows: 210_000).utf8).write(to: folder.appending(path: "big.csv"))
    try Data(csv(rows: 3_000).utf8).write(to: folder.appending(path: "small.csv"))

    _ = try podfit(["ingest", "--db", "grown.db", "small.csv"])
    let before = try content("grown.db")
    let started = Date()
    _ = try podfit(["ingest", "--db", "grown.db", "big.csv"])
    let longest = Date().timeIntervalSince(started)
    let grown = try content("grown.db")
    #expect(before != grown)
    _ = try podfit(["ingest", "--db", "fresh.db", "big.csv"])
    let fresh = try content("fresh.db")

    // A database that has a file, and one that is not there yet; moments all over the ingest.
    _ = try podfit(["ingest", "--db", "killed.db", "small.csv"])
    for kill in 0..<10 {
      let moment = longest * (Double(kill) + .random(in: 0..<1)) / 10
      try ingest(into: "killed.db", killedAfter: moment)
      let found = try content("killed.db")
      #expect(found == before || found == grown, "after \(moment) of \(longest) s")
    }
    _ = try podfit(["ingest", "--db", "killed.db", "big.csv"])
    #expect(try content("killed.db") == grown)

    for kill in 0..<10 {
      let moment = longest * (Double(kill) + .random(in: 0..<1)) / 10
      try ingest(into: "new.db", killedAfter: moment)
    }
    _ = try podfit(["ingest", "--db", "new.db", "big.csv"])
    #expect(try content("new.db") == fresh)
  }
}
