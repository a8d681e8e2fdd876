import PodfitModel
import PodfitProfile
public import PodfitStore

extension Podfit {
  /// Fills the table of daily use, where anything has changed since the last time.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read or written
  /// - Complexity: O(samples)
  public func rollUp() throws(PodfitError) -> RollupResult {
    try withStore(.readWriteCreating, mustExist: true) { store in
      let reader = try UsageReader(store)
      let owners = reader.inventory.owners
      return try store.rollUp(
        owner: { owners.owner(of: $0).workload },
        usage: { body in
          // What reads must be closed before anything is written.
          for start in stride(from: 0, to: reader.groups.count, by: 50) {
            var days: [DailyUsage] = []
            try store.withSeriesReader { samples in
              for index in start..<min(start + 50, reader.groups.count) {
                let pods = try reader.pods(ofGroup: index, by: samples).pods
                days += Profiler.days(of: reader.groups[index].workload, pods: pods)
              }
            }
            for day in days { try body(day) }
          }
        }
      )
    }
  }

  /// Checks the whole database and changes nothing.
  ///
  /// - Throws: ``PodfitError`` when the database cannot be read at all
  public func verify() throws(PodfitError) -> Verification {
    try withStore(.readOnly) { try $0.verify() }
  }

  /// What is to stay when old days are dropped.
  public enum Retention: Hashable, Sendable {
    /// The days from this one on, counted from 1970-01-01, UTC.
    case from(day: Int64)
    /// So many days, up to the last one with samples.
    case last(days: Int64)
  }

  /// Drops old days; see `Store.prune`.
  ///
  /// - Parameters:
  ///   - retention: What is to stay.
  ///   - isRehearsal: Whether to count only.
  ///   - shrinks: Whether to give free space back to the system.
  /// - Returns: What went, or would go; nil where the database has no samples.
  /// - Throws: ``PodfitError`` when the database cannot be written
  public func prune(
    _ retention: Retention,
    isRehearsal: Bool = false,
    shrinks: Bool = false
  ) throws(PodfitError) -> PruneResult? {
    try withStore(.readWriteCreating, mustExist: true) { store in
      guard let last = try store.lastDay() else { return nil }
      let first =
        switch retention {
        case .from(let day): day
        case .last(let days): last.subtractingSaturated(days).addingSaturated(1)
        }
      return try store.prune(before: first, isRehearsal: isRehearsal, shrinks: shrinks)
    }
  }
}
