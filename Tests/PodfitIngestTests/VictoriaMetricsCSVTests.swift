import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitIngest

@Suite("VictoriaMetrics CSV")
struct VictoriaMetricsCSVTests {
  static let header = "__name__,namespace,pod,container,__value__,__timestamp__:unix_ms\n"

  private static func read(
    _ rows: String,
    columns: String? = nil,
    blockSize: Int = 1 << 16
  ) throws(IngestError) -> (FileReport, KeptInput) {
    let names = columns?.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return try KeptInput.read(rows, options: IngestOptions(columns: names), blockSize: blockSize)
  }

  static func row(_ value: String, _ time: String = "1795168813726", pod: String = "web-1")
    -> String
  {
    "container_memory_rss,shop,\(pod),web,\(value),\(time)\n"
  }

  @Test(
    "times are milliseconds, seconds, nanoseconds or RFC 3339 in any zone",
    arguments: [
      ("1795168813726", 1_795_168_813_726), ("1795168813", 1_795_168_813_000),
      ("1795168813726123456", 1_795_168_813_726), ("2026-11-20T10:00:13Z", 1_795_168_813_000),
      ("2026-11-20T12:00:13+02:00", 1_795_168_813_000),
      ("2026-11-20T10:00:13.726Z", 1_795_168_813_726),
    ] as [(String, Int64)]
  )
  func times(text: String, milliseconds: Int64) throws {
    let (report, kept) = try Self.read(Self.header + Self.row("5", text))
    #expect(report.format == "victoriametrics-csv")
    #expect(kept.series.values.map(\.times) == [[milliseconds]])
    // The first row shows which column is the time, whatever its form.
    let error = KeptInput.error(Self.row("5", text))
    let shape = ["__name__", "LABEL", "LABEL", "LABEL", "__value__", "__timestamp__"]
    #expect(error?.code == .unknownColumns(shape: shape))
  }

  @Test("rows of many series in any order gather by series, as the lines of JSON do")
  func order() throws {
    let pods = ["a", "b", "c"]
    let moments = (0..<50).map { 1_795_168_813_726 + Int64($0) * 15_000 }
    var rows = Self.header
    var lines = ""
    for (index, time) in moments.enumerated() {
      for pod in pods { rows += Self.row("\(index + 7)", "\(time)", pod: pod) }
    }
    for pod in pods {
      lines += VictoriaMetricsLinesTests.line(
        moments.indices.map { "\($0 + 7)" }.joined(separator: ","),
        moments.map { "\($0)" }.joined(separator: ","),
        labels: #""namespace":"shop","pod":"\#(pod)","container":"web""#
      )
    }
    let (report, kept) = try Self.read(rows)
    let (other, same) = try KeptInput.read(lines)
    #expect(report.samples == 150 && report.series == 3)
    #expect(report.samples == other.samples && report.series == other.series)
    #expect(kept.batches.map(\.key) == same.batches.map(\.key))
    #expect(kept.batches.map(\.samples) == same.batches.map(\.samples))
  }

