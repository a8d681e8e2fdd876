import ArgumentParser
import PodfitKit

/// Options that say how recommendations are made.
struct RecommendOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The strategy; `podfit strategies` lists them (default: \(Podfit.defaultStrategy))."
  )
  var strategy: String?

  @Option(
    name: .long,
    help: """
      CPU limits: \(Podfit.limitRules.joined(separator: ", ")) (default: the strategy's own, else \
      raise-only, which sets none where none is set).
      """
  )
  var cpuLimit: String?

  @Option(
    name: .long,
    help: """
      Memory limits: \(Podfit.limitRules.joined(separator: ", ")) (default: the strategy's own, else \
      request).
      """
  )
  var memoryLimit: String?

  @Option(
    name: .long,
    help: """
      Requests that a horizontal autoscaler measures use against: \
      \(Podfit.autoscalerRules.joined(separator: ", ")) (default: keep; same-point changes its target with \
      them, same-target lets it scale elsewhere).
      """
  )
  var autoscaler: String?

  @OptionGroup var budget: BudgetOptions
  @OptionGroup var jvm: JVMPriceOptions
  @OptionGroup var config: ConfigOptions

  /// The request to the library.
  ///
  /// - Parameters:
  ///   - now: The time to take for now; nil for the end of the samples.
  ///   - configuration: What the configuration file says; nil to read it.
  /// - Returns: the request, in which options win over the configuration
  /// - Throws: a usage error for names that are not known, and for a configuration that cannot be used
  func request(
    now: Instant?,
    configuration: Configuration? = nil
  ) throws -> RecommendRequest {
    try RecommendRequest(
      strategy: strategy,
      cpuLimit: cpuLimit,
      memoryLimit: memoryLimit,
      autoscaler: autoscaler,
      budget: budget.texts,
      jvm: try jvm.wishes(),
      now: now,
      configuration: try configuration ?? config.configuration()
    )
  }
}
