internal import PodfitModel

extension SampleColumn {
  /// The same samples by ascending time, each time once; of equal times the larger value stays.
  ///
  /// - Complexity: O(n) where the column is sorted already, else O(n log n)
  func sortedAndUnique() -> SampleColumn {
    guard !isStrictlyAscending else { return self }
    let order = times.indices.sorted { (times[$0], values[$0]) < (times[$1], values[$1]) }
    var result = SampleColumn()
    result.times.reserveCapacity(count)
    result.values.reserveCapacity(count)
    for index in order {
      if result.times.last == times[index] {
        result.values[result.count - 1] = values[index]
      } else {
        result.append(time: times[index], value: values[index])
      }
    }
    return result
  }

  private var isStrictlyAscending: Bool {
    for index in times.indices.dropFirst() where times[index] <= times[index - 1] { return false }
    return true
  }

  /// Both columns in one, both sorted; of equal times the larger value stays.
  ///
  /// Commutative, associative and idempotent: neither the order of files nor a file read twice
  /// changes the result.
  func merged(with other: SampleColumn) -> SampleColumn {
    guard !isEmpty else { return other }
    guard !other.isEmpty else { return self }
    var result = SampleColumn()
    result.times.reserveCapacity(count + other.count)
    result.values.reserveCapacity(count + other.count)
    var (i, j) = (0, 0)
    while i < count, j < other.count {
      if times[i] < other.times[j] {
        result.append(time: times[i], value: values[i])
        i += 1
      } else if times[i] > other.times[j] {
        result.append(time: other.times[j], value: other.values[j])
        j += 1
      } else {
        result.append(time: times[i], value: Swift.max(values[i], other.values[j]))
        i += 1
        j += 1
      }
    }
    result.times.append(contentsOf: times[i...])
    result.values.append(contentsOf: values[i...])
    result.times.append(contentsOf: other.times[j...])
    result.values.append(contentsOf: other.values[j...])
    return result
  }

  /// The parts of a sorted column by UTC day, in order.
  func splitByDay() -> [(day: Int64, samples: SampleColumn)] {
    var parts: [(day: Int64, samples: SampleColumn)] = []
    var start = 0
    while start < count {
      let day = Instant(milliseconds: times[start]).day
      var end = start + 1
      while end < count, Instant(milliseconds: times[end]).day == day { end += 1 }
      let part = SampleColumn(
        times: Array(times[start..<end]),
        values: Array(values[start..<end])
      )
      parts.append((day, part))
      start = end
    }
    return parts
  }
}

extension Int64 {
  /// Nanocores rounded to the nearest whole microcore, halves up; left as they are where that does
  /// not fit 64 bits.
  ///
  /// A computed rate carries digits that measure nothing; a microcore is a thousandth of the
  /// smallest CPU request Kubernetes knows. Rounding is monotonic, so it commutes with taking the
  /// larger value.
  var roundedToMicrocore: Int64 {
    let (raised, overflow) = addingReportingOverflow(500)
    guard !overflow else { return self }
    let remainder = raised % 1_000
    let (floor, underflow) = raised.subtractingReportingOverflow(
      remainder < 0 ? remainder + 1_000 : remainder
    )
    return underflow ? self : floor
  }
}
