import Dispatch
import PodfitModel
import PodfitProfile
import PodfitStore
import Synchronization

extension Podfit {
  /// How many threads read samples side by side.
  static let readingThreads = 2

  /// Stretches of work for each thread, so that all end at about the same time.
  private static let stretches = 8

  /// Does something for stretches of a store's workloads, on several threads, each with a
  /// connection of its own.
  ///
  /// The stretches depend on the content of the store alone, and so does the order of the results.
  ///
  /// - Parameters:
  ///   - store: The open database, which the first thread uses.
  ///   - reader: Finds the workloads.
  ///   - threads: How many threads; 1 for none beside the caller's.
  ///   - work: Does one stretch.
  /// - Returns: What `work` returned, in the order of the workloads.
  /// - Throws: What `work` throws first, in that order
  func inShards<Result: Sendable>(
    of store: Store,
    _ reader: UsageReader,
    threads: Int = Podfit.readingThreads,
    _ work: @Sendable (ArraySlice<WorkloadGroup>, borrowing SeriesReader) throws -> Result
  ) throws -> [Result] {
    let shards = reader.shards(Self.readingThreads * Self.stretches)
    let next = Mutex(0)
    // A result or an error for each stretch, put in by the thread that worked on it.
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    @Sendable func run(_ store: Store) throws {
      try store.withSeriesReader { samples in
        while true {
          let index = next.withLock { next in
            defer { next += 1 }
            return next
          }
          guard index < shards.count else { return }
          let result = Swift.Result { try work(shards[index], samples) }
          results.withLock { $0[index] = result }
          if case .failure = result { next.withLock { $0 = shards.count } }
        }
      }
    }
    let failures = Mutex<[any Error]>([])
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, shards.count))) { thread in
      do {
        guard thread > 0 else { return try run(store) }
        let own = try Store.open(path: self.database, mode: .readOnly)
        defer { try? own.close() }
        try run(own)
      } catch {
        failures.withLock { $0.append(error) }
      }
    }
    if let failure = failures.withLock({ $0.first }) { throw failure }
    return try shards.indices.compactMap { index in
      try results.withLock { $0[index] }?.get()
    }
  }
}
