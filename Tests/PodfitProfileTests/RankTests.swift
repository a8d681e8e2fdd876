import Testing

@testable import PodfitProfile

@Suite("Ranks")
struct RankTests {
  @Test(
    "each rank holds what sorting would put there",
    arguments: [1, 2, 8, 9, 10, 64, 501],
    0..<6
  )
  func ranks(count: Int, shape: Int) {
    var random = Seeded(seed: UInt64(count * 10 + shape))
    let values = (0..<count).map { index -> Double in
      switch shape {
      case 0: Double.random(in: -1...1, using: &random)
      case 1: Double(Int.random(in: 0...3, using: &random))
      case 2: 7
      case 3: Double(index)
      case 4: Double(-index)
      default: index % 2 == 0 ? -Double.infinity : Double(index)
      }
    }
    let sorted = values.sorted()
    for rank in values.indices { #expect(values.value(atRank: rank) == sorted[rank]) }
  }
}
