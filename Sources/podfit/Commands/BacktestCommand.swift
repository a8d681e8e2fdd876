import ArgumentParser
import PodfitKit

/// `podfit backtest`: every strategy judged on the stored history.
struct BacktestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backtest",
    abstract: "What each strategy would have come to on days that it had not seen.",
    discussion: """
      From origin to origin numbers are made from the samples before it and held against the days after \
      it. The result is kept in the database; strategy budget is calibrated by it from then on, and \
      goes by its budget where neither options nor the configuration state another.
      """
  )

  @Option(name: .long, help: "A strategy, as often as wanted (default: all).")
  var strategy: [String] = []

  @Option(name: .long, help: "The days ahead that numbers are held against, such as 1d or 7d.")
  var horizon = "1d"

  @Option(name: .long, help: "The history before the first origin, such as 2d or 14d.")
  var warmup = "2d"

  @Option(
    name: .long,
    help: "What budget may let go wrong: OOM-days, as a share of pod-days, such as 5% or 0.05."
  )
  var oomDays = percent(BacktestRequest.BudgetShares().oomDays)

  @Option(name: .long, help: "What budget may let go wrong: time with CPU use above the request.")
  var cpuTimeOver = percent(BacktestRequest.BudgetShares().cpuTimeOver)

  @Option(name: .long, help: "What budget may let go wrong: CPU use above the request.")
  var cpuUnserved = percent(BacktestRequest.BudgetShares().cpuUnserved)

  // A negative number is no option of that name, but a wrong value.
  @Option(
    name: .long,
    parsing: .unconditional,
    help: "The seed of the resampling, a whole number from 0."
  )
  var seed: UInt64 = 1

  @Flag(name: .long, help: "Do not keep the result in the database.")
  var dryRun = false

  @Option(
    name: .long,
    help: "The output: \(RendererRegistry.backtests.map { $0.id }.joined(separator: ", "))."
  )
  var format = "table"

  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func run() throws {
    let renderer = try FormatOption.find(format, in: RendererRegistry.backtests) { $0.id }
    var request = BacktestRequest()
    request.strategies = strategy
    request.horizon = try Self.days(horizon, of: "--horizon")
    request.warmup = try Self.days(warmup, of: "--warmup")
    request.budget = try BacktestRequest.BudgetShares(
      BudgetTexts(oomDays: oomDays, cpuTimeOver: cpuTimeOver, cpuUnserved: cpuUnserved)
    )
    request.seed = seed
    request.made = dryRun ? nil : try clock.instant()
    let result = try database.podfit.backtest(request)
    try output.deliver(try renderer.init().render(result), sparing: [database.path])
  }

  /// Whole days from a text such as `7d` or `48h`.
  private static func days(_ text: String, of option: String) throws -> Int {
    let hint = "\(option): whole days from 1d to 366d are expected, not \"\(text)\""
    guard let unit = text.last, let number = Int(text.dropLast()), number > 0 else {
      throw ValidationError(hint)
    }
    let days: Int? =
      switch unit {
      case "d": number
      case "h": number % 24 == 0 ? number / 24 : nil
      default: nil
      }
    guard let days, (1...366).contains(days) else { throw ValidationError(hint) }
    return days
  }

  private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded()))%" }
}
