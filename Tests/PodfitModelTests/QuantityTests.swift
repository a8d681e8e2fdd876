import PodfitModel
import Testing

@Suite("Kubernetes quantities")
struct QuantityTests {
  @Test(
    "memory in every form",
    arguments: [
      ("0", 0), ("1", 1), ("128974848", 128_974_848), ("129e6", 129_000_000),
      ("129M", 129_000_000), ("123Mi", 128_974_848), ("1.5Gi", 1_610_612_736),
      ("262144k", 262_144_000), ("1e3", 1_000), ("1E3", 1_000), ("1E", 1_000_000_000_000_000_000),
      ("1Ki", 1_024), ("1k", 1_000), ("0.5", 1), ("1.5", 2), ("100m", 1),
      ("128974848000m", 128_974_848),
      (".5Ki", 512), ("5.Ki", 5_120), ("+7", 7), ("1e-3", 1), ("0e9", 0), ("1Ei", 1 << 60),
    ] as [(String, Int64)]
  )
  func memory(text: String, bytes: Int64) throws {
    #expect(try Memory(quantity: text).bytes == bytes)
  }

  @Test(
    "CPU in every form",
    arguments: [
      ("100m", 100_000_000), ("0.5", 500_000_000), ("1", 1_000_000_000), ("1000n", 1_000),
      ("250u", 250_000), ("220095753n", 220_095_753), ("1e3", 1_000_000_000_000),
      ("0.0000000001", 1), ("1.5n", 2), ("2k", 2_000_000_000_000),
    ] as [(String, Int64)]
  )
  func cpu(text: String, nanocores: Int64) throws {
    #expect(try CPU(quantity: text).nanocores == nanocores)
  }

  @Test(
    "text that is no quantity",
    arguments: [
      ("", QuantityError.Code.noDigits, 0), ("m", .unexpectedCharacter, 0),
      ("25Om", .unknownSuffix, 2), ("-1", .negative, 0), ("1 Gi", .unexpectedCharacter, 1),
      ("1e", .unknownSuffix, 1), ("1e1e1", .unknownSuffix, 1), ("1.2.3", .unexpectedCharacter, 3),
      ("9223372036854775808", .tooLarge, 0), ("1e400", .tooLarge, 0), ("10Ei", .tooLarge, 0),
      ("1gi", .unknownSuffix, 1), ("1K", .unknownSuffix, 1), (".", .noDigits, 1),
      ("1\u{0}", .unexpectedCharacter, 1), ("٣", .unexpectedCharacter, 0),
      ("NaN", .unexpectedCharacter, 0),
    ]
  )
  func refused(text: String, code: QuantityError.Code, offset: Int) {
    #expect(throws: QuantityError(code, text: text, offset: offset)) {
      try Memory(quantity: text)
    }
  }

  @Test("a very small value rounds up to one unit, however many zeros it has")
  func tiny() throws {
    #expect(try CPU(quantity: "0." + String(repeating: "0", count: 400) + "1").nanocores == 1)
    #expect(try CPU(quantity: "1e-999").nanocores == 1)
  }

  @Test("printing is exact: reading it back gives the same amount")
  func roundTrip() throws {
    var state: UInt64 = 42
    for _ in 0..<2_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Int64(state >> (1 + state % 60))
      #expect(try CPU(quantity: CPU(nanocores: value).quantity).nanocores == value)
      #expect(try Memory(quantity: Memory(bytes: value).quantity).bytes == value)
    }
  }

  @Test("the form printed", arguments: [(250, "250m"), (1_000, "1"), (1_500, "1500m"), (0, "0")])
  func cpuForm(millicores: Int64, text: String) {
    #expect(CPU.millicores(millicores).quantity == text)
  }

  @Test("amounts never overflow")
  func saturation() {
    let most = Memory(bytes: .max)
    #expect(most + most == most)
    #expect(most * 3 == most)
    #expect(Memory.zero - most - most == Memory(bytes: .min))
    #expect(most.scaledUp(by: 2) == most)
    #expect(most.roundedUp(toMultipleOf: .mebibytes(1)) == most)
    #expect(Memory(bytes: 1).roundedUp(toMultipleOf: .mebibytes(1)) == .mebibytes(1))
  }
}
