import PodfitIngest
import PodfitModel
public import PodfitReport
import PodfitStore

extension Podfit {
  /// The ids of the formats that ingest recognises.
  public static var formatIDs: [String] { FormatRegistry.all.map { type(of: $0).id } }

  /// Takes files into the database, each whole or not at all.
  ///
  /// The same file with the same options twice changes nothing. A database that is not there is made,
  /// unless nothing can be taken into it.
  ///
  /// - Parameters:
  ///   - request: What to take in.
  ///   - onFailure: Told of each file that cannot be taken; the others are taken all the same. Without
  ///     it the first such file ends the work; files before it stay.
  ///   - onProgress: Told how far the work is, often and by any thread, one call at a time.
  /// - Returns: What became of each file that was taken, and what the database holds now.
  /// - Throws: ``PodfitError`` for a path that is not there, a database that cannot be used, and, without
  ///   `onFailure`, a file that cannot be taken
  /// - Complexity: O(bytes); memory does not depend on the size of files
  @discardableResult
  public func ingest(
    _ request: IngestRequest,
    onFailure: ((PodfitError) -> Void)? = nil,
    onProgress: (@Sendable (IngestProgress) -> Void)? = nil
  ) throws(PodfitError) -> IngestDocument {
    let paths = try InputPaths.expanded(
      request.paths,
      excluding: ["", "-wal", "-shm", "-journal"].map { database + $0 }
    )
    let counter = onProgress.map { ProgressCounter(paths, $0) }
    return try withStore(.readWriteCreating) { store in
      var files: [IngestDocument.File] = []
      // A database keeps the kind it began with, so that equal bytes have equal digests in it.
      let kind = try store.firstDigest().map { DigestKind(of: $0) } ?? .poly1305
      for path in paths {
        do throws(PodfitError) {
          defer { counter?.finish(path) }
          files.append(try Self.ingest(path, into: store, request, kind, counter))
        } catch {
          guard let onFailure else { throw error }
          onFailure(error)
        }
      }
      let counts = try store.counts()
      return IngestDocument(
        files: files,
        samples: files.reduce(0) { $0 + ($1.isAlreadyIngested ? 0 : $1.samples) },
        series: counts.series,
        containers: counts.containers
      )
    }
  }

  private static func ingest(
    _ path: String,
    into store: Store,
    _ request: IngestRequest,
    _ kind: DigestKind,
    _ counter: ProgressCounter?
  ) throws(PodfitError) -> IngestDocument.File {
    do {
      if let known = try record(of: path, in: store, request, kind) {
        return entry(path, known, true)
      }
      var report = FileReport()
      let ingested = try store.ingestFile(
        path: path,
        options: request.ledgerText,
        at: request.now
      ) { session in
        var sink = StoreSink(session: session)
        let name = path == "-" ? "standard input" : path
        if (ProgressCounter.size(of: path) ?? .max) < ThreadedReading.threshold {
          report = try Ingestor.read(
            try source(path, counter),
            named: name,
            options: request.options,
            into: &sink,
            digest: kind
          )
        } else {
          let reading = ThreadedReading(file: name, options: request.options, digest: kind)
          report = try reading.read(into: &sink) { () throws(IngestError) -> ByteSource in
            try source(path, counter)
          }
        }
        return FileOutcome(
          digest: report.digest,
          format: report.format,
          samples: report.samples,
          rejected: report.rejected,
          skipped: report.skipped.values.reduce(0, +),
          warnings: report.warnings
        )
      }
      return entry(path, ingested.record, ingested.isAlreadyIngested, report)
    } catch let error as IngestError {
      throw .ingest(error)
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
  }

  /// The ledger's row of a file that is there under the same path and with the same bytes; other files
  /// that were ingested before are found when they have been read.
  private static func record(
    of path: String,
    in store: Store,
    _ request: IngestRequest,
    _ kind: DigestKind
  ) throws -> FileRecord? {
    guard path != "-" else { return nil }
    let rows = try store.files().filter { $0.path == path && $0.options == request.ledgerText }
    guard !rows.isEmpty else { return nil }
    let digest = try Ingestor.digest(try source(path), named: path, kind: kind)
    return rows.first { $0.outcome.digest == digest }
  }

  private static func source(
    _ path: String,
    _ counter: ProgressCounter? = nil
  ) throws(IngestError) -> ByteSource {
    let source: ByteSource = path == "-" ? .standardInput : try .file(path)
    guard let counter else { return source }
    return source.reporting { counter.read($0, of: path) }
  }

  private static func entry(
    _ path: String,
    _ record: FileRecord,
    _ isAlreadyIngested: Bool,
    _ report: FileReport = FileReport()
  ) -> IngestDocument.File {
    IngestDocument.File(
      path: path,
      format: record.outcome.format,
      digest: record.outcome.digest,
      samples: record.outcome.samples,
      rejected: record.outcome.rejected,
      skipped: report.skipped,
      facts: report.facts,
      warnings: record.outcome.warnings,
      isAlreadyIngested: isAlreadyIngested
    )
  }
}

/// Hands what a file says to the store; neither stage knows the other.
private struct StoreSink: SampleSink {
  let session: FileSession

  mutating func accept(_ batch: SampleBatch) throws { try session.accept(batch) }

  mutating func accept(_ rows: SampleRows, of names: [RowSubject]) throws {
    try session.accept(rows, of: names)
  }

  mutating func accept(_ fact: InventoryFact) throws { try session.accept(fact) }

  mutating func accept(_ sketch: DailySketch) throws { try session.accept(sketch) }
}
