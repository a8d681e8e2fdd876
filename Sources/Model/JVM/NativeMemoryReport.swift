/// What `jcmd VM.native_memory summary` says: the memory of a JVM by what it is for.
///
/// Committed is what the JVM may touch, which is more than what it did touch: a heap and stacks that
/// were never written are in it.
public struct NativeMemoryReport: Hashable, Sendable {
  /// One area.
  public struct Area: Hashable, Sendable {
    /// HotSpot's name, such as `Java Heap` or `GC`.
    public var name: String
    /// Address space.
    public var reserved: Memory
    /// Memory that may be touched.
    public var committed: Memory

    /// Makes an area.
    public init(name: String, reserved: Memory, committed: Memory) {
      self.name = name
      self.reserved = reserved
      self.committed = committed
    }
  }

  /// Address space together.
  public var reserved: Memory
  /// Committed memory together.
  public var committed: Memory
  /// The areas, in the order of the report.
  public var areas: [Area]
  /// Classes loaded; nil where the report does not say.
  public var classes: Int64?
  /// Threads; nil where the report does not say.
  public var threads: Int64?

  /// Makes a report.
  public init(reserved: Memory, committed: Memory, areas: [Area]) {
    self.reserved = reserved
    self.committed = committed
    self.areas = areas
  }

  /// The committed memory of the areas of these names together; nil where none is reported.
  public func committed(of names: String...) -> Memory? {
    let found = areas.filter { names.contains($0.name) }
    return found.isEmpty ? nil : found.reduce(.zero) { $0 + $1.committed }
  }
}
