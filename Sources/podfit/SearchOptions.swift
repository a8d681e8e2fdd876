import ArgumentParser
import PodfitKit
import Synchronization

/// Options of commands that search for packings.
struct SearchOptions: ParsableArguments {
  @Option(name: .long, help: "Chooses among equal moves of the search.")
  var seed: UInt64 = 1

  @Option(
    name: .long,
    help: "greedy: the answer of the packers, within a second; full: search on (default)."
  )
  var method = "full"

  @Option(
    name: .long,
    help: "End the search after this time, such as 30s, 500ms or 2m, with the best until then."
  )
  var timeLimit: String?

  /// Whether packers alone answer.
  var isGreedy: Bool { method == "greedy" }

  private static let interrupted = Mutex<Int32?>(nil)

  func validate() throws {
    guard ["greedy", "full"].contains(method) else {
      throw ValidationError("--method: no method \"\(method)\"; there are: greedy, full")
    }
    if let timeLimit { _ = try Self.duration(timeLimit) }
  }

  /// A length of time such as `30s`, `500ms`, `2m`; a plain number is seconds.
  private static func duration(_ text: String) throws -> Duration {
    let units: [(String, Double)] = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3_600), ("", 1)]
    for (suffix, scale) in units where text.hasSuffix(suffix) {
      let number = Double(text.dropLast(suffix.count)) ?? .nan
      guard number.isFinite, number > 0, number * scale <= 1_000_000 else { break }
      return .seconds(number * scale)
    }
    throw ValidationError("--time-limit: not a length of time above zero: \"\(text)\"")
  }

  /// The search to ask the library for.
  func search(_ stop: @escaping @Sendable () -> Bool) -> NodeSearch {
    NodeSearch(seed: seed, isGreedy: isGreedy, shouldStop: stop)
  }

  /// Runs `body` with what tells it to stop: the limit of time, or SIGINT and SIGTERM.
  func watched<Result>(
    _ body: (@escaping @Sendable () -> Bool) throws -> Result
  ) throws -> Result {
    let control = PullControl()
    let interruption = Interruption(control)
    defer { interruption.end() }
    let clock = ContinuousClock()
    let end = try timeLimit.map { clock.now + (try Self.duration($0)) }
    let result = try body { control.isCancelled || end.map { clock.now >= $0 } ?? false }
    if control.isCancelled {
      let status = interruption.status
      Self.interrupted.withLock { $0 = status }
    }
    return result
  }

  /// Ends with the status of an interrupted program where a signal ended the search.
  func finish() throws {
    if let status = Self.interrupted.withLock({ $0 }) {
      throw Outcome.Interrupted(status: status, text: "interrupted; the best until then is printed")
    }
  }
}
