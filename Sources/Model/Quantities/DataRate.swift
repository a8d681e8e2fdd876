/// How much data is moved in a second.
public struct DataRate: ResourceAmount {
  /// The rate in bytes a second.
  public let bytesPerSecond: Int64

  /// Makes a rate from bytes a second.
  public init(bytesPerSecond: Int64) { self.bytesPerSecond = bytesPerSecond }

  /// The rate in bytes a second.
  public var baseUnits: Int64 { bytesPerSecond }

  /// Makes a rate from bytes a second.
  public init(baseUnits: Int64) { bytesPerSecond = baseUnits }

  /// A quantity without suffix counts bytes a second.
  public static let baseUnitsPerQuantityUnit: Int64 = 1

  /// No container asks for it; the name is for messages.
  public static let resourceName = "bytes per second"
}

extension DataRate: CustomStringConvertible {
  /// The rate with three digits or more, in decimal units as disks and networks are sold: `12.5 MB/s`.
  public var description: String {
    let units = [("GB/s", 1e9), ("MB/s", 1e6), ("kB/s", 1e3)]
    let amount = Double(bytesPerSecond)
    for (name, size) in units where amount.magnitude >= size {
      // From a hundred on a tenth says nothing.
      let unit = amount.magnitude >= 100 * size ? 1 : 10
      let tenths = Int64(saturating: (amount / size * Double(unit)).rounded()) * Int64(10 / unit)
      let fraction = tenths % 10 == 0 ? "" : ".\((tenths % 10).magnitude)"
      return "\(tenths / 10)\(fraction) \(name)"
    }
    return "\(bytesPerSecond) B/s"
  }
}
