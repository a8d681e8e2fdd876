import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Runs of plain numbers")
struct NumberRunTests {
  /// What a run takes from `,text,` with enough bytes behind it.
  private static func taken(_ text: String, decimals: Int) -> (numbers: [Int64], bytes: Int) {
    let bytes = Array(("," + text).utf8)
    let buffer = bytes + [UInt8](repeating: UInt8(ascii: " "), count: 64)
    var column: [Int64] = []
    let end = NumberRun.scan(
      buffer.span,
      from: 0,
      to: buffer.count,
      in: NumberRun.Unit(decimals: decimals),
      into: &column
    )
    return (column, end)
  }

  @Test(
    "plain numbers are exact, and the run ends before all else",
    arguments: [
      ("1,20,300]", 0, [1, 20, 300], 9), ("1795168813726,0]", 0, [1_795_168_813_726, 0], 16),
      ("4.3272,4.33440000,0.000000001]", 9, [4_327_200_000, 4_334_400_000, 1], 30),
      ("1e3,2]", 0, [], 0), ("7,1e3,2]", 0, [7], 2), ("7,-1]", 0, [7], 2), ("7,null]", 0, [7], 2),
      ("7,01]", 0, [7], 2), ("7,1.]", 0, [7], 2), ("7,.5]", 0, [7], 2), ("7,\"8\"]", 0, [7], 2),
      ("7, 8]", 0, [7], 2), ("7,8 ]", 0, [7], 2), ("7,8}", 0, [7], 2), ("7,]", 0, [7], 2),
      ("0.5,1.5,2.5,2.4999]", 0, [0, 2, 2, 2], 19), ("10.0000000005]", 9, [10_000_000_000], 14),
      ("10.0000000015,3.0000000005000001]", 9, [10_000_000_002, 3_000_000_001], 33),
      ("9999999999999999]", 0, [9_999_999_999_999_999], 17), ("99999999999999999]", 0, [], 0),
      (
        "1795168813726,1795168873726,1795168873727]", 0,
        [1_795_168_813_726, 1_795_168_873_726, 1_795_168_873_727], 42
      ),
      (
        "1795168813726,17951688737260,1795168873]", 0,
        [1_795_168_813_726, 17_951_688_737_260, 1_795_168_873], 40
      ),
      (
        "1795168813726,17951.88873726,1795168873726.5]", 0,
        [1_795_168_813_726, 17_952, 1_795_168_873_726], 45
      ),
      ("123.456789012,123.499999999,123.4567890123]", 0, [123, 123, 123], 43),
      ("1795168813726,1795168873726 ]", 0, [1_795_168_813_726], 14),
      ("\u{0}\u{0}\u{0}\u{0}\u{0}12345678,1]", 0, [], 0),
      ("9223372036,9223372037]", 9, [9_223_372_036_000_000_000], 11),
      ("9223372036.854775807,9223372036.854775808]", 9, [Int64.max], 21),
    ] as [(String, Int, [Int64], Int)]
  )
  func runs(text: String, decimals: Int, numbers: [Int64], bytes: Int) {
    let taken = Self.taken(text, decimals: decimals)
    #expect(taken.numbers == numbers)
    #expect(taken.bytes == bytes)
  }

  @Test("whatever a run takes is what the plain reader reads", arguments: [1, 2, 3] as [UInt64])
  func twin(seed: UInt64) {
    var random = SeededRandom(state: seed)
    func digits(_ count: UInt64) -> String {
      (0..<count).map { _ in "\(random.next() % 10)" }.joined()
    }
    var takenCount = 0
    for _ in 0..<4_000 {
      var text = digits(1 + random.next() % 18)
      if random.next() % 2 == 0 { text += "." + digits(random.next() % 19) }
      if random.next() % 20 == 0 { text += ["e1", "-", "x", "5.5"][Int(random.next() % 4)] }
      let decimals = [0, 3, 9][Int(random.next() % 3)]
      let (numbers, bytes) = Self.taken(text + "]", decimals: decimals)
      guard let number = numbers.first else {
        #expect(bytes == 0)
        continue
      }
      takenCount += 1
      #expect(bytes == text.utf8.count + 1)
      let plain = DecimalScanner.scan(Array(text.utf8).span, decimals: decimals)
      #expect(plain == .units(number), "\(text) with \(decimals) decimals")
    }
    #expect(takenCount > 1_500)
  }

  @Test("a run never looks past the buffer", arguments: 1...60)
  func shortBuffers(count: Int) {
    let bytes = Array(String(repeating: ",1.5", count: 20).utf8.prefix(count))
    var column: [Int64] = []
    let end = NumberRun.scan(
      bytes.span,
      from: 0,
      to: count,
      in: NumberRun.Unit(decimals: 9),
      into: &column
    )
    #expect(end == 4 * column.count && column.allSatisfy { $0 == 1_500_000_000 })
  }
}
