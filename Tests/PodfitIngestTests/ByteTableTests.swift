import Testing

@testable import PodfitIngest

@Suite("Numbers of texts")
struct ByteTableTests {
  @Test("texts are numbered as a dictionary would", arguments: 0..<8)
  func agrees(seed: Int) {
    var random = SystemRandomNumberGenerator()
    var table = ByteTable()
    var plain: [[UInt8]: Int] = [:]
    for _ in 0..<4_000 {
      // Few letters and lengths around whole words, so that many texts are equal or nearly so.
      let count = Int.random(in: 0...(4 + 3 * seed), using: &random)
      let text = (0..<count).map { _ in UInt8.random(in: 0x61...0x62, using: &random) }
      let buffer = [0x7A] + text + [0x7A]
      let range = 1..<buffer.count - 1
      let known = table.find(buffer.span, range)
      #expect(known == plain[text])
      let (number, isNew) = table.number(of: buffer.span, range)
      #expect(isNew == (plain[text] == nil))
      #expect(number == plain[text, default: plain.count])
      plain[text] = number
      #expect(Array(table.text(of: number)) == text && table.length(of: number) == text.count)
      let isEqual = table.isEqual(buffer.span, at: 1, to: number)
      #expect(isEqual)
    }
    #expect(table.count == plain.count)
  }
}
