/// How steadily a short series rises, robust against outliers.
///
/// - Source: Theil 1950 and Sen 1968, doi:10.1080/01621459.1968.10480934; the share of rising pairs
///   is Kendall's tau in another dress
struct TheilSen {
  /// The median of the slopes over all pairs, in units per position.
  var slope: Double
  /// The share of pairs that rise; equal ones count half.
  var risingShare: Double

  /// Fits the pairs of points at distances that are multiples of `stride` positions; nil when
  /// there is no such pair.
  ///
  /// A stride of a whole day compares each hour with the same hour of other days only, so that a
  /// daily cycle does not look like a trend. Positions without a value are left out.
  ///
  /// - Complexity: O(n² / stride)
  init?(_ values: [Double?], stride: Int = 1) {
    let step = max(stride, 1)
    var slopes: [Double] = []
    var rising = 0.0
    for later in values.indices {
      guard let b = values[later] else { continue }
      var earlier = later - step
      while earlier >= 0 {
        if let a = values[earlier] {
          slopes.append((b - a) / Double(later - earlier))
          rising += b > a ? 1 : b == a ? 0.5 : 0
        }
        earlier -= step
      }
    }
    guard !slopes.isEmpty else { return nil }
    slope = slopes.value(atRank: (slopes.count - 1) / 2)
    risingShare = rising / Double(slopes.count)
  }
}
