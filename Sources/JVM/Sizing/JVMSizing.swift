public import PodfitModel

/// A heap and the least memory limit it fits under, and how they came about.
public struct JVMSizing: Hashable, Sendable {
  /// The heap, the flags that give it and where to put them.
  public var recommendation: JVMRecommendation
  /// What is needed beside the heap, margin included; page cache is not in it.
  public var nonHeap: Memory
  /// The least memory limit that holds all of it, in whole MiB.
  public var minimumLimit: Memory
  /// The way to the numbers.
  public var steps: [ExplanationStep]
  /// What the JVM would choose otherwise than today, in words; empty where nothing changes.
  public var changes: [String]

  /// Makes a sizing.
  public init(
    recommendation: JVMRecommendation,
    nonHeap: Memory,
    minimumLimit: Memory,
    steps: [ExplanationStep],
    changes: [String]
  ) {
    self.recommendation = recommendation
    self.nonHeap = nonHeap
    self.minimumLimit = minimumLimit
    self.steps = steps
    self.changes = changes
  }
}
