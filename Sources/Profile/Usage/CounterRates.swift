internal import PodfitModel

/// What one source's counter says about each step between two of its readings.
///
/// - Source: docs/formulas/coverage.md#counters
struct CounterRates {
  /// Increase per time, or per other counter, at the end of each step.
  var rates = SampleColumn()
  /// Times at which the counter was found to have begun anew.
  var resets: [Int64] = []
  /// For a share: by how much both counters grew in all.
  var grown = CountShare()

  /// Steps longer than this many median steps are gaps: what happened in them is not known, and
  /// their mean would stand for one step only.
  static let longestStep: Int64 = 5

  /// CPU use in nanocores from a counter in nanoseconds.
  ///
  /// A reading below the one before means that the container started anew; it has used at least
  /// the new reading since. Negative readings are no samples. Rates are rounded to the nearest
  /// nanocore and held at the largest number.
  static func cpu(from counter: SampleColumn) -> CounterRates {
    let counter = readings(of: counter)
    var result = CounterRates()
    result.rates.times.reserveCapacity(counter.count)
    result.rates.values.reserveCapacity(counter.count)
    let longest = longestGap(of: counter)
    let steepest = largestRate(of: counter, longest: longest)
    guard var time = counter.times.first, var value = counter.values.first else { return result }
    for index in counter.times.indices.dropFirst() {
      let now = counter.times[index]
      let reading = counter.values[index]
      let elapsed = now.subtractingSaturated(time)
      var increase = reading.subtractingSaturated(value)
      if increase < 0 {
        // Copies of a counter that lag behind each other step back by a little; a restart that
        // burnt that much within one step would be faster than anything else this source saw.
        let isStepBack =
          reading >= value - value / 10
          && rate(reading, over: elapsed) > steepest.multipliedSaturated(by: 2)
        if isStepBack { continue }
        increase = reading
        result.resets.append(now)
      }
      if elapsed <= longest {
        result.rates.append(time: now, value: rate(increase, over: elapsed))
      }
      time = now
      value = reading
    }
    return result
  }

  /// The share of one counter's increase in another's, in billionths, such as throttled periods in
  /// all periods.
  ///
  /// Only times that both counters have count. A step in which neither grew has no share. After a
  /// reset of either the new readings count as the increase of both.
  static func ratio(of part: SampleColumn, in whole: SampleColumn) -> CounterRates {
    var result = CounterRates()
    let longest = longestGap(of: whole)
    var i = 0
    var last: (time: Int64, part: Int64, whole: Int64)?
    for index in whole.times.indices {
      let time = whole.times[index]
      while i < part.count && part.times[i] < time { i += 1 }
      guard i < part.count, part.times[i] == time, part.values[i] >= 0, whole.values[index] >= 0
      else { continue }
      let now = (time: time, part: part.values[i], whole: whole.values[index])
      defer { last = now }
      guard let before = last else { continue }
      let isReset = now.part < before.part || now.whole < before.whole
      if isReset { result.resets.append(time) }
      guard time.subtractingSaturated(before.time) <= longest else { continue }
      let grown = isReset ? now.whole : now.whole - before.whole
      let stopped = isReset ? now.part : now.part - before.part
      guard grown > 0 else { continue }
      result.grown.part = result.grown.part.addingSaturated(min(stopped, grown))
      result.grown.whole = result.grown.whole.addingSaturated(grown)
      let share = min(Double(stopped) / Double(grown), 1)
      result.rates.append(time: time, value: Int64(saturating: (share * 1e9).rounded()))
    }
    return result
  }

  /// Nanoseconds per millisecond as nanocores, rounded to the nearest.
  private static func rate(_ increase: Int64, over elapsed: Int64) -> Int64 {
    guard elapsed > 0 else { return 0 }
    let (scaled, overflow) = increase.multipliedReportingOverflow(by: 1_000)
    guard !overflow else {
      return Int64(saturating: (Double(increase) * 1e3 / Double(elapsed)).rounded())
    }
    let (quotient, remainder) = scaled.quotientAndRemainder(dividingBy: elapsed)
    return remainder > 0 && remainder >= elapsed - remainder ? quotient + 1 : quotient
  }

  private static func largestRate(of counter: SampleColumn, longest: Int64) -> Int64 {
    var largest: Int64 = 0
    for index in counter.times.indices.dropFirst() {
      let elapsed = counter.times[index].subtractingSaturated(counter.times[index - 1])
      guard elapsed <= longest else { continue }
      let increase = counter.values[index].subtractingSaturated(counter.values[index - 1])
      largest = max(largest, rate(increase, over: elapsed))
    }
    return largest
  }

  private static func longestGap(of counter: SampleColumn) -> Int64 {
    (counter.medianStep ?? 0).multipliedSaturated(by: longestStep)
  }

  private static func readings(of counter: SampleColumn) -> SampleColumn {
    guard counter.values.contains(where: { $0 < 0 }) else { return counter }
    var result = SampleColumn()
    for index in counter.times.indices where counter.values[index] >= 0 {
      result.append(time: counter.times[index], value: counter.values[index])
    }
    return result
  }
}
