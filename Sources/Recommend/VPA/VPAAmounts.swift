import Foundation

/// Amounts as the Vertical Pod Autoscaler counts them: whole millicores and bytes in 64 bits, cut off,
/// never rounded, and held below a largest amount.
///
/// They are not ``CPU`` and ``Memory`` because the largest amount does not fit nanocores.
///
/// - Source: docs/formulas/vpa.md, "Whole numbers"
public enum VPAAmounts {
  /// No amount is larger.
  public static let largest: Int64 = 100_000_000_000_000

  /// The whole part of an amount; negative amounts and NaN give zero.
  public static func whole(_ amount: Double) -> Int64 {
    guard amount > 0 else { return 0 }
    return amount < Double(largest) ? Int64(amount) : largest
  }

  /// An amount times a factor, cut off to a whole number.
  public static func scaled(_ amount: Int64, by factor: Double) -> Int64 {
    whole(Double(amount) * factor)
  }

  /// Cores as whole millicores.
  public static func millicores(cores: Double) -> Int64 { whole(cores * 1000) }

  /// Millicores as cores.
  public static func cores(millicores: Int64) -> Double { Double(millicores) / 1000 }

  /// Bytes with two decimals and a binary suffix, the way recommendation objects can be told to show
  /// memory; below 1 KiB plain bytes.
  public static func humanized(bytes: Int64) -> String {
    for (shift, suffix) in [(40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")]
    where bytes >= Int64(1) << Int64(shift) {
      let hundredths = (Double(bytes) / exp2(Double(shift)) * 100).rounded()
      let whole = Int64(hundredths) / 100
      let rest = Int64(hundredths) % 100
      return "\(whole).\(rest < 10 ? "0" : "")\(rest)\(suffix)"
    }
    return "\(bytes)"
  }
}
