/// What `java -XX:+PrintFlagsFinal` says: the flags that a JVM ended up with.
public struct FinalFlags: Hashable, Sendable {
  /// One flag.
  public struct Flag: Hashable, Sendable {
    /// The value as printed.
    public var value: String
    /// Where it comes from, such as `default`, `ergonomic`, `command line`; empty where not told.
    public var origin: String

    /// Makes a flag.
    public init(value: String, origin: String) {
      self.value = value
      self.origin = origin
    }
  }

  /// The flags by name.
  public var flags: [String: Flag]

  /// Makes a set of flags.
  public init(flags: [String: Flag]) { self.flags = flags }

  /// A flag that counts bytes; nil where it is missing, no number, or beyond what memory holds.
  public func memory(_ name: String) -> Memory? {
    flags[name].flatMap { Int64($0.value) }.map { Memory(bytes: $0) }
  }

  /// Whether a switch is on; nil where it is missing or no switch.
  public func isOn(_ name: String) -> Bool? {
    switch flags[name]?.value {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// Who collects; nil where no switch of a collector is on.
  public var collector: GarbageCollector? {
    let switches: [(String, GarbageCollector)] = [
      ("UseSerialGC", .serial), ("UseParallelGC", .parallel), ("UseG1GC", .g1), ("UseZGC", .z),
      ("UseShenandoahGC", .shenandoah), ("UseConcMarkSweepGC", .cms), ("UseEpsilonGC", .epsilon),
    ]
    return switches.first { isOn($0.0) == true }?.1
  }
}
