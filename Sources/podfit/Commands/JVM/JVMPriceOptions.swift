import ArgumentParser
import PodfitKit

/// Options that say what the heap of a JVM is weighed by.
struct JVMPriceOptions: ParsableArguments {
  @Option(name: .long, help: "JVM heaps: the price of a core, in the unit of --price-memory.")
  var priceCpu = 7.5

  @Option(name: .long, help: "JVM heaps: the price of a GiB of memory.")
  var priceMemory = 1.0

  @Option(
    name: .customLong("goal"),
    help: "JVM heaps: cost, CPU and memory together; latency, room for few pauses."
  )
  var goal = SizingGoal.cost.rawValue

  @Option(
    name: .long,
    help: "Page cache of Kafka, Cassandra and the like: keep (in the limit) or share (the node's)."
  )
  var pageCache = PageCachePolicy.keep.rawValue

  func validate() throws { _ = try options() }

  /// What the options say.
  ///
  /// - Throws: a usage error for names that are not known, and for prices that are no numbers above zero
  func options() throws -> JVMSizingOptions {
    var options = JVMSizingOptions()
    options.prices = ResourcePrices(core: priceCpu, gibibyte: priceMemory)
    guard options.prices.areUsable else {
      throw ValidationError("--price-cpu, --price-memory: must be above zero")
    }
    guard let goal = SizingGoal(rawValue: goal) else {
      throw ValidationError("--goal: no goal \"\(goal.printable)\"; there are: cost, latency")
    }
    options.goal = goal
    guard let policy = PageCachePolicy(rawValue: pageCache) else {
      throw ValidationError("--page-cache: no \"\(pageCache.printable)\"; there are: keep, share")
    }
    options.pageCache = policy
    return options
  }
}
