internal import PodfitModel

/// The numbers of collector threads that HotSpot chooses.
///
/// - Source: docs/formulas/jvm-ergonomics.md, "Threads"
struct ThreadErgonomics: Sendable {
  /// `ParallelGCThreads`.
  var parallel: Int64
  /// `ConcGCThreads`.
  var concurrent: Int64
  /// `G1ConcRefinementThreads`.
  var refinement: Int64

  /// Applies flags to processors, collector and largest heap.
  init(
    flags: JVMFlags,
    version: JDKVersion,
    processors: Int,
    collector: GarbageCollector,
    maxHeap: Memory
  ) {
    let n = Int64(processors)
    let givenParallel = flags.count("ParallelGCThreads")
    let givenConcurrent = flags.count("ConcGCThreads")
    refinement = 0
    switch collector {
    case .serial, .epsilon:
      parallel = givenParallel ?? 0
      concurrent = givenConcurrent ?? 0
    case .parallel, .cms:
      parallel = givenParallel ?? Self.workers(n)
      concurrent = givenConcurrent ?? 0
    case .g1:
      let workers = givenParallel ?? Self.workers(n)
      parallel = workers
      concurrent = givenConcurrent.flatMap { $0 > 0 ? $0 : nil } ?? max(1, (workers + 2) / 4)
      refinement = flags.count("G1ConcRefinementThreads") ?? workers
    case .z:
      // Each worker may hold a page of 2 MiB; together they hold at most 2 % of the heap. JDK 11
      // did not look at the heap and took half as many concurrent ones.
      let isEarly = version.major < 15
      let cap = isEarly ? Int64.max : max(1, maxHeap.bytes / 50 / Memory.mebibytes(2).bytes)
      parallel = givenParallel ?? min(max(1, Self.ceiling(n * 6, 10)), cap)
      concurrent =
        givenConcurrent ?? min(max(1, Self.ceiling(n, isEarly ? 8 : 4)), cap)
    case .shenandoah:
      parallel = givenParallel ?? max(1, n / 2)
      concurrent = givenConcurrent ?? max(1, n / 4)
    }
  }

  /// One worker for each of the first eight processors, five for each eight beyond.
  private static func workers(_ n: Int64) -> Int64 { n <= 8 ? n : 8 + (n - 8) * 5 / 8 }

  private static func ceiling(_ a: Int64, _ b: Int64) -> Int64 { (a + b - 1) / b }
}
