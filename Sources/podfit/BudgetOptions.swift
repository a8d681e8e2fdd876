import ArgumentParser
import PodfitKit

/// Options that state what strategy `budget` may let go wrong, in the words of `podfit backtest`.
struct BudgetOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      What strategy budget may let go wrong: OOM-days, as a share of pod-days, such as 5% or 0.05 \
      (default: that of the newest back-test, else \(Self.percent(\.oomDays))).
      """
  )
  var oomDays: String?

  @Option(
    name: .long,
    help: """
      What strategy budget may let go wrong: time with CPU use above the request (default: likewise, else \
      \(Self.percent(\.cpuTimeOver))).
      """
  )
  var cpuTimeOver: String?

  @Option(
    name: .long,
    help: """
      What strategy budget may let go wrong: CPU use above the request (default: likewise, else \
      \(Self.percent(\.cpuUnserved))).
      """
  )
  var cpuUnserved: String?

  /// What the options say.
  var texts: BudgetTexts {
    BudgetTexts(oomDays: oomDays, cpuTimeOver: cpuTimeOver, cpuUnserved: cpuUnserved)
  }

  private static func percent(
    _ share: KeyPath<BacktestRequest.BudgetShares, Double>
  ) -> String {
    "\(Int((BacktestRequest.BudgetShares()[keyPath: share] * 100).rounded()))%"
  }
}
