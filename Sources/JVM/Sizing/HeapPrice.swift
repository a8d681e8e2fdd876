internal import PodfitModel

/// What a core costs against a GiB of memory, in any unit of money.
public struct ResourcePrices: Hashable, Sendable {
  /// The price of a core.
  public var core: Double
  /// The price of a GiB.
  public var gibibyte: Double

  /// A core for the price of 7.5 GiB, as cloud list prices have it about.
  public static let standard = ResourcePrices(core: 7.5, gibibyte: 1)

  /// Makes prices; both must be above zero and finite.
  public init(core: Double, gibibyte: Double) {
    self.core = core
    self.gibibyte = gibibyte
  }

  /// Whether both are numbers above zero.
  public var areUsable: Bool {
    core.isFinite && gibibyte.isFinite && core > 0 && gibibyte > 0
  }

  /// How many bytes one core is worth.
  var bytesPerCore: Double { core / gibibyte * 0x1p30 }
}

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
