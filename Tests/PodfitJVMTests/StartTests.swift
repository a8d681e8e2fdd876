import PodfitModel
import Testing

@testable import PodfitJVM

/// A flag line and the releases, of the four measured, that started with it.
///
/// Seen on Temurin 11.0.13, 17.0.9, 21.0.8 and 25.0.2 for Linux on x86-64.
@Suite("Whether a JVM starts")
struct StartTests {
  @Test(
    "is told as real JVMs of four releases did",
    arguments: [
      ("-XX:+UseZGC", [17, 21, 25]),
      ("-XX:+UnlockExperimentalVMOptions -XX:+UseZGC", [11, 17, 21, 25]),
      ("-XX:+UseZGC -XX:+UnlockExperimentalVMOptions", [17, 21, 25]),
      ("-XX:+UseShenandoahGC", [11, 17, 21, 25]),
      ("-XX:+UseG1GC -XX:+UseSerialGC", []),
      ("-XX:+UseConcMarkSweepGC", [11]),
      ("-XX:+UseParNewGC", []),
      ("-XX:+UseEpsilonGC", []),
      ("-XX:MaxRAMFraction=2", [11, 17, 21]),
      ("-Xms512m -Xmx256m", []),
      ("-Xmx1m", []),
      ("-Xmx2m", [11, 17, 21, 25]),
      ("-XX:MaxRAMPercentage=101", []),
      ("-XX:MaxRAMPercentage=0", [11, 17, 21, 25]),
      ("-XX:MaxRAMPercentage=-1", []),
      ("-XX:MaxRAMPercentage=75%", []),
      ("-Xss16k", []), ("-Xss136k", [11, 17, 21, 25]), ("-Xss1t", []),
      ("-XX:MaxMetaspaceSize=1m", []),
      ("-XX:MaxMetaspaceSize=8m", [17, 21, 25]),
      ("-XX:MaxMetaspaceSize=20m", [11, 17, 21, 25]),
      ("-XX:ParallelGCThreads=0 -XX:+UseParallelGC", []),
      ("-XX:ParallelGCThreads=0 -XX:+UseG1GC", []),
      ("-XX:ReservedCodeCacheSize=1m", []),
      ("-XX:ReservedCodeCacheSize=3m", [11, 17, 21, 25]),
      ("-XX:ReservedCodeCacheSize=3g", []),
      ("-XX:ConcGCThreads=8 -XX:ParallelGCThreads=2 -XX:+UseG1GC", [21, 25]),
      ("-XX:CICompilerCount=1", []), ("-XX:CICompilerCount=0", []),
      ("-XX:SoftMaxHeapSize=4g -Xmx512m", []),
      ("-XX:NoSuchFlag=1", []),
      ("-XX:MinHeapSize=64m -Xms32m", [17, 21, 25]),
      ("-XX:CompressedClassSpaceSize=500k", []), ("-XX:CompressedClassSpaceSize=5g", []),
      ("-XX:MaxDirectMemorySize=-1", []),
      ("-XX:SurvivorRatio=0", []), ("-XX:NewRatio=0 -XX:+UseSerialGC", []),
      ("-XX:GuaranteedSafepointInterval=1", []),
      ("-XX:+UnlockDiagnosticVMOptions -XX:GuaranteedSafepointInterval=1", [11, 17, 21, 25]),
      ("-XX:MaxRAM=0", []),
      ("-Xmx512mb", []), ("-Xmx1.5g", []),
      ("-XX:+AggressiveHeap", [11, 17, 21, 25]),
    ]
  )
  func starts(line: String, releases: [Int]) throws {
    for release in [11, 17, 21, 25] {
      let choice = try JVMExplainer.choice(
        version: "\(release)",
        surroundings: JVMSurroundings(memoryLimit: .gibibytes(8), cpuLimit: .cores(2)),
        flags: line.split(separator: " ").map(String.init)
      )
      #expect(choice.starts == releases.contains(release), "JDK \(release): \(choice.refusals)")
    }
  }

  @Test("a heap that is touched at start and does not fit the limit is not started")
  func pretouched() throws {
    let choice = try JVMExplainer.choice(
      version: "21",
      surroundings: JVMSurroundings(memoryLimit: .gibibytes(1), cpuLimit: .cores(2)),
      flags: ["-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch"]
    )
    #expect(!choice.starts)
  }

  @Test("what was not measured is said", arguments: ["8u392", "26", "27"])
  func unverified(version: String) throws {
    let choice = try JVMExplainer.choice(
      version: version,
      surroundings: JVMSurroundings(memoryLimit: .gibibytes(2), cpuLimit: .cores(2)),
      flags: []
    )
    #expect(choice.notes.contains { $0.contains("unverified") })
    #expect(choice.starts)
  }
}

