import PodfitModel

/// Quarters of an hour and hours of the day, as some strategies look at use.
enum QuarterHours {
  private static let length: Int64 = 900_000

  /// The largest CPU sample of any pod in each quarter of an hour of a block, in the order of time.
  static func peaks(of pods: [PodHistory], block: Int, start: Int64) -> [Int64] {
    var peaks = [Int64](repeating: -1, count: 96)
    let begin = start.addingSaturated(Int64(block).multipliedSaturated(by: UsageHistory.block))
    for pod in pods {
      for place in pod.cpuBlocks[block] {
        let quarter = Int(
          pod.cpu.times[place].subtractingSaturated(begin.addingSaturated(1)) / length
        )
        guard peaks.indices.contains(quarter) else { continue }
        peaks[quarter] = max(peaks[quarter], pod.cpu.values[place], 0)
      }
    }
    return peaks.filter { $0 >= 0 }
  }

  /// The largest rise and fall of a pod's memory within a quarter of an hour of a block.
  static func swing(of pods: [PodHistory], block: Int, start: Int64) -> Int64 {
    var largest: Int64 = 0
    for pod in pods {
      var quarter = Int64.min
      var low: Int64 = 0
      var high: Int64 = 0
      for place in pod.memoryBlocks[block] {
        let now = pod.memory.times[place].subtractingSaturated(start.addingSaturated(1)) / length
        let value = max(pod.memory.values[place], 0)
        if now == quarter {
          low = min(low, value)
          high = max(high, value)
        } else {
          quarter = now
          low = value
          high = value
        }
        largest = max(largest, high - low)
      }
    }
    return largest
  }
}

extension UsageHistory {
  /// The largest change of memory within a quarter of an hour in the last `days` blocks.
  func memorySwing(days: Int) -> Int64 {
    if swings.count < past {
      for block in swings.count..<past {
        swings.append(QuarterHours.swing(of: pods, block: block, start: start))
      }
    }
    return swings[max(past - days, 0)..<past].max() ?? 0
  }
}
