/// What `podfit nodes --vbp FILE --format json` writes.
public struct BinsDocument: Document {
  /// The schema's name.
  public static let schemaName = "bins"

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case bins
    case lowerBound = "lower_bound"
    case proved
    case tooLarge = "too_large"
    case method, checked
    case truncatedByTime = "truncated_by_time"
    case seconds
  }

  /// The version of the form.
  public var schemaVersion = 1
  /// Bins that a checked packing needs.
  public var bins: Int
  /// The proven minimum.
  public var lowerBound: Int
  /// Whether both are equal.
  public var proved: Bool
  /// Items that no bin holds; they are not part of the counts.
  public var tooLarge: Int
  /// What made the packing.
  public var method: String
  /// Always true: a packing that the independent checker refuses is never written.
  public var checked = true
  /// Whether a limit of time or a signal ended the search.
  public var truncatedByTime: Bool
  /// How long it took; absent unless asked for.
  public var seconds: Double?

  /// Makes a document.
  public init(
    bins: Int,
    lowerBound: Int,
    proved: Bool,
    tooLarge: Int,
    method: String,
    truncatedByTime: Bool
  ) {
    self.bins = bins
    self.lowerBound = lowerBound
    self.proved = proved
    self.tooLarge = tooLarge
    self.method = method
    self.truncatedByTime = truncatedByTime
  }

  /// The document as lines for people.
  public var text: String {
    var text = "\(bins) bins (proven minimum \(lowerBound)"
    text += proved ? ", proved optimal)\n" : ")\n"
    if tooLarge > 0 { text += "\(tooLarge) items are larger than a bin and not counted\n" }
    if truncatedByTime { text += "ended early: the best found until then\n" }
    return text
  }
}
