import PodfitModel
import Testing

@testable import PodfitIngest

@Suite("Lines that are cut off")
struct SampleLinesTruncationTests {
  static let labels = #"namespace="n",pod="p",container="c""#
  static let line = "container_memory_rss{\(labels)} 7"

  static func error(_ bytes: ArraySlice<UInt8>) -> IngestError? {
    KeptInput.error(Array(bytes))
  }

  @Test("OpenMetrics text cut anywhere is an error that names the byte and the last whole line")
  func openMetrics() {
    let start = "# TYPE a gauge\n\(Self.line) 1795447825.5\n"
    let text = Array((start + "\(Self.line) 1795447826.5\n# EOF\n").utf8)
    let first = start.utf8.count
    for end in 16..<text.count - 1 {
      let error = Self.error(text[..<end])
      guard case .truncated(_, let last) = error?.code else {
        Issue.record("cut at \(end): \(String(describing: error))")
        continue
      }
      #expect(error?.place.offset == Int64(end))
      guard end > first, end < text.count - 7 else { continue }
      #expect(last == "line 2 (container_memory_rss/n/p/c)", "cut at \(end)")
    }
    #expect(Self.error(text[...]) == nil && Self.error(text[..<(text.count - 1)]) == nil)
  }

  @Test(
    "other text cut anywhere but between lines is one as well",
    arguments: [
      "\(line) 1795447825356\n\(line) 1795447826356\n",
      "{__name__=\"container_memory_rss\", \(labels)} 7 1795447825356\n"
        + "{__name__=\"container_memory_rss\", \(labels)} 8 1795447826356\n",
      "container_memory_rss{\(labels)} =>\n7 @[1795447825.356]\n8 @[1795447826]\n",
      "container_memory_rss{\(labels)} => 7 @[1795447825.356]\n",
    ]
  )
  func text(whole: String) {
    let text = Array(whole.utf8)
    for end in 1..<text.count {
      let error = Self.error(text[..<end])
      guard text[end - 1] != 0x0A else {
        #expect(error == nil, "cut at \(end)")
        continue
      }
      // Before the first value nothing shows what the text is.
      if case .truncated = error?.code {
        #expect(error?.place.offset == Int64(end))
      } else {
        guard case .notReadable = error?.code else {
          Issue.record("cut at \(end): \(String(describing: error))")
          continue
        }
        #expect(!text[..<end].contains(0x0A))
      }
    }
  }

  @Test("a cut gzip file names the last line that was whole")
  func gzip() {
    let lines = (0..<5_000).map { "\(Self.line) \(1_795_447_825_356 + $0 * $0 * 7_919)\n" }
    let packed = Gzip.member(Array(lines.joined().utf8))
    let error = Self.error(packed[..<(packed.count - 20)])
    guard case .gzipTruncated(let last) = error?.code else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(last?.hasPrefix("line ") == true)
  }
}
