import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Rows like those before")
struct QuickRowsTests {
  /// Reads a table with or without the short way.
  private static func read(
    _ text: String,
    quickly: Bool
  ) throws -> (rows: [SampleBatch], quick: Int, held: Int) {
    var scanner = CSVScanner(text: Array(text.utf8), delimiter: UInt8(ascii: ","))
    _ = try scanner.next()
    let layout = try NeutralLayout(header: (0..<scanner.cellCount).map { scanner.text($0) })
    var rows = NeutralRows(
      layout: layout,
      cluster: "c",
      window: nil,
      delimiter: quickly ? scanner.delimiter : nil
    )
    while try scanner.next() == true {
      rows.add(scanner)
      rows.addQuickly(&scanner)
    }
    let held = rows.held
    return (rows.takeRows().batches(of: rows.names), rows.quickRows, held)
  }

  static let headers = [
    "time,namespace,pod,container,cpu,memory", "cpu,time,namespace,pod,note,container,memory",
    "namespace,pod,container,window_s,memory,cpu,time", "pod,time,namespace,memory,container",
  ]

  @Test(
    "nearly all rows of a table go the short way, with the same result",
    arguments: headers,
    ["2026-08-02T", "epoch", "2026-08-02 ", "milliseconds"]
  )
  func same(header: String, form: String) throws {
    let columns = header.split(separator: ",").map(String.init)
    for isByTime in [true, false] {
      var text = header + "\n"
      for outer in 0..<60 {
        for inner in 0..<60 {
          let (step, series) = isByTime ? (outer, inner) : (inner, outer)
          let second = 1_785_628_800 + step * 300
          let clock =
            (step < 12 ? "00:" : step < 24 ? "01:" : step < 36 ? "02:" : "03:")
            + (step % 12 < 2 ? "0" : "") + "\(step % 12 * 5):00"
          let shift = step < 48 ? clock : "04:" + clock.dropFirst(3)
          let cells = columns.map { column in
            switch column {
            case "time":
              form == "epoch"
                ? "\(second)" : form == "milliseconds" ? "\(second)000" : "\(form)\(shift)Z"
            case "namespace": "n\(series % 3)"
            case "pod": "pod-\(series)"
            case "container": "app"
            case "cpu": step % 9 == 0 ? "" : "0.\(100_000 + step * 77 + series)"
            case "memory": "\((step * 31 + series) * 4_096)"
            case "window_s": "300"
            default: "x"
            }
          }
          text += cells.joined(separator: ",") + (inner % 7 == 0 ? "\r\n" : "\n")
        }
      }
      let quick = try Self.read(text, quickly: true)
      let slow = try Self.read(text, quickly: false)
      #expect(slow.quick == 0 && slow.held == quick.held)
      #expect(quick.rows.map(\.key) == slow.rows.map(\.key))
      #expect(quick.rows.map(\.samples) == slow.rows.map(\.samples))
      #expect(quick.rows.map(\.window) == slow.rows.map(\.window))
      // The rest: the first row of each series, and the last few, behind which loads would end.
      #expect(quick.quick > 3_600 - 60 * 2 - 20, "\(quick.quick) rows")
    }
  }
  @Test("a series that has no row at a time does not send the next one the long way")
  func gaps() throws {
    var text = "time,namespace,pod,container,cpu\n"
    var count = 0
    for step in 0..<100 {
      for series in 0..<60 where step == 0 || (step * 61 + series * 17) % 50 != 0 {
        text += "\(1_785_628_800 + step * 300),n,pod-\(series),app,0.\(step + 10)\n"
        count += 1
      }
    }
    let quick = try Self.read(text, quickly: true)
    let slow = try Self.read(text, quickly: false)
    #expect(quick.rows.map(\.samples) == slow.rows.map(\.samples))
    #expect(quick.rows.map(\.key) == slow.rows.map(\.key))
    // The first row of each series has to be learned, once as itself and once as a successor.
    #expect(quick.quick > count - 60 * 2 - 20, "\(quick.quick) of \(count) rows")
  }
}
