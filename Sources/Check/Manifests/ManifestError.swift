public import PodfitModel

/// Why a document of a manifest could not be read.
///
/// It holds facts; ``description`` and ``hint`` are in the file of this target's words.
public struct ManifestError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// The file could not be opened or read, in the system's words.
    case unreadable(String)
    /// Not YAML, in the words of the parser.
    case syntax(String)
    /// Bytes that are no UTF-8.
    case notUTF8
    /// A character that YAML does not allow, such as NUL.
    case forbiddenCharacter(UInt32)
    /// More levels than the limit.
    case tooDeep(limit: Int)
    /// Aliases that stand for more nodes than the limit.
    case tooManyAliases(limit: Int)
    /// An alias without anchor before it.
    case unknownAnchor(String)
    /// A file of more bytes than the limit.
    case tooLarge(limit: Int)
    /// A file with which all files together have more bytes than the limit.
    case tooMuch(limit: Int)
    /// The parser got no memory.
    case outOfMemory
  }

  /// What is wrong.
  public var code: Code
  /// Where it shows.
  public var place: SourceRange
  /// The line of the file, empty when it is too long to show.
  public var sourceLine: String

  /// Makes an error.
  public init(_ code: Code, place: SourceRange, sourceLine: String) {
    self.code = code
    self.place = place
    self.sourceLine = sourceLine
  }
}
