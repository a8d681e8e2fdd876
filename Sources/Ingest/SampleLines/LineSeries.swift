import PodfitModel

/// What is known of a series of lines while its file is read.
struct LineSeries {
  /// What is done with its readings.
  var plan: SeriesPlan
  /// The decimals of its unit.
  var decimals: Int
  /// Why its labels cannot be read: every line of it is rejected.
  var fault: LineLabels.Fault?
  /// Readings that wait.
  var column = SampleColumn()
  /// Readings handed on.
  var taken = 0
  /// The largest reading.
  var largest: Int64 = 0
  /// The last reading by time, where it is a fact.
  var last: (time: Int64, value: Int64)?
  /// Whether it has a reading without a time of its own.
  var hasReadTime = false
  /// Whether it has native histograms.
  var hasHistograms = false

  /// A series that is to be read.
  init(plan: SeriesPlan, decimals: Int) {
    self.plan = plan
    self.decimals = decimals
  }

  /// A series whose labels cannot be read.
  init(fault: LineLabels.Fault) {
    plan = .skip("")
    decimals = 0
    self.fault = fault
  }

  /// Whether nothing of it is used.
  var isSkipped: Bool {
    if case .skip = plan { return true }
    return false
  }

  /// Takes a reading in.
  ///
  /// - Returns: whether it is one that can be used, or that means nothing
  mutating func take(_ reading: DecimalReading, at time: Int64) -> Bool {
    let value: Int64
    switch plan.kept(reading) {
    case .nothing: return true
    case .refused: return false
    case .value(let kept): value = kept
    }
    var isFact = true
    if case .samples(let sample) = plan {
      column.append(time: time, value: value)
      largest = max(largest, value)
      isFact = sample.state != nil
    }
    if isFact, last.map({ $0.time <= time }) ?? true { last = (time, value) }
    return true
  }
}
