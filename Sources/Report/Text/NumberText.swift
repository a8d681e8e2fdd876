public import PodfitModel

extension Double {
  /// The number with a fixed count of decimals and a decimal point, whatever the locale.
  public func text(decimals: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : (self < 0 ? "-inf" : "inf") }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (magnitude * scale).rounded()
    guard scaled < 0x1p53 else { return "\(self)" }
    let units = Int64(scaled)
    let sign = self < 0 && units != 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(units)" }
    let whole = units / Int64(scale)
    let rest = String(units % Int64(scale))
    return "\(sign)\(whole)." + String(repeating: "0", count: decimals - rest.count) + rest
  }

  /// The ratio in percent with one decimal, such as `16.7 %`.
  public var percent: String { (self * 100).text(decimals: 1) + " %" }
}

extension CPU {
  /// The amount in cores with two decimals, for sums.
  public var coresText: String { cores.text(decimals: 2) }
}

extension Memory {
  /// The amount in GiB with one decimal, for sums.
  public var gibibytesText: String { gibibytes.text(decimals: 1) }
}

extension Optional where Wrapped: ResourceAmount & CustomStringConvertible {
  /// The amount as a Kubernetes quantity, `-` where it is not set.
  public var quantityText: String { map(\.description) ?? "-" }
}

extension Int {
  /// The number with commas between groups of three digits.
  public var grouped: String {
    var digits = String(magnitude)
    var groups: [Substring] = []
    while digits.count > 3 {
      groups.insert(digits.suffix(3), at: 0)
      digits.removeLast(3)
    }
    groups.insert(Substring(digits), at: 0)
    return (self < 0 ? "-" : "") + groups.joined(separator: ",")
  }
}
