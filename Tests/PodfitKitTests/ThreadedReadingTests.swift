import Foundation
import PodfitIngest
import PodfitModel
import Testing

@testable import PodfitKit

@Suite("Reading on a thread of its own")
struct ThreadedReadingTests {
  /// What a sink is given, in order.
  struct Recorder: SampleSink {
    struct Full: Error, CustomStringConvertible { var description: String { "the sink is full" } }

    var lines: [String] = []
    var limit = Int.max

    mutating func accept(_ batch: SampleBatch) throws {
      try add("\(batch.key) \(batch.samples.times) \(batch.samples.values)")
    }

    mutating func accept(_ rows: SampleRows, of names: [RowSubject]) throws {
      for index in 0..<rows.count {
        let subject = names[Int(rows.containers[index])]
        try add("\(subject) \(rows.times[index])")
      }
    }

    mutating func accept(_ fact: InventoryFact) throws { try add("\(fact.kind) \(fact.key)") }

    private mutating func add(_ line: String) throws {
      guard lines.count < limit else { throw Full() }
      lines.append(line)
    }
  }

  /// Rows of many containers, so that several blocks are under way.
  private static func table(rows: Int, tail: String = "") -> [UInt8] {
    var text = "time,namespace,workload,pod,container,cpu_usage_cores\n"
    for row in 0..<rows {
      let pod = row % 997
      text += "2026-11-16T00:\(10 + row / 997 % 50):00Z,shop,web,web-\(pod),app,0.\(row % 9 + 1)\n"
    }
    return Array((text + tail).utf8)
  }

  private func read(_ bytes: [UInt8], into sink: inout Recorder) throws(IngestError) -> FileReport {
    try ThreadedReading(file: "x.csv", options: IngestOptions(), digest: .poly1305)
      .read(into: &sink) { () throws(IngestError) in .bytes(bytes) }
  }

  @Test("gives the sink the same as its caller would", arguments: [1, 997, 60_000])
  func same(rows: Int) throws {
    let bytes = Self.table(rows: rows)
    var plain = Recorder()
    let expected = try Ingestor.read(.bytes(bytes), named: "x.csv", into: &plain, digest: .poly1305)
    var threaded = Recorder()
    #expect(try read(bytes, into: &threaded) == expected)
    // Facts of a block stand before its rows either way.
    #expect(threaded.lines == plain.lines)
  }

  @Test("an error of the sink stops the reader", arguments: [0, 1, 20_000])
  func full(limit: Int) {
    var sink = Recorder(limit: limit)
    do {
      _ = try read(Self.table(rows: 200_000), into: &sink)
      Issue.record("nothing was thrown")
    } catch {
      #expect(error.code == .sinkFailed("the sink is full") && error.place.file == "x.csv")
    }
    #expect(sink.lines.count == limit)
  }

  @Test("an error of the reader is thrown after what came before it")
  func truncated() {
    var sink = Recorder()
    do {
      _ = try read(Self.table(rows: 60_000, tail: "\"open"), into: &sink)
      Issue.record("nothing was thrown")
    } catch {
      #expect("\(error)".contains("x.csv"))
    }
    #expect(sink.lines.count > 8_000)
  }
}
