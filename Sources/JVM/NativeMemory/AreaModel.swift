internal import PodfitModel

/// An area beside the heap in the middle and at the ends of what was seen or published.
///
/// - Source: docs/formulas/jvm-memory.md, "Beside the heap"
struct AreaModel: Hashable, Sendable {
  /// What it is called in explanations.
  var name: String
  /// HotSpot's names of it in native memory tracking; empty for what is outside of that.
  var tracked: Set<String>
  /// The size to reckon with where nothing is measured, with the least and the most.
  var area: JVMArea

  /// The area of a name, in MiB: middle, low, high.
  private init(_ name: String, _ tracked: Set<String>, _ mebibytes: (Int64, Int64, Int64)) {
    self.name = name
    self.tracked = tracked
    area = JVMArea(
      name: name,
      bytes: .mebibytes(mebibytes.0),
      low: .mebibytes(mebibytes.1),
      high: .mebibytes(mebibytes.2),
      basis: .model
    )
  }

  /// 80 MiB as for 12,000 loaded classes.
  static let metaspace = AreaModel("metaspace and classes", ["Metaspace", "Class"], (80, 2, 200))
  /// Compiled code.
  static let code = AreaModel("code cache", ["Code"], (50, 8, 100))
  /// The name of the two above where one metric counts both.
  static let classesAndCode = "metaspace, classes and code cache"
  /// Buffers outside of the heap, for network libraries.
  static let direct = AreaModel("direct buffers", ["Other"], (16, 0, 64))
  /// Sixty threads that touched 200 KiB each.
  static let stacks = AreaModel("thread stacks", ["Thread"], (12, 1, 50))
  /// Scratch memory of the compilers, largest while a program warms up.
  static let compilers = AreaModel("JIT compilers", ["Compiler", "Arena Chunk"], (15, 1, 50))
  /// Symbols and interned strings.
  static let symbols = AreaModel(
    "symbols and strings",
    ["Symbol", "String Deduplication"],
    (10, 1, 30)
  )
  /// The class archive, mapped libraries and the rest of HotSpot.
  static let machine = AreaModel(
    "JVM itself",
    [
      "Internal", "Native Memory Tracking", "Shared class space", "Logging", "Arguments", "Module",
      "Safepoint", "Synchronization", "Serviceability", "Statistics", "Services", "Object Monitors",
      "Unknown", "Test", "Tracing", "Test Chunk",
    ],
    (15, 12, 30)
  )
  /// What the allocator of C keeps beyond what is in use.
  static let allocator = AreaModel("allocator slack", [], (5, 0, 50))

  /// The areas in the order of explanations; the collector's, see ``CollectorMemory``, follows them.
  static let all = [metaspace, code, direct, stacks, compilers, symbols, machine, allocator]

  /// HotSpot beside classes, code, buffers, stacks and collector.
  static let runtime = [compilers, symbols, machine, allocator].reduce(Memory.zero) {
    $0 + $1.area.bytes
  }

  /// The stacks of so many threads: idle ones touched 110 KiB, busy ones up to 250.
  static func stacks(of threads: Int64?) -> JVMArea {
    guard let threads, threads > 0 else { return stacks.area }
    let count = Int(clamping: min(threads, 1_000_000))
    return JVMArea(
      name: stacks.name,
      bytes: Memory.kibibytes(160) * count,
      low: Memory.kibibytes(110) * count,
      high: Memory.kibibytes(250) * count,
      basis: .model
    )
  }
}
