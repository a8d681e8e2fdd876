internal import PodfitModel

/// Which collector HotSpot uses.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Collector"
struct CollectorErgonomics: Sendable {
  /// The collector in use.
  var collector: GarbageCollector
  /// Whether a flag chose it.
  var isExplicit: Bool
  /// Collectors that the flags ask for together; HotSpot refuses more than one.
  var conflict: [GarbageCollector] = []

  /// From two processors and this much memory on, HotSpot takes a machine for a server: 2 GiB less
  /// an eighth of it.
  static let serverMemory: Memory = .mebibytes(1792)

  /// Applies flags and version to the machine that the JVM sees.
  init(flags: JVMFlags, version: JDKVersion, machine: SeenMachine) {
    var chosen: [GarbageCollector] = []
    for (name, collector) in GarbageCollector.flagNames
    where flags.isOn(name) == true && !chosen.contains(collector) {
      // Concurrent mark sweep is gone since JDK 14 (JEP 363); the flag chooses nothing.
      if collector != .cms || version.major < 14 { chosen.append(collector) }
    }
    if chosen.count > 1 { conflict = chosen }
    isExplicit = !chosen.isEmpty
    collector = chosen.first ?? Self.byDefault(flags: flags, version: version, machine: machine)
  }

  private static func byDefault(
    flags: JVMFlags,
    version: JDKVersion,
    machine: SeenMachine
  ) -> GarbageCollector {
    // JEP 523: G1 everywhere from JDK 27 on. Published, not measured here.
    if version.major >= 27 { return .g1 }
    let isServer =
      if flags.isOn("NeverActAsServerClassMachine") == true {
        false
      } else if flags.isOn("AlwaysActAsServerClassMachine") == true {
        true
      } else {
        machine.processors >= 2 && (machine.memory ?? .zero) >= serverMemory
      }
    guard isServer else { return .serial }
    return version.major >= 9 ? .g1 : .parallel
  }
}
