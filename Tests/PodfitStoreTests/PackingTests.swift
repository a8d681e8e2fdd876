import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Packing")
struct PackingTests {
  @Test("words hold what single bits hold", arguments: Array(0...56) + [64])
  func words(width: Int) {
    var random = Seeded(UInt64(width))
    for count in [0, 1, 2, 7, 8, 9, 63, 64, 65, 288] {
      let mask: UInt64 = width == 64 ? .max : (1 << UInt64(width)) - 1
      let numbers = (0..<count).map { _ in random.next() & mask }
      let bytes = BitPacking.pack(count, width: width) { numbers[$0] }
      #expect(bytes == Self.plain(numbers, width))
      var back: [UInt64] = []
      unsafe bytes.withUnsafeBytes { bytes in
        unsafe BitPacking.unpack(bytes, count: count, width: width) { _, number in
          back.append(number)
        }
      }
      #expect(back == numbers, "width \(width), count \(count)")
    }
  }

  /// The same bit by bit.
  private static func plain(_ numbers: [UInt64], _ width: Int) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (numbers.count * width + 7) / 8)
    for (index, number) in numbers.enumerated() {
      for bit in 0..<width where number >> UInt64(width - 1 - bit) & 1 == 1 {
        let place = index * width + bit
        bytes[place / 8] |= 0x80 >> UInt8(place % 8)
      }
    }
    return bytes
  }

  @Test(
    "the short way gives what the general way gives",
    arguments: ColumnGenerator.Values.allCases
  )
  func shortWay(values: ColumnGenerator.Values) {
    for seed in 0..<200 as Range<UInt64> {
      var random = Seeded(seed)
      let times = ColumnGenerator.Times.allCases[Int(seed) % 6]
      let column = ColumnGenerator.column(times, values, &random)
      let short = PackedValues(of: column.values.span)
      let general = GeneralPacking(of: column.values.span).packed
      #expect(short == general, "seed \(seed)")
    }
  }

  @Test("the common divisor is Euclid's, and its quotients are exact")
  func divisor() {
    var random = Seeded(11)
    for _ in 0..<2_000 {
      let factor = UInt64.random(
        in: 1...1 << UInt64.random(in: 0...40, using: &random),
        using: &random
      )
      let numbers = (0..<Int.random(in: 1...20, using: &random)).map { _ in
        factor &* UInt64.random(in: 0...1 << 20, using: &random)
      }
      var divisor = CommonDivisor()
      for number in numbers { divisor.add(number) }
      #expect(divisor.value == numbers.reduce(0, BitPacking.divisor))
      guard divisor.value > 0 else { continue }
      for number in numbers { #expect(divisor.quotient(of: number) == number / divisor.value) }
    }
  }
}
