/// The heap at one collection.
public struct GCHeapPoint: Hashable, Sendable {
  /// Seconds since the JVM's start, or since the log's first time stamp where it has no uptime.
  public var time: Double
  /// The kind of collection.
  public var kind: GCKind
  /// In use after the collection.
  public var after: Memory
  /// Committed after the collection; nil where not told.
  public var capacity: Memory?
  /// The part of ``after`` that is in survivor spaces.
  public var survivors: Memory?
  /// What complete marking found alive; nil for collections that do not say.
  public var live: Memory?
  /// How far ``live`` can be off because the log rounds.
  public var rounding = Memory.zero
  /// Capacity of the old generation before a full collection.
  public var oldCapacity: Memory?
  /// For a full collection, its number since the JVM's start, from 1; nil where the log does not
  /// begin with the start.
  public var fullNumber: Int?

  /// Makes a point.
  public init(time: Double, kind: GCKind, after: Memory) {
    self.time = time
    self.kind = kind
    self.after = after
  }
}
