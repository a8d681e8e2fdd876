import TestSupport
import Testing

@testable import PodfitIngest

@Suite("Times of the line before")
struct KnownTimesTests {
  /// What is read of an array without its first number, as a line's reader does it: in pieces that end
  /// anywhere, and by another reader where nothing was taken.
  private static func read(
    _ times: [Int64],
    _ known: inout KnownTimes,
    pieces: Int
  ) -> [Int64] {
    let text = Array((times.map { "\($0)" }.joined(separator: ",") + "]").utf8)
    let buffer = text + [UInt8](repeating: UInt8(ascii: "7"), count: 64)
    var column = [times[0]]
    var position = "\(times[0])".utf8.count
    known.begin()
    var piece = 1
    while column.count < times.count {
      let end = min(buffer.count, piece * buffer.count / pieces)
      position = known.scan(buffer.span, from: position, to: end, into: &column)
      if piece >= pieces, column.count < times.count {
        // The numbers at the end of the input go to the parser.
        let rest = text[(position + 1)...].prefix {
          $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "]")
        }
        column.append(Int64(String(decoding: rest, as: UTF8.self)) ?? -1)
        position += 1 + rest.count
      }
      piece += 1
    }
    known.end(column)
    return column
  }

  @Test(
    "lines come out as they are, whatever the lines before were",
    arguments: [1, 2, 3, 4, 5, 6] as [UInt64],
    [1, 3, 40]
  )
  func twin(seed: UInt64, pieces: Int) {
    var random = SeededRandom(state: seed)
    var known = KnownTimes()
    for line in 0..<60 {
      let start: Int64 = line % 17 == 9 ? 999_999_900_000 : 1_795_168_800_000
      let step = [300_000, 300_000, 60_000, 1][Int(random.next() % 4)] as Int64
      var times: [Int64] = []
      for index in 0..<Int64(40 + random.next() % 400) {
        // Readings are missing, at another time, or no time of thirteen digits.
        switch random.next() % 40 {
        case 0: continue
        case 1: times.append(start + index * step + Int64(random.next() % 1_000))
        case 2 where line % 5 == 0: times.append(Int64(random.next() % 100_000_000_000_000))
        default: times.append(start + index * step)
        }
      }
      #expect(Self.read(times, &known, pieces: pieces) == times, "line \(line)")
    }
  }

  @Test("nearly all times of a line like the one before are found")
  func found() {
    var known = KnownTimes()
    let grid = (0..<2_016).map { 1_795_168_800_000 + Int64($0) * 300_000 }
    let first = grid.filter { $0 / 300_000 % 97 != 0 }
    let second = grid.filter { $0 / 300_000 % 89 != 0 }
    #expect(Self.read(first, &known, pieces: 1) == first)
    #expect(known.found == 0)
    #expect(Self.read(second, &known, pieces: 1) == second)
    #expect(known.found > second.count * 9 / 10)
    // Too few were unknown for it to be learned anew.
    #expect(Self.read(first, &known, pieces: 1) == first)
    #expect(known.found > first.count - 30)
  }

  @Test("a number that goes on behind thirteen digits is another number")
  func longer() {
    var known = KnownTimes()
    let grid = (0..<64).map { 1_795_168_800_000 + Int64($0) * 300_000 }
    #expect(Self.read(grid, &known, pieces: 1) == grid)
    for place in [1, 2, 31, 62, 63] {
      var other = grid
      other[place] = other[place] * 10 + 3
      #expect(Self.read(other, &known, pieces: 1) == other)
    }
  }
}
