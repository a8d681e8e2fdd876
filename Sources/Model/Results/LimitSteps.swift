/// The limit of one resource of one container of one pod, as it was over time.
///
/// A sample is a lower bound of what was wanted where it stood at the limit that held at its time, which
/// need not be the present one: pods of an older revision had theirs, and a resize in place changes it
/// under a running pod.
public struct LimitSteps: Hashable, Sendable {
  /// Since when each amount holds, ascending; the first holds for all time before, too.
  public private(set) var times: [Int64]
  /// The amounts in base units; nil where there was no limit.
  public private(set) var amounts: [Int64?]

  /// A limit of which nothing is known.
  public init() {
    times = []
    amounts = []
  }

  /// A limit that held all the time; nil for none.
  public init(always amount: Int64?) {
    times = [.min]
    amounts = [amount]
  }

  /// The limits that a sorted column of readings shows; nothing known without readings.
  public init(readings: SampleColumn) {
    self.init()
    for (time, value) in zip(readings.times, readings.values) {
      if let last = amounts.last, last == value { continue }
      times.append(times.isEmpty ? .min : time)
      amounts.append(value)
    }
  }

  /// Whether anything is known.
  public var isKnown: Bool { !times.isEmpty }

  /// The different amounts, in the order of time.
  public var changes: Int { max(times.count - 1, 0) }

  /// The largest amount that ever held; nil where none did.
  public var largest: Int64? { amounts.compactMap { $0 }.max() }

  /// The limit at a time; `place` moves on with the times, which ascend.
  ///
  /// - Parameters:
  ///   - time: milliseconds since the epoch
  ///   - place: 0 at first
  ///   - unknown: the answer where nothing is known
  /// - Returns: the amount in base units; nil where there was no limit
  public func amount(at time: Int64, _ place: inout Int, unknown: Int64?) -> Int64? {
    guard isKnown else { return unknown }
    while place + 1 < times.count, times[place + 1] <= time { place += 1 }
    return amounts[place]
  }

  /// The limit at one time; `unknown` where nothing is known.
  public func amount(at time: Int64, unknown: Int64?) -> Int64? {
    var place = 0
    return amount(at: time, &place, unknown: unknown)
  }
}
