import ArgumentParser
import PodfitKit

/// Options that say what the heap of a JVM is weighed by.
struct JVMPriceOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      The price of a core, in the unit of --price-memory: for the totals, and what JVM heaps are weighed \
      by (default: 7.5).
      """
  )
  var priceCpu: Double?

  @Option(name: .long, help: "The price of a GiB of memory, likewise (default: 1).")
  var priceMemory: Double?

  @Option(
    name: .customLong("goal"),
    help: """
      JVM heaps: cost, CPU and memory together; latency, room for few pauses (default: cost).
      """
  )
  var goal: String?

  @Option(
    name: .long,
    help: """
      Page cache of Kafka, Cassandra and the like: keep (in the limit) or share (the node's) (default: \
      keep).
      """
  )
  var pageCache: String?

  func validate() throws { _ = try wishes() }

  /// What the options say; what is not given stays nil.
  ///
  /// - Throws: a usage error for names that are not known, and for prices that are no numbers above zero
  func wishes() throws -> JVMWishes {
    var wishes = JVMWishes()
    wishes.priceOfCore = priceCpu
    wishes.priceOfGibibyte = priceMemory
    guard ResourcePrices(core: priceCpu ?? 1, gibibyte: priceMemory ?? 1).areUsable else {
      throw ValidationError("--price-cpu, --price-memory: must be above zero")
    }
    if let goal {
      guard let known = SizingGoal(rawValue: goal) else {
        throw ValidationError("--goal: no goal \"\(goal.printable)\"; there are: cost, latency")
      }
      wishes.goal = known
    }
    if let pageCache {
      guard let known = PageCachePolicy(rawValue: pageCache) else {
        throw ValidationError("--page-cache: no \"\(pageCache.printable)\"; there are: keep, share")
      }
      wishes.pageCache = known
    }
    return wishes
  }

  /// The options over the documented defaults.
  ///
  /// - Throws: a usage error as ``wishes()``
  func options() throws -> JVMSizingOptions {
    let wishes = try wishes()
    var options = JVMSizingOptions()
    options.prices.core = wishes.priceOfCore ?? options.prices.core
    options.prices.gibibyte = wishes.priceOfGibibyte ?? options.prices.gibibyte
    options.goal = wishes.goal ?? options.goal
    options.pageCache = wishes.pageCache ?? options.pageCache
    return options
  }
}
