/// What is wrong with an input file: a code with the facts, and the place.
///
/// `description` has the words; they are made in `IngestError+Words.swift`.
public struct IngestError: Error, Hashable, Sendable {
  /// The kinds of trouble, each with its facts.
  public enum Code: Hashable, Sendable {
    /// The file cannot be opened or read; the text is the operating system's.
    case unreadable(String)
    /// The path is a folder.
    case isFolder
    /// The file has no bytes, or none but blanks.
    case emptyFile
    /// The content is of no format that podfit reads.
    case notReadable(Lookalike)
    /// The file ends before its content does; names the last series or item read whole.
    case truncated(inside: String, lastComplete: String?)
    /// A byte that the grammar does not allow here; nil at the end of a shorter rule.
    case unexpectedByte(UInt8, expected: String)
    /// Half a surrogate pair in text that is UTF-16.
    case invalidUTF16
    /// Bytes that are not UTF-8.
    case invalidUTF8
    /// An escape in a string that JSON does not have, or half a surrogate pair.
    case badEscape
    /// Text that should be a number.
    case badNumber(String)
    /// A number too large to keep.
    case numberTooLarge(String)
    /// Text that should be a time.
    case badTime(String)
    /// A time without its zone.
    case localTime(String)
    /// A number in a form for people, which stands for a range of numbers.
    case formattedValue(String)
    /// The name of a column that does not say which container it is about.
    case unknownLegend(String)
    /// A table of readings of which no time is known.
    case noReadTime
    /// A line with a reading of which no time is known.
    case readingWithoutTime
    /// Text that should be a Kubernetes quantity, with the reason.
    case badQuantity(String, reason: String)
    /// A value of another type than its field has.
    case wrongType(field: String, expected: String, found: String)
    /// A field that must be there is not.
    case missingField(String)
    /// An object whose kind is neither stated nor plain from its fields.
    case unknownKind
    /// A column that must be there is not.
    case missingColumn(String)
    /// A column that means nothing here.
    case unknownColumn(String)
    /// A table without a header whose columns nobody names; what its first row shows of them.
    case unknownColumns(shape: [String])
    /// Two columns for one thing.
    case duplicateColumn(String)
    /// A row with more or fewer cells than the header.
    case wrongCellCount(expected: Int, found: Int)
    /// A quoted cell that is not closed, or has text after its closing quote.
    case badQuoting
    /// The file is the answer of a server that refused the query.
    case serverError(type: String, text: String)
    /// A result type without samples per container: `scalar` or `string`.
    case resultWithoutSeries(String)
    /// Content after the end of the document.
    case trailingData
    /// Series without a name were read as a metric that their values cannot be.
    case implausibleGuess(metric: String)
    /// Arrays and objects nested deeper than any real file has them.
    case nestingTooDeep(limit: Int)
    /// A string, row or item larger than any real one; nothing of it is kept.
    case tooLarge(what: String, limit: Int)
    /// One line with more readings than are held.
    case tooManyReadings(limit: Int)
    /// None of so many lines is one of a garbage collection log.
    case noCollectorLog(lines: Int)
    /// The file is not what it was named as; the text says what that is.
    case notAReport(String)
    /// The compressed data is damaged; the text is the library's.
    case gzipCorrupt(String)
    /// The compressed data ends too early; names the last series or item read whole.
    case gzipTruncated(lastComplete: String?)
    /// The zstd data is damaged, or asks for more memory than is given; the text is the library's.
    case zstdCorrupt(String)
    /// The zstd data ends too early; names the last series or item read whole.
    case zstdTruncated(lastComplete: String?)
    /// A daily sketch that contradicts itself, or one of a newer form; the text says how.
    case badSketch(String)
    /// Where the samples go, something failed; the text is the receiver's.
    case sinkFailed(String)
    /// A library this program is built on failed; the text names the call.
    case libraryFailed(String)
  }

  /// Where in a file.
  public struct Place: Hashable, Sendable {
    /// The file as its caller named it.
    public var file: String
    /// Bytes from the start of the (decompressed) content; of the file itself for trouble with
    /// its compression.
    public var offset: Int64?
    /// The line, from 1, where it is known.
    public var line: Int?
    /// The column in code points, from 1, where it is known.
    public var column: Int?

    /// Makes a place.
    public init(file: String, offset: Int64? = nil, line: Int? = nil, column: Int? = nil) {
      self.file = file
      self.offset = offset
      self.line = line
      self.column = column
    }
  }

  /// The source line of an error, to be shown beneath it.
  public struct Excerpt: Hashable, Sendable {
    /// The line, without its end.
    public var text: String
    /// Where the marked part starts, in code points from 1.
    public var column: Int
    /// The length of the marked part in code points, at least 1.
    public var length: Int

    /// Makes an excerpt.
    public init(text: String, column: Int, length: Int) {
      self.text = text
      self.column = column
      self.length = length
    }
  }

  /// What is wrong.
  public var code: Code
  /// Where it is wrong.
  public var place: Place
  /// The line it is wrong in, where showing it helps.
  public var excerpt: Excerpt?

  /// The error with the last series or item read whole, where it says that the content ends early.
  func naming(lastComplete: String?) -> IngestError {
    var error = self
    switch code {
    case .truncated(let inside, _):
      error.code = .truncated(inside: inside, lastComplete: lastComplete)
    case .gzipTruncated: error.code = .gzipTruncated(lastComplete: lastComplete)
    case .zstdTruncated: error.code = .zstdTruncated(lastComplete: lastComplete)
    default: break
    }
    return error
  }

  /// Makes an error.
  public init(_ code: Code, at place: Place, excerpt: Excerpt? = nil) {
    self.code = code
    self.place = place
    self.excerpt = excerpt
  }
}

/// What a file that podfit does not read is, as far as its content tells.
public enum Lookalike: Hashable, Sendable {
  /// An HTML page, with its title.
  case html(title: String)
  /// The plain text by which a server refuses a request.
  case httpError(String)
  /// YAML, as `kubectl -o yaml` writes it.
  case yaml
  /// Prometheus or OpenMetrics text, as far as its first lines tell.
  case openMetrics
  /// The native binary form of VictoriaMetrics.
  case victoriaMetricsNative
  /// A list of label names, label values or series without samples.
  case labelList
  /// The recommendations of another tool, by its name.
  case recommendations(String)
  /// A file of another known kind: its name, and how to get at what is in it.
  case known(String, advice: String)
  /// The answer of CloudWatch to get-metric-data.
  case cloudWatchMetricData
  /// The table that `kubectl top` prints.
  case topTable
  /// UTF-16 text without a mark that says so, or UTF-32.
  case utf16
  /// Data compressed in a way that podfit does not read, by its name.
  case compressed(String)
  /// A gzip file inside a gzip file.
  case gzipTwice
  /// JSON of another kind.
  case otherJSON
  /// Nothing that podfit knows.
  case unknown
}
