import PodfitModel
import PodfitProfile
import Testing

@Suite("Sorting numbers")
struct NumberSortTests {
  @Test(
    "sorts like comparing",
    arguments: [0, 1, 127, 128, 129, 288, 1_023, 1_024, 5_000],
    0..<8
  )
  func sorts(count: Int, shape: Int) {
    var random = Seeded(seed: UInt64(shape))
    var sorter = NumberSort()
    for _ in 0..<5 {
      let numbers = (0..<count).map { index -> Int64 in
        switch shape {
        case 0: Int64.random(in: 0...30, using: &random)
        case 1: Int64.random(in: 0...900_000, using: &random) * 1_000
        case 2: Int64.random(in: 90_000...90_400, using: &random) * 4_096 - 4_096 * 90_100
        case 3: Int64.random(in: .min ... .max, using: &random)
        case 4: 7
        case 5: (1 as Int64) << Int64.random(in: 0...62, using: &random)
        case 6: Bool.random(using: &random) ? .min : .max
        default: Int64(count - index) * 65_537
        }
      }
      var sorted = numbers
      sorter.sort(&sorted)
      #expect(sorted == numbers.sorted())
    }
  }
}
