/// A change of a file that leaves all other bytes as they are.
public struct TextEdit: Hashable, Sendable {
  /// The bytes of the file that are replaced; empty for an insertion.
  public var bytes: Range<Int>
  /// What stands there then.
  public var replacement: String
  /// The same place in lines and columns.
  public var place: SourceRange
  /// Of insertions at one place, the lower comes first.
  public var order: Int

  /// Makes an edit.
  public init(bytes: Range<Int>, replacement: String, place: SourceRange, order: Int = 0) {
    self.bytes = bytes
    self.replacement = replacement
    self.place = place
    self.order = order
  }
}

/// Why a value that has advice is not changed in place.
public enum FixRefusal: Hashable, Sendable {
  /// The value is reached through an alias or a merge key.
  case alias
  /// The value is, or is part of, what an alias elsewhere stands for.
  case anchor
  /// The value is written over several lines or with escapes.
  case notPlain
  /// A limit would be below the request, and there is no advice for the other of the two.
  case limitBelowRequest
  /// The advice for memory holds only together with these flags of the JVM, which are not set.
  case heapFlags([String])
  /// The text was rendered from a template, which is what has to be changed.
  case rendered
  /// Somebody accepted the value: it is suppressed, in the baseline, or on a line that did not change.
  case accepted
  /// Another request or limit would have to change with it and cannot, for this reason.
  indirect case companion(ResourceField, FixRefusal)
  /// The file did not read back as intended.
  case notVerified
}
