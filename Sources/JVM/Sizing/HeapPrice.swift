internal import PodfitModel

/// What a heap is sized for.
public enum SizingGoal: String, Hashable, Sendable, CaseIterable {
  /// The least sum of the prices of CPU and memory.
  case cost
  /// Few and short pauses: more room for garbage than pays off.
  case latency
}

/// The heap at which memory and the CPU of collections together cost the least.
///
/// H* = L + √(k · p_cpu / p_mem), where p_mem · H + p_cpu · k / (H − L) is least.
///
/// - Source: docs/formulas/jvm-heap-price.md
enum HeapPrice {
  /// The heap of least price for one k, in core · bytes.
  static func optimum(live: Memory, k: Double, prices: ResourcePrices) -> Memory {
    guard prices.areUsable, k > 0 else { return live }
    let room = (k * prices.bytesPerCore).squareRoot()
    return live + Memory(bytes: Int64(saturating: room.rounded(.up)))
  }
}
