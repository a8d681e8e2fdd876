import Dispatch
import Foundation
public import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitStore
import Synchronization

extension Podfit {
  /// Holds what strategies would have asked for at past instants against the days that followed.
  ///
  /// Containers that run all the time count, jobs do not. The result is kept in the database where the
  /// request says when it is made, with what strategy `budget` is calibrated on from then on.
  ///
  /// - Throws: ``PodfitError`` for a strategy that is not known, where there is nothing to hold numbers
  ///   against, and when the database cannot be used; nothing is kept then
  /// - Complexity: O(samples), twice where `budget` is among the strategies
  public func backtest(_ request: BacktestRequest) throws(PodfitError) -> BacktestResult {
    try withStore(
      request.made == nil ? .readOnly : .readWriteCreating,
      mustExist: request.made != nil
    ) { store in
      guard let window = try store.window() else {
        throw PodfitError.nothingToBacktest(database: database)
      }
      var backtest = try Self.backtest(request, window: window)
      backtest.seed = request.seed
      backtest.resamples = request.resamples
      backtest.budget = request.budget.budget
      let plan = backtest.plan
      guard !plan.origins.isEmpty else { throw Self.tooLittle(plan) }
      let reader = try BacktestReader(store)
      let shards = reader.shards(request.threads)

      func pass<Part: Sendable>(
        _ empty: Part,
        _ add: @Sendable @escaping (inout Part, UsageHistory, WorkloadID) -> Void
      ) throws -> [Part] {
        try self.parts(shards, of: store) { groups, store in
          var part = empty
          let memory = HistoryMemory()
          try reader.forEach(in: groups, of: store) { container in
            let history = UsageHistory(
              pods: container.pods,
              start: plan.start,
              blocks: plan.blocks,
              containersInPod: container.containersInPod,
              memory: memory
            )
            add(&part, history, container.id.workload)
          }
          return part
        }
      }

      var tally: CalibrationTally?
      if backtest.needsCalibration {
        for part in try pass(backtest.tally(), { part, history, _ in part.add(history) }) {
          if tally == nil { tally = part } else { tally?.merge(part) }
        }
      }
      var score = backtest.score(calibratedBy: tally)
      let parts = try pass(score) { part, history, workload in part.add(history, of: workload) }
      for part in parts { score.merge(part) }
      let result = backtest.result(of: score, window: window)
      guard result.isMeasured else { throw Self.tooLittle(plan, dropped: result.setup.dropped) }
      if let made = request.made {
        let calibration = try tally.map { tally in
          let encoder = JSONEncoder()
          encoder.outputFormatting = [.sortedKeys]
          return String(
            decoding: try encoder.encode(backtest.calibration(by: tally)),
            as: UTF8.self
          )
        }
        try store.keep(result, calibration: calibration, made: made)
      }
      return result
    }
  }

  private static func tooLittle(_ plan: BacktestPlan, dropped: Int = 0) -> PodfitError {
    .tooLittleToBacktest(
      days: plan.blocks,
      warmup: plan.warmup,
      horizon: plan.horizon,
      dropped: dropped
    )
  }

  private static func backtest(
    _ request: BacktestRequest,
    window: TimeWindow
  ) throws(PodfitError) -> Backtest {
    do {
      return try Backtest(
        strategies: request.strategies,
        plan: BacktestPlan(window: window, warmup: request.warmup, horizon: request.horizon)
      )
    } catch {
      throw .unknownStrategy("\(error); \(error.hint)")
    }
  }

  /// Works on shards side by side, each over a connection of its own; results in the order of shards.
  private func parts<Part: Sendable>(
    _ shards: [ArraySlice<WorkloadGroup>],
    of store: Store,
    _ work: @Sendable (ArraySlice<WorkloadGroup>, Store) throws -> Part
  ) throws -> [Part] {
    // A result or an error for each shard, put in by the thread that worked on it.
    let results = Mutex<[Int: Result<Part, any Error>]>([:])
    DispatchQueue.concurrentPerform(iterations: shards.count) { index in
      let result = Result { () throws -> Part in
        // A store is one connection, whose calls follow one another.
        let own = index == 0 ? store : try Store.open(path: self.database, mode: .readOnly)
        defer { if index > 0 { try? own.close() } }
        return try work(shards[index], own)
      }
      results.withLock { $0[index] = result }
    }
    return try shards.indices.compactMap { index in
      try results.withLock { $0[index] }?.get()
    }
  }
}
