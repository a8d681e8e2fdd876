import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitKit

@Suite("What answers of a server mean")
struct PullTests {
  private static let success = #"{"status":"success","data":{"resultType":"vector","result":[]}}"#
  private static let large =
    #"{"status":"error","errorType":"execution","error":"query processing would load too many samples"}"#
  private static let wrong = #"{"status":"error","errorType":"bad_data","error":"parse error"}"#

  @Test(
    "by curl's status, the HTTP status and the body",
    arguments: [
      (0, 200, success, "complete"), (0, 200, String(success.dropLast(9)), "later"),
      (0, 200, "", "later"), (0, 200, "<html><body>log in</body></html>", "never"),
      (0, 422, large, "tooMuch"), (0, 400, wrong, "never"), (0, 401, "no", "hopeless"),
      (0, 403, "no", "hopeless"), (0, 404, "404 page not found", "hopeless"),
      (0, 302, "", "hopeless"), (0, 429, "slow down", "later"), (0, 500, "", "later"),
      (0, 503, wrong, "later"), (0, 504, "", "timeout"), (28, 0, "", "timeout"),
      (18, 200, success, "later"), (7, 0, "", "later"), (60, 0, "", "hopeless"),
      (Curl.killed, 0, "", "later"),
    ] as [(Int32, Int, String, String)]
  )
  func answers(exit: Int32, status: Int, body: String, expected: String) throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "body")
    try Data(body.utf8).write(to: file)
    let answer = Curl.Answer(exit: exit, status: status, retryAfter: 3, message: "words")
    let found =
      switch ServerAnswer(answer, body: file, cluster: "c") {
      case .complete: "complete"
      case .tooMuch: "tooMuch"
      case .later(_, let isTimeout, _): isTimeout ? "timeout" : "later"
      case .never: "never"
      case .hopeless: "hopeless"
      }
    #expect(found == expected)
  }

  @Test("a journal that a kill cut off keeps its whole lines, and goes on on a new one")
  func journal() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let entry = PullFolder.Entry(
      key: "k",
      file: "a.json",
      digest: "",
      bytes: 1,
      series: 1,
      samples: 1,
      facts: 0,
      warnings: []
    )
    let header = PullFolder.Header(source: "s", window: 1, step: 1, end: 1)
    do {
      var first = try PullFolder.opened(path: folder.path, source: "s")
      try first.note(header)
      let draft = first.draft(0)
      try Data("x".utf8).write(to: draft)
      try first.keep(draft, as: entry)
      try Data("y".utf8).write(to: first.draft(1))
    }
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == [".podfit-pull.jsonl", "a.json"]
    )
    let journal = folder.appending(path: ".podfit-pull.jsonl")
    let whole = try Data(contentsOf: journal)
    // Cut inside the entry: it is asked for again; cut before it as well.
    for length in [whole.count - 1, whole.count - 10, whole.count / 2, 3, 0] {
      try whole.prefix(length).write(to: journal)
      do {
        let second = try PullFolder.opened(path: folder.path, source: "s")
        #expect(second.entries.count == (length == whole.count - 1 ? 1 : 0))
        try second.note(header)
      }
      let third = try PullFolder.opened(path: folder.path, source: "s")
      #expect(third.last?.header == header)
    }
  }

  @Test("a folder of another pull is refused, and one that another process uses")
  func folders() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let first = try PullFolder.opened(path: folder.path, source: "s")
      try first.note(PullFolder.Header(source: "s", window: 1, step: 1, end: 1))
      #expect(throws: PodfitError.self) {
        _ = try PullFolder.opened(path: folder.path, source: "s").last
      }
      #expect(first.last == nil)
    }
    #expect(throws: PodfitError.self) {
      _ = try PullFolder.opened(path: folder.path, source: "t").last
    }
    #expect(try PullFolder.opened(path: folder.path, source: "s").last != nil)
  }
}
