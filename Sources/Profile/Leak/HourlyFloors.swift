internal import PodfitModel

/// The smallest value of each clock hour: what stays when load and garbage are gone.
struct HourlyFloors {
  /// One entry per hour from the first to the last, nil for hours without a sample.
  var values: [Double?]
  /// The number of the first hour since the epoch.
  private var firstHour: Int64

  /// Longest time looked at; a leak is about the present, and pairs grow with the square.
  static let longest = 7 * 24

  /// Takes the floors of the last seven days of a sorted column.
  init(_ column: SampleColumn) {
    self.init(column, keeping: min)
  }

  /// Takes one value per hour, chosen among its samples by `keep`.
  private init(_ column: SampleColumn, keeping keep: (Double, Double) -> Double) {
    values = []
    firstHour = 0
    guard let last = column.times.last else { return }
    let lastHour = Self.hour(of: last)
    let oldest = lastHour - Int64(Self.longest) + 1
    guard let start = column.times.firstIndex(where: { Self.hour(of: $0) >= oldest }) else {
      return
    }
    firstHour = Self.hour(of: column.times[start])
    values = [Double?](repeating: nil, count: Int(lastHour - firstHour) + 1)
    for index in start..<column.count {
      let position = Int(Self.hour(of: column.times[index]) - firstHour)
      let value = Double(column.values[index])
      values[position] = values[position].map { keep($0, value) } ?? value
    }
  }

  /// What is left of these floors after the largest values of each hour of `other`; hours that
  /// only one of them has are left out.
  func subtractingPeaks(of other: SampleColumn) -> HourlyFloors {
    let peaks = HourlyFloors(other, keeping: max)
    var result = self
    for index in values.indices {
      let position = Int(firstHour - peaks.firstHour) + index
      let peak = peaks.values.indices.contains(position) ? peaks.values[position] : nil
      result.values[index] = values[index].flatMap { floor in peak.map { floor - $0 } }
    }
    return result
  }

  /// How many hours have a value.
  var count: Int { values.count { $0 != nil } }

  /// The hour that a sample belongs to, as it covers the window that ends at its time.
  private static func hour(of time: Int64) -> Int64 {
    let (quotient, remainder) = time.subtractingSaturated(1)
      .quotientAndRemainder(dividingBy: 3_600_000)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
