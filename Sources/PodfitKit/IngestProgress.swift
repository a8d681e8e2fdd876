import Foundation
import Synchronization

/// How far an ingest has come.
public struct IngestProgress: Hashable, Sendable {
  /// Bytes of the files as they are stored, read so far.
  public var bytes: Int64 = 0
  /// Bytes of all files; nil where one of them does not tell, such as standard input.
  public var totalBytes: Int64?
  /// Files done, read or refused.
  public var filesDone = 0
  /// All files.
  public var files: Int
  /// The file that is read now.
  public var path = ""

  /// Makes a report.
  public init(files: Int, totalBytes: Int64?) {
    self.files = files
    self.totalBytes = totalBytes
  }
}

/// Adds up what the readers of several files have read, and tells it.
///
/// Readers of files may run side by side; the receiver is called by one of them at a time.
final class ProgressCounter: Sendable {
  private struct State {
    var progress: IngestProgress
    /// Bytes read of the files that are being read.
    var open: [String: Int64] = [:]
  }

  private let state: Mutex<State>
  private let sizes: [String: Int64]
  private let receiver: @Sendable (IngestProgress) -> Void

  /// Starts to count; asks the files for their sizes.
  init(_ paths: [String], _ receiver: @escaping @Sendable (IngestProgress) -> Void) {
    var sizes: [String: Int64] = [:]
    for path in paths { sizes[path] = Self.size(of: path) }
    let total = sizes.count == paths.count ? sizes.values.reduce(0, +) : nil
    self.sizes = sizes
    self.receiver = receiver
    state = Mutex(State(progress: IngestProgress(files: paths.count, totalBytes: total)))
  }

  /// Notes that more of a file was read.
  func read(_ count: Int, of path: String) {
    state.withLock { state in
      state.open[path, default: 0] += Int64(count)
      state.progress.bytes += Int64(count)
      state.progress.path = path
      receiver(state.progress)
    }
  }

  /// Notes that a file is done; one that was not read to its end counts whole.
  func finish(_ path: String) {
    state.withLock { state in
      let read = state.open.removeValue(forKey: path) ?? 0
      state.progress.bytes += max(0, (sizes[path] ?? read) - read)
      state.progress.filesDone += 1
      receiver(state.progress)
    }
  }

  /// The size of a file; nil for standard input and what is no plain file.
  static func size(of path: String) -> Int64? {
    guard path != "-" else { return nil }
    let resolved = URL(filePath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return nil }
    return (attributes?[.size] as? NSNumber)?.int64Value
  }
}
