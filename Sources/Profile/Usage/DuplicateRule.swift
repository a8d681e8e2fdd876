internal import PodfitModel

/// Makes one column of several that measured the same thing, or parts of it.
///
/// Usual input: one to three columns of 288 to 2016 samples. Everything is one pass over columns;
/// a lone column is returned as it is.
///
/// - Source: docs/formulas/duplicates.md
enum DuplicateRule {
  /// One column of several sources of the same reading: the largest value of each time bucket.
  ///
  /// Buckets are as wide as the smallest median step of the sources with at least two samples
  /// (1 ms without one); a bucket ends at its multiple of the width, and its sample stands at the
  /// last time that falls into it. Columns without samples are passed over.
  static func merged(_ sources: [SampleColumn]) -> SampleColumn {
    let sources = sources.filter { !$0.isEmpty }
    guard let first = sources.first else { return SampleColumn() }
    guard sources.count > 1 else { return first }
    let width = bucketWidth(of: sources)
    return combined(interleaved(sources, by: max), width: width, by: max)
  }

  /// The sum of several parts: values of one time bucket are added.
  ///
  /// Parts that were read at the same times are added time by time; otherwise buckets are those of
  /// ``merged(_:)``. A part without a sample in a bucket adds nothing.
  static func summed(_ parts: [SampleColumn]) -> SampleColumn {
    let parts = parts.filter { !$0.isEmpty }
    guard var sum = parts.first else { return SampleColumn() }
    guard parts.count > 1 else { return sum }
    if parts.allSatisfy({ $0.times == sum.times }) {
      for part in parts.dropFirst() {
        for index in sum.values.indices {
          sum.values[index] = sum.values[index].addingSaturated(part.values[index])
        }
      }
      return sum
    }
    // Within one bucket a part counts once, with its largest value, before parts are added.
    let width = bucketWidth(of: parts)
    let single = parts.map { combined($0, width: width, by: max) }
    return combined(
      interleaved(single) { $0.addingSaturated($1) },
      width: width
    ) { $0.addingSaturated($1) }
  }

  /// The width of the buckets in milliseconds, at least 1.
  static func bucketWidth(of columns: [SampleColumn]) -> Int64 {
    max(columns.compactMap(\.medianStep).min() ?? 1, 1)
  }

  /// The number of the bucket whose end is the first at or after `time`.
  static func bucket(of time: Int64, width: Int64) -> Int64 {
    let (quotient, remainder) = time.quotientAndRemainder(dividingBy: width)
    return remainder > 0 ? quotient + 1 : quotient
  }

  /// Sorted columns as one sorted column; values of equal times are combined.
  ///
  /// Neighbours are merged in rounds, so that a container with hundreds of short-lived sources
  /// costs n log k and not n·k.
  private static func interleaved(
    _ columns: [SampleColumn],
    by combine: (Int64, Int64) -> Int64
  ) -> SampleColumn {
    var round = columns
    while round.count > 1 {
      var next: [SampleColumn] = []
      next.reserveCapacity((round.count + 1) / 2)
      var index = 0
      while index + 1 < round.count {
        next.append(interleaved(round[index], round[index + 1], by: combine))
        index += 2
      }
      if index < round.count { next.append(round[index]) }
      round = next
    }
    return round.first ?? SampleColumn()
  }

  private static func interleaved(
    _ a: SampleColumn,
    _ b: SampleColumn,
    by combine: (Int64, Int64) -> Int64
  ) -> SampleColumn {
    var result = SampleColumn()
    result.times.reserveCapacity(a.count + b.count)
    result.values.reserveCapacity(a.count + b.count)
    var i = 0
    var j = 0
    while i < a.count && j < b.count {
      if a.times[i] < b.times[j] {
        result.append(time: a.times[i], value: a.values[i])
        i += 1
      } else if a.times[i] > b.times[j] {
        result.append(time: b.times[j], value: b.values[j])
        j += 1
      } else {
        result.append(time: a.times[i], value: combine(a.values[i], b.values[j]))
        i += 1
        j += 1
      }
    }
    result.append(a.slice(i..<a.count))
    result.append(b.slice(j..<b.count))
    return result
  }

  /// One sample per bucket of a sorted column, at the last time of the bucket.
  private static func combined(
    _ column: SampleColumn,
    width: Int64,
    by combine: (Int64, Int64) -> Int64
  ) -> SampleColumn {
    var result = SampleColumn()
    result.times.reserveCapacity(column.count)
    result.values.reserveCapacity(column.count)
    var last: Int64?
    for index in column.times.indices {
      let bucket = bucket(of: column.times[index], width: width)
      if bucket == last {
        let end = result.count - 1
        result.times[end] = column.times[index]
        result.values[end] = combine(result.values[end], column.values[index])
      } else {
        result.append(time: column.times[index], value: column.values[index])
        last = bucket
      }
    }
    return result
  }
}
