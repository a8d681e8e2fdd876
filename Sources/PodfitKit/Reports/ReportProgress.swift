import Synchronization

/// How far a report is.
public enum ReportProgress: Hashable, Sendable {
  /// So many workloads of all were profiled.
  case reading(done: Int, total: Int)
  /// Nodes are packed.
  case packing
  /// Samples run on the packed nodes.
  case replaying
}

/// Counts workloads that several threads do, and tells now and then.
final class WorkloadCount: Sendable {
  /// Workloads from one telling to the next.
  private static let step = 32

  private let total: Int
  private let tell: (@Sendable (ReportProgress) -> Void)?
  private let done = Mutex(0)

  init(of total: Int, _ tell: (@Sendable (ReportProgress) -> Void)?) {
    self.total = total
    self.tell = tell
  }

  /// Counts one more.
  func add() {
    guard let tell else { return }
    let count = done.withLock { done in
      done += 1
      return done
    }
    if count % Self.step == 0 || count == total { tell(.reading(done: count, total: total)) }
  }
}
