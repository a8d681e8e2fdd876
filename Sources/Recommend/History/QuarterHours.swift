import PodfitModel

/// Quarters of an hour and hours of the day, as some strategies look at use.
enum QuarterHours {
  private static let length: Int64 = 900_000

  /// The largest CPU sample of any pod in each quarter of an hour of a block, in ascending order.
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
    return peaks.filter { $0 >= 0 }.sorted()
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

  /// The largest of the 24 quantiles of use by hour of the day (UTC) over the last `days` blocks, by
  /// nearest rank, the largest value and how many samples there are; nil without samples.
  ///
  /// The quantile over all hours together is never above the largest of these, so that it need not
  /// be taken.
  func hourlyQuantile(
    _ metric: Metric,
    _ quantile: Quantile,
    days: Int
  ) -> (value: Int64, max: Int64, samples: Int)? {
    var largest: Int64 = 0
    var value: Int64 = 0
    var count = 0
    for hour in hoursSorted(metric, days: days) {
      guard let rank = quantile.nearestRank(in: hour.count), let last = hour.last else { continue }
      value = max(value, hour[rank])
      largest = max(largest, last)
      count += hour.count
    }
    return count > 0 ? (value, largest, count) : nil
  }

  /// The samples of the last `days` blocks by hour of the day, each hour's in ascending order.
  private func hoursSorted(_ metric: Metric, days: Int) -> [[Int64]] {
    let isCPU = metric == .cpuUsage
    let key = HourKey(metric: metric, days: min(days, blocks), past: past)
    if let known = hours[isCPU], known.key == key { return known.values }
    var values = [[Int64]](repeating: [], count: 24)
    for pod in pods {
      let column = isCPU ? pod.cpu : pod.memory
      // Times ascend, so that the hour is worked out once for all samples of it.
      var end = Int64.min
      var hour = 0
      for block in max(past - days, 0)..<past {
        for place in (isCPU ? pod.cpuBlocks : pod.memoryBlocks)[block] {
          let time = column.times[place]
          if time > end {
            let before = time.subtractingSaturated(1)
            let inDay = before % UsageHistory.block
            hour = Int((inDay < 0 ? inDay + UsageHistory.block : inDay) / 3_600_000)
            let inHour = before % 3_600_000
            end = before.subtractingSaturated(inHour < 0 ? inHour + 3_600_000 : inHour)
              .addingSaturated(3_600_000)
          }
          values[hour].append(max(column.values[place], 0))
        }
      }
    }
    for hour in values.indices { values[hour].sort() }
    hours[isCPU] = (key, values)
    return values
  }

  struct HourKey: Equatable {
    var metric: Metric
    var days: Int
    var past: Int
  }
}
