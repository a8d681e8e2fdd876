internal import PodfitModel

/// The areas beside the heap in the middle and at the ends of what was seen or published.
///
/// - Source: docs/formulas/jvm-memory.md, "Beside the heap"
struct AreaModel: Sendable {
  /// What it is called in explanations.
  var name: String
  /// HotSpot's names of it in native memory tracking.
  var tracked: [String]
  /// What to reckon with where nothing is measured.
  var middle: Memory
  /// The least seen.
  var low: Memory
  /// The most seen or published.
  var high: Memory

  /// The area of a name, in MiB.
  private init(_ name: String, _ tracked: [String], _ middle: Int64, _ low: Int64, _ high: Int64) {
    self.name = name
    self.tracked = tracked
    self.middle = .mebibytes(middle)
    self.low = .mebibytes(low)
    self.high = .mebibytes(high)
  }

  /// 80 MiB as for 12,000 loaded classes.
  static let metaspace = AreaModel("metaspace and classes", ["Metaspace", "Class"], 80, 2, 200)
  /// Compiled code.
  static let code = AreaModel("code cache", ["Code"], 50, 8, 100)
  /// Buffers outside of the heap, for network libraries.
  static let direct = AreaModel("direct buffers", ["Other"], 16, 0, 64)
  /// Sixty threads that touched 200 KiB each.
  static let stacks = AreaModel("thread stacks", ["Thread"], 12, 1, 50)
  /// Scratch memory of the compilers, largest while a program warms up.
  static let compilers = AreaModel("JIT compilers", ["Compiler", "Arena Chunk"], 15, 1, 50)
  /// Symbols and interned strings.
  static let symbols = AreaModel("symbols and strings", ["Symbol", "String Deduplication"], 10, 1, 30)
  /// The class archive, mapped libraries and the rest of HotSpot.
  static let machine = AreaModel(
    "JVM itself",
    [
      "Internal", "Native Memory Tracking", "Shared class space", "Logging", "Arguments", "Module",
      "Safepoint", "Synchronization", "Serviceability", "Statistics", "Services", "Object Monitors",
      "Unknown", "Test", "Tracing", "Test Chunk",
    ],
    15,
    12,
    30
  )
  /// What the allocator of C keeps beyond what is in use.
  static let allocator = AreaModel("allocator slack", [], 5, 0, 50)
  /// The collector's names in native memory tracking; its model is ``CollectorMemory``.
  static let collectorTracked = ["GC", "GCCardSet"]

  /// The areas in the order of explanations; the collector's follows them.
  static let all = [metaspace, code, direct, stacks, compilers, symbols, machine, allocator]
}
