/// Reads the answer of the Prometheus HTTP API around its series.
///
/// Usual input: one line, `{"status":"success","data":{"resultType":"matrix","result":[…]}}`; keys in
/// any order, pretty-printed or not. `warnings` and `infos` come after the data.
struct ResultReader: ContentReader {
  /// Texts of the server that are kept.
  private static let textLimit = 20

  /// What stands around the series.
  enum Form { case answer, array }

  private let form: Form
  private var parser: JSONPullParser
  private var series: SeriesReader
  private let reader: ByteReader

  private var hasResult = false
  private var resultType = ""
  private var status = ""
  private var errorType = ""
  private var errorText: String?

  /// Starts to read.
  init(_ reader: ByteReader, _ form: Form, options: IngestOptions) {
    self.form = form
    self.reader = reader
    parser = JSONPullParser(reader)
    series = SeriesReader(options: options, file: reader.file)
  }

  /// The series read last.
  var lastComplete: String? { series.lastSeries }

  /// Reads the content: an answer with its envelope, or a bare array of series.
  mutating func read<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    switch form {
    case .answer:
      _ = try parser.next()
      try readMembers(into: &sink)
      guard hasResult || status == "error" else {
        throw parser.error(.missingField("\"data\" with a \"result\""))
      }
    case .array:
      guard try parser.next() == .beginArray else {
        throw parser.wrongType("the document", expected: "array")
      }
      try readElements(into: &sink)
    }
    // A second document is an error; the parser tells it.
    _ = try parser.next()
  }

  /// Hands on what was put together from several series, and completes the report.
  mutating func finish<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) -> FileReport {
    try series.finish(reader, into: &sink)
  }
}

extension ResultReader {
  /// Reads the members of the answer, or of its `data` alone: `jq .data` leaves just that.
  private mutating func readMembers<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) {
    while try parser.next() == .key {
      let name = parser.text
      switch name {
      case "status": status = try string("status")
      case "errorType": errorType = try string("errorType")
      case "error": errorText = try string("error")
      case "warnings": try readTexts("partial answer: ")
      case "infos": try readTexts("note of the server: ")
      case "isPartial":
        if try parser.next() == .bool(true) {
          series.report.warnings.append("partial answer: the server says isPartial")
        }
      case "data": try readData(into: &sink)
      case "resultType", "result": try readDataMember(name, into: &sink)
      default: try parser.skipValue()
      }
    }
    if status == "error" || errorText != nil {
      let type = errorType.isEmpty ? "error" : errorType
      throw reader.error(.serverError(type: type, text: errorText ?? ""))
    }
  }

  private mutating func readData<Sink: SampleSink>(into sink: inout Sink) throws(IngestError) {
    switch try parser.next() {
    case .beginObject:
      while try parser.next() == .key { try readDataMember(parser.text, into: &sink) }
      guard hasResult else { throw reader.error(.notReadable(.otherJSON)) }
    case .beginArray: throw reader.error(.notReadable(.labelList))
    case .null: return
    default: throw parser.wrongType("data", expected: "object")
    }
  }

  private mutating func readDataMember<Sink: SampleSink>(
    _ name: String,
    into sink: inout Sink
  ) throws(IngestError) {
    switch name {
    case "resultType":
      resultType = try string("resultType")
      guard ["matrix", "vector"].contains(resultType) else {
        throw parser.error(.resultWithoutSeries(resultType))
      }
    case "result":
      switch try parser.next() {
      case .beginArray: try readElements(into: &sink)
      case .null: break
      default: throw parser.wrongType("result", expected: "array")
      }
      hasResult = true
    default: try parser.skipValue()
    }
  }

  private mutating func readElements<Sink: SampleSink>(
    into sink: inout Sink
  ) throws(IngestError) {
    while true {
      switch try parser.next() {
      case .beginObject: try series.readElement(&parser, into: &sink)
      case .endArray: return
      case .number where resultType.isEmpty:
        // `[time, "value"]`: the type of the result comes after it, as sorted keys put it.
        throw parser.error(.resultWithoutSeries("scalar or string"))
      default: throw parser.wrongType("a series", expected: "object")
      }
    }
  }

  private mutating func string(_ field: String) throws(IngestError) -> String {
    guard try parser.next() == .string else { throw parser.wrongType(field, expected: "string") }
    return String(parser.text.prefix(10_000))
  }

  private mutating func readTexts(_ prefix: String) throws(IngestError) {
    switch try parser.next() {
    case .null: return
    case .beginArray: break
    default: throw parser.wrongType("warnings", expected: "array")
    }
    var count = 0
    while true {
      switch try parser.next() {
      case .string:
        count += 1
        guard count <= Self.textLimit else { continue }
        series.report.warnings.append(prefix + String(parser.text.prefix(2_000)))
      case .endArray:
        if count > Self.textLimit {
          series.report.warnings.append("\(prefix)\(count - Self.textLimit) more texts")
        }
        return
      default: throw parser.wrongType("a warning", expected: "string")
      }
    }
  }
}
