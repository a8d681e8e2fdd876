extension [Double] {
  /// The value that would stand at `rank` if all were sorted; none may be NaN.
  ///
  /// Hoare's selection: the part that cannot hold the rank is left as it is. Usual input: some hundred
  /// floors or slopes, of which sorting took five times as long.
  ///
  /// - Complexity: O(n) on average
  /// - Source: Hoare 1961, doi:10.1145/366622.366647
  func value(atRank rank: Int) -> Double {
    precondition(indices.contains(rank), "the rank is one of the places")
    var values = self
    var (low, high) = (0, count - 1)
    while high - low > 8 {
      let pivot = values[low + (high - low) / 2]
      var (left, right) = (low, high)
      while left <= right {
        while values[left] < pivot { left += 1 }
        while values[right] > pivot { right -= 1 }
        if left <= right {
          values.swapAt(left, right)
          left += 1
          right -= 1
        }
      }
      if rank <= right {
        high = right
      } else if rank >= left {
        low = left
      } else {
        return values[rank]
      }
    }
    return values[low...high].sorted()[rank - low]
  }
}
