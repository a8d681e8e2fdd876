internal import PodfitModel

/// The just-in-time compilers: their threads and the room for their code.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Compilers"
struct CompilerErgonomics: Sendable {
  /// `TieredCompilation`: whether both compilers work together.
  var isTiered: Bool
  /// `CICompilerCount`.
  var threads: Int64
  /// `ReservedCodeCacheSize`.
  var codeCache: Memory
  /// `SegmentedCodeCache`.
  var isSegmented: Bool
  /// `NonNMethodCodeHeapSize`.
  var otherCode: Memory
  /// `NonProfiledCodeHeapSize`, 0 unless segmented.
  var plainCode: Memory
  /// `ProfiledCodeHeapSize`, 0 unless segmented.
  var profiledCode: Memory

  /// Code caches from this size on are divided by kind of code, where tiers are on.
  private static let segmentedFrom: Memory = .mebibytes(240)
  private static let page: Memory = .kibibytes(4)
  /// What each thread of the first compiler keeps in the cache for itself.
  private static let firstCompilerBuffer: Int64 = 576_716

  /// Applies flags to the processors that the JVM sees.
  init(flags: JVMFlags, version: JDKVersion, processors: Int) {
    // "Never act as a server" makes HotSpot behave like the client machine of old: one compiler.
    let isClient = flags.isOn("NeverActAsServerClassMachine") == true
    let last = flags.count("TieredStopAtLevel") ?? 4
    let isInterpreted = flags.isInterpreted
    let tiersAreOff = flags.isOn("TieredCompilation") == false || isInterpreted
    // Up to JDK 14 the last level changed nothing here; then level 0 turns both compilers off and
    // levels 1 to 3 leave the first one alone.
    let countsLevels = version.major >= 15
    let compilesNothing = isInterpreted || (countsLevels && last == 0)
    let isFirstOnly = isClient || (countsLevels && (1...3).contains(last) && !tiersAreOff)
    isTiered = !tiersAreOff && !(countsLevels && last == 0) && !(isClient && version.major < 15)

    threads = Self.threads(
      flags.count("CICompilerCount"),
      version: version,
      processors: processors,
      isClient: isClient,
      isSingle: isFirstOnly || tiersAreOff,
      compilesNothing: compilesNothing
    )
    let standard: Memory =
      isClient
      ? .mebibytes(32)
      : isTiered && !isFirstOnly ? Self.segmentedFrom : .mebibytes(48)
    codeCache = flags.memory("ReservedCodeCacheSize") ?? standard
    isSegmented =
      flags.isOn("SegmentedCodeCache")
      ?? (isTiered && !isFirstOnly && codeCache >= Self.segmentedFrom)

    guard isSegmented else {
      otherCode = version.major >= 21 ? Self.page : .mebibytes(5)
      plainCode = .zero
      profiledCode = .zero
      return
    }
    let profiles = !(version.major < 15 && (0...1).contains(last))
    let first = profiles ? max(1, threads / 3) : threads
    let buffers =
      first * Self.firstCompilerBuffer
      + (threads - first) * Self.secondCompilerBuffer(version)
    let other = Memory.mebibytes(5) + Memory(bytes: buffers)
    let rest = codeCache - other
    let half = profiles ? Memory(bytes: rest.bytes / 2) : .zero
    // Since JDK 25 every part is a whole number of pages.
    let isAligned = version.major >= 25
    otherCode = isAligned ? other.roundedDown(toMultipleOf: Self.page) : other
    profiledCode = isAligned ? half.roundedDown(toMultipleOf: Self.page) : half
    plainCode = isAligned ? codeCache - otherCode - profiledCode : rest - half
  }

  /// Grows with the logarithm of the processors times the logarithm of that.
  private static func threads(
    _ given: Int64?,
    version: JDKVersion,
    processors: Int,
    isClient: Bool,
    isSingle: Bool,
    compilesNothing: Bool
  ) -> Int64 {
    if let given { return given }
    if isClient { return 1 }
    if compilesNothing { return version.major >= 25 ? 0 : 2 }
    // Without tiers, JDK 11 stays with two.
    if isSingle, version.major < 15 { return 2 }
    let log = logarithm(processors)
    let least: Int64 = isSingle && version.major >= 25 ? 1 : 2
    return max(log * logarithm(Int(max(log, 1))) * 3 / 2, least)
  }

  private static func logarithm(_ n: Int) -> Int64 {
    Int64(Int.bitWidth - 1 - max(n, 1).leadingZeroBitCount)
  }

  private static func secondCompilerBuffer(_ version: JDKVersion) -> Int64 {
    if version.major >= 15 { return 6_592 }
    // 5,248 on 11.0.2, 5,568 on 11.0.5 and 11.0.13; which update between changed it is not known.
    return (version.update ?? .max) < 5 ? 5_248 : 5_568
  }
}
