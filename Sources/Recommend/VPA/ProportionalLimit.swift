/// A limit that keeps the proportion of limit to request when the request changes.
///
/// Counts are whole millicores or bytes, as the Vertical Pod Autoscaler has them; the result is cut
/// off, and held at the largest 64-bit number where it would not fit.
///
/// - Source: docs/formulas/vpa.md, "Limits"
public struct ProportionalLimit: Hashable, Sendable {
  /// The limit; nil where none was set.
  public var limit: Int64?
  /// Whether the proportion could not be kept because the limit would be too large.
  public var isCapped: Bool

  /// Makes a limit for a new request; zero counts as not set.
  ///
  /// A limit without a request was the request too, so that the new limit equals the new request.
  /// `defaultLimit` is what a LimitRange sets where the container says nothing.
  public init(limit: Int64?, request: Int64?, newRequest: Int64?, defaultLimit: Int64? = nil) {
    isCapped = false
    self.limit = nil
    let original = (limit ?? 0) == 0 ? (defaultLimit ?? limit) : limit
    guard let original, original != 0, let newRequest, newRequest != 0 else { return }
    guard let request, request != 0, request != original else {
      self.limit = newRequest
      return
    }
    let scaled = Self.scaled(newRequest, by: original, over: request)
    self.limit = scaled.value
    isCapped = scaled.isCapped
  }

  /// `amount · numerator / denominator`, cut off; a denominator of zero leaves the amount as it is.
  public static func scaled(
    _ amount: Int64,
    by numerator: Int64,
    over denominator: Int64
  ) -> (value: Int64, isCapped: Bool) {
    guard denominator != 0 else { return (amount, false) }
    // Two 63-bit magnitudes always fit 127 bits.
    let result = Int128(amount) * Int128(numerator) / Int128(denominator)
    if let value = Int64(exactly: result) { return (value, false) }
    return (result < 0 ? .min : .max, true)
  }
}
