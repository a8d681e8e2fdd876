import PodfitModel
import PodfitProfile

/// The use of one container of one pod, cut into blocks of 24 hours and prepared for questions.
///
/// Usual input: 288 samples a block and up to a hundred blocks. What questions have been asked is prepared
/// for once, at the cost of one sort per block; afterwards none looks at a sample it does not need.
final class PodHistory {
  /// Memory of one block.
  struct MemoryBlock {
    var max: Int64 = 0
    var sum = 0.0
    var count = 0
  }

  let cpu: SampleColumn
  let memory: SampleColumn
  /// Where each block's samples lie in `cpu` and `cpuSorted`.
  let cpuBlocks: [Range<Int>]
  /// Where each block's samples lie in `memory`.
  let memoryBlocks: [Range<Int>]
  /// What each block's memory comes to.
  let memoryUse: [MemoryBlock]
  private lazy var days = SortedDays(cpu.values, cpuBlocks)

  /// CPU values, each block's in ascending order.
  var cpuSorted: [Int64] { days.values }
  /// At each place of `cpuSorted` the sum from there to the end of the block.
  private var cpuTails: [Double] { days.tails }
  /// The median distance of the first samples in milliseconds, at least one.
  private(set) lazy var step: Int64 = {
    let longer = cpu.count > memory.count ? cpu : memory
    return max(longer.prefix(64).step?.milliseconds ?? 60_000, 1)
  }()

  /// Prepares sorted columns; block `d` holds samples after `start + 24 h · d` up to its end.
  ///
  /// What lies outside is left out, and negative readings count as nothing.
  init(cpu: SampleColumn, memory: SampleColumn, start: Int64, blocks: Int) {
    self.cpu = cpu
    self.memory = memory
    cpuBlocks = Self.ranges(of: cpu.times, start: start, blocks: blocks)
    memoryBlocks = Self.ranges(of: memory.times, start: start, blocks: blocks)
    let values = memory.values
    memoryUse = memoryBlocks.map { block in
      var use = MemoryBlock()
      for index in block {
        let value = Swift.max(values[index], 0)
        use.max = Swift.max(use.max, value)
        use.sum += Double(value)
      }
      use.count = block.count
      return use
    }
  }

  /// The CPU values of some blocks, in the order of their times.
  func cpuValues(in blocks: Range<Int>) -> [Int64] {
    guard let first = blocks.first, let last = blocks.last else { return [] }
    return cpu.values[cpuBlocks[first].lowerBound..<cpuBlocks[last].upperBound].map {
      Swift.max($0, 0)
    }
  }

  /// How many CPU samples of a block are above `request`, and by how much together.
  func above(_ request: Int64, block: Int) -> (count: Int, excess: Double) {
    let range = cpuBlocks[block]
    var low = range.lowerBound
    var high = range.upperBound
    while low < high {
      let middle = (low + high) / 2
      if cpuSorted[middle] > request { high = middle } else { low = middle + 1 }
    }
    guard low < range.upperBound else { return (0, 0) }
    let count = range.upperBound - low
    return (count, cpuTails[low] - Double(request) * Double(count))
  }

  /// The mean of the memory samples of some blocks; nil without any.
  func memoryMean(in blocks: Range<Int>) -> Double? {
    let count = blocks.reduce(0) { $0 + memoryUse[$1].count }
    return count > 0 ? blocks.reduce(0.0) { $0 + memoryUse[$1].sum } / Double(count) : nil
  }

  /// The sum of CPU samples of a block.
  func cpuSum(block: Int) -> Double {
    let range = cpuBlocks[block]
    return range.isEmpty ? 0 : cpuTails[range.lowerBound]
  }

  private static func ranges(of times: [Int64], start: Int64, blocks: Int) -> [Range<Int>] {
    var index = 0
    while index < times.count && times[index] <= start { index += 1 }
    return (0..<blocks).map { block in
      let first = index
      let end = start.addingSaturated(Int64(block + 1).multipliedSaturated(by: UsageHistory.block))
      while index < times.count && times[index] <= end { index += 1 }
      return first..<index
    }
  }
}

/// CPU values by block in ascending order, and their sums.
private struct SortedDays {
  var values: [Int64]
  var tails: [Double]

  init(_ readings: [Int64], _ blocks: [Range<Int>]) {
    values = readings
    tails = [Double](repeating: 0, count: readings.count)
    var sorter = NumberSort()
    for block in blocks where !block.isEmpty {
      var own = readings[block].map { max($0, 0) }
      sorter.sort(&own)
      values.replaceSubrange(block, with: own)
      var sum = 0.0
      for index in block.reversed() {
        sum += Double(values[index])
        tails[index] = sum
      }
    }
  }
}

extension SampleColumn {
  /// The first samples, at most `count` of them.
  fileprivate func prefix(_ count: Int) -> SampleColumn {
    SampleColumn(times: Array(times.prefix(count)), values: Array(values.prefix(count)))
  }
}
