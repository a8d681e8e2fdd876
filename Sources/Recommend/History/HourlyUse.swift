import PodfitModel

/// What use by hour of the day comes to.
struct HourlyUse {
  /// The largest of the 24 quantiles.
  var value: Int64
  /// The largest value of all.
  var max: Int64
  /// How many samples there are.
  var samples: Int

  /// Makes it of what is known.
  init(value: Int64, max: Int64, samples: Int) {
    (self.value, self.max, self.samples) = (value, max, samples)
  }

  /// Finds them in the readings of each hour; nil where there are none.
  ///
  /// Negative readings count as nothing.
  ///
  /// Hours are looked at from the one with the largest reading on. Mostly that is the one with the largest
  /// quantile too: of the others it is enough to count what is above it, where sorting took ten times as
  /// long.
  init?(_ hours: [[Int64]], _ quantile: Quantile) {
    (value, max, samples) = (0, 0, 0)
    var peaks: [(peak: Int64, hour: Int)] = []
    for (hour, readings) in hours.enumerated() {
      guard let peak = readings.max() else { continue }
      peaks.append((peak, hour))
      samples += readings.count
      max = Swift.max(max, peak)
    }
    guard samples > 0 else { return nil }
    peaks.sort { ($0.peak, $1.hour) > ($1.peak, $0.hour) }
    for (peak, hour) in peaks where peak > value {
      let readings = hours[hour]
      guard let rank = quantile.nearestRank(in: readings.count) else { continue }
      var above = 0
      for reading in readings { above += reading > value ? 1 : 0 }
      // The value at a rank is above another one where all from the rank on are.
      guard above >= readings.count - rank else { continue }
      let value = value
      let larger = readings.filter { $0 > value }.sorted()
      self.value = larger[larger.count - (readings.count - rank)]
    }
  }
}

/// Which samples, and which quantile of them.
struct HourKey: Hashable {
  var metric: Metric
  var quantile: Quantile
  var days: Int
  var past: Int
}

extension UsageHistory {
  /// The largest of the 24 quantiles of use by hour of the day (UTC) over the last `days` blocks, by
  /// nearest rank, the largest value and how many samples there are; nil without samples.
  ///
  /// The quantile over all hours together is never above the largest of these, so that it need not
  /// be taken.
  func hourlyQuantile(
    _ metric: Metric,
    _ quantile: Quantile,
    days: Int
  ) -> HourlyUse? {
    let key = HourKey(metric: metric, quantile: quantile, days: min(days, blocks), past: past)
    if let known = hours[key] { return known }
    for hour in memory.hours.indices { memory.hours[hour].removeAll(keepingCapacity: true) }
    for pod in pods {
      let isCPU = metric == .cpuUsage
      let column = isCPU ? pod.cpu : pod.memory
      for block in max(past - days, 0)..<past {
        let places = (isCPU ? pod.cpuBlocks : pod.memoryBlocks)[block]
        // Times ascend, so that the samples of an hour lie side by side.
        var start = places.lowerBound
        while start < places.upperBound {
          let (hour, last) = Self.hour(of: column.times[start])
          var end = start + 1
          while end < places.upperBound, column.times[end] <= last { end += 1 }
          memory.hours[hour].append(contentsOf: column.values[start..<end])
          start = end
        }
      }
    }
    let use = HourlyUse(memory.hours, quantile)
    if hours.first?.key.past != past { hours.removeAll() }
    hours[key] = use
    return use
  }

  /// The hour of the day that a time belongs to, and the last time of that hour; a sample covers the time
  /// before it, so that the one on the hour belongs to the hour before.
  private static func hour(of time: Int64) -> (hour: Int, last: Int64) {
    let before = time.subtractingSaturated(1)
    let inDay = before % block
    let inHour = before % 3_600_000
    return (
      Int((inDay < 0 ? inDay + block : inDay) / 3_600_000),
      before.subtractingSaturated(inHour < 0 ? inHour + 3_600_000 : inHour)
        .addingSaturated(3_600_000)
    )
  }
}
