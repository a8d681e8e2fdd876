import Foundation
import TestSupport
import Testing

@Suite("Ingests that are killed", .enabled(if: PodfitProgram.isPresent))
struct KilledIngestTests {
  private static let question = """
    SELECT p.pod, p.container, s.metric, s.samples, s.first_ms, s.last_ms, c.day, hex(c.value_bits)
    FROM pod_container p JOIN series s ON s.pod_container_id = p.id
    JOIN chunk c ON c.series_id = s.id ORDER BY 1, 2, 3, 7
    """

  @Test("kill -9 at any moment leaves what was there; once more gives what no kill gives")
  func killed() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    var text = "time,namespace,pod,container,cpu,memory\n"
    for step in 0..<700 {
      for pod in 0..<300 {
        let cpu = (step * 7_919 + pod * 104_729) % 900_000 + 100_000
        text += "\(1_795_176_000 + step * 300),n,pod-\(pod),c,0.\(cpu),\((cpu + 50_000) * 4_096)\n"
      }
    }
    try Data(text.utf8).write(to: folder.appending(path: "big.csv"))
    let small = text.split(separator: "\n").prefix(3_000).joined(separator: "\n") + "\n"
    try Data(small.utf8).write(to: folder.appending(path: "small.csv"))

    func content(_ database: String) throws -> String {
      let outcome = try PodfitProgram.run(
        "/usr/bin/env", ["sqlite3", "-readonly", database, Self.question], in: folder
      )
      #expect(outcome.status == 0, "\(outcome.errors)")
      return outcome.output
    }
    func ingest(_ file: String, _ database: String) throws {
      let outcome = try PodfitProgram.run(["ingest", "--db", database, file], in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let started = Date()
    try ingest("small.csv", "whole.db")
    let before = try content("whole.db")
    try ingest("big.csv", "whole.db")
    let whole = try content("whole.db")
    let longest = Date().timeIntervalSince(started)
    #expect(before != whole)

    try ingest("small.csv", "killed.db")
    for _ in 0..<20 {
      let process = Process()
      process.executableURL = URL(filePath: PodfitProgram.path ?? "podfit")
      process.arguments = ["ingest", "--db", "killed.db", "big.csv"]
      process.currentDirectoryURL = folder
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      Thread.sleep(forTimeInterval: Double.random(in: 0...longest))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let found = try content("killed.db")
      #expect(found == before || found == whole)
    }
    try ingest("big.csv", "killed.db")
    #expect(try content("killed.db") == whole)
  }
}
