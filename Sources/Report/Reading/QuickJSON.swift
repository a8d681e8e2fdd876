internal import Foundation

/// Walks over JSON in memory and takes what a caller who knows the form of a document asks for.
///
/// It takes no more than JSON allows except in values that are passed over, of which only strings and
/// brackets are looked at. Whatever is unusual, right or wrong, ends it with ``Unusual``: the caller then
/// reads the document again by `JSONDecoder`, which takes it after all or says what is wrong with it.
///
/// Usual input: 10,000 recommendations, 5 to 40 MB, four fifths of it passed over;
/// `make bench-check` measures it as a part of `podfit check`.
struct QuickJSON {
  /// The document is not as it usually is.
  struct Unusual: Error {}

  /// The next byte.
  private(set) var position = 0

  /// Containers may be nested this deep in what is passed over.
  private static let depthLimit = 64

  /// The next byte that is no blank; it is not taken.
  mutating func peek(_ bytes: Span<UInt8>) throws(Unusual) -> UInt8 {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
      position += 1
    }
    throw Unusual()
  }

  /// Takes the byte that must come next.
  mutating func take(_ byte: Unicode.Scalar, _ bytes: Span<UInt8>) throws(Unusual) {
    guard try peek(bytes) == UInt8(ascii: byte) else { throw Unusual() }
    position += 1
  }

  /// Checks that only blanks are left.
  mutating func end(_ bytes: Span<UInt8>) throws(Unusual) {
    if (try? peek(bytes)) != nil { throw Unusual() }
  }

  // MARK: Containers

  /// Takes an object and gives `member` the number of each name in `names`, whose value it has to take.
  ///
  /// Names in the order of the document are found at once.
  ///
  /// - Throws: ``Unusual`` for another name, where a name comes twice, and where one of the numbers in
  ///   `required` is missing
  mutating func object(
    _ bytes: Span<UInt8>,
    _ names: QuickNames,
    required: Set<Int> = [],
    _ member: (inout QuickJSON, Span<UInt8>, Int) throws(Unusual) -> Void
  ) throws(Unusual) {
    try take("{", bytes)
    var seen: UInt64 = 0
    var expected = 0
    if try peek(bytes) == UInt8(ascii: "}") {
      position += 1
    } else {
      repeat {
        let name = try string(bytes)
        try take(":", bytes)
        guard let number = names.number(of: name, in: bytes, from: expected),
          seen & 1 << number == 0
        else { throw Unusual() }
        seen |= 1 << number
        expected = number + 1
        try member(&self, bytes, number)
      } while try goesOn(bytes, until: "}")
    }
    for number in required where seen & 1 << number == 0 { throw Unusual() }
  }

  /// Takes an array, of which `element` takes each value.
  mutating func array(
    _ bytes: Span<UInt8>,
    _ element: (inout QuickJSON, Span<UInt8>) throws(Unusual) -> Void
  ) throws(Unusual) {
    try take("[", bytes)
    if try peek(bytes) == UInt8(ascii: "]") {
      position += 1
      return
    }
    repeat { try element(&self, bytes) } while try goesOn(bytes, until: "]")
  }

  /// Takes a comma, or the end of a container and says that it does not go on.
  private mutating func goesOn(
    _ bytes: Span<UInt8>,
    until end: Unicode.Scalar
  ) throws(Unusual) -> Bool {
    let byte = try peek(bytes)
    position += 1
    if byte == UInt8(ascii: ",") { return true }
    guard byte == UInt8(ascii: end) else { throw Unusual() }
    return false
  }

  /// Takes `null`; false where something else comes.
  mutating func null(_ bytes: Span<UInt8>) throws(Unusual) -> Bool {
    guard try peek(bytes) == UInt8(ascii: "n") else { return false }
    try word("null", bytes)
    return true
  }

  /// Passes over a value.
  mutating func skip(_ bytes: Span<UInt8>) throws(Unusual) {
    var depth = 0
    // Of each open container whether it is an object, the innermost last.
    var objects: UInt64 = 0
    repeat {
      let byte = try peek(bytes)
      switch byte {
      case UInt8(ascii: "\""): _ = try string(bytes)
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        guard depth < Self.depthLimit else { throw Unusual() }
        depth += 1
        objects = objects << 1 | (byte == UInt8(ascii: "{") ? 1 : 0)
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard depth > 0, (objects & 1 == 1) == (byte == UInt8(ascii: "}")) else { throw Unusual() }
        depth -= 1
        objects >>= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw Unusual() }
        position += 1
      default: try skipWord(bytes)
      }
    } while depth > 0
  }

  /// Passes over a number, `true`, `false` or `null`.
  private mutating func skipWord(_ bytes: Span<UInt8>) throws(Unusual) {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      let isPart =
        byte &- 48 <= 9 || (byte | 0x20) &- 97 < 26 || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "+")
      guard isPart else { break }
      position += 1
    }
    guard position > start else { throw Unusual() }
  }

  // MARK: Scalars

  /// Takes a string; where its bytes are, without the quotes and with its escapes.
  private mutating func string(_ bytes: Span<UInt8>) throws(Unusual) -> Range<Int> {
    try take("\"", bytes)
    let start = position
    var index = position
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\"") {
        position = index + 1
        return start..<index
      }
      guard byte >= 0x20 else { throw Unusual() }
      index += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    throw Unusual()
  }

  /// Takes a string as text.
  mutating func text(_ bytes: Span<UInt8>) throws(Unusual) -> String {
    let range = try string(bytes)
    for index in range where bytes[index] == UInt8(ascii: "\\") {
      return try Self.decoded((range.lowerBound - 1)..<(range.upperBound + 1), bytes)
    }
    do {
      return String(copying: try UTF8Span(validating: bytes.extracting(range)))
    } catch {
      throw Unusual()
    }
  }

  /// Takes a string or `null`.
  mutating func optionalText(_ bytes: Span<UInt8>) throws(Unusual) -> String? {
    try null(bytes) ? nil : try text(bytes)
  }

  /// Takes an array of strings.
  mutating func texts(_ bytes: Span<UInt8>) throws(Unusual) -> [String] {
    var texts: [String] = []
    try array(bytes) { (json, bytes) throws(Unusual) in texts.append(try json.text(bytes)) }
    return texts
  }

  /// Takes `true` or `false`.
  mutating func bool(_ bytes: Span<UInt8>) throws(Unusual) -> Bool {
    let isTrue = try peek(bytes) == UInt8(ascii: "t")
    try word(isTrue ? "true" : "false", bytes)
    return isTrue
  }

  private mutating func word(_ word: String, _ bytes: Span<UInt8>) throws(Unusual) {
    for byte in word.utf8 {
      guard position < bytes.count, bytes[position] == byte else { throw Unusual() }
      position += 1
    }
  }

  /// Takes a whole number.
  mutating func integer(_ bytes: Span<UInt8>) throws(Unusual) -> Int64 {
    let number = try number(bytes)
    guard number.decimals == 0, number.isExact else { throw Unusual() }
    return number.isNegative ? -Int64(number.digits) : Int64(number.digits)
  }

  /// Takes a number, rounded to the nearest `Double` as everybody rounds.
  ///
  /// - Source: Clinger 1990, "How to Read Floating Point Numbers Accurately": up to 2^53 and 10^22 are
  ///   exact, so that one division rounds right
  mutating func double(_ bytes: Span<UInt8>) throws(Unusual) -> Double {
    _ = try peek(bytes)
    let start = position
    let number = try number(bytes)
    guard number.isExact, number.digits <= 1 << 53, number.decimals < Self.powers.count else {
      return try Self.decoded(start..<position, bytes)
    }
    let size = Double(number.digits) / Self.powers[number.decimals]
    return number.isNegative ? -size : size
  }

  private static let powers: [Double] = (0...22).map { Double("1e\($0)") ?? .nan }

  /// A number as it is written.
  private struct Number {
    var digits: UInt64 = 0
    var decimals = 0
    var isNegative = false
    /// Whether it is no more than its digits: few enough, and no exponent.
    var isExact = true
  }

  private mutating func number(_ bytes: Span<UInt8>) throws(Unusual) -> Number {
    var number = Number()
    if try peek(bytes) == UInt8(ascii: "-") {
      number.isNegative = true
      position += 1
    }
    let start = position
    digits(bytes, &number)
    let whole = position - start
    guard whole > 0, whole == 1 || bytes[start] != UInt8(ascii: "0") else { throw Unusual() }
    if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
      position += 1
      let point = position
      digits(bytes, &number)
      number.decimals = position - point
      guard number.decimals > 0 else { throw Unusual() }
    }
    if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
      number.isExact = false
      try skipWord(bytes)
    }
    return number
  }

  private mutating func digits(_ bytes: Span<UInt8>, _ number: inout Number) {
    while position < bytes.count, bytes[position] &- 48 <= 9 {
      // Eighteen nines fit a signed number of 64 bits.
      if number.digits < 100_000_000_000_000_000 {
        number.digits = number.digits * 10 + UInt64(bytes[position] &- 48)
      } else {
        number.isExact = false
      }
      position += 1
    }
  }

  // MARK: What is rare

  /// Takes a value of a form that is seldom there, by `JSONDecoder`.
  mutating func rare<Value: Decodable>(
    _ bytes: Span<UInt8>,
    _ type: Value.Type = Value.self
  ) throws(Unusual) -> Value {
    _ = try peek(bytes)
    let start = position
    try skip(bytes)
    return try Self.decoded(start..<position, bytes)
  }

  private static func decoded<Value: Decodable>(
    _ range: Range<Int>,
    _ bytes: Span<UInt8>
  ) throws(Unusual) -> Value {
    var part = Data(capacity: range.count)
    for index in range { part.append(bytes[index]) }
    do {
      return try JSONDecoder().decode(Value.self, from: part)
    } catch {
      throw Unusual()
    }
  }
}

/// The names of an object's members, by number.
struct QuickNames {
  private let names: [[UInt8]]

  /// Numbers are places in `names`, of which there are at most 64.
  init(_ names: [String]) { self.names = names.map { Array($0.utf8) } }

  /// The number of the name at a range of the text, nil for others; the search begins at `first`.
  func number(of range: Range<Int>, in bytes: Span<UInt8>, from first: Int) -> Int? {
    for step in names.indices {
      let number = (first + step) % names.count
      if isEqual(names[number], range, bytes) { return number }
    }
    return nil
  }

  private func isEqual(_ name: [UInt8], _ range: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
    guard name.count == range.count else { return false }
    for index in name.indices where name[index] != bytes[range.lowerBound + index] { return false }
    return true
  }
}