@Suite("Compilers and class space at the edges")
struct CompilerTests {
  /// Read off the four measured releases with `-XX:+PrintFlagsFinal`.
  @Test(
    "compiler threads, code cache and segments",
    arguments: [
      ("11", 1, "-XX:-TieredCompilation", 2, 50_331_648, false),
      ("11", 16, "-XX:-TieredCompilation", 2, 50_331_648, false),
      ("11", 16, "-XX:TieredStopAtLevel=1", 12, 251_658_240, true),
      ("11", 16, "-Xint", 2, 50_331_648, false),
      ("17", 16, "-XX:-TieredCompilation", 12, 50_331_648, false),
      ("17", 16, "-XX:TieredStopAtLevel=0", 2, 50_331_648, false),
      ("17", 16, "-XX:TieredStopAtLevel=3", 12, 50_331_648, false),
      ("17", 16, "-Xint", 2, 50_331_648, false),
      ("21", 1, "-XX:TieredStopAtLevel=1", 2, 50_331_648, false),
      ("21", 16, "-XX:+NeverActAsServerClassMachine", 1, 33_554_432, false),
      ("25", 1, "-XX:-TieredCompilation", 1, 50_331_648, false),
      ("25", 16, "-XX:TieredStopAtLevel=1", 12, 50_331_648, false),
      ("25", 16, "-XX:TieredStopAtLevel=0", 0, 50_331_648, false),
      ("25", 1, "-Xint", 0, 50_331_648, false),
      ("25", 16, "-XX:ReservedCodeCacheSize=300m", 12, 314_572_800, true),
    ]
  )
  func compilers(
    version: String,
    processors: Int,
    flag: String,
    threads: Int,
    codeCache: Int,
    isSegmented: Bool
  ) throws {
    let choice = try JVMExplainer.choice(
      version: version,
      surroundings: JVMSurroundings(memoryLimit: .gibibytes(4), nodeCPU: .cores(64)),
      flags: [flag, "-XX:ActiveProcessorCount=\(processors)"]
    )
    #expect(choice["CICompilerCount"] == .number(UInt64(threads)))
    #expect(choice["ReservedCodeCacheSize"] == .number(UInt64(codeCache)))
    #expect(choice["SegmentedCodeCache"] == .on(isSegmented))
  }

  @Test(
    "the class space shrinks to fit the metaspace",
    arguments: [
      ("11", 20, 12_582_912), ("11", 200, 201_326_592), ("11", 1_000, 1_040_187_392),
      ("11", 1_200, 1_073_741_824), ("17", 8, 16_777_216), ("17", 50, 50_331_648),
      ("17", 100, 83_886_080), ("17", 256, 218_103_808), ("21", 1_000, 838_860_800),
      ("25", 1_200, 1_006_632_960), ("25", 2_048, 1_073_741_824),
    ]
  )
  func classSpace(version: String, metaspace: Int, expected: Int) throws {
    let choice = try JVMExplainer.choice(
      version: version,
      surroundings: JVMSurroundings(memoryLimit: .gibibytes(4), cpuLimit: .cores(2)),
      flags: ["-XX:MaxMetaspaceSize=\(metaspace)m"]
    )
    #expect(choice["CompressedClassSpaceSize"] == .number(UInt64(expected)))
  }

  @Test(
    "short pointers end where real JVMs ended them",
    arguments: [
      ("11", "-XX:+UseG1GC", 32_736, true), ("11", "-XX:+UseG1GC", 32_740, false),
      ("17", "-XX:+UseG1GC", 32_736, true), ("17", "-XX:+UseG1GC", 32_740, false),
      ("21", "-XX:+UseG1GC", 32_256, true), ("21", "-XX:+UseG1GC", 32_257, false),
      ("25", "-XX:+UseG1GC", 32_736, true), ("25", "-XX:+UseG1GC", 32_740, false),
      ("21", "-XX:+UseSerialGC", 32_766, true), ("21", "-XX:+UseSerialGC", 32_767, false),
      ("17", "-XX:+UseParallelGC", 32_760, true), ("17", "-XX:+UseParallelGC", 32_767, false),
      ("25", "-XX:+UseShenandoahGC", 32_736, true), ("25", "-XX:+UseShenandoahGC", 32_760, false),
    ]
  )
  func shortPointers(version: String, collector: String, heap: Int, expected: Bool) throws {
    let choice = try JVMExplainer.choice(
      version: version,
      surroundings: JVMSurroundings(memoryLimit: .gibibytes(64), cpuLimit: .cores(4)),
      flags: [collector, "-Xmx\(heap)m"]
    )
    #expect(choice["UseCompressedOops"] == .on(expected))
  }
}
