extension ResourceAmount {
  /// Reads a Kubernetes quantity such as `100m`, `0.5`, `1e3`, `128974848`, `129M`, `1.5Gi`.
  ///
  /// The value is exact where it is a whole number of base units and is rounded up where it is not,
  /// as the API server does.
  ///
  /// - Throws: ``QuantityError`` for text that is no quantity, negative or too large to hold.
  /// - Source: Kubernetes API reference, `resource.Quantity`: `<signedNumber><suffix>`
  public init(quantity text: some StringProtocol) throws(QuantityError) {
    let decimal = try QuantityDecimal(text)
    guard let units = decimal.roundedUp(times: Self.baseUnitsPerQuantityUnit) else {
      throw QuantityError(.tooLarge, text: String(text), offset: 0)
    }
    self.init(baseUnits: units)
  }
}

extension CPU {
  /// The shortest exact Kubernetes form: whole cores, else `m`, else `u`, else `n`.
  public var quantity: String {
    for (unit, suffix) in [(1_000_000_000, ""), (1_000_000, "m"), (1_000, "u")] as [(Int64, String)]
    where nanocores % unit == 0 {
      return "\(nanocores / unit)\(suffix)"
    }
    return "\(nanocores)n"
  }
}

extension Memory {
  /// The shortest exact Kubernetes form with a binary suffix, plain bytes where none is exact.
  public var quantity: String {
    guard bytes != 0 else { return "0" }
    for (shift, suffix) in [(50, "Pi"), (40, "Ti"), (30, "Gi"), (20, "Mi"), (10, "Ki")]
    where bytes % (Int64(1) << Int64(shift)) == 0 {
      return "\(bytes >> Int64(shift))\(suffix)"
    }
    return "\(bytes)"
  }
}

extension CPU: CustomStringConvertible {
  /// The same as ``quantity``.
  public var description: String { quantity }
}

extension Memory: CustomStringConvertible {
  /// The same as ``quantity``.
  public var description: String { quantity }
}

/// A decimal number with a scale: `digits · 10^exponent10 · 2^exponent2`, never negative.
private struct QuantityDecimal {
  var digits: Int128 = 0
  var exponent10 = 0
  var exponent2 = 0

  /// More digits than this cannot change a 64-bit result that is rounded up, except to make it
  /// larger than one unit; such text is refused as too large instead of being held in memory.
  private static let digitLimit = 36

  init(_ text: some StringProtocol) throws(QuantityError) {
    let scalars = Array(text.unicodeScalars)
    func fail(_ code: QuantityError.Code, _ offset: Int) -> QuantityError {
      QuantityError(code, text: String(text), offset: offset)
    }

    var index = 0
    if let sign = scalars.first, sign == "+" || sign == "-" {
      // "-0" is a number, but nothing that is requested or used is written so.
      guard sign == "+" else { throw fail(.negative, 0) }
      index = 1
    }

    var seenDigits = 0
    var significant = 0
    var seenPoint = false
    while index < scalars.count {
      let scalar = scalars[index]
      if let digit = scalar.decimalDigit {
        seenDigits += 1
        if significant > 0 || digit != 0 { significant += 1 }
        guard significant <= Self.digitLimit else { throw fail(.tooLarge, index) }
        digits = digits * 10 + Int128(digit)
        if seenPoint { exponent10 -= 1 }
      } else if scalar == "." && !seenPoint {
        seenPoint = true
      } else {
        break
      }
      index += 1
    }
    guard seenDigits > 0 else {
      throw fail(index < scalars.count ? .unexpectedCharacter : .noDigits, index)
    }

    let suffix = String(String.UnicodeScalarView(scalars[index...]))
    if let (ten, two) = Self.suffixes[suffix] {
      exponent10 += ten
      exponent2 += two
    } else if let exponent = Self.exponent(suffix) {
      exponent10 += exponent
    } else {
      let known = scalars[index].properties.isAlphabetic
      throw fail(known ? .unknownSuffix : .unexpectedCharacter, index)
    }
  }

  private static let suffixes: [String: (ten: Int, two: Int)] = [
    "": (0, 0), "n": (-9, 0), "u": (-6, 0), "m": (-3, 0), "k": (3, 0), "M": (6, 0), "G": (9, 0),
    "T": (12, 0), "P": (15, 0), "E": (18, 0), "Ki": (0, 10), "Mi": (0, 20), "Gi": (0, 30),
    "Ti": (0, 40), "Pi": (0, 50), "Ei": (0, 60),
  ]

  /// The power of ten of `e3`, `E-2`, `e+6`; nil when the text is no exponent.
  private static func exponent(_ text: String) -> Int? {
    guard let first = text.first, first == "e" || first == "E" else { return nil }
    let rest = text.dropFirst()
    let numerals = rest.first == "-" || rest.first == "+" ? rest.dropFirst() : rest
    guard !numerals.isEmpty, numerals.count <= 4,
      numerals.unicodeScalars.allSatisfy({ $0.decimalDigit != nil })
    else { return nil }
    return Int(rest)
  }

  /// The value times `factor`, rounded up; nil when it does not fit 64 bits.
  func roundedUp(times factor: Int64) -> Int64? {
    guard digits != 0 else { return 0 }
    var numerator = digits
    var denominator: Int128 = 1
    guard numerator.scale(by: Int128(factor)) else { return nil }
    for _ in 0..<exponent2 where !numerator.scale(by: 2) { return nil }
    if exponent10 >= 0 {
      for _ in 0..<exponent10 where !numerator.scale(by: 10) { return nil }
    } else {
      for _ in 0..<(-exponent10) {
        // Past this the quotient is between zero and one whatever follows, which rounds up to one.
        guard denominator.scale(by: 10) else { return 1 }
      }
    }
    let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    return Int64(exactly: quotient + (remainder > 0 ? 1 : 0))
  }
}

extension Int128 {
  fileprivate mutating func scale(by factor: Int128) -> Bool {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    self = product
    return !overflow
  }
}

extension Unicode.Scalar {
  fileprivate var decimalDigit: Int? {
    ("0"..."9").contains(self) ? Int(value) - 48 : nil
  }
}
