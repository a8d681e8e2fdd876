internal import CYAML

/// One event of libyaml's parser.
///
/// `start` and `end` count characters from the start of the document; `end` is the one after.
struct YAMLEvent {
  enum Kind {
    case scalar(String, isPlain: Bool, isBlock: Bool)
    case alias(String)
    case sequenceStart(isFlow: Bool)
    case mappingStart(isFlow: Bool)
    case collectionEnd
    case streamEnd
    /// Start of the stream, start and end of documents.
    case other
  }

  var kind: Kind
  var anchor: String?
  /// Whether an anchor or tag stands before the node; `start` is then where the first of them is.
  var hasProperties = false
  var start: Int
  var end: Int
}

/// What libyaml has against its input, and where.
enum YAMLProblem: Error {
  /// At a character of the document; `context` is where what went wrong was begun.
  case syntax(String, at: Int, context: Int?)
  /// At a byte of the document: no UTF-8.
  case encoding(atByte: Int)
  /// At a byte of the document: a character that YAML forbids.
  case forbidden(UInt32, atByte: Int)
  /// No memory.
  case memory
}

/// libyaml's event parser over bytes that outlive it.
///
/// Its events carry start and end marks, anchors and styles, all of which exact findings need and
/// which readers that give plain values do not keep. It never resolves aliases, so its work is
/// proportional to the bytes.
///
/// `@safe`: the parser is allocated here, used by this value alone and freed in `deinit`; the bytes
/// are kept alive by the one caller, `YAMLTree`, for as long as this value lives.
@safe struct YAMLEventParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>

  /// Starts over `bytes`, which must be UTF-8 without byte order mark to be accepted.
  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(YAMLProblem) {
    unsafe parser = UnsafeMutablePointer.allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else { throw .memory }
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    // Zeroed by a failed initialisation, which deletion accepts.
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
  }

  /// The next event.
  ///
  /// - Throws: ``YAMLProblem``; the parser is of no use after that
  mutating func next() throws(YAMLProblem) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem }
    defer { unsafe yaml_event_delete(&event) }
    return unsafe Self.value(of: event)
  }

  /// Copies what we keep of an event, whose strings end with it.
  private static func value(of event: yaml_event_t) -> YAMLEvent {
    let start = unsafe event.start_mark.index
    let end = unsafe event.end_mark.index
    var value = YAMLEvent(kind: .other, start: start, end: end)
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let text = unsafe String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length),
        as: UTF8.self
      )
      let style = unsafe scalar.style
      value.kind = .scalar(
        text,
        isPlain: style == YAML_PLAIN_SCALAR_STYLE,
        isBlock: style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
      )
      value.anchor = unsafe string(scalar.anchor)
      value.hasProperties = unsafe value.anchor != nil || scalar.tag != nil
    case YAML_ALIAS_EVENT:
      value.kind = unsafe .alias(string(event.data.alias.anchor) ?? "")
    case YAML_SEQUENCE_START_EVENT:
      let sequence = unsafe event.data.sequence_start
      value.kind = unsafe .sequenceStart(isFlow: sequence.style == YAML_FLOW_SEQUENCE_STYLE)
      value.anchor = unsafe string(sequence.anchor)
      value.hasProperties = unsafe value.anchor != nil || sequence.tag != nil
    case YAML_MAPPING_START_EVENT:
      let mapping = unsafe event.data.mapping_start
      value.kind = unsafe .mappingStart(isFlow: mapping.style == YAML_FLOW_MAPPING_STYLE)
      value.anchor = unsafe string(mapping.anchor)
      value.hasProperties = unsafe value.anchor != nil || mapping.tag != nil
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      value.kind = .collectionEnd
    case YAML_STREAM_END_EVENT, YAML_NO_EVENT:
      value.kind = .streamEnd
    default:
      break
    }
    return value
  }

  /// What the parser noted when it gave up.
  private var problem: YAMLProblem {
    let state = unsafe parser.pointee
    let words = unsafe state.problem.map { unsafe String(cString: $0) } ?? "not YAML"
    switch unsafe state.error {
    case YAML_MEMORY_ERROR:
      return .memory
    case YAML_READER_ERROR:
      let offset = unsafe state.problem_offset
      // The reader has one complaint about a decoded character and several about octets.
      guard words.hasPrefix("control characters") else { return .encoding(atByte: offset) }
      return unsafe .forbidden(UInt32(truncatingIfNeeded: state.problem_value), atByte: offset)
    default:
      let index = unsafe state.problem_mark.index
      guard let context = unsafe state.context else {
        return .syntax(words, at: index, context: nil)
      }
      return unsafe .syntax(
        "\(words) \(String(cString: context))",
        at: index,
        context: state.context_mark.index
      )
    }
  }

  private static func string(_ text: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    unsafe text.map { unsafe String(cString: $0) }
  }
}
