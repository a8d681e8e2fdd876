internal import Foundation
internal import GRDB

/// What lies at a path, seen without letting SQLite write there.
///
/// Opening a file in WAL mode changes it. So the 100 bytes of SQLite's header are read first, and a
/// database without an application id is looked into by a reading connection.
enum FileInspection {
  /// Nothing.
  case missing
  /// A database of podfit, or a file or database with nothing in it.
  case usable

  /// Inspects a path; throws `StoreError` for what must not be opened.
  ///
  /// - Source: sqlite.org/fileformat2.html §1.3: the magic text at 0, the user version at 60, the
  ///   application id at 68, both big-endian
  init(path: String) throws {
    let target = URL(filePath: path).resolvingSymlinksInPath().path
    guard FileManager.default.fileExists(atPath: target) else {
      self = .missing
      return
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: target)
    guard attributes?[.type] as? FileAttributeType != .typeDirectory else {
      throw StoreError(.isFolder, path: path)
    }
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw StoreError(.cannotOpen, path: path)
    }
    defer { try? file.close() }
    let header = [UInt8]((try? file.read(upToCount: 100)) ?? Data())
    guard !header.isEmpty else {
      self = .usable
      return
    }
    guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw StoreError(.notADatabase, path: path)
    }
    let version = Self.integer(header[60..<64])
    switch Self.integer(header[68..<72]) {
    case Schema.applicationID:
      guard version <= Schema.version else {
        throw StoreError(.newerVersion(found: version, supported: Schema.version), path: path)
      }
    case 0:
      try Self.requireEmptyOrOurs(path)
    case let id:
      throw StoreError(.foreign(applicationID: id), path: path)
    }
    self = .usable
  }

  /// A path that SQLite cannot take for a URI.
  static func plainPath(_ path: String) -> String {
    path.hasPrefix("/") ? path : "./\(path)"
  }

  /// Our id may still be in the write-ahead log only; a reading connection sees it there.
  private static func requireEmptyOrOurs(_ path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    let queue = try DatabaseQueue(path: plainPath(path), configuration: configuration)
    defer { try? queue.close() }
    try queue.read { db in
      let id = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
      let objects = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      guard id == Schema.applicationID || (id == 0 && objects == 0) else {
        throw StoreError(.foreign(applicationID: id), path: path)
      }
    }
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
    Int64(Int32(truncatingIfNeeded: bytes.reduce(Int64(0)) { $0 << 8 | Int64($1) }))
  }
}
