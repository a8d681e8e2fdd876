/// Buckets for quantiles of whole numbers with a stated relative error.
///
/// Each power of two is divided into 128 buckets of one width; numbers below 256 have a bucket each.
///
/// ```
/// v < 256:                 bucket = v
/// 2ᵉ ≤ v < 2ᵉ⁺¹, s = e − 7:  bucket = 128 · s + ⌊v / 2ˢ⌋
/// ```
///
/// A bucket answers with its largest number. That is never below the number asked for, and above it by
/// less than one part in 128 (0.78 %). Shifts and additions are all there is to it, so that every engine
/// comes to the same buckets.
///
/// - Source: docs/formats/sketch.md#quantile-buckets
public enum LogLinearBuckets {
  /// The number of buckets that numbers of 63 bits need.
  public static let count = 128 * 57

  /// By how much an answer may be above the true value, relative to it.
  public static let relativeError = 1.0 / 128

  /// The bucket of a number; numbers below zero are in the first.
  public static func bucket(of value: Int64) -> Int {
    guard value >= 256 else { return Int(max(value, 0)) }
    let shift = 56 - value.leadingZeroBitCount
    return 128 * shift + Int(value >> Int64(shift))
  }

  /// The largest number of a bucket; indexes outside the range count as the nearest bucket.
  public static func last(of bucket: Int) -> Int64 {
    let index = min(max(bucket, 0), count - 1)
    guard index >= 256 else { return Int64(index) }
    let shift = index / 128 - 1
    let next = UInt64(index - 128 * shift + 1) << UInt64(shift)
    return Int64(truncatingIfNeeded: next - 1)
  }
}
