/// What a JVM makes of its flags and surroundings, in HotSpot's own names.
public struct JVMChoice: Hashable, Sendable {
  /// A flag's value as HotSpot prints it: sizes in bytes, stack sizes in KiB.
  public enum Value: Hashable, Sendable {
    case number(UInt64)
    /// A number that may be below zero: -1 of `ActiveProcessorCount` stands for "not set".
    case signed(Int64)
    case percentage(Double)
    case on(Bool)
  }

  /// One flag.
  public struct Flag: Hashable, Sendable {
    /// HotSpot's name.
    public var name: String
    /// The value in force.
    public var value: Value

    /// Makes a flag.
    public init(_ name: String, _ value: Value) {
      self.name = name
      self.value = value
    }
  }

  /// Why the process does not start, in words; empty where it starts.
  public var refusals: [String]
  /// The CPUs the JVM believes in.
  public var availableProcessors: Int
  /// What `Runtime.maxMemory` says.
  public var reportedMaxMemory: Memory
  /// The flags in force, in the order of topics; those that the release does not have are left out.
  public var flags: [Flag]
  /// What the reader should know: guesses, warnings of the JVM, releases that were not measured.
  public var notes: [String]

  /// Makes a result.
  public init(
    refusals: [String],
    availableProcessors: Int,
    reportedMaxMemory: Memory,
    flags: [Flag],
    notes: [String]
  ) {
    self.refusals = refusals
    self.availableProcessors = availableProcessors
    self.reportedMaxMemory = reportedMaxMemory
    self.flags = flags
    self.notes = notes
  }

  /// Whether the process starts.
  public var starts: Bool { refusals.isEmpty }

  /// The value of a flag, nil where the release does not have it.
  public subscript(name: String) -> Value? { flags.first { $0.name == name }?.value }
}
