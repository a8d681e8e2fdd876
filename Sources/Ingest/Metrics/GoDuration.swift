import PodfitModel

extension TimeSpan {
  /// Reads a length of time as Kubernetes writes it: `17.325s`, `1m0s`, `500ms`.
  ///
  /// Kept to the millisecond, rounded to the nearest. Nil for any other text, for negative lengths
  /// and for more than a century.
  ///
  /// - Source: Go's `time.ParseDuration`: decimal numbers, each with a unit, without blanks
  init?(goDuration text: String) {
    var rest = Substring(text)
    guard !rest.isEmpty, rest.utf8.count <= 100 else { return nil }
    if rest == "0" {
      self.init(milliseconds: 0)
      return
    }
    // In millionths of a millisecond, the finest unit there is.
    var sum: Int64 = 0
    while !rest.isEmpty {
      let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(number.count)
      let unit = rest.prefix { $0.isLetter || $0 == "µ" }
      rest = rest.dropFirst(unit.count)
      guard let decimals = Self.decimals[String(unit)] else { return nil }
      let bytes = Array(number.utf8)
      guard case .units(let value) = DecimalScanner.scan(bytes.span, decimals: decimals.decimals)
      else { return nil }
      let (scaled, isLarge) = value.multipliedReportingOverflow(by: decimals.factor)
      let (total, isTooLarge) = sum.addingReportingOverflow(scaled)
      guard !isLarge, !isTooLarge, total <= 3_155_760_000_000_000_000 else { return nil }
      sum = total
    }
    self.init(milliseconds: (sum + 500_000) / 1_000_000)
  }

  /// A unit as a power of ten of nanoseconds, and what to multiply by.
  private static let decimals: [String: (decimals: Int, factor: Int64)] = [
    "ns": (0, 1), "us": (3, 1), "µs": (3, 1), "μs": (3, 1), "ms": (6, 1), "s": (9, 1),
    "m": (9, 60), "h": (9, 3_600),
  ]
}
