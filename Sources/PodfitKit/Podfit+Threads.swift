import Dispatch
import PodfitProfile
import PodfitStore
import Synchronization

extension Podfit {
  /// How many threads read samples side by side.
  static let readingThreads = 2

  /// Stretches of work for each thread, so that all end at about the same time.
  private static let stretches = 8

  /// Does something for each workload of a store, on several threads, each with a connection and
  /// memory of its own.
  ///
  /// What is done for one workload must not depend on the others, then neither threads nor the order
  /// in which they are done show in the result.
  ///
  /// - Parameters:
  ///   - store: The open database, which the first thread uses.
  ///   - reader: Finds the workloads.
  ///   - threads: How many threads; 1 for none beside the caller's.
  ///   - makeMemory: Makes what a thread uses again and again.
  ///   - work: Does the workload at a place of the reader's groups.
  /// - Returns: What `work` returned, in the order of the groups.
  /// - Throws: What `work` throws
  func forEachWorkload<Memory, Result: Sendable>(
    of store: Store,
    _ reader: UsageReader,
    threads: Int = Podfit.readingThreads,
    memory makeMemory: @Sendable () -> Memory,
    _ work: @Sendable (Int, borrowing SeriesReader, inout Memory) throws -> Result
  ) throws -> [Result] {
    let stretches = reader.stretches(max(threads, 1) * Self.stretches)
    let next = Mutex(0)
    // Put in by the threads, a stretch at a time.
    let done = Mutex<[(group: Int, result: Result)]>([])
    let failures = Mutex<[any Error]>([])
    @Sendable func run(_ store: Store) throws {
      var memory = makeMemory()
      try store.withSeriesReader { samples in
        while true {
          let index = next.withLock { next in
            defer { next += 1 }
            return next
          }
          guard index < stretches.count else { return }
          var own: [(group: Int, result: Result)] = []
          for group in stretches[index] { own.append((group, try work(group, samples, &memory))) }
          done.withLock { $0 += own }
        }
      }
    }
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, stretches.count))) { thread in
      do {
        guard thread > 0 else { return try run(store) }
        let own = try Store.open(path: self.database, mode: .readOnly)
        defer { try? own.close() }
        try run(own)
      } catch {
        next.withLock { $0 = stretches.count }
        failures.withLock { $0.append(error) }
      }
    }
    if let failure = failures.withLock({ $0.first }) { throw failure }
    return done.withLock { $0 }.sorted { $0.group < $1.group }.map(\.result)
  }
}

extension Podfit {
  /// Does two things that do not depend on each other: the first on a thread of its own, the second on
  /// the caller's.
  ///
  /// The second may spread its work over all processors: it is not held to one while the first goes on,
  /// as it would be inside of `concurrentPerform`, and whoever ends early leaves its processor to the other.
  ///
  /// - Throws: what the first throws, else what the second does
  static func sideBySide<First: Sendable, Second>(
    _ first: @escaping @Sendable () throws(PodfitError) -> First,
    _ second: () throws(PodfitError) -> Second
  ) throws(PodfitError) -> (First, Second) {
    let one = Mutex<Result<First, PodfitError>?>(nil)
    let other: Result<Second, PodfitError>
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let result = Result(catching: first)
      one.withLock { $0 = result }
    }
    other = Result(catching: second)
    group.wait()
    // It ran, so that none is missing; doing it again is right all the same.
    let result = one.withLock { $0 } ?? Result(catching: first)
    return (try result.get(), try other.get())
  }
}
