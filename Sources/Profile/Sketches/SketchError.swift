/// Why two sketches do not combine, or a checkpoint cannot be read.
public struct SketchError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// The two histograms divide the number line differently.
    case differentBuckets
    /// The two histograms forget at different speeds.
    case differentHalfLife
    /// There is no checkpoint.
    case missing
    /// The total weight is negative or not finite.
    case badTotalWeight
    /// A bucket's index is outside the histogram.
    case noSuchBucket(Int, of: Int)
    /// The checkpoint is of a version that is not known.
    case unknownVersion(String)
  }

  /// What is wrong.
  public var code: Code

  /// Makes an error.
  public init(_ code: Code) { self.code = code }
}

extension SketchError: CustomStringConvertible {
  /// The error in words.
  public var description: String {
    switch code {
    case .differentBuckets: "histograms with different buckets cannot be merged"
    case .differentHalfLife: "histograms with different half-lives cannot be merged"
    case .missing: "the checkpoint has no histogram"
    case .badTotalWeight: "the checkpoint's total weight is negative or not finite"
    case .noSuchBucket(let bucket, let count):
      "the checkpoint names bucket \(bucket) of a histogram with \(count) buckets"
    case .unknownVersion(let version): "the checkpoint has the unknown version \"\(version)\""
    }
  }
}
