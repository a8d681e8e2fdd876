public import PodfitModel

/// Which part of the database is asked for.
public struct UsageFilter: Hashable, Sendable {
  /// The namespace; nil for all.
  public var namespace: String?
  /// The workload's name; nil for all.
  public var workload: String?
  /// Samples at or before this time are left out, since they cover the time before; nil for none.
  public var since: Instant?
  /// Samples after this time are left out; nil for none.
  public var until: Instant?

  /// Makes a filter.
  public init(
    namespace: String? = nil,
    workload: String? = nil,
    since: Instant? = nil,
    until: Instant? = nil
  ) {
    self.namespace = namespace
    self.workload = workload
    self.since = since
    self.until = until
  }

  /// Whether a workload is asked for.
  func holds(_ id: WorkloadID) -> Bool {
    (namespace ?? id.namespace) == id.namespace && (workload ?? id.name) == id.name
  }

  /// Whether a sketch's day lies in the time asked for, in part at least.
  func holds(day: Int64) -> Bool {
    let start = Instant(milliseconds: day.multipliedSaturated(by: 86_400_000))
    return (since.map { start + .days(1) > $0 } ?? true) && (until.map { start < $0 } ?? true)
  }
}
