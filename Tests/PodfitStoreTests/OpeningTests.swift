import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Opening a store")
struct OpeningTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func code(_ mode: Store.Mode, _ path: String) -> StoreError.Code? {
    do {
      _ = try Store.open(path: path, mode: mode, busyTimeout: 0.05)
      return nil
    } catch {
      #expect(error.path == path)
      #expect(error.description.hasPrefix("\(path): "))
      return error.code
    }
  }

  @Test("a new file carries podfit's mark and opens again, for reading too")
  func fresh() throws {
    let path = folder.path("podfit.db")
    let store = try Store.open(path: path)
    try store.ingest("a", [batch(key(), [(1, 2)])])
    #expect(try store.info().schemaVersion == Schema.version)
    try store.close()
    let header = [UInt8](try Data(contentsOf: URL(filePath: path)).prefix(100))
    #expect(Array(header[68..<72]) == Array("pdft".utf8))
    #expect(try Store.open(path: path, mode: .readOnly).info().samples == 1)
    #expect(try Store.open(path: path).info().samples == 1)
  }

  @Test("what is not there cannot be read, and a folder is no database")
  func missing() throws {
    #expect(code(.readOnly, folder.path("no.db")) == .missing)
    #expect(code(.readOnly, folder.url.path) == .isFolder)
    #expect(code(.readWriteCreating, folder.url.path) == .isFolder)
    #expect(code(.readWriteCreating, folder.path("no/podfit.db")) == .cannotOpen)
    #expect(try folder.contents.isEmpty)
  }

  @Test(
    "files of other kinds are refused and stay as they are",
    arguments: ["text", "magic", "foreign", "anonymous", "newer"],
    [Store.Mode.readOnly, .readWriteCreating]
  )
  func refused(kind: String, mode: Store.Mode) throws {
    let path = folder.path("x.db")
    var expected = StoreError.Code.notADatabase
    switch kind {
    case "text": try Data("not a database\n".utf8).write(to: URL(filePath: path))
    case "magic": try Data("SQLite format 3\0 cut off".utf8).write(to: URL(filePath: path))
    default:
      let queue = try DatabaseQueue(path: path)
      try queue.write { db in
        try db.execute(sql: "CREATE TABLE t (x); INSERT INTO t VALUES (1)")
        switch kind {
        case "foreign":
          expected = .foreign(applicationID: 77)
          try db.execute(sql: "PRAGMA application_id = 77")
        case "anonymous": expected = .foreign(applicationID: 0)
        default:
          expected = .newerVersion(found: Schema.version + 1, supported: Schema.version)
          try db.execute(
            sql: """
              PRAGMA application_id = \(Schema.applicationID);
              PRAGMA user_version = \(Schema.version + 1)
              """
          )
        }
      }
      try queue.close()
    }
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(code(mode, path) == expected)
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try folder.contents == ["x.db"])
  }

  @Test("an empty file becomes a database, and is not removed when nothing follows")
  func emptyFile() throws {
    let path = folder.path("empty.db")
    try Data().write(to: URL(filePath: path))
    #expect(code(.readOnly, path) == .empty)
    try Store.open(path: path).close()
    #expect(try Store.open(path: path, mode: .readOnly).info().files == 0)
  }

  @Test("a database that another process writes to is reported as locked")
  func locked() throws {
    let path = folder.path("podfit.db")
    let store = try Store.open(path: path, busyTimeout: 0.05)
    try store.ingest("a", [batch(key(), [(1, 2)])])
    let other = try DatabaseQueue(path: path)
    try other.inTransaction(.immediate) { _ in
      #expect(throws: StoreError(.locked, path: path)) { try store.ingest("b") }
      return .rollback
    }
    try store.ingest("b")
    #expect(try store.files().map(\.outcome.digest) == ["a", "b"])
  }

  @Test("a store open for reading does not ingest")
  func readOnly() throws {
    let path = folder.path("podfit.db")
    let store = try Store.open(path: path)
    try store.ingest("a", [batch(key(), [(1, 2)])])
    let reader = try Store.open(path: path, mode: .readOnly)
    #expect(throws: StoreError(.readOnly, path: path)) { try reader.ingest("b") }
    #expect(try reader.isIngested(digest: "a"))
    #expect(try !reader.isIngested(digest: "a", options: "other"))
  }

  @Test("a failed first ingest leaves no file behind; closing may be left out")
  func failedFirstIngest() throws {
    struct Failure: Error {}
    do {
      let store = try Store.open(path: folder.path("podfit.db"))
      #expect(throws: Failure.self) {
        try store.ingestFile(path: "x", at: someTime, bufferedSamples: 1) { session in
          try session.accept(batch(key(), [(1, 2), (3, 4)]))
          throw Failure()
        }
      }
    }
    #expect(try folder.contents.isEmpty)
  }

  @Test("closing leaves one file, and a closed store reports errors")
  func closing() throws {
    let path = folder.path("podfit.db")
    let store = try Store.open(path: path)
    try store.ingest("a", [batch(key(), [(1, 2)])])
    try store.close()
    try store.close()
    #expect(try folder.contents == ["podfit.db"])
    #expect(throws: StoreError.self) { try store.info() }
    let reader = try Store.open(path: path, mode: .readOnly)
    _ = try reader.info()
    try reader.close()
    #expect(try folder.contents == ["podfit.db"])
  }

  @Test("a path that looks like a URI is a plain name")
  func uriPath() throws {
    #expect(FileInspection.plainPath("file:x?mode=memory") == "./file:x?mode=memory")
    #expect(FileInspection.plainPath("/a/b") == "/a/b")
  }
}
