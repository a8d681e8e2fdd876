/// How many values fell into which bucket; buckets without any are left out.
///
/// The text form is JSON: pairs of bucket and count in the order of buckets, `[[1200,3],[1207,1]]`.
public struct BucketCounts: Hashable, Sendable {
  /// The buckets that hold values, ascending.
  public private(set) var buckets: [Int] = []
  /// The counts of ``buckets``, each at least 1.
  public private(set) var counts: [Int64] = []

  /// Makes an empty collection.
  public init() {}

  /// Whether there are no values.
  public var isEmpty: Bool { buckets.isEmpty }

  /// The number of values, held at the largest number.
  public var total: Int64 { counts.reduce(0) { $0.addingSaturated($1) } }

  /// Appends a bucket behind all others.
  ///
  /// - Returns: false, with nothing changed, for a bucket that is not behind the others or a count
  ///   below 1
  public mutating func append(_ bucket: Int, count: Int64) -> Bool {
    guard bucket >= 0, count >= 1, buckets.last.map({ $0 < bucket }) ?? true else { return false }
    buckets.append(bucket)
    counts.append(count)
    return true
  }

  /// Counts values that come in any order.
  ///
  /// - Complexity: O(n log n)
  public init(of indices: [Int]) {
    for index in indices.sorted() {
      if buckets.last == index {
        counts[counts.count - 1] += 1
      } else {
        buckets.append(index)
        counts.append(1)
      }
    }
  }

  /// Adds the counts of another collection, held at the largest number.
  ///
  /// - Complexity: O(buckets)
  public mutating func merge(_ other: BucketCounts) {
    var merged = BucketCounts()
    var i = 0
    var j = 0
    while i < buckets.count || j < other.buckets.count {
      let mine = i < buckets.count ? buckets[i] : Int.max
      let theirs = j < other.buckets.count ? other.buckets[j] : Int.max
      merged.buckets.append(min(mine, theirs))
      merged.counts.append(
        (mine <= theirs ? counts[i] : 0).addingSaturated(theirs <= mine ? other.counts[j] : 0)
      )
      if mine <= theirs { i += 1 }
      if theirs <= mine { j += 1 }
    }
    self = merged
  }

  /// The bucket that holds the value of nearest rank; nil without values.
  ///
  /// - Complexity: O(buckets)
  public func bucket(at quantile: Quantile) -> Int? {
    guard let rank = quantile.nearestRank(in: Int(clamping: total)) else { return nil }
    var seen: Int64 = 0
    for (bucket, count) in zip(buckets, counts) {
      seen = seen.addingSaturated(count)
      if seen > Int64(rank) { return bucket }
    }
    return buckets.last
  }

  /// The text form.
  public var text: String {
    "[" + zip(buckets, counts).map { "[\($0),\($1)]" }.joined(separator: ",") + "]"
  }

  /// Reads the text form, exactly as ``text`` writes it; nil for any other text.
  public init?(text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 2, bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") else {
      return nil
    }
    var index = 1
    func number(endedBy end: Unicode.Scalar) -> Int64? {
      var value: Int64 = 0
      let first = index
      while index < bytes.count, bytes[index] >= 48, bytes[index] <= 57 {
        value = value.multipliedSaturated(by: 10).addingSaturated(Int64(bytes[index] - 48))
        index += 1
      }
      guard index > first, index < bytes.count, UInt32(bytes[index]) == end.value else {
        return nil
      }
      index += 1
      return value
    }
    while index < bytes.count - 1 {
      if !buckets.isEmpty {
        guard bytes[index] == UInt8(ascii: ",") else { return nil }
        index += 1
      }
      guard bytes[index] == UInt8(ascii: "[") else { return nil }
      index += 1
      guard let bucket = number(endedBy: ","), let count = number(endedBy: "]"),
        append(Int(bucket), count: count)
      else { return nil }
    }
    guard index == bytes.count - 1, self.text == text else { return nil }
  }
}
