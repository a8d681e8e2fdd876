internal import PodfitModel

/// Room for classes: metaspace and the compressed class space within it.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Classes and other areas"
struct ClassSpaceErgonomics: Sendable {
  /// `MaxMetaspaceSize` in bytes; the default is as good as no limit.
  var maxMetaspace: UInt64
  /// `MetaspaceSize`: the use at which the first collection for its sake comes.
  var metaspaceTrigger: Memory
  /// `CompressedClassSpaceSize`, reserved and not resident.
  var classSpace: Memory

  /// Applies flags.
  init(flags: JVMFlags, version: JDKVersion) {
    let isEarly = version.major < 15
    let given = flags.memory("MaxMetaspaceSize")
    maxMetaspace = given.map { UInt64(clamping: $0.bytes) } ?? (isEarly ? .max - 4_095 : .max)

    let isClient = flags.isOn("NeverActAsServerClassMachine") == true
    let trigger: Memory =
      isEarly ? (isClient ? .mebibytes(12) : Memory(bytes: 21_807_104)) : .mebibytes(21)
    let wantedTrigger = flags.memory("MetaspaceSize") ?? trigger
    metaspaceTrigger = given.map { min(wantedTrigger, $0) } ?? wantedTrigger

    let wanted = flags.memory("CompressedClassSpaceSize") ?? .gibibytes(1)
    guard let given else {
      classSpace = wanted
      return
    }
    if isEarly {
      // What the boot loader takes at first, twice 4 MiB, must remain beside it.
      let room = given - .mebibytes(8)
      classSpace = min(wanted, max(room, .mebibytes(1)))
    } else {
      // Four fifths of all metaspace, in whole chunks of 16 MiB.
      let share = Memory(bytes: given.bytes / 10 * 8)
      classSpace = min(wanted, share).roundedUp(toMultipleOf: .mebibytes(16))
    }
  }
}
