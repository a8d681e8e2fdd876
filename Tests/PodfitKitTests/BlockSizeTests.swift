import Foundation
import PodfitIngest
import PodfitModel
import PodfitStore
import TestSupport
import Testing

@Suite("Blocks")
struct BlockSizeTests {
  private struct Sink: SampleSink {
    let session: FileSession
    mutating func accept(_ batch: SampleBatch) throws { try session.accept(batch) }
    mutating func accept(_ fact: InventoryFact) throws { try session.accept(fact) }
  }

  /// The whole content of a database after one file was read in blocks of a size.
  private func content(_ path: String, blockSize: Int, in folder: URL) throws -> [String] {
    let store = try Store.open(path: folder.appending(path: "\(blockSize).db").path)
    let file = try store.ingestFile(path: path, at: Instant(milliseconds: 0)) { session in
      var sink = Sink(session: session)
      let report = try Ingestor.read(
        try .file(path),
        named: path,
        into: &sink,
        blockSize: blockSize
      )
      return FileOutcome(
        digest: report.digest,
        format: report.format,
        samples: report.samples,
        rejected: report.rejected,
        warnings: report.warnings
      )
    }
    var lines = ["\(file.record.outcome)"]
    try store.dumpContent { lines.append($0) }
    try store.close()
    return lines
  }

  @Test(
    "one byte at a time gives the same database as one block",
    arguments: [
      "cpu_counter_leak.json", "terminated.json", "nodes.json.gz", "replicaset_owner.json",
      "workloads.json.gz",
    ]
  )
  func oneByte(name: String) throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = SharedData.fixtures.appending(path: "demo/\(name)").path
    let whole = try content(path, blockSize: 1 << 20, in: folder)
    #expect(whole.count > 1)
    #expect(try content(path, blockSize: 1, in: folder) == whole)
    #expect(try content(path, blockSize: 7, in: folder) == whole)
  }
}
