import PodfitModel

/// What one line of a GC log says.
enum GCStatement: Hashable {
  /// Which collector runs; begins a JVM's life.
  case collector(GarbageCollector)
  /// Whether it has generations.
  case generational(Bool)
  /// The JDK's version.
  case version(String)
  /// CPUs the JVM may use.
  case cpus(Int64)
  /// Memory the JVM sees.
  case memory(Int64)
  /// A size of the configuration.
  case setting(Setting, Int64)
  /// A completed pause.
  case pause(Pause)
  /// A completed concurrent phase, by the place of its name.
  case phase(Range<Int>, seconds: Double)
  /// A completed concurrent cycle; seconds where its phases are not told one by one.
  case cycle(GCKind, HeapChange?, seconds: Double)
  /// G1 regions after a collection.
  case regions(Generation, after: Int64)
  /// The old generation of a collector: its capacity before a collection, and what is in use after it.
  case oldGeneration(GarbageCollector, capacity: Int64?, after: Int64)
  /// The heap around a collection that another line counts.
  case occupancy(HeapChange)
  /// CPU seconds of a collection.
  case cpu(Double)
  /// What marking found alive.
  case live(Generation, Int64, unit: Int64)
  /// What was allocated while a cycle ran.
  case allocated(Int64)
  /// Garbage that marking found: bytes and the share of all garbage that they are.
  case garbage(Int64, share: Double)
  /// Garbage that marking found in the old generation.
  case oldGarbage(Int64)
  /// Committed memory.
  case committed(Int64)
  /// Trouble on a line of its own.
  case trouble(GCTrouble)

  /// Which part of the heap.
  enum Generation: Hashable {
    case whole, survivors, young, old
  }

  /// Which size of the configuration.
  enum Setting: Hashable {
    case heapMax, heapInitial, region
  }

  /// A pause.
  struct Pause: Hashable {
    /// Its kind; nil for a pause within a concurrent cycle.
    var kind: GCKind?
    /// Where its name is in the line.
    var name: Range<Int>
    /// The heap around it.
    var change: HeapChange?
    /// Its length in seconds; nil for one that another line tells.
    var seconds: Double?
    /// Trouble that the line names.
    var trouble: GCTrouble?
    /// Whether somebody asked for it: `System.gc()`, a diagnostic command.
    var isAsked = false
  }
}

/// The lines of one family of collectors.
///
/// A new family is one file and one line in ``GCFamilies``. `at` is where the text begins, behind the
/// decorators and `GC(n) `; the line ends where the bytes end.
protocol GCFamily {
  /// What the line says, nil where it is of no interest or of another family.
  static func statement(_ bytes: Span<UInt8>, at start: Int) -> GCStatement?
}

/// All families of collectors.
enum GCFamilies {
  /// What the line says, asked of the family of `collector`, or of all where that is not known.
  ///
  /// The families are called by name and not through a list of types, which would cost a call per
  /// line and family in the hot path.
  @inline(__always)
  static func statement(
    _ bytes: Span<UInt8>,
    at start: Int,
    collector: GarbageCollector?
  ) -> GCStatement? {
    switch collector {
    case .g1?: return G1Lines.statement(bytes, at: start)
    case .z?: return ZLines.statement(bytes, at: start)
    case .shenandoah?: return ShenandoahLines.statement(bytes, at: start)
    case .serial?, .parallel?, .cms?, .epsilon?:
      return GenerationalLines.statement(bytes, at: start)
    case nil:
      if let found = G1Lines.statement(bytes, at: start) { return found }
      // The last two take any pause that those before them leave.
      if let found = GenerationalLines.statement(bytes, at: start) { return found }
      let found = ShenandoahLines.statement(bytes, at: start) ?? ZLines.statement(bytes, at: start)
      // G1's concurrent phases look the same, and its cycles count as a whole.
      if case .phase? = found { return nil }
      return found
    }
  }
}
