import Testing

@testable import PodfitIngest

@Suite("Digits eight at a time")
struct QuickNumberTests {
  private static func quick(_ text: String, decimals: Int) -> (units: Int64, length: Int)? {
    let bytes = Array(text.utf8) + [UInt8](repeating: 0x39, count: 64)
    return unsafe bytes.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress,
        let number = unsafe QuickNumber(start, decimals: decimals)
      else { return nil }
      return (number.units, number.length)
    }
  }

  @Test("what is read quickly is what is read slowly")
  func agrees() {
    var random = SystemRandomNumberGenerator()
    var read = 0
    for _ in 0..<20_000 {
      let decimals = Bool.random(using: &random) ? 9 : 0
      var text = (0..<Int.random(in: 1...17, using: &random)).map { _ in
        String(Int.random(in: 0...9, using: &random))
      }.joined()
      if Bool.random(using: &random) {
        let place = text.index(
          text.startIndex,
          offsetBy: Int.random(in: 0...text.count, using: &random)
        )
        text.insert(".", at: place)
      }
      let slow = DecimalScanner.scan(Array(text.utf8).span, decimals: decimals)
      guard let quick = Self.quick(text + ",", decimals: decimals) else { continue }
      guard quick.length == text.utf8.count else { continue }
      read += 1
      #expect(slow == .units(quick.units), "\(text), \(decimals) decimals")
    }
    #expect(read > 5_000)
  }

  @Test(
    "what is no plain number is left to the scanner",
    arguments: ["", ".5", "-1", "+1", "1.", "NaN", "e5", "1.0123456789", "123456789.5", " 1"]
  )
  func odd(text: String) {
    let read = Self.quick(text + ",", decimals: 9)
    #expect(read == nil || read?.length != text.utf8.count)
  }

  @Test("bytes above ASCII end a number")
  func high() {
    #expect(Self.quick("12\u{FF}", decimals: 0)?.length == 2)
    #expect(Self.quick("1\u{80}9,", decimals: 0)?.units == 1)
  }

  @Test(
    "times of a day",
    arguments: [
      ("00:00:00", 0), ("23:59:59", 86_399_000), ("10:15:07", 36_907_000), ("24:00:00", nil),
      ("10:60:00", nil), ("10:15:60", nil), ("1:015:00", nil), ("10-15-00", nil), ("aa:15:00", nil),
      ("000000:0", nil),
    ] as [(String, Int64?)]
  )
  func clock(text: String, milliseconds: Int64?) {
    var word: UInt64 = 0
    for byte in text.utf8.reversed() { word = word << 8 | UInt64(byte) }
    #expect(QuickNumber.clock(word) == milliseconds)
  }
}
