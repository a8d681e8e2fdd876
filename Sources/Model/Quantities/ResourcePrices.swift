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
  public var bytesPerCore: Double { core / gibibyte * 0x1p30 }

  /// The price of an amount of both.
  public func price(of cpu: CPU, _ memory: Memory) -> Double {
    core * cpu.cores + gibibyte * Double(memory.bytes) / 0x1p30
  }
}
