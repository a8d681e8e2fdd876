public import PodfitModel

/// What went wrong with a store: a code with the facts, and the file it is about.
///
/// `description` has the words; they are made in `StoreError+Words.swift`.
public struct StoreError: Error, Hashable, Sendable {
  /// The kinds of trouble, each with its facts.
  public enum Code: Hashable, Sendable {
    /// There is no file at the path.
    case missing
    /// The path is a folder.
    case isFolder
    /// The file cannot be opened or made: its folder is missing or access is denied.
    case cannotOpen
    /// The file is not an SQLite database.
    case notADatabase
    /// The file is open for reading only and nothing was ever written to it.
    case empty
    /// The file is an SQLite database of another program.
    case foreign(applicationID: Int64)
    /// The file was written by a newer podfit.
    case newerVersion(found: Int64, supported: Int64)
    /// The file was written by an older podfit and is open for reading only.
    case olderVersion(found: Int64, supported: Int64)
    /// The file or the way it was opened does not allow writing.
    case readOnly
    /// Another process kept the file locked for longer than the busy timeout.
    case locked
    /// No space is left for the file.
    case diskFull
    /// A chunk of samples cannot be decoded.
    case corruptChunk(series: SeriesKey, day: Int64, defect: ChunkDefect)
    /// A row holds something that podfit never writes there.
    case corruptRow(table: String, detail: String)
    /// An inventory fact cannot be written as JSON or read from it.
    case badFact(kind: String, key: String, detail: String)
    /// A text holds U+0000, which no Kubernetes name can hold and SQLite would cut off at.
    case textWithNUL(String)
    /// A sample lies so far from 1970 that its day, counted from there, has no place in the file.
    case dayOutOfRange(Int64)
    /// A file session was used after its file had ended.
    case sessionEnded
    /// The statement is not a single reading statement.
    case notAQuery(detail: String)
    /// SQLite refused a statement that the user wrote.
    case badQuery(message: String)
    /// A statement of the user took longer than allowed.
    case queryTimeout(seconds: Double)
    /// Anything else that SQLite reports.
    case sqlite(code: Int32, message: String)
  }

  /// What went wrong.
  public var code: Code
  /// The database file as its caller named it.
  public var path: String

  /// Makes an error.
  public init(_ code: Code, path: String) {
    self.code = code
    self.path = path
  }
}

/// What about a chunk is not as the encoder makes it.
public enum ChunkDefect: Error, Hashable, Sendable {
  /// A header column is out of its range.
  case header(String)
  /// A blob has not the length its header asks for.
  case length(String, found: Int, expected: Int)
  /// The presence bits do not agree with the header.
  case presence
  /// Times leave the chunk's day or do not ascend.
  case times
  /// A value does not fit 64 bits.
  case value
}
