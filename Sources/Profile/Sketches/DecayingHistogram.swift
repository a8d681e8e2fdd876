import Foundation
public import PodfitModel

/// A histogram that forgets: the weight of a sample halves with every half-life of its age.
///
/// Instead of shrinking old weights at every step, new ones are added larger; the reference time, at
/// which a weight counts once, moves on before the numbers grow too large. It stays a multiple of the
/// half-life, so that moving it multiplies by a power of two and loses nothing.
///
/// - Source: docs/formulas/vpa.md, "Decay"
public struct DecayingHistogram: Hashable, Sendable {
  /// The age at which a weight counts half.
  public let halfLife: TimeSpan
  /// The weights as of ``referenceTime``.
  public private(set) var histogram: Histogram
  /// The time at which a weight counts once.
  public private(set) var referenceTime: Instant

  /// Weights may grow to two to this power before the reference moves.
  private static let largestExponent: Int64 = 100

  /// The first instant of year 1, where Go's times begin: multiples of the half-life count from it.
  private static let goTimeZero = Instant(milliseconds: -62_135_596_800_000)

  /// Makes an empty histogram; a half-life below a millisecond counts as one.
  public init(_ options: HistogramOptions, halfLife: TimeSpan) {
    self.halfLife = max(halfLife, TimeSpan(milliseconds: 1))
    histogram = Histogram(options)
    referenceTime = Self.goTimeZero
  }

  /// Whether no bucket has a weight that counts.
  public var isEmpty: Bool { histogram.isEmpty }

  /// Adds a value seen at a time; times may come in any order.
  public mutating func add(_ value: Double, weight: Double, at time: Instant) {
    histogram.add(value, weight: weight * factor(at: time))
  }

  /// Adds samples of a sorted column one after the other: the same as ``add(_:weight:at:)`` for each, to the
  /// last bit.
  ///
  /// - Parameters:
  ///   - column: The samples; negative ones count as nothing used.
  ///   - places: Which of them.
  ///   - unit: What a reading is multiplied by.
  ///   - weight: The weight of each.
  ///   - memory: Knows weights of times.
  public mutating func add(
    _ column: SampleColumn,
    _ places: Range<Int>,
    unit: Double,
    weight: Double,
    fading memory: FadeMemory
  ) {
    add(column.times, places, weight: weight, fading: memory) {
      Double(max(column.values[$0], 0)) * unit
    }
  }

  /// The same for values that are made of their places in `times`, which ascend.
  @inline(__always)
  mutating func add(
    _ times: [Int64],
    _ places: Range<Int>,
    weight: Double,
    fading memory: FadeMemory,
    value: (Int) -> Double
  ) {
    var start = places.lowerBound
    while start < places.upperBound {
      if times[start] > lastTime { moveReference(to: Instant(milliseconds: times[start])) }
      // As far as the reference holds, which is nearly always all.
      let limit = lastTime
      var end = places.upperBound
      while end - 1 > start, times[end - 1] > limit { end -= 1 }
      memory.weigh(
        times,
        start..<end,
        from: referenceTime.milliseconds,
        by: .quotient(halfLife: halfLife.milliseconds)
      )
      let factors = memory.weights
      histogram.add(factors.span, weight: weight) { value(start + $0) }
      start = end
    }
  }

  /// Takes a value away that was added for that time.
  public mutating func subtract(_ value: Double, weight: Double, at time: Instant) {
    histogram.subtract(value, weight: weight * factor(at: time))
  }

  /// The end of the bucket at which the running weight reaches `quantile`; nil where empty.
  public func quantile(_ quantile: Quantile) -> Double? { histogram.quantile(quantile) }

  /// Adds all of another histogram; the later of the two reference times holds afterwards.
  ///
  /// - Throws: ``SketchError`` where buckets or half-lives differ; nothing is changed then.
  public mutating func merge(_ other: DecayingHistogram) throws(SketchError) {
    guard halfLife == other.halfLife else { throw SketchError(.differentHalfLife) }
    guard histogram.options == other.histogram.options else {
      throw SketchError(.differentBuckets)
    }
    var other = other
    if referenceTime < other.referenceTime {
      moveReference(to: other.referenceTime)
    } else if other.referenceTime < referenceTime {
      other.moveReference(to: referenceTime)
    }
    try histogram.merge(other.histogram)
  }

  /// The histogram as a checkpoint.
  public var checkpoint: HistogramCheckpoint {
    var saved = histogram.checkpoint
    saved.referenceTime = referenceTime
    return saved
  }

  /// Adds what a checkpoint holds and takes over its reference time.
  ///
  /// - Throws: ``SketchError`` for a checkpoint that is missing or does not fit.
  public mutating func load(_ checkpoint: HistogramCheckpoint?) throws(SketchError) {
    try histogram.load(checkpoint)
    if let time = checkpoint?.referenceTime { referenceTime = time }
  }

  /// How much more than at the reference time a sample of `time` counts.
  private mutating func factor(at time: Instant) -> Double {
    if time.milliseconds > lastTime { moveReference(to: time) }
    return FadeRule.quotient(halfLife: halfLife.milliseconds)
      .weight(of: (time - referenceTime).milliseconds)
  }

  /// The last time whose weight counts as of this reference, in milliseconds since the epoch.
  private var lastTime: Int64 {
    referenceTime.milliseconds.addingSaturated(
      halfLife.milliseconds.multipliedSaturated(by: Self.largestExponent)
    )
  }

  /// Moves the reference to the multiple of the half-life nearest to `time`.
  private mutating func moveReference(to time: Instant) {
    let sinceZero = (time - Self.goTimeZero).milliseconds
    let over = sinceZero % halfLife.milliseconds
    let down = sinceZero.subtractingSaturated(over)
    let isNearerBelow = over < halfLife.milliseconds - over
    let rounded = isNearerBelow ? down : down.addingSaturated(halfLife.milliseconds)
    let target = Self.goTimeZero + TimeSpan(milliseconds: rounded)
    let steps =
      Double((referenceTime - target).milliseconds) / Double(halfLife.milliseconds)
    histogram.scale(by: exp2(steps.rounded()))
    referenceTime = target
  }
}
