import PodfitIngest
import PodfitJVM
public import PodfitModel
public import PodfitReport

extension Podfit {
  /// What the GC log of one JVM says; several files are one log.
  ///
  /// No database is needed.
  ///
  /// - Parameter paths: files, or `-` for standard input; folders stand for the files in them
  /// - Returns: the document; its remarks tell of files that could not be read to their end
  /// - Throws: ``PodfitError`` for a path that cannot be read, and where no line is one of a GC log
  public static func gcLogDocument(of paths: [String]) throws(PodfitError) -> GCLogDocument {
    let log = try gcLog(of: paths)
    let live = LiveSetEstimator.estimate(of: log).value
    return GCLogDocument(log, live: live, findings: GCLogFindings.all(in: log, live: live))
  }

  /// The GC log itself, for sizing.
  ///
  /// - Throws: as ``gcLogDocument(of:)``
  public static func gcLog(of paths: [String]) throws(PodfitError) -> GCLog {
    let files = try InputPaths.expanded(paths)
    do throws(IngestError) {
      return try GCLogReader.read(files.map { .path($0) })
    } catch {
      throw .ingest(error)
    }
  }
}
