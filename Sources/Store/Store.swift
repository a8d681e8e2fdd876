internal import Foundation
internal import GRDB
internal import Synchronization

/// The memory of podfit: one SQLite file with files read, samples and inventory.
///
/// A store is one connection behind a serial queue, so it can be shared between tasks; their calls
/// follow one another. Several stores may have one file open, in one process or more.
///
/// The file is in WAL mode with `synchronous` FULL: a process killed at any instant leaves the
/// state before or after a file, and a file that was reported as ingested survives a power cut too.
/// NORMAL would save one `fsync` per file, which is milliseconds, and lose the second promise.
///
/// A file made here has a rollback journal until it has taken in its first file: pages behind its
/// end need no copy there, so that they are written once, and no reader can be held up where there
/// is nothing to read.
public final class Store: Sendable {
  /// How a store is opened.
  public enum Mode: Hashable, Sendable {
    /// For reading and writing; a missing file is made, an older one migrated.
    case readWriteCreating
    /// For reading; the file must be there in the version that this program writes.
    case readOnly
  }

  /// The database file as its caller named it.
  public let path: String
  /// How the store was opened.
  public let mode: Mode
  let queue: DatabaseQueue
  private let madeHere: Bool
  private let isClosed = Mutex(false)
  /// Whether the file still has the rollback journal that it was made with.
  private let hasRollbackJournal: Mutex<Bool>

  private init(path: String, mode: Mode, queue: DatabaseQueue, madeHere: Bool) {
    self.path = path
    self.mode = mode
    self.queue = queue
    self.madeHere = madeHere
    hasRollbackJournal = Mutex(madeHere && mode == .readWriteCreating)
  }

  deinit { try? close() }

  /// Opens the database at `path`.
  ///
  /// Files of other programs, of a newer podfit and of no database at all are refused before SQLite
  /// opens them for writing, so they stay as they are.
  ///
  /// - Parameters:
  ///   - path: The file; relative paths count from the current folder.
  ///   - mode: Whether to write.
  ///   - busyTimeout: Seconds to wait while another process writes.
  /// - Returns: The open store.
  /// - Throws: `StoreError` when the file cannot be opened, is not podfit's, is of another version,
  ///   or stays locked.
  public static func open(
    path: String,
    mode: Mode = .readWriteCreating,
    busyTimeout: Double = 10
  ) throws(StoreError) -> Store {
    do {
      let finding = try FileInspection(path: path)
      if finding == .missing, mode == .readOnly { throw StoreError(.missing, path: path) }
      var configuration = Configuration()
      // A connection that may not write cannot tidy up the log it had to open, so a reading store
      // is a writing connection whose reads run under `query_only`, and ingest is refused by mode.
      configuration.busyMode = .timeout(busyTimeout)
      configuration.prepareDatabase { db in try SamplesFunction.register(on: db) }
      if mode == .readWriteCreating {
        configuration.journalMode = finding == .missing ? .default : .wal
        configuration.prepareDatabase { db in
          // The index over names is written in the order in which files name containers: with
          // SQLite's 2 MB its pages go out and come back again and again.
          try db.execute(sql: "PRAGMA cache_size = -65536")
          // Counts for a file that has no page yet; any other keeps its own.
          try db.execute(sql: "PRAGMA page_size = \(Schema.pageSize)")
        }
      }
      let queue = try DatabaseQueue(
        path: FileInspection.plainPath(path),
        configuration: configuration
      )
      let store = Store(path: path, mode: mode, queue: queue, madeHere: finding == .missing)
      try store.prepare()
      return store
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  /// Closes the file; later calls fail.
  ///
  /// A file that this store made and that still holds nothing is removed again, so that a failed
  /// first ingest leaves no trace. A second process that makes the same file at the same moment is
  /// not expected. Closing twice does nothing; a store that is let go closes itself.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func close() throws(StoreError) {
    guard
      isClosed.withLock({ closed in
        defer { closed = true }; return !closed
      })
    else { return }
    do {
      let isEmpty = madeHere ? try reading { db in try Self.isEmpty(db) } : false
      if !isEmpty { keepLog() }
      try queue.close()
      if isEmpty {
        for suffix in ["", "-wal", "-shm", "-journal"] {
          try? FileManager.default.removeItem(atPath: path + suffix)
        }
      }
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }

  /// Goes from the rollback journal of a new file to a write-ahead log.
  func keepLog() {
    let isDue = hasRollbackJournal.withLock { has in
      defer { has = false }
      return has
    }
    guard isDue else { return }
    // With somebody else in the file it stays as it is; whoever writes next asks again.
    queue.inDatabase { db in _ = try? db.execute(sql: "PRAGMA journal_mode = WAL") }
  }

  private static func isEmpty(_ db: Database) throws -> Bool {
    // SCAN file, SCAN inventory: the first row ends both
    let sql = "SELECT EXISTS (SELECT 1 FROM file) OR EXISTS (SELECT 1 FROM inventory)"
    return try Int64.fetchOne(db, sql: sql) == 0
  }

  private func prepare() throws {
    if mode == .readOnly {
      let version = try reading { db in try self.checkedVersion(db) }
      guard version > 0 else { throw StoreError(.empty, path: path) }
      guard version == Schema.version else {
        throw StoreError(.olderVersion(found: version, supported: Schema.version), path: path)
      }
      return
    }
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA synchronous = FULL")
      // Without a current schema, look again under the write lock: another process may be
      // migrating.
      guard try self.checkedVersion(db) < Schema.version else { return }
      try db.inTransaction(.immediate) {
        let version = try self.checkedVersion(db)
        if version < Schema.version { try Migration.migrate(db, from: version) }
        return .commit
      }
    }
  }

  /// The schema version of the file, 0 for an empty one; anything that is not ours is an error.
  private func checkedVersion(_ db: Database) throws -> Int64 {
    let id = try Int64.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int64.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    if id == 0 {
      let objects = try Int64.fetchOne(db, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
      guard objects == 0, version == 0 else {
        throw StoreError(.foreign(applicationID: id), path: path)
      }
      return 0
    }
    guard id == Schema.applicationID else {
      throw StoreError(.foreign(applicationID: id), path: path)
    }
    guard version <= Schema.version else {
      throw StoreError(.newerVersion(found: version, supported: Schema.version), path: path)
    }
    return version
  }
}

extension Store {
  /// Runs `work` on the connection; it may itself read from the store.
  func reading<T>(_ work: (Database) throws -> T) throws -> T {
    try queue.unsafeReentrantRead(work)
  }

  /// The same with errors as the store's own; for work that throws nothing of its caller's.
  func read<T>(_ work: (Database) throws -> T) throws(StoreError) -> T {
    do {
      return try reading(work)
    } catch {
      throw StoreError(reported: error, path: path)
    }
  }
}
