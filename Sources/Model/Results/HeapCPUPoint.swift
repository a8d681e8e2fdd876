/// The CPU to expect of a JVM under one heap.
public struct HeapCPUPoint: Hashable, Sendable {
  /// The largest heap.
  public var heap: Memory
  /// The CPU to expect: of the whole process where that is known, else of its collections.
  public var cpu: CPU
  /// The least to expect.
  public var low: CPU
  /// The most to expect.
  public var high: CPU

  /// Makes a point.
  public init(heap: Memory, cpu: CPU, low: CPU, high: CPU) {
    self.heap = heap
    self.cpu = cpu
    self.low = low
    self.high = high
  }
}
