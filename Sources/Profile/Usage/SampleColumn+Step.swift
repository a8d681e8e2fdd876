internal import PodfitModel

extension SampleColumn {
  /// The same as ``SampleColumn/step`` in milliseconds, without sorting where most gaps are equal,
  /// as they are in exports with a step.
  ///
  /// A gap that makes up more than half of all gaps is their median; one pass finds the only
  /// candidate (Boyer and Moore's majority vote), a second one counts it.
  ///
  /// - Complexity: O(n), or O(n log n) for irregular times
  var medianStep: Int64? {
    guard let first = times.first, let last = times.last, times.count > 1 else { return nil }
    // Where even the longest gap fits, none overflows.
    if !last.subtractingReportingOverflow(first).overflow {
      // The gap in the middle is mostly the one that all others are equal to.
      let middle = times[times.count / 2] &- times[times.count / 2 - 1]
      var count = 0
      for index in 1..<times.count {
        count &+= times[index] &- times[index &- 1] == middle ? 1 : 0
      }
      if count * 2 > times.count - 1 { return middle }
    }
    var candidate: Int64 = 0
    var votes = 0
    for index in 1..<times.count {
      let gap = times[index].subtractingSaturated(times[index - 1])
      if votes == 0 {
        candidate = gap
        votes = 1
      } else {
        votes += gap == candidate ? 1 : -1
      }
    }
    var count = 0
    for index in 1..<times.count
    where times[index].subtractingSaturated(times[index - 1]) == candidate {
      count += 1
    }
    return count * 2 > times.count - 1 ? candidate : step?.milliseconds
  }

  /// The samples of `range`.
  func slice(_ range: Range<Int>) -> SampleColumn {
    SampleColumn(times: Array(times[range]), values: Array(values[range]))
  }

  /// Appends all samples of `other`, which must lie after those of this column.
  mutating func append(_ other: SampleColumn) {
    times.append(contentsOf: other.times)
    values.append(contentsOf: other.values)
  }
}
