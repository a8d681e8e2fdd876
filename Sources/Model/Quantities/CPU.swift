/// CPU time per wall time.
///
/// Stored in nanocores, so that every source format is exact.
public struct CPU: ResourceAmount {
  /// The amount in billionths of a core.
  public let nanocores: Int64

  /// Makes an amount of CPU from nanocores.
  public init(nanocores: Int64) { self.nanocores = nanocores }

  /// The amount in nanocores.
  public var baseUnits: Int64 { nanocores }

  /// Makes an amount of CPU from nanocores.
  public init(baseUnits: Int64) { nanocores = baseUnits }

  /// One core is a billion nanocores.
  public static let baseUnitsPerQuantityUnit: Int64 = 1_000_000_000

  /// The resource name `cpu`.
  public static let resourceName = "cpu"

  /// Makes an amount from thousandths of a core.
  public static func millicores(_ count: Int64) -> CPU {
    CPU(nanocores: count.multipliedSaturated(by: 1_000_000))
  }

  /// Makes an amount from whole cores.
  public static func cores(_ count: Int64) -> CPU {
    CPU(nanocores: count.multipliedSaturated(by: 1_000_000_000))
  }

  /// Makes an amount from fractional cores, rounded to the nearest nanocore.
  ///
  /// Disfavoured, so that a whole literal means whole cores.
  @_disfavoredOverload
  public static func cores(_ count: Double) -> CPU {
    CPU(nanocores: Int64(saturating: (count * 1e9).rounded()))
  }

  /// The amount in cores; exact to a nanocore up to about nine million cores.
  public var cores: Double { Double(nanocores) / 1e9 }

  /// The amount in millicores, rounded up.
  public var millicoresRoundedUp: Int64 {
    roundedUp(toMultipleOf: .millicores(1)).nanocores / 1_000_000
  }
}
