/// What one JVM is to be given, from its own evidence.
public struct JVMSizeResult: Hashable, Sendable {
  /// The largest heap to give.
  public var heapMax: Memory
  /// The memory limit that holds it.
  public var limit: Memory
  /// The memory request.
  public var request: Memory
  /// The working set to expect under the new heap; nil where none was measured under the present one.
  public var expectedUse: Memory?
  /// The flags that make the JVM choose this heap and collector under the limit.
  public var flags: [String]
  /// What the limit is made of; the sizes add up to it.
  public var areas: [JVMArea]
  /// What stays alive.
  public var liveSet: LiveSetEstimate
  /// CPU against heap; empty where nothing tells what collections cost.
  public var curve: [HeapCPUPoint]
  /// Whether ``curve`` is of the whole process; else of its collections alone.
  public var curveIsWholeProcess: Bool
  /// Where the cost of collections comes from; nil where nothing tells.
  public var costSource: String?
  /// Why this heap, in one phrase.
  public var reason: String
  /// What the JVM chooses under the limit, with the flags.
  public var ergonomics: JVMChoice
  /// What changes against today, and what would have changed without the flags.
  public var changes: [String]
  /// What the reader should know.
  public var notes: [String]

  /// Makes a result.
  public init(
    heapMax: Memory,
    limit: Memory,
    request: Memory,
    expectedUse: Memory?,
    flags: [String],
    areas: [JVMArea],
    liveSet: LiveSetEstimate,
    curve: [HeapCPUPoint],
    curveIsWholeProcess: Bool,
    costSource: String?,
    reason: String,
    ergonomics: JVMChoice,
    changes: [String],
    notes: [String]
  ) {
    self.heapMax = heapMax
    self.limit = limit
    self.request = request
    self.expectedUse = expectedUse
    self.flags = flags
    self.areas = areas
    self.liveSet = liveSet
    self.curve = curve
    self.curveIsWholeProcess = curveIsWholeProcess
    self.costSource = costSource
    self.reason = reason
    self.ergonomics = ergonomics
    self.changes = changes
    self.notes = notes
  }
}
