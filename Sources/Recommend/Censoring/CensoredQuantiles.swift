import Foundation

/// Quantiles of a demand of which some samples are lower bounds only.
///
/// The product-limit estimate: with `n` samples at or above an exact value, `d` of them equal to it,
///
/// ```
/// S(x) = Π (1 − d / n)   over exact values ≤ x         share of the demand above x
/// ```
/// A lower bound counts among the `n` of all values up to its own and never among the `d`. Where no sample is
/// a bound, this is the ordinary distribution by nearest rank.
///
/// Beyond the last exact value nothing is identified. There the demand is taken to go on with the logarithm of
/// `S` as it did from the median to the least bound beyond that value (an exponential tail).
///
/// - Source: Kaplan & Meier 1958, doi:10.1080/01621459.1958.10501452; docs/formulas/censoring.md
struct CensoredQuantiles {
  /// The estimate never goes beyond this multiple of what was seen: no sample says more.
  static let most = 2.0

  private struct Step {
    var value: Double
    /// The share of the demand above the value.
    var above: Double
  }

  private var steps: [Step] = []
  /// All samples in ascending order, as they were seen.
  private let seen: [Int64]
  /// The least bound that is not below the last exact value; nil where there is none.
  private let beyond: Double?

  /// Takes samples and whether each is a lower bound; negative ones count as nothing.
  ///
  /// - Complexity: O(n log n)
  init(_ samples: [(value: Int64, isBound: Bool)]) {
    // Of equal values the exact ones come first: a bound there was at least as much.
    let sorted = samples.map { (value: max($0.value, 0), isBound: $0.isBound) }
      .sorted { ($0.value, $0.isBound ? 1 : 0) < ($1.value, $1.isBound ? 1 : 0) }
    seen = sorted.map(\.value)
    let last = sorted.last { !$0.isBound }?.value ?? 0
    beyond = sorted.first { $0.isBound && $0.value >= last }.map { Double($0.value) }
    var above = 1.0
    var index = 0
    while index < sorted.count {
      let value = sorted[index].value
      let atRisk = sorted.count - index
      var exact = 0
      while index < sorted.count, sorted[index].value == value {
        if !sorted[index].isBound { exact += 1 }
        index += 1
      }
      guard exact > 0 else { continue }
      above *= 1 - Double(exact) / Double(atRisk)
      steps.append(Step(value: Double(value), above: above))
    }
  }

  /// The share of samples at or below a value, as they were seen; nil without samples.
  func seenShare(upTo value: Int64) -> Double? {
    guard !seen.isEmpty else { return nil }
    var low = 0
    var high = seen.count
    while low < high {
      let middle = (low + high) / 2
      if seen[middle] <= value { low = middle + 1 } else { high = middle }
    }
    return Double(low) / Double(seen.count)
  }

  /// The quantile of the samples as they were seen, by nearest rank; nil without samples.
  func seen(_ quantile: Double) -> Double? {
    guard !seen.isEmpty else { return nil }
    let rank = Int((quantile * Double(seen.count)).rounded(.up)) - 1
    return Double(seen[min(max(rank, 0), seen.count - 1)])
  }

  /// The quantile of the demand, no less than the one seen and no more than ``most`` times as much, and
  /// whether exact samples reach that far; nil without samples.
  func demand(_ quantile: Double) -> (value: Double, isIdentified: Bool)? {
    guard let seen = seen(quantile) else { return nil }
    // Products of shares are exact to some ulps only.
    let wanted = max(1 - quantile, 0) + 1e-12
    if let step = steps.first(where: { $0.above <= wanted }) {
      return (max(step.value, seen), true)
    }
    guard let beyond else { return (seen, true) }
    let cap = seen * Self.most
    guard let last = steps.last, let middle = steps.first(where: { $0.above <= 0.5 }),
      middle.above > last.above, wanted > 1e-9
    else { return (cap, false) }
    let slope = (beyond - middle.value) / log(middle.above / last.above)
    return (min(max(beyond + slope * log(last.above / wanted), seen), cap), false)
  }
}
