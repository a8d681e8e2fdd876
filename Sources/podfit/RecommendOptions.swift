import ArgumentParser
import PodfitKit

/// Options that say how recommendations are made.
struct RecommendOptions: ParsableArguments {
  @Option(name: .long, help: "The strategy; `podfit strategies` lists them.")
  var strategy = Podfit.defaultStrategy

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

  @OptionGroup var jvm: JVMPriceOptions

  /// The request to the library.
  ///
  /// - Throws: a usage error for names that are not known
  func request(now: Instant?) throws -> RecommendRequest {
    var request = try RecommendRequest(
      strategy: strategy,
      cpuLimit: cpuLimit,
      memoryLimit: memoryLimit,
      autoscaler: autoscaler,
      now: now
    )
    request.jvm = try jvm.options()
    return request
  }
}
