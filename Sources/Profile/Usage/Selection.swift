/// Finds the values at several ranks without sorting everything.
///
/// Usual input: a few thousand to a few million pooled samples and five ranks. Quickselect with
/// the median of three parts only the stretches that hold a wanted rank; a stretch that does not
/// shrink fast enough is sorted, so that no input makes it quadratic.
enum Selection {
  /// Reorders `values` so that each index in `ranks` holds the value it would hold after sorting.
  ///
  /// The ranks must be ascending and within the indices of `values`.
  ///
  /// - Complexity: O(n · log(ranks)) on average, O(n log n) at worst
  static func place(_ ranks: [Int], in values: inout [Int64]) {
    place(ranks[...], in: &values, 0..<values.count, depth: 0)
  }

  private static func place(
    _ ranks: ArraySlice<Int>,
    in values: inout [Int64],
    _ range: Range<Int>,
    depth: Int
  ) {
    guard !ranks.isEmpty, range.count > 1 else { return }
    guard range.count > 32, depth < 64 else {
      values[range].sort()
      return
    }
    let pivot = medianOfThree(values, range)
    let (below, above) = part(&values, range, around: pivot)
    // What lies between equals the pivot and is in place.
    let left = ranks.prefix { $0 < below }
    let right = ranks.drop { $0 < above }
    place(left, in: &values, range.lowerBound..<below, depth: depth + 1)
    place(right, in: &values, above..<range.upperBound, depth: depth + 1)
  }

  /// Parts a stretch into values below, equal to and above `pivot`.
  ///
  /// Three ways and not two, since memory samples repeat a lot.
  private static func part(
    _ values: inout [Int64],
    _ range: Range<Int>,
    around pivot: Int64
  ) -> (below: Int, above: Int) {
    var below = range.lowerBound
    var index = range.lowerBound
    var above = range.upperBound
    while index < above {
      let value = values[index]
      if value < pivot {
        values.swapAt(index, below)
        below += 1
        index += 1
      } else if value > pivot {
        above -= 1
        values.swapAt(index, above)
      } else {
        index += 1
      }
    }
    return (below, above)
  }

  private static func medianOfThree(_ values: [Int64], _ range: Range<Int>) -> Int64 {
    let a = values[range.lowerBound]
    let b = values[range.lowerBound + range.count / 2]
    let c = values[range.upperBound - 1]
    return max(min(a, b), min(max(a, b), c))
  }
}
