import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Chunks")
struct ChunkTests {
  @Test(
    "every column comes back exactly, here and from the plain twin",
    arguments: ColumnGenerator.Times.allCases,
    ColumnGenerator.Values.allCases
  )
  func roundTrip(times: ColumnGenerator.Times, values: ColumnGenerator.Values) throws {
    for seed in 0..<25 as Range<UInt64> {
      var random = Seeded(seed)
      let column = ColumnGenerator.column(times, values, &random)
      let chunk = Chunk(encoding: column)
      #expect(try chunk.decoded(day: ColumnGenerator.day) == column, "seed \(seed)")
      #expect(PlainTwin.decoded(chunk) == column, "seed \(seed)")
      #expect((0...56).contains(chunk.width) || chunk.width == 64)
    }
  }

  /// The chunk read as runs behind other runs and values, as a column again.
  private static func byRuns(_ chunk: Chunk, day: Int64) throws(ChunkDefect) -> SampleColumn {
    let before = TimeRun(first: 1, step: 0, count: 1)
    var runs = [before]
    var values: [Int64] = [7]
    do throws(ChunkDefect) {
      try chunk.append(day: day, runs: &runs, values: &values)
    } catch {
      #expect(runs == [before] && values == [7])
      throw error
    }
    #expect(runs[0] == before && values[0] == 7)
    let times = runs.dropFirst().flatMap { run in
      (0..<run.count).map { run.first + run.step * Int64($0) }
    }
    #expect(runs.allSatisfy { $0.count == 1 || $0.count > 1 && $0.step > 0 })
    return SampleColumn(times: times, values: Array(values.dropFirst()))
  }

  @Test(
    "times as runs are the times, and what is a defect of one is one of the other",
    arguments: ColumnGenerator.Times.allCases,
    ColumnGenerator.Values.allCases
  )
  func runs(times: ColumnGenerator.Times, values: ColumnGenerator.Values) throws {
    let day = ColumnGenerator.day
    for seed in 0..<25 as Range<UInt64> {
      var random = Seeded(seed)
      let column = ColumnGenerator.column(times, values, &random)
      let chunk = Chunk(encoding: column)
      #expect(try Self.byRuns(chunk, day: day) == column, "seed \(seed)")
      var damaged: [Chunk] = []
      for change in Self.changes {
        for number in [.min, -1, 0, 7, 64, .max] as [Int64] {
          var bad = chunk
          change(&bad, number)
          damaged.append(bad)
        }
      }
      for index in chunk.presence?.indices ?? 0..<0 {
        var bad = chunk
        bad.presence?[index] ^= UInt8.random(in: 1...255, using: &random)
        damaged.append(bad)
      }
      for bad in damaged {
        #expect((try? Self.byRuns(bad, day: day)) == (try? bad.decoded(day: day)))
      }
    }
  }

  @Test("days at the ends of time come back", arguments: [Int64.min, .max, -1, 0, -86_400_001])
  func endsOfTime(time: Int64) throws {
    let column = SampleColumn(times: [time], values: [7])
    let chunk = Chunk(encoding: column)
    #expect(try chunk.decoded(day: Instant(milliseconds: time).day) == column)
  }

  @Test("memory in pages is kept in units of a page")
  func pages() {
    let column = SampleColumn(
      times: [0, 300_000, 600_000],
      values: [1_636_745_216, 1_554_616_320, 1_543_700_480]
    )
    let chunk = Chunk(encoding: column)
    #expect(chunk.scale % 4_096 == 0)
    #expect(chunk.step == 300_000)
    #expect(chunk.slots == 3 && chunk.presence == nil && chunk.times == nil)
  }

  @Test("an even counter takes no bits at all")
  func evenCounter() {
    let times = (0..<288).map { Int64($0) * 300_000 }
    let chunk = Chunk(encoding: SampleColumn(times: times, values: times.map { $0 * 17 }))
    #expect(chunk.isDelta && chunk.width == 0 && chunk.bits.isEmpty)
  }

  @Test("one missing slot costs a presence bit, scattered times are kept one by one")
  func timeModes() {
    let gap = Chunk(encoding: SampleColumn(times: [0, 60_000, 180_000], values: [1, 2, 3]))
    #expect(gap.slots == 4 && gap.presence == [0b1101_0000] && gap.times == nil)
    let scattered = Chunk(encoding: SampleColumn(times: [0, 60_001, 120_007], values: [1, 2, 3]))
    #expect(scattered.slots == 3 && scattered.presence == nil && scattered.times != nil)
  }

  @Test("5-minute memory of a day stays below 2.5 bytes a sample")
  func size() {
    var random = Seeded(1)
    let times = (0..<288).map { Int64($0) * 300_000 }
    let values = times.map { _ in Int64.random(in: 370_000...400_000, using: &random) * 4_096 }
    let chunk = Chunk(encoding: SampleColumn(times: times, values: values))
    #expect(Double(chunk.bits.count) / 288 < 2.5)
  }