  @Test(
    "cells in quotes are escaped by backslashes, or by doubled quotes",
    arguments: [
      (#""C:\\x \"q\", y""#, #"C:\x "q", y"#), (#""say ""x"", y""#, #"say "x", y"#),
      (#""a\u003cb\u00e9\ud83d\ude00""#, "a<bé😀"), (#""\t\/\x""#, "\t/x"),
      (#""lone\ud800""#, "lone\u{FFFD}"), (#""\u12"#, nil), (#""open,"#, nil), (#""a"b"#, nil),
      (#"a"b"#, #"a"b"#), ("\"\"", ""),
    ] as [(String, String?)]
  )
  func quotes(cell: String, text: String?) throws {
    let reader = try ByteReader(.bytes(Array("x,\(cell),1\n".utf8)), named: "input", blockSize: 1)
    var rows = EscapedRows(reader)
    do throws(IngestError) {
      #expect(try rows.next())
      #expect(rows.cellCount == 3 && rows.text(1) == text && rows.text(2) == "1")
    } catch {
      #expect(text == nil && error.code == .badQuoting, "\(error)")
    }
  }

  @Test(
    "what is no sample is left out, and what cannot be one is refused with its place",
    arguments: [
      ("", 0), ("NaN", 0), ("+Inf", 1), ("-Inf", 1), ("-1", 1), ("x", 1), ("1e300", 1),
    ]
  )
  func special(cell: String, rejected: Int) throws {
    let text = Self.header + Self.row("1") + Self.row(cell, "1795168813727")
    let (report, kept) = try Self.read(text)
    #expect(kept.series.values.map(\.values) == [[1]])
    #expect(report.rejected == rejected && report.warnings.count == rejected)
    let error = KeptInput.error(text, strict: true)
    #expect(error?.place.line == (rejected > 0 ? 3 : nil))
  }

  @Test(
    "a bad row is refused alone, a bad table as a whole",
    arguments: [
      (header + row("1") + "a,b\n", 1, ""), (header + row("1", "yesterday"), 1, ""),
      (header + row("1", "12345678901234567"), 1, ""), (header, 0, ""),
      (header + row("1").dropLast() + ",9\n", 1, ""),
      ("pod,__value__\n1,2\n", 0, "no form"), ("a,b,__value__\n", 0, "no column __timestamp__"),
      ("a,b,__timestamp__\n", 0, "no column __value__"),
      ("a,a,__value__,__timestamp__\n", 0, "a second column for \"a\""),
      ("__value__,a,__value__,__timestamp__\n", 0, "a second column for \"__value__\""),
      ("a,__value__,__timestamp__:custom:2006\n", 0, "unknown column"),
      (header + row("1") + "\"open\n", 0, "quoted cell"),
    ] as [(String, Int, String)]
  )
  func bad(text: String, rejected: Int, words: String) throws {
    guard words.isEmpty else {
      let error = KeptInput.error(text)
      #expect(error?.description.contains(words) == true, "\(String(describing: error))")
      return
    }
    let (report, _) = try Self.read(text)
    #expect(report.rejected == rejected)
  }

  @Test("the columns that the user names must be those of the rows")
  func named() throws {
    let columns = "__name__,namespace,pod,container,__value__,__timestamp__:unix_ms"
    let rows = Self.row("1") + Self.row("2", "1795168813727")
    let (report, kept) = try Self.read(rows, columns: columns)
    #expect(report.samples == 2 && kept.series.values.first?.values == [1, 2])
    // A header counts more than what was named.
    #expect(try Self.read(Self.header + rows, columns: "x,__value__,__timestamp__").1.count == 2)
    let error = #expect(throws: IngestError.self) {
      try Self.read(rows, columns: "pod,__value__,__timestamp__")
    }
    #expect(error?.code == .wrongCellCount(expected: 3, found: 6))
    let unnamed = KeptInput.error(rows)
    #expect(unnamed?.description.contains("--columns") == true)
  }

  @Test("cut anywhere behind its header, a file names the place and the last row read whole")
  func truncation() {
    let text = Self.header + Self.row("1") + #"kube_x,"C:\\x \"q\", y",,,0,1795176120"# + "\n"
    let bytes = Array((text + Self.row("3", pod: "é")).utf8)
    var rows = -1
    for count in 1..<bytes.count {
      if bytes[count - 1] == 0x0A { rows += 1 }
      let error = KeptInput.error(Array(bytes[..<count]))
      if rows < 0 || bytes[count - 1] == 0x0A {
        #expect((error == nil) == (bytes[count - 1] == 0x0A), "cut at \(count)")
        continue
      }
      let last = rows == 0 ? nil : "row \(rows)"
      #expect(error?.code == .truncated(inside: "a line", lastComplete: last), "cut at \(count)")
      #expect(error?.place.offset == Int64(count))
    }
  }

  @Test("CRLF, a byte order mark, blank lines and compression change nothing")
  func wrapping() throws {
    let text = Self.header + Self.row("1") + Self.row("2", "1795168813727")
    let (_, kept) = try Self.read(text)
    let wrapped = "\u{FEFF}" + text.replacing("\n", with: "\r\n\r\n")
    for size in [1, 3, 1 << 16] {
      let (report, other) = try Self.read(wrapped, blockSize: size)
      #expect(report.samples == 2 && other.series == kept.series)
    }
    #expect(try KeptInput.read(Gzip.member(Array(text.utf8))).1.series == kept.series)
  }

  @Test("bytes changed at random, bad encodings and endless rows end without a trap")
  func hostile() throws {
    let text = Self.header + Self.row("1") + #"kube_x,"C:\\x \"q\", y",,,0,1795176120"# + "\n"
    let bytes = Array((text + Self.row("3", pod: "é")).utf8)
    var random = SeededRandom(state: 11)
    let pieces = Array("\",\\u\n\r0-9e+InfNaN_\u{0}".utf8) + [0xFF, 0xC3]
    for _ in 0..<500 {
      var changed = bytes
      for _ in 0..<(1 + random.next() % 4) {
        let place = Int(random.next() % UInt64(changed.count))
        changed[place] = pieces[Int(random.next() % UInt64(pieces.count))]
      }
      for strict in [false, true] {
        let error = KeptInput.error(changed, strict: strict)
        #expect(error.map { !$0.description.isEmpty } ?? true)
      }
    }
    let encoding = Array((Self.header + Self.row("1")).utf8) + Array("a,b,".utf8) + [0xFF, 0x0A]
    #expect(try KeptInput.read(encoding).0.rejected == 1)
    let endless = Self.header + String(repeating: "x", count: EscapedRows.rowLimit + 70_000)
    #expect(KeptInput.error(endless)?.code == .tooLarge(what: "row", limit: EscapedRows.rowLimit))
  }
}

@Suite("CSV of a real VictoriaMetrics", .enabled(if: SharedData.isPresent))
struct VictoriaMetricsCSVFilesTests {
  /// A file, the columns that its export asked for, and what its unnamed series measure.
  struct Export: Sendable, CustomTestStringConvertible {
    var expected: ExpectedSamples
    var columns: [String]?
    var metric: Metric?
    var testDescription: String { expected.file }

    var options: IngestOptions { IngestOptions(metric: metric, columns: columns) }
  }

  // Python 3, csv and Decimal, quantize(1, ROUND_HALF_EVEN).
  static let exports = [
    Export(
      expected: .init(
        "victoriametrics/export.csv.gz",
        1_443,
        41,
        0,
        2_265_173_585_920,
        2_590_429_877_002_074
      ),
      columns: [
        "__name__", "namespace", "pod", "container", "node", "__value__", "__timestamp__:unix_ms",
      ]
    ),
    Export(
      expected: .init(
        "victoriametrics/export.v1.140-with-header.derived.csv",
        60,
        2,
        0,
        227_864_043_520,
        107_710_180_755_300
      )
    ),
    Export(
      expected: .init(
        "victoriametrics/export_rfc3339.csv",
        60,
        3,
        0,
        59_187_004_123_012,
        107_710_164_040_000
      ),
      columns: ["__timestamp__:rfc3339", "namespace", "pod", "container", "image", "__value__"],
      metric: .cpuUsageTotal
    ),
    Export(
      expected: .init("victoriametrics/export.special_values.csv", 0, 0, 2, 0, 0),
      columns: ["__name__", "path", "__value__", "__timestamp__:unix_s"]
    ),
  ]

  @Test("every sample arrives, exact to the unit, whatever the blocks", arguments: exports)
  func samples(export: Export) throws {
    let report = try export.expected.check(options: export.options)
    #expect(report.format == "victoriametrics-csv")
    try export.expected.checkBlocks(options: export.options)
  }

  @Test(
    "without header and --columns a table is refused, with what its first row shows",
    arguments: [
      ("export.csv.gz", "__name__,LABEL,LABEL,LABEL,LABEL,__value__,__timestamp__"),
      ("export_rfc3339.csv", "__timestamp__,LABEL,LABEL,LABEL,LABEL,__value__"),
      ("export.special_values.csv", "LABEL,LABEL,__value__,__timestamp__"),
    ]
  )
  func refused(file: String, shape: String) throws {
    let error = #expect(throws: IngestError.self) {
      try KeptInput.readShared("exports/victoriametrics/\(file)")
    }
    #expect(error?.description.contains("--columns names them") == true)
    #expect(error?.description.contains(": \(shape), with the labels' names for LABEL") == true)
  }

  @Test("no other export is taken for one of VictoriaMetrics")
  func recognition() throws {
    let folder = SharedData.file("exports")
    let paths = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    let own = Set(Self.exports.map(\.expected.file) + VictoriaMetricsFilesTests.lines.map(\.file))
    var seen = 0
    for path in paths ?? [] {
      guard let data = try? Data(contentsOf: folder.appending(path: path)) else { continue }
      let reader = try ByteReader(.bytes([UInt8](data)), named: path)
      let head = (try? reader.head(Ingestor.headSize)) ?? []
      let isOwn = own.contains("exports/\(path)")
      let takers = FormatRegistry.all.filter { type(of: $0).recognises(head) }
      let ids = takers.map { type(of: $0).id }
      #expect(ids.contains { $0.hasPrefix("victoriametrics") } == isOwn, "\(path): \(ids)")
      if isOwn {
        seen += 1
        #expect(ids.first?.hasPrefix("victoriametrics") == true, "\(path): \(ids)")
      }
    }
    #expect(seen == 8)
  }
}
