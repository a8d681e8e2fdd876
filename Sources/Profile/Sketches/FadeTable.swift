import Foundation
import PodfitModel

/// How a weight follows from a time before or after the time at which it counts once.
///
/// Both give `2^(time / half-life)`; they differ in the last bit, and a method keeps to the one it is
/// published or tested with.
public enum FadeRule: Hashable, Sendable {
  /// The time is divided by the half-life in milliseconds.
  case quotient(halfLife: Int64)
  /// The time is multiplied by the inverse of the half-life in milliseconds.
  case product(halfLife: Int64)

  /// The weight, worked out.
  @inline(__always)
  public func weight(of time: Int64) -> Double {
    switch self {
    case .quotient(let halfLife): exp2(Double(time) / Double(halfLife))
    case .product(let halfLife): exp2(Double(time) * (1 / Double(halfLife)))
    }
  }
}

/// Weights of times that fade, worked out once for all series that have their samples at the same times.
///
/// Sources have a step: the samples of thousands of series of a week lie on 2016 times. A time that is not
/// on the grid at hand is worked out as ever, so that a weight never depends on what was asked before.
///
/// Used by one thread at a time. Usual use: a day of a series, 288 times, at once; 2 ns a time on the grid.
public final class FadeMemory {
  /// The weights of the times that were asked for last, in their order.
  public private(set) var weights: [Double] = []
  private var tables: [FadeTable] = []

  /// Makes a memory of nothing.
  public init() {}

  /// Puts the weights of some times of a sorted column into ``weights``.
  ///
  /// - Parameters:
  ///   - times: The times.
  ///   - places: Which of them.
  ///   - reference: The time at which a weight counts once.
  ///   - rule: How weights fade.
  public func weigh(
    _ times: [Int64],
    _ places: Range<Int>,
    from reference: Int64,
    by rule: FadeRule
  ) {
    var index = 0
    while index < tables.count, tables[index].rule != rule { index += 1 }
    if index == tables.count { tables.append(FadeTable(rule)) }
    tables[index].weigh(times.span.extracting(places), from: reference, into: &weights)
  }
}

/// The weights of one rule on one grid of times.
struct FadeTable {
  let rule: FadeRule
  private var grid: Grid?
  /// The weight of each time of the grid from its first on.
  private var known: [Double] = []
  /// A grid that was seen once; one that is seen twice on end takes the place of the one at hand.
  private var candidate: Grid?

  /// More times than this are not kept: a week of samples every ten seconds is.
  private static let most = 1 << 16

  init(_ rule: FadeRule) { self.rule = rule }

  /// Puts the weights of sorted times into `weights`, in place of what it holds.
  mutating func weigh(
    _ times: Span<Int64>,
    from reference: Int64,
    into weights: inout [Double]
  ) {
    if weights.count > times.count { weights.removeLast(weights.count - times.count) }
    weights.append(contentsOf: repeatElement(0, count: times.count - weights.count))
    prepare(times, reference)
    let missed = lookUp(times, from: reference, into: &weights)
    if missed * 2 > times.count { consider(times, reference) }
  }

  /// Sets the weights; returns how many had to be worked out.
  private func lookUp(
    _ times: Span<Int64>,
    from reference: Int64,
    into weights: inout [Double]
  ) -> Int {
    let grid = grid ?? Grid(first: 0, step: 1)
    let known = known.span
    var target = weights.mutableSpan
    var missed = 0
    for index in times.indices {
      let time = times[index].subtractingSaturated(reference)
      let place = grid.place(of: time)
      if place < UInt64(known.count) {
        target[index] = known[Int(truncatingIfNeeded: place)]
      } else {
        missed += 1
        target[index] = rule.weight(of: time)
      }
    }
    return missed
  }

  /// Works the weights up to the last time out, where the times lie on the grid.
  private mutating func prepare(_ times: Span<Int64>, _ reference: Int64) {
    guard let grid, times.count > 1 else { return }
    let first = times[0].subtractingSaturated(reference)
    let last = times[times.count - 1].subtractingSaturated(reference)
    if first < grid.first, let places = Grid(first: first, step: grid.step).places(to: grid.first) {
      if places + known.count <= Self.most {
        self.grid = Grid(first: first, step: grid.step)
        known = (0..<places).map { rule.weight(of: first + Int64($0) * grid.step) } + known
      }
    }
    guard let grid = self.grid, let end = grid.places(to: last), end < Self.most else { return }
    while known.count <= end {
      known.append(rule.weight(of: grid.first + Int64(known.count) * grid.step))
    }
  }

  /// Takes the grid of these times over where the times before lay on it too.
  private mutating func consider(_ times: Span<Int64>, _ reference: Int64) {
    guard times.count > 1 else { return }
    var step = Int64.max
    for index in 1..<min(times.count, 16) {
      step = min(step, times[index].subtractingSaturated(times[index - 1]))
    }
    let first = times[0].subtractingSaturated(reference)
    guard let own = Grid(first: first, step: step, checked: true) else { return }
    if let candidate, candidate.step == own.step, candidate.hasPhase(of: own) {
      grid = own
      known = []
      self.candidate = nil
      prepare(times, reference)
    } else {
      candidate = own
    }
  }
}

/// Times at one distance, from a first one on.
private struct Grid {
  let first: Int64
  let step: Int64
  /// The step is an odd number times a power of two: the inverse of the odd number modulo 2⁶⁴.
  private let inverse: UInt64
  /// The power of two.
  private let shift: UInt64

  /// Makes a grid; the step must be above zero.
  init(first: Int64, step: Int64) {
    self.first = first
    self.step = step
    shift = UInt64(step.trailingZeroBitCount)
    let odd = UInt64(step) >> shift
    // Newton's method: each round doubles the number of right bits, of which three are right at first.
    var inverse = odd
    for _ in 0..<5 { inverse = inverse &* (2 &- odd &* inverse) }
    self.inverse = inverse
  }

  /// The same for a step and a time that nobody has looked at; nil where they are too large for sums of
  /// them to fit.
  init?(first: Int64, step: Int64, checked: Bool) {
    guard step > 0, step < 1 << 40, first.magnitude < 1 << 60 else { return nil }
    self.init(first: first, step: step)
  }

  /// The place of a time from the first on; a very large number for one that is not on the grid.
  ///
  /// What the step divides becomes its quotient by one multiplication; what it does not divide, or lies
  /// before the first time, gives more than 2⁶⁴ divided by twice the step.
  ///
  /// - Source: Granlund & Montgomery 1994, doi:10.1145/178243.178249, section 9
  @inline(__always)
  func place(of time: Int64) -> UInt64 {
    let product = UInt64(bitPattern: time &- first) &* inverse
    return (product &>> shift) | (product &<< (64 &- shift))
  }

  /// The place of a later time, nil for one that is not on the grid or too far.
  func places(to time: Int64) -> Int? {
    let (distance, overflow) = time.subtractingReportingOverflow(first)
    guard !overflow, distance >= 0, distance % step == 0 else { return nil }
    return Int(distance / step)
  }

  /// Whether another grid of the same step has its times where this one has.
  func hasPhase(of other: Grid) -> Bool {
    (other.first - first) % step == 0
  }
}
