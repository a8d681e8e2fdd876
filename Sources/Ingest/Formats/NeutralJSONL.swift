import PodfitModel

/// The neutral schema as JSON lines: one object is one row, wide (signals side by side) or long (one
/// signal by `metric` and `value`).
///
/// Keys are the columns of ``NeutralCSV``, in any order. Usual input: 150 to 300 bytes per row.
///
/// - Source: docs/formats/neutral-jsonl.md
public struct NeutralJSONL: Format {
  /// The format's stable name.
  public static let id = "neutral-jsonl"

  /// What it is, in a few words.
  public static let summary = "JSON lines, one object per container and time"

  /// Makes a reader.
  public init() {}

  /// Whether the first object names a time, a part of what was measured, and a signal.
  ///
  /// Names in capitals are other people's: log lines of other systems have a `Timestamp` and a
  /// `Namespace` too.
  public static func recognises(_ head: [UInt8]) -> Bool {
    guard let json = JSONHead(head), json.root == .object else { return false }
    return recognises(json.members.map(\.name).filter { $0 == $0.lowercased() })
  }

  /// Whether it does so where keys mean what a map says.
  static func recognises(_ head: [UInt8], _ labelMap: LabelMap) -> Bool {
    guard !labelMap.isEmpty, let json = JSONHead(head), json.root == .object else { return false }
    return recognises(
      json.members.map(\.name).compactMap { name in
        labelMap.target(of: name) ?? (name == name.lowercased() ? name : nil)
      }
    )
  }

  private static func recognises(_ names: [String]) -> Bool {
    let columns = Set(names.compactMap { NeutralColumn(header: $0) })
    let hasSubject = columns.contains {
      if case .identity(let field) = $0 { field.isRequired } else { false }
    }
    let hasSignal =
      columns.contains { if case .metric = $0 { true } else { false } }
      || names.contains("metric") && names.contains("value")
    return columns.contains(.time) && hasSubject && hasSignal
  }

  /// Reads every row.
  ///
  /// A row or reading that cannot be used is counted and the first three are named in a warning;
  /// with ``IngestOptions/isStrict`` the first is thrown.
  ///
  /// - Throws: ``IngestError`` for text that is no JSON, for an object with two values of one
  ///   column, for a file that ends inside an object, and for an error of the sink
  public func read<Sink: SampleSink>(
    _ reader: ByteReader,
    options: IngestOptions,
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    var lines = NeutralLines(reader, options: options)
    return try lines.report(options, into: &sink)
  }
}