  @Test("a damaged header is a defect and never ends the process")
  func damagedHeader() {
    let extremes: [Int64] = [.min, -1, 0, 1, 7, 57, 63, 64, 65, 86_400_000, 1 << 40, .max]
    for times in ColumnGenerator.Times.allCases {
      for values in ColumnGenerator.Values.allCases {
        var random = Seeded(3)
        let good = Chunk(encoding: ColumnGenerator.column(times, values, &random))
        for number in extremes {
          for change in Self.changes {
            var bad = good
            change(&bad, number)
            if let column = try? bad.decoded(day: ColumnGenerator.day) {
              #expect(column.count == bad.samples)
            }
          }
        }
      }
    }
  }

  private static let changes: [@Sendable (inout Chunk, Int64) -> Void] = [
    { $0.first = $1 }, { $0.step = $1 }, { $0.samples = Int($1) }, { $0.slots = Int($1) },
    { $0.base = $1 }, { $0.slope = $1 }, { $0.scale = $1 }, { $0.width = Int($1) },
    { $0.block = Int($1) },
    { $0.times?.scale = $1 }, { $0.times?.width = Int($1) },
    { chunk, _ in chunk.isDelta.toggle() }, { chunk, _ in chunk.presence = [] },
    { chunk, _ in chunk.times = Chunk.PackedTimes(scale: 1, width: 0, bits: []) },
  ]

  @Test("bytes that are cut off or added are a defect of that blob")
  func damagedLength() {
    var random = Seeded(5)
    for times in [ColumnGenerator.Times.gaps, .jitter] {
      let good = Chunk(encoding: ColumnGenerator.column(times, .pages, &random))
      for count in [0, good.bits.count - 1, good.bits.count + 1] {
        var bad = good
        bad.bits = Array((good.bits + [0]).prefix(count))
        #expect(
          throws: ChunkDefect.length("value_bits", found: count, expected: good.bits.count)
        ) { try bad.decoded(day: ColumnGenerator.day) }
      }
      var bad = good
      bad.presence?.removeLast()
      bad.times?.bits.removeLast()
      #expect(throws: ChunkDefect.self) { try bad.decoded(day: ColumnGenerator.day) }
    }
  }

  @Test("flipped bits decode to something or are a defect", arguments: 0..<200 as Range<UInt64>)
  func flippedBits(seed: UInt64) {
    var random = Seeded(seed)
    let times = ColumnGenerator.Times.allCases.randomElement(using: &random) ?? .gaps
    let values = ColumnGenerator.Values.allCases.randomElement(using: &random) ?? .pages
    var chunk = Chunk(encoding: ColumnGenerator.column(times, values, &random))
    func flip(_ bytes: inout [UInt8]) {
      guard let index = bytes.indices.randomElement(using: &random) else { return }
      bytes[index] ^= UInt8.random(in: 1...255, using: &random)
    }
    flip(&chunk.bits)
    if chunk.presence != nil { flip(&chunk.presence!) }
    if chunk.times != nil { flip(&chunk.times!.bits) }
    if let column = try? chunk.decoded(day: ColumnGenerator.day) {
      #expect(column.count == chunk.samples)
      #expect(zip(column.times.dropFirst(), column.times).allSatisfy { $0 > $1 })
    }
  }
}

/// The formula of docs/schema.md, one bit at a time and with wide arithmetic.
private enum PlainTwin {
  private static func number(_ bytes: [UInt8], _ width: Int, _ n: Int) -> UInt64 {
    var result: UInt64 = 0
    for bit in n * width..<(n + 1) * width {
      result = result * 2 + UInt64(bytes[bit / 8] >> UInt8(7 - bit % 8)) % 2
    }
    return result
  }

  private static func inBlocks(_ chunk: Chunk, _ n: Int) -> UInt64 {
    let count = (chunk.slots + chunk.block - 1) / chunk.block
    let ends = [0] + chunk.bits.prefix(count).map { Int($0) }
    var rest = Array(chunk.bits.dropFirst(count))
    let low = number(rest, chunk.width, n / chunk.block)
    rest = Array(rest.dropFirst((count * chunk.width + 7) / 8))
    for block in 0..<n / chunk.block {
      rest = Array(rest.dropFirst((chunk.block * (ends[block + 1] - ends[block]) + 7) / 8))
    }
    let width = ends[n / chunk.block + 1] - ends[n / chunk.block]
    return low + number(rest, width, n % chunk.block)
  }

  static func decoded(_ chunk: Chunk) -> SampleColumn {
    var column = SampleColumn()
    var valueSum: Int128 = 0
    var timeSum: Int128 = 0
    for n in 0..<chunk.slots {
      let q = chunk.block > 0 ? inBlocks(chunk, n) : number(chunk.bits, chunk.width, n)
      let units = chunk.width == 64 ? Int128(Int64(bitPattern: q)) : Int128(q)
      valueSum += units
      if let times = chunk.times {
        timeSum += Int128(number(times.bits, times.width, n)) * Int128(times.scale)
      }
      if let presence = chunk.presence, number(presence, 1, n) == 0 { continue }
      let base = Int128(chunk.base)
      let scale = Int128(chunk.scale)
      let value =
        chunk.isDelta
        ? base + Int128(chunk.slope) * Int128(n) + scale * valueSum : base + scale * units
      column.append(
        time: Int64(Int128(chunk.first) + Int128(chunk.step) * Int128(n) + timeSum),
        value: Int64(value)
      )
    }
    return column
  }
}
