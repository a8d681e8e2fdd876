import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

/// A larger file is read by a thread whose blocks become the buffers of scanners.
@Suite("Blocks of larger files")
struct BlockExchangeTests {
  private static func withFile<Result>(
    _ bytes: [UInt8],
    _ body: (String) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "podfit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(bytes).write(to: URL(filePath: path))
    return try body(path)
  }

  @Test(
    "a buffer given away comes back with what was kept and what follows",
    arguments: [false, true]
  )
  func content(isPacked: Bool) throws {
    var random = SeededRandom(state: 7)
    let plain = (0..<700_000).map { _ in UInt8(truncatingIfNeeded: random.next() % 97) }
    try Self.withFile(isPacked ? Gzip.member(plain) : plain) { path in
      let reader = try ByteReader(.file(path), named: path, blockSize: 1 << 16)
      var buffer = [UInt8](repeating: 0, count: 10_000)
      // What was read and not yet compared stands in `held`.
      var held = 0..<0
      var compared = 0
      var exchanges = 0
      while true {
        let kept = Int(random.next() % 6_000)
        let part = max(held.lowerBound, held.upperBound - kept)..<held.upperBound
        let dropped = held.lowerBound..<part.lowerBound
        #expect(buffer[dropped] == plain[compared..<compared + dropped.count])
        compared += dropped.count
        if random.next() % 3 > 0, let all = try reader.exchange(&buffer, keeping: part) {
          exchanges += 1
          #expect(all.count > part.count)
          held = all
          continue
        }
        buffer = Array(buffer[part]) + [UInt8](repeating: 0, count: 10_000)
        let count = try reader.read(into: &buffer, at: part.count)
        held = 0..<part.count + count
        if count == 0 { break }
      }
      #expect(buffer[held] == plain[compared...])
      #expect(reader.offset == Int64(plain.count))
      #expect(exchanges > 5)
    }
  }

  /// A table with some rows that are longer than the room before a block.
  private static func table(isQuoted: Bool) -> String {
    var text = "time,namespace,pod,container,note,cpu,memory\n"
    for step in 0..<260 {
      for pod in 0..<40 {
        var note = "n"
        if pod == 20, step % 50 == 7 { note = String(repeating: "long ", count: 1_020) }
        if isQuoted, pod == 11 { note = "\"two\nlines\"" }
        let cpu = step == 250 && pod == 3 ? "much" : "0.\(step + 100)"
        text += "2026-08-02T\(step / 60 < 10 ? "0" : "")\(step / 60):"
        text +=
          "\(step % 60 < 10 ? "0" : "")\(step % 60):00Z,n,pod-\(pod),app,\(note),\(cpu),\(step * 4_096)"
        text += pod % 9 == 0 ? "\r\n" : "\n"
      }
    }
    return text
  }

  private static func lines() -> String {
    var text = ""
    for pod in 0..<130 {
      let times = (0..<200).filter { ($0 * 7 + pod) % 90 != 0 }
      let values = times.map { pod == 110 && $0 == 100 ? "-5" : "\($0 * 4_096)" }
      text +=
        #"{"metric":{"__name__":"container_memory_working_set_bytes","namespace":"n","pod":"p-\#(pod)","#
      text += #""container":"c"},"values":[\#(values.joined(separator: ","))],"timestamps":["#
      text += times.map { "\(1_795_168_800_000 + $0 * 300_000)" }.joined(separator: ",") + "]}\n"
    }
    return text
  }

  static let texts = [table(isQuoted: false), table(isQuoted: true), lines()]

  /// What reading a text comes to: readings, report and error in words.
  private static func outcome(
    _ source: consuming ByteSource,
    isStrict: Bool,
    allowsTruncated: Bool,
    blockSize: Int
  ) -> String {
    var options = IngestOptions()
    options.isStrict = isStrict
    options.allowsTruncated = allowsTruncated
    var sink = KeptInput()
    do throws(IngestError) {
      let report = try Ingestor.read(
        source,
        named: "input",
        options: options,
        into: &sink,
        blockSize: blockSize
      )
      let series = sink.series.map { "\($0.key) \($0.value.times) \($0.value.values)" }.sorted()
      return "\(report.samples) \(report.series) \(report.warnings) \(report.digest)\n"
        + series.joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "a file gives what the same bytes in memory give, with the same words for what is wrong",
    arguments: texts.indices,
    [1 << 16, 70_001]
  )
  func same(index: Int, blockSize: Int) throws {
    let whole = Array(Self.texts[index].utf8)
    for (cut, isStrict, allowsTruncated) in [
      (0, false, false), (0, true, false), (57, false, true), (5_003, false, false),
      (5_003, false, true),
    ] {
      let bytes = Array(whole.dropLast(cut))
      try Self.withFile(bytes) { path in
        let fromFile = Self.outcome(
          try .file(path),
          isStrict: isStrict,
          allowsTruncated: allowsTruncated,
          blockSize: blockSize
        )
        let fromMemory = Self.outcome(
          .bytes(bytes),
          isStrict: isStrict,
          allowsTruncated: allowsTruncated,
          blockSize: 4_096
        )
        // Not compared by the macro, which would print megabytes.
        let isSame = fromFile == fromMemory
        #expect(isSame, "\(fromFile.prefix(300)) and \(fromMemory.prefix(300))")
      }
    }
  }
}
