internal import GRDB
public import PodfitModel

extension Store {
  /// Takes in one file as one transaction.
  ///
  /// `body` reads the file and hands its batches and facts to the session; what it returns becomes
  /// the row of the ledger. When `body` or the store throws, nothing of the file stays. Bytes that
  /// were ingested with the same options before change nothing, and the result says so.
  ///
  /// - Parameters:
  ///   - path: The file's path as given, for the ledger.
  ///   - options: The options that change what is read, in a canonical text.
  ///   - at: The time of the ingest.
  ///   - keepsNanocores: Whether CPU rates are whole nanocores by nature (metrics.k8s.io) and stay
  ///     so; else they are rounded to the nearest microcore.
  ///   - bufferedSamples: How many samples may wait in memory as they came, 6 bytes each, and
  ///     about twice as many encoded, until written.
  ///   - body: Reads the file. The session ends with it and must not be kept.
  /// - Returns: What changed.
  /// - Throws: `StoreError`, or what `body` throws.
  @discardableResult
  public func ingestFile(
    path: String,
    options: String = "",
    at: Instant,
    keepsNanocores: Bool = false,
    bufferedSamples: Int = 48_000_000,
    _ body: (FileSession) throws -> FileOutcome
  ) throws -> IngestedFile {
    guard mode == .readWriteCreating else { throw StoreError(.readOnly, path: self.path) }
    do {
      var result: IngestedFile?
      try queue.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          let session = try FileSession(
            db: db,
            path: self.path,
            keepsNanocores: keepsNanocores,
            bufferedSamples: bufferedSamples
          )
          defer { session.end() }
          let outcome = try body(session)
          let ledger = Ledger(db: db)
          if let known = try ledger.record(digest: outcome.digest, options: options) {
            result = IngestedFile(
              record: known,
              isAlreadyIngested: true,
              newSamples: 0,
              series: session.seriesCount,
              newFacts: 0
            )
            return .rollback
          }
          let record = FileRecord(path: path, options: options, outcome: outcome, ingestedAt: at)
          try session.finish()
          try ledger.insert(record)
          result = IngestedFile(
            record: record,
            isAlreadyIngested: false,
            newSamples: session.newSamples,
            series: session.seriesCount,
            newFacts: session.newFacts
          )
          return .commit
        }
      }
      guard let result else { throw StoreError(.sessionEnded, path: self.path) }
      keepLog()
      return result
    } catch let error as DatabaseError {
      throw StoreError(reported: error, path: self.path)
    }
  }

  /// How many series and containers the store holds; reads no samples.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func counts() throws(StoreError) -> (series: Int, containers: Int) {
    try read { db in
      // SCAN series, SCAN pod_container: covering indexes where SQLite finds them smaller
      (
        try Int.fetchOne(db, sql: "SELECT count(*) FROM series") ?? 0,
        try Int.fetchOne(db, sql: "SELECT count(*) FROM pod_container") ?? 0
      )
    }
  }

  /// The digest of the file that was ingested first, nil without any: later ones should be of its
  /// kind, so that equal bytes have equal digests.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func firstDigest() throws(StoreError) -> String? {
    try read { db in try Ledger(db: db).firstDigest() }
  }

  /// Whether bytes with this digest were ingested with these options.
  ///
  /// - Throws: `StoreError` when SQLite reports trouble.
  public func isIngested(digest: String, options: String = "") throws(StoreError) -> Bool {
    try read { db in try Ledger(db: db).record(digest: digest, options: options) != nil }
  }
}
