import PodfitModel
import PodfitRecommend
import PodfitStore

/// podfit over one database file: takes files in, answers questions.
///
/// Holds no state but the path, so a value can be used from any thread. The database admits one writer
/// at a time; readers do not wait for it.
///
/// ```swift
/// let podfit = Podfit(database: "podfit.db")
/// try podfit.ingest(IngestRequest(paths: ["exports/"], now: now))
/// let set = try podfit.recommendations(RecommendRequest())
/// ```
public struct Podfit: Sendable {
  /// The version of podfit.
  public static let version = "0.1.0"

  /// The id of the strategy used where none is named.
  public static var defaultStrategy: String {
    type(of: StrategyRegistry.standard).id.rawValue
  }

  /// All strategies: id and one line.
  public static var strategies: [(id: String, summary: String)] {
    StrategyRegistry.all.map { ($0.id.rawValue, $0.summary) }
  }

  /// The names of the rules for limits.
  public static var limitRules: [String] { LimitRule.allCases.map(\.rawValue) }

  /// What may become of requests that a horizontal autoscaler measures use against.
  public static var autoscalerRules: [String] { AutoscalerRule.allCases.map(\.rawValue) }

  /// The database file.
  public let database: String

  /// podfit over `database`; the file is made by the first ingest.
  public init(database: String) { self.database = database }

  /// Runs `body` on the open database and closes it.
  func withStore<Result>(
    _ mode: Store.Mode,
    mustExist: Bool = false,
    _ body: (Store) throws -> Result
  ) throws(PodfitError) -> Result {
    do {
      let store =
        mustExist
        ? try Store.openExisting(path: database) : try Store.open(path: database, mode: mode)
      do {
        let result = try body(store)
        try store.close()
        return result
      } catch {
        // What went wrong first is what the caller has to know.
        try? store.close()
        throw error
      }
    } catch let error as PodfitError {
      throw error
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .unreadable(path: database, reason: "\(error)")
    }
  }
}
