import Foundation
import PodfitModel
import Synchronization
import TestSupport
import Testing

@testable import PodfitKit

@Suite("Paths of files to read")
struct InputPathsTests {
  let folder: URL

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    for path in ["a.csv", "b.json.gz", "c.json", ".hidden.csv", "sub/d.csv", "sub/.e/f.csv"] {
      try write(path)
    }
    try write("sub/deep/er/g.csv")
    try write("odd[1]*.csv")
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "sub/loop"),
      withDestinationURL: folder
    )
  }

  private func write(_ path: String) throws {
    let url = folder.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(),
      withIntermediateDirectories: true
    )
    try Data(path.utf8).write(to: url)
  }

  private func expanded(_ paths: String..., excluding: [String] = []) throws -> [String] {
    try InputPaths.expanded(
      paths.map { $0 == "-" ? $0 : "\(folder.path)/\($0)" },
      excluding: excluding.map { "\(folder.path)/\($0)" }
    )
    .map { $0 == "-" ? $0 : String($0.dropFirst(folder.path.count + 1)) }
  }

  @Test("a folder stands for its files, sorted, hidden ones and loops left out")
  func folders() throws {
    #expect(
      try expanded("") == [
        "a.csv", "b.json.gz", "c.json", "odd[1]*.csv", "sub/d.csv", "sub/deep/er/g.csv",
      ]
    )
  }

  @Test(
    "patterns match as those of shells",
    arguments: [
      ("*.csv", ["a.csv", "odd[1]*.csv"]), ("[ac].*", ["a.csv", "c.json"]),
      ("?.json*", ["b.json.gz", "c.json"]), ("[!a-b].json", ["c.json"]),
      ("**/*.csv", ["a.csv", "odd[1]*.csv", "sub/d.csv", "sub/deep/er/g.csv"]),
      ("sub/**", ["sub/d.csv", "sub/deep/er/g.csv"]), ("**/**/g.csv", ["sub/deep/er/g.csv"]),
      (".*.csv", [".hidden.csv"]), ("s*", ["sub/d.csv", "sub/deep/er/g.csv"]),
      ("*/deep/*/g.csv", ["sub/deep/er/g.csv"]),
    ] as [(String, [String])]
  )
  func patterns(pattern: String, files: [String]) throws {
    #expect(try expanded(pattern) == files)
  }

  @Test("a path that is there is taken as it is named")
  func literal() throws {
    #expect(try expanded("odd[1]*.csv") == ["odd[1]*.csv"])
  }

  @Test("a file counts once, however it is named; order is that of the first naming")
  func once() throws {
    #expect(try expanded("c.json", "*.json", "./c.json", "-", "-") == ["c.json", "-"])
    try FileManager.default.createSymbolicLink(
      at: folder.appending(path: "link.csv"),
      withDestinationURL: folder.appending(path: "a.csv")
    )
    #expect(try expanded("link.csv", "a.csv") == ["link.csv"])
  }

  @Test("excluded files are left out of folders and patterns, but not where they are named")
  func excluded() throws {
    #expect(try expanded("*.csv", excluding: ["a.csv"]) == ["odd[1]*.csv"])
    #expect(try expanded("sub/deep", "a.csv", excluding: ["a.csv"]).contains("a.csv"))
  }

  @Test("sockets and pipes in a folder are left out")
  func special() throws {
    let made = try PodfitProgram.run("/usr/bin/mkfifo", ["pipe.csv"], in: folder)
    #expect(made.status == 0)
    #expect(try !expanded("").contains("pipe.csv"))
    #expect(try !expanded("*.csv").contains("pipe.csv"))
  }

  @Test(
    "what matches nothing is an error with the reason",
    arguments: [
      ("x.csv", "no such file"), ("*.parquet", "matches the pattern"), ("none/**", "matches"),
    ]
  )
  func nothing(path: String, words: String) throws {
    let error = #expect(throws: PodfitError.self) { try expanded(path) }
    #expect(error?.description.contains(words) == true)
  }

  @Test(
    "parts of patterns",
    arguments: [
      ("abc", "a*c", true), ("abc", "*", true), (".abc", "*", false), ("abc", "a**c", true),
      ("a]c", "a[]]c", true), ("a[c", "a[c", true), ("a-c", "a[a-]c", true),
      ("aXbXc", "a*X?", true),
      ("é.csv", "?.csv", true), ("aaaaaaaaaaaaaaaaaaaaaaaaab", "*a*a*a*a*a*a*a*a*a*c", false),
      ("abc", "", false), ("", "*", true), ("b", "[!a]", true), ("b", "[^b]", false),
    ] as [(String, String, Bool)]
  )
  func parts(name: String, pattern: String, isMatch: Bool) {
    #expect(PathPattern.matches(name, pattern) == isMatch)
  }
}

