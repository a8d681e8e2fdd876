public import PodfitModel

/// What was measured of a JVM over the window: the largest values, or nil where none was exported.
public struct JVMSignals: Hashable, Sendable {
  /// The largest heap use, garbage included.
  public var heapUsedMax: Memory?
  /// The largest committed heap.
  public var heapCommittedMax: Memory?
  /// The largest heap as the JVM tells it (`Runtime.maxMemory`).
  public var heapMax: Memory?
  /// The largest use of metaspace, code cache and the like.
  public var nonHeapUsedMax: Memory?
  /// The largest use of direct buffers.
  public var directUsedMax: Memory?
  /// An estimate of the bytes that stay alive.
  public var liveSet: LiveSet?
  /// The largest working set of the container.
  public var workingSetMax: Memory?

  /// Whether no signal of the JVM itself was measured; the working set is the container's.
  public var isEmpty: Bool {
    heapUsedMax == nil && heapCommittedMax == nil && heapMax == nil && nonHeapUsedMax == nil
      && directUsedMax == nil && liveSet == nil
  }

  /// Makes signals with nothing measured.
  public init() {}
}
