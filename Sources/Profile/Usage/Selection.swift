/// Finds the values at several ranks without sorting everything.
///
/// Usual input: a few hundred to a few million pooled samples and five ranks. Values are counted in
/// up to 2048 bins of one width; only bins that hold a wanted rank are looked at again, each by
/// itself. Each round makes the range at least 16 times narrower, so that no input takes more than
/// 16 rounds.
enum Selection {
  /// Stretches up to this length are sorted.
  private static let short = 48

  /// The values that would stand at `ranks` if `values` were sorted.
  ///
  /// - Parameters:
  ///   - ranks: Ascending, within the indices of `values`.
  ///   - values: In any order.
  ///   - bounds: Which all values are within; the narrower the quicker.
  ///   - zeros: In how many of their last bits all values are the same, as far as is known: readings
  ///     of memory are multiples of 4096, so that few bins tell all of them apart.
  /// - Returns: A value for each rank.
  /// - Complexity: O(n) on average, at most 16 passes over all values
  static func values(
    at ranks: [Int],
    of values: Span<Int64>,
    within bounds: ClosedRange<Int64>,
    zeros: Int = 0
  ) -> [Int64] {
    var found: [Int64] = []
    found.reserveCapacity(ranks.count)
    find(ranks, of: values, bounds, zeros, into: &found)
    return found
  }

  private static func find(
    _ ranks: [Int],
    of values: Span<Int64>,
    _ bounds: ClosedRange<Int64>,
    _ zeros: Int,
    into found: inout [Int64]
  ) {
    if bounds.lowerBound == bounds.upperBound {
      for _ in ranks { found.append(bounds.lowerBound) }
      return
    }
    // So many that counters would not hold them are sorted too.
    guard values.count > short, values.count < UInt32.max else {
      let sorted = values.indices.map { values[$0] }.sorted()
      for rank in ranks { found.append(sorted[rank]) }
      return
    }
    let bins = Bins(for: values.count, within: bounds, zeros: zeros)
    let wanted = bins.holding(ranks, counts: bins.counts(of: values))
    if bins.areSingleValues {
      for each in wanted { for _ in each.ranks { found.append(bins.value(each.bin)) } }
      return
    }
    let parts = bins.gathered(values, wanted)
    var start = 0
    for each in wanted {
      let part = parts.span.extracting(start..<start + each.count)
      start += each.count
      var (low, high) = (Int64.max, Int64.min)
      for index in part.indices {
        low = min(low, part[index])
        high = max(high, part[index])
      }
      find(each.ranks, of: part, low...high, zeros, into: &found)
    }
  }
}

/// Bins of equal width over a range; the width is a power of two.
private struct Bins {
  var low: Int64
  var shift: UInt64
  var count: Int
  /// Whether each bin stands for one value.
  var areSingleValues: Bool

  /// A bin that holds wanted ranks.
  struct Wanted {
    var bin: Int
    /// How many values it holds.
    var count: Int
    /// The ranks among these.
    var ranks: [Int]
  }

  /// Bins for so many values, fewer for few so that they are not what takes time.
  init(for values: Int, within bounds: ClosedRange<Int64>, zeros: Int) {
    low = bounds.lowerBound
    // Bounds of any size are no more than 64 bits apart.
    let range = UInt64(bitPattern: bounds.upperBound &- low)
    let width = UInt64.bitWidth - range.leadingZeroBitCount
    var bits = max(4, min(11, Int.bitWidth - values.leadingZeroBitCount - 2))
    // One bit more is well spent where it saves looking at the bins again.
    if width - zeros == bits + 1 { bits += 1 }
    count = 1 << bits
    shift = UInt64(max(0, width - bits))
    areSingleValues = shift <= UInt64(zeros)
  }

  /// The value of a bin that stands for one: differences have no bits below the shift.
  func value(_ bin: Int) -> Int64 { low &+ Int64(bin) &<< Int64(shift) }

  /// The bin of a value within the bounds; below ``count`` for any other too.
  @inline(__always)
  private func bin(of value: Int64) -> Int {
    Int(truncatingIfNeeded: (UInt64(bitPattern: value &- low) &>> shift) & UInt64(count &- 1))
  }

  /// How many values fall into each bin.
  func counts(of values: Span<Int64>) -> [UInt32] {
    // Neighbours that are equal, as readings of memory often are, count in different places: the
    // second need not wait for the first.
    var counts = [UInt32](repeating: 0, count: count * 2)
    let count = count
    // A bin is below `count`, so that both places are within the array.
    unsafe counts.withUnsafeMutableBufferPointer { counts in
      var index = 0
      while index < values.count &- 1 {
        let a = unsafe bin(of: values[unchecked: index])
        let b = unsafe bin(of: values[unchecked: index &+ 1])
        unsafe counts[a] &+= 1
        unsafe counts[b &+ count] &+= 1
        index &+= 2
      }
      if index < values.count { unsafe counts[bin(of: values[index])] &+= 1 }
      for bin in 0..<count { unsafe counts[bin] &+= counts[bin &+ count] }
    }
    return counts
  }

  /// The bins that hold ascending ranks.
  func holding(_ ranks: [Int], counts: [UInt32]) -> [Wanted] {
    var wanted: [Wanted] = []
    var next = ranks[...]
    var below = 0
    for bin in 0..<count {
      guard let first = next.first else { break }
      let here = Int(counts[bin])
      if first < below + here {
        let own = next.prefix { $0 < below + here }
        wanted.append(Wanted(bin: bin, count: here, ranks: own.map { $0 - below }))
        next = next.dropFirst(own.count)
      }
      below += here
    }
    return wanted
  }

  /// The values of the wanted bins, bin by bin.
  func gathered(_ values: Span<Int64>, _ wanted: [Wanted]) -> [Int64] {
    // Each bin has its place among the wanted ones, from 1; 0 stands for all others.
    var places = [UInt8](repeating: 0, count: count)
    var ends = [0]
    var total = 0
    for (index, each) in wanted.enumerated() {
      places[each.bin] = UInt8(truncatingIfNeeded: index + 1)
      ends.append(total)
      total += each.count
    }
    return unsafe [Int64](unsafeUninitializedCapacity: total) { target, initialized in
      // Counting has found exactly as many values of each bin as have room behind its start.
      for index in 0..<values.count {
        let value = unsafe values[unchecked: index]
        let place = Int(unsafe places.span[unchecked: bin(of: value)])
        if place > 0 {
          unsafe target[ends[place]] = value
          ends[place] &+= 1
        }
      }
      initialized = total
    }
  }
}
