// Strings and numbers: found whole in the buffer, checked while they are found, and copied only
// where a string has escapes.

extension JSONPullParser {
  /// Reads a string from its opening quote.
  mutating func scanString() throws(IngestError) {
    tokenStart = position
    position += 1
    var hasEscapes = false
    scanning: while true {
      while position < end {
        let byte = buffer[position]
        if byte == UInt8(ascii: "\"") { break scanning }
        if byte == UInt8(ascii: "\\") {
          hasEscapes = true
          try scanEscape()
        } else if byte >= 0x80 {
          try scanMultibyte(byte)
        } else if byte >= 0x20 {
          position += 1
        } else {
          throw unexpectedHere("text without control characters")
        }
      }
      try requireByte(inside: "a string")
    }
    let start = (tokenStart ?? 0) + 1
    scalar = start..<position
    position += 1
    tokenStart = nil
    scalarIsDecoded = hasEscapes
    if hasEscapes { decode() }
  }

  /// Reads a number from its first byte.
  mutating func scanNumber() throws(IngestError) {
    tokenStart = position
    if buffer[position] == UInt8(ascii: "-") { position += 1 }
    try requireByte(inside: "a number")
    if allowsBareWords, buffer[position] == UInt8(ascii: "I") { return try scanBareWord() }
    if buffer[position] == UInt8(ascii: "0") {
      position += 1
    } else {
      try scanDigits()
    }
    if try hasNumberByte(), buffer[position] == UInt8(ascii: ".") {
      position += 1
      try scanDigits()
    }
    if try hasNumberByte(), buffer[position] | 0x20 == UInt8(ascii: "e") {
      position += 1
      try requireByte(inside: "a number")
      if buffer[position] == UInt8(ascii: "+") || buffer[position] == UInt8(ascii: "-") {
        position += 1
      }
      try scanDigits()
    }
    scalar = (tokenStart ?? 0)..<position
    tokenStart = nil
    scalarIsDecoded = false
  }

  /// Reads the letters of `NaN`, `Inf` or `Infinity`, with the sign before them, from `position`.
  mutating func scanBareWord() throws(IngestError) {
    if buffer[position] == UInt8(ascii: "+") { position += 1 }
    repeat {
      try requireByte(inside: "a number")
      guard buffer[position].isLetter else { break }
      position += 1
    } while position - (tokenStart ?? 0) <= 16
    scalar = (tokenStart ?? 0)..<position
    tokenStart = nil
    scalarIsDecoded = false
    let reading = withScalar { DecimalScanner.scan($0, decimals: 0) }
    guard reading == .notANumber || reading == .infinite else {
      throw error(.badNumber(text))
    }
  }

  private mutating func scanDigits() throws(IngestError) {
    try requireByte(inside: "a number")
    guard buffer[position].isDigit else { throw unexpectedHere("a digit") }
    repeat { position += 1 } while try hasNumberByte() && buffer[position].isDigit
  }

  /// Whether a byte follows; inside a container a number is never the last thing of the input.
  private mutating func hasNumberByte() throws(IngestError) -> Bool {
    if position < end { return true }
    if depth > 0 {
      try requireByte(inside: "a number")
      return true
    }
    return try hasByte()
  }

  private mutating func requireByte(inside token: String) throws(IngestError) {
    guard position - (tokenStart ?? 0) <= Self.tokenLimit else {
      throw error(.tooLarge(what: token, limit: Self.tokenLimit))
    }
    guard try hasByte() else { throw truncated(inside: token) }
  }

  /// Checks an escape, from its backslash.
  private mutating func scanEscape() throws(IngestError) {
    position += 1
    try requireByte(inside: "a string")
    switch buffer[position] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      let unit = try scanCodeUnit()
      guard unit & 0xF800 == 0xD800 else { return }
      // Half of a pair has no meaning alone.
      guard unit < 0xDC00 else { throw errorHere(.badEscape) }
      for byte in [UInt8(ascii: "\\"), UInt8(ascii: "u")] {
        try requireByte(inside: "a string")
        guard buffer[position] == byte else { throw errorHere(.badEscape) }
        position += 1
      }
      guard try scanCodeUnit() & 0xFC00 == 0xDC00 else { throw errorHere(.badEscape) }
    default: throw errorHere(.badEscape)
    }
  }

  private mutating func scanCodeUnit() throws(IngestError) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      try requireByte(inside: "a string")
      guard let digit = buffer[position].hexValue else { throw errorHere(.badEscape) }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  /// Checks a character of two to four bytes.
  ///
  /// - Source: Unicode Standard, table 3-7, well-formed UTF-8 byte sequences
  private mutating func scanMultibyte(_ first: UInt8) throws(IngestError) {
    var second: ClosedRange<UInt8> = 0x80...0xBF
    let length: Int
    switch first {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: throw errorHere(.invalidUTF8)
    }
    for index in 1..<length {
      position += 1
      try requireByte(inside: "a string")
      let allowed = index == 1 ? second : 0x80...0xBF
      guard allowed.contains(buffer[position]) else { throw errorHere(.invalidUTF8) }
      continuationBytes += 1
    }
    position += 1
  }

  /// Resolves the escapes of a string that was checked; bytes that are not escapes are copied.
  private mutating func decode() {
    decoded.removeAll(keepingCapacity: true)
    var index = scalar.lowerBound
    while index < scalar.upperBound {
      let byte = buffer[index]
      guard byte == UInt8(ascii: "\\") else {
        decoded.append(byte)
        index += 1
        continue
      }
      let letter = buffer[index + 1]
      index += 2
      switch letter {
      case UInt8(ascii: "b"): decoded.append(0x08)
      case UInt8(ascii: "f"): decoded.append(0x0C)
      case UInt8(ascii: "n"): decoded.append(0x0A)
      case UInt8(ascii: "r"): decoded.append(0x0D)
      case UInt8(ascii: "t"): decoded.append(0x09)
      case UInt8(ascii: "u"):
        var value = codeUnit(at: index)
        index += 4
        if value & 0xF800 == 0xD800 {
          value = 0x10000 + (value & 0x3FF) << 10 + codeUnit(at: index + 2) & 0x3FF
          index += 6
        }
        if let scalar = Unicode.Scalar(value) {
          decoded.append(contentsOf: Array(String(Character(scalar)).utf8))
        }
      default: decoded.append(letter)
      }
    }
  }

  private func codeUnit(at start: Int) -> UInt32 {
    (start..<start + 4).reduce(0) { $0 << 4 | UInt32(buffer[$1].hexValue ?? 0) }
  }
}

extension UInt8 {
  /// Whether this is an ASCII digit.
  var isDigit: Bool { self &- 48 <= 9 }

  /// Whether this is an ASCII letter.
  fileprivate var isLetter: Bool { (self | 0x20) &- 97 < 26 }

  /// The value of an ASCII hexadecimal digit.
  fileprivate var hexValue: UInt8? {
    switch self {
    case 48...57: self - 48
    case 65...70: self - 55
    case 97...102: self - 87
    default: nil
    }
  }
}
