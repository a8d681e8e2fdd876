/// An amount of memory in bytes.
public struct Memory: ResourceAmount {
  /// The amount in bytes.
  public let bytes: Int64

  /// Makes an amount of memory from bytes.
  public init(bytes: Int64) { self.bytes = bytes }

  /// The amount in bytes.
  public var baseUnits: Int64 { bytes }

  /// Makes an amount of memory from bytes.
  public init(baseUnits: Int64) { bytes = baseUnits }

  /// A quantity without suffix counts bytes.
  public static let baseUnitsPerQuantityUnit: Int64 = 1

  /// The resource name `memory`.
  public static let resourceName = "memory"

  /// Makes an amount from units of 1024 bytes.
  public static func kibibytes(_ count: Int64) -> Memory {
    Memory(bytes: count.multipliedSaturated(by: 1 << 10))
  }

  /// Makes an amount from units of 1024² bytes.
  public static func mebibytes(_ count: Int64) -> Memory {
    Memory(bytes: count.multipliedSaturated(by: 1 << 20))
  }

  /// Makes an amount from units of 1024³ bytes.
  public static func gibibytes(_ count: Int64) -> Memory {
    Memory(bytes: count.multipliedSaturated(by: 1 << 30))
  }

  /// The amount in units of 1024² bytes.
  public var mebibytes: Double { Double(bytes) / 0x1p20 }

  /// The amount in units of 1024³ bytes.
  public var gibibytes: Double { Double(bytes) / 0x1p30 }
}
