/// What `jcmd GC.heap_info` says of a heap.
public struct HeapReport: Hashable, Sendable {
  /// Who collects.
  public var collector: GarbageCollector
  /// In use, garbage included.
  public var used: Memory
  /// Committed; of Serial and Parallel without the survivor space that is always empty.
  public var committed: Memory
  /// The largest heap; nil where the collector's report does not tell.
  public var maximum: Memory?
  /// Metaspace in use, class space included; nil where not told.
  public var metaspaceUsed: Memory?
  /// Metaspace committed, class space included; nil where not told.
  public var metaspaceCommitted: Memory?

  /// Makes a report.
  public init(collector: GarbageCollector, used: Memory, committed: Memory) {
    self.collector = collector
    self.used = used
    self.committed = committed
  }
}