@Suite("Ingest of parts, and its progress")
struct PartialIngestTests {
  let folder: URL
  let podfit: Podfit
  private let now = Instant(milliseconds: 1_795_000_000_000)
  private let csv = """
    time,namespace,pod,container,cpu_usage_cores
    2026-11-20T00:05:00Z,shop,api-1,app,0.25
    2026-11-20T00:10:00Z,shop,api-1,app,0.5

    """

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    podfit = Podfit(database: folder.appending(path: "podfit.db").path)
  }

  private func write(_ text: String, _ name: String) throws -> String {
    let url = folder.appending(path: name)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  @Test("of a cut file nothing is kept, or with leave the whole rows; the ledger tells them apart")
  func truncated() throws {
    let path = try write(String(csv.dropLast(10)), "cut.csv")
    var request = IngestRequest(paths: [path], now: now)
    let error = #expect(throws: PodfitError.self) { try podfit.ingest(request) }
    #expect(error?.description.contains("at byte \(csv.utf8.count - 10)") == true)
    #expect(!FileManager.default.fileExists(atPath: podfit.database))

    request.allowsTruncated = true
    let result = try podfit.ingest(request)
    #expect(result.samples == 1)
    #expect(result.files.first?.warnings.first?.hasPrefix("truncated: ") == true)
    let rows = try podfit.query("select options, warnings_json from file").rows
    #expect(rows.first?.first?.contains("allow-truncated") == true)
    #expect(rows.first?.last?.contains("truncated: ") == true)
    #expect(try podfit.ingest(request).files.first?.isAlreadyIngested == true)

    let whole = try write(csv, "whole.csv")
    #expect(try podfit.ingest(IngestRequest(paths: [whole], now: now)).samples == 2)
  }

  @Test("the database in the folder that is read is left out")
  func ownDatabase() throws {
    _ = try write(csv, "usage.csv")
    for isAgain in [false, true] {
      let result = try podfit.ingest(IngestRequest(paths: [folder.path], now: now))
      #expect(result.files.map { $0.path.hasSuffix("usage.csv") } == [true])
      #expect(result.files.first?.isAlreadyIngested == isAgain)
    }
    let error = #expect(throws: PodfitError.self) {
      try podfit.ingest(IngestRequest(paths: [podfit.database], now: now))
    }
    #expect(error?.description.contains("SQLite database") == true)
  }

  @Test(
    "progress grows to all bytes of all files, also of those that were read before or are refused"
  )
  func progress() throws {
    let paths = [
      try write(csv, "a.csv"), try write("nothing that is known", "b.txt"),
      try write(csv.replacing("shop", with: "dev"), "c.csv"),
    ]
    let total = try paths.reduce(0) { try $0 + Data(contentsOf: URL(filePath: $1)).count }
    for _ in 0..<2 {
      let seen = Mutex<[IngestProgress]>([])
      _ = try podfit.ingest(
        IngestRequest(paths: paths, now: now),
        onFailure: { _ in },
        onProgress: { progress in seen.withLock { $0.append(progress) } }
      )
      let all = seen.withLock { $0 }
      #expect(all.allSatisfy { $0.totalBytes == Int64(total) && $0.files == 3 })
      #expect(all.last?.bytes == Int64(total) && all.last?.filesDone == 3)
      #expect(zip(all, all.dropFirst()).allSatisfy { $0.bytes <= $1.bytes })
    }
  }

  @Test("options that change what is read are in the ledger")
  func options() throws {
    var request = IngestRequest(paths: [], now: now)
    try request.readLegends(as: "{namespace}/{pod}")
    request.utcOffset = .hours(2)
    #expect(request.ledgerText == "cluster=default legend={namespace}/{pod} utc_offset_ms=7200000")
    #expect(throws: PodfitError.self) { try request.readLegends(as: "{pod}") }
  }
}
