import Foundation
import Testing

@testable import PodfitIngest

/// The same in plain steps over decimal digits: slow, and another way.
private func plainTwin(_ text: String, decimals: Int) -> DecimalReading {
  var rest = Substring(text)
  switch rest.lowercased() {
  case "nan", "+nan", "-nan": return .notANumber
  case "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity": return .infinite
  default: break
  }
  var isNegative = false
  if let sign = rest.first, sign == "-" || sign == "+" {
    isNegative = sign == "-"
    rest.removeFirst()
  }
  var exponent = 0
  if let mark = rest.firstIndex(where: { $0 == "e" || $0 == "E" }) {
    let written = rest[rest.index(after: mark)...]
    guard written.wholeMatch(of: /[+-]?[0-9]+/) != nil else { return .malformed }
    exponent = min(100_000, max(-100_000, Int(written) ?? (written.first == "-" ? .min : .max)))
    rest = rest[..<mark]
  }
  guard let match = rest.wholeMatch(of: /([0-9]*)(?:\.([0-9]*))?/) else { return .malformed }
  let whole = String(match.1)
  let fraction = String(match.2 ?? "")
  guard !(whole + fraction).isEmpty else { return .malformed }
  // The digits before and after the point once it is moved.
  var digits = whole + fraction
  var point = whole.count + exponent + decimals
  let zeros = digits.prefix { $0 == "0" }.count
  digits.removeFirst(zeros)
  point -= zeros
  guard !digits.isEmpty else { return .units(0) }
  guard point <= 19 else { return .tooLarge }
  guard point >= 0 else { return .units(0) }
  while digits.count < point { digits += "0" }
  let kept = digits.prefix(point)
  let cut = digits.dropFirst(point)
  guard var units = kept.isEmpty ? 0 : UInt64(kept) else { return .tooLarge }
  let isHalf = cut.first == "5" && cut.dropFirst().allSatisfy { $0 == "0" }
  if isHalf {
    units += units % 2
  } else if let first = cut.first, first >= "5" {
    units += 1
  }
  guard let magnitude = Int64(exactly: units) else { return .tooLarge }
  return .units(isNegative ? -magnitude : magnitude)
}

private func scan(_ text: String, _ decimals: Int) -> DecimalReading {
  DecimalScanner.scan(Array(text.utf8).span, decimals: decimals)
}

@Suite("Decimal text to integers")
struct DecimalScannerTests {
  @Test(
    "every spelling that exporters use is exact",
    arguments: [
      ("0", 9, .units(0)), ("1", 9, .units(1_000_000_000)), ("0.00012", 9, .units(120_000)),
      ("0.00011999999999999996", 9, .units(120_000)), ("204193792", 0, .units(204_193_792)),
      ("3e-09", 9, .units(3)), ("1e+21", 9, .tooLarge), ("1e+21", 0, .tooLarge),
      ("5.5173348e+07", 0, .units(55_173_348)), ("1795132856.252", 3, .units(1_795_132_856_252)),
      ("1795132800", 3, .units(1_795_132_800_000)), ("-1", 0, .units(-1)),
      ("9223372036854775807", 0, .units(.max)), ("9223372036854775808", 0, .tooLarge),
      ("9.223372036854775807", 18, .units(.max)), ("NaN", 9, .notANumber), ("+Inf", 9, .infinite),
      ("-Inf", 9, .infinite), ("Infinity", 9, .infinite), ("0.0000000005", 9, .units(0)),
      ("0.0000000015", 9, .units(2)),
      ("0.00000000050000000000000000000000000000000001", 9, .units(1)),
      ("2.5", 0, .units(2)), ("3.5", 0, .units(4)), ("1e-400", 9, .units(0)),
      ("0e999999999999", 9, .units(0)), ("", 9, .malformed), (".", 9, .malformed),
      ("-", 9, .malformed), ("1e", 9, .malformed), ("1e+", 9, .malformed), ("0x10", 9, .malformed),
      ("1_000", 9, .malformed), ("25Om", 9, .malformed), ("1.2.3", 9, .malformed),
      ("١", 9, .malformed), (" 1", 9, .malformed), ("nano", 9, .malformed),
      ("-9223372036854775807", 0, .units(-.max)),
    ] as [(String, Int, DecimalReading)]
  )
  func spellings(text: String, decimals: Int, expected: DecimalReading) {
    #expect(scan(text, decimals) == expected)
    #expect(plainTwin(text, decimals: decimals) == expected)
  }

  @Test("agrees with plain arithmetic on digits", arguments: [1, 2, 3, 4] as [UInt64])
  func twin(seed: UInt64) {
    var random = SeededRandom(state: seed)
    let alphabet = Array("000123456789....--++eEE5")
    for _ in 0..<20_000 {
      let decimals = [0, 3, 9][Int(random.next() % 3)]
      var text = ""
      if random.next() % 4 == 0 {
        // Anything at all.
        for _ in 0..<random.next() % 12 { text.append(alphabet[Int(random.next() % 24)]) }
      } else {
        // Numbers, long and short, with ties.
        if random.next() % 8 == 0 { text += random.next() % 2 == 0 ? "-" : "+" }
        for _ in 0..<random.next() % 24 { text += String(random.next() % 10) }
        if random.next() % 2 == 0 {
          text += "."
          for _ in 0..<random.next() % 24 { text += String(random.next() % 10) }
          if random.next() % 4 == 0 { text += "5" + String(repeating: "0", count: 20) }
        }
        if random.next() % 4 == 0 { text += "e" + String(Int64(random.next() % 60) - 30) }
      }
      #expect(
        scan(text, decimals) == plainTwin(text, decimals: decimals),
        "\"\(text)\" with \(decimals) decimals, seed \(seed)"
      )
    }
  }
}

/// A small generator with a seed, so that a failure can be repeated.
struct SeededRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
