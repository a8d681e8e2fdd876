import PodfitModel

// Amounts in steps and reasons are for reading: one decimal at most. Requests and limits themselves
// are printed exactly, by `quantity`.

extension CPU {
  /// The amount in millicores to one decimal, such as `103.1m`.
  var stepText: String { "\((Double(nanocores) / 1e6).text(decimals: 1))m" }
}

extension Memory {
  /// The amount in mebibytes to one decimal, such as `258.1Mi`.
  var stepText: String { "\(mebibytes.text(decimals: 1))Mi" }
}

extension Optional where Wrapped: ResourceAmount & CustomStringConvertible {
  /// The amount as a quantity, or `unset`.
  var quantityText: String { map(\.description) ?? "unset" }
}

extension Double {
  /// The number with at most that many decimals, rounded to nearest, without trailing zeros.
  ///
  /// Written without Foundation so that no locale can change it; what is not finite or too large to
  /// have decimals is printed as Swift prints it.
  func text(decimals: Int) -> String {
    guard isFinite, magnitude < 1e12 else { return "\(self)" }
    var unit: Int64 = 1
    for _ in 0..<decimals { unit *= 10 }
    let scaled = Int64(saturating: (magnitude * Double(unit)).rounded())
    let sign = self < 0 && scaled > 0 ? "-" : ""
    var fraction = String(scaled % unit)
    fraction = String(repeating: "0", count: max(0, decimals - fraction.count)) + fraction
    while fraction.hasSuffix("0") { fraction.removeLast() }
    return "\(sign)\(scaled / unit)" + (fraction.isEmpty ? "" : ".\(fraction)")
  }

  /// A share as percent with at most one decimal, such as `15 %`.
  var percentText: String { "\((self * 100).text(decimals: 1)) %" }
}
