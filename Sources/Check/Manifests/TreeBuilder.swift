internal import PodfitModel

/// A key that stands in a mapping a second time.
package struct RepeatedKey: Hashable, Sendable {
  var key: String
  var place: SourceRange
  /// Where it stands first.
  var first: SourceRange
}

/// Makes nodes from events.
struct TreeBuilder {
  private let file: SourceFile
  /// Scalars of the file before the document.
  private let base: Int
  /// Where the document is in the file.
  private let bytes: Range<Int>
  private let limits: ManifestLimits
  private var open: [Frame] = []
  private var anchors: [String: YAMLNode] = [:]
  private var aliasedNodes = 0
  /// The anchors that aliases stand for.
  private var aliasedAnchors: Set<String> = []
  /// The last node with an anchor or tag: where it starts.
  private var known = (scalar: 0, byte: 0)

  private var found: [YAMLNode] = []
  private(set) var hasTemplateAction = false
  /// Keys that a mapping has more than once.
  private(set) var repeatedKeys: [RepeatedKey] = []

  /// A collection whose end has not come.
  private struct Frame {
    var isMapping: Bool
    var isFlow: Bool
    var start: Int
    var anchor: String?
    var items: [YAMLNode] = []
    var entries: [YAMLEntry] = []
    var key: YAMLNode?
    var size = 1
    var depth = 0
    /// A bit for each key, by its hash: two keys with one bit may be equal.
    private var seen: UInt64 = 0
    private(set) var mayRepeatKeys = false

    init(isMapping: Bool, isFlow: Bool, start: Int) {
      self.isMapping = isMapping
      self.isFlow = isFlow
      self.start = start
    }

    /// Notes that a key was read.
    mutating func note(_ key: YAMLNode) {
      guard case .scalar(let text, _) = key.content else { return }
      var hash: UInt64 = 0
      for byte in text.utf8 { hash = hash &* 31 &+ UInt64(byte) }
      let bit = UInt64(1) << ((hash &* 0x9e37_79b9_7f4a_7c15) >> 58)
      mayRepeatKeys = mayRepeatKeys || seen & bit != 0
      seen |= bit
    }
  }

  /// A builder for the document in `lines` (from 0) of a file.
  init(file: SourceFile, lines: Range<Int>, limits: ManifestLimits) {
    self.file = file
    base = file.scalars(beforeLine: lines.lowerBound)
    bytes = file.byteRange(ofLines: lines)
    self.limits = limits
  }

  /// The outermost nodes.
  ///
  /// - Complexity: O(1) without aliases, else O(nodes and what aliases stand for)
  var roots: [YAMLNode] {
    aliasedAnchors.isEmpty ? found : found.map { $0.markingShared(aliasedAnchors) }
  }

  /// Takes one event.
  ///
  /// - Returns: why the document is refused, or nil
  mutating func take(_ event: YAMLEvent) -> ManifestError? {
    switch event.kind {
    case .scalar(let text, let isPlain, let isBlock):
      let end = isBlock ? withoutLineBreak(base + event.end) : base + event.end
      let place = file.range(fromScalar: contentStart(event), to: end)
      add(YAMLNode(content: .scalar(text, isPlain: isPlain), place: place), anchor: event.anchor)
    case .alias(let name):
      return addAlias(name, event)
    case .sequenceStart(let isFlow):
      return push(Frame(isMapping: false, isFlow: isFlow, start: 0), event)
    case .mappingStart(let isFlow):
      if isFlow, let outer = open.last, outer.isMapping, outer.isFlow, outer.key == nil,
        outer.start == base + event.start - 1
      {
        hasTemplateAction = true
      }
      return push(Frame(isMapping: true, isFlow: isFlow, start: 0), event)
    case .collectionEnd:
      close(end: base + event.end)
    case .streamEnd, .other:
      break
    }
    return nil
  }

  /// A problem of the parser as an error with a place.
  func error(_ problem: YAMLProblem) -> ManifestError {
    switch problem {
    case .syntax(let words, let index, let context):
      // What is missed at the end of a document is missed from where it was begun: a quote, a `[`.
      error(.syntax(words), at: base + (isAtEnd(index) ? context ?? index : index))
    case .encoding(let byte):
      error(.notUTF8, at: file.scalar(ofByte: bytes.lowerBound + byte))
    case .forbidden(let character, let byte):
      error(.forbiddenCharacter(character), at: file.scalar(ofByte: bytes.lowerBound + byte))
    case .memory:
      error(.outOfMemory, at: base)
    }
  }

  /// Whether an index is at the end of the document.
  private func isAtEnd(_ index: Int) -> Bool {
    file.byte(ofScalar: base + index) >= bytes.upperBound
  }

  private func error(_ code: ManifestError.Code, at start: Int, to end: Int? = nil)
    -> ManifestError
  {
    let place = file.range(fromScalar: start, to: end ?? start + 1)
    return ManifestError(code, place: place, sourceLine: file.excerpt(ofLine: place.line))
  }

  private mutating func push(_ frame: Frame, _ event: YAMLEvent) -> ManifestError? {
    guard open.count < limits.depth else {
      return error(.tooDeep(limit: limits.depth), at: base + event.start)
    }
    var frame = frame
    frame.start = contentStart(event)
    frame.anchor = event.anchor
    open.append(frame)
    return nil
  }

  private mutating func addAlias(_ name: String, _ event: YAMLEvent) -> ManifestError? {
    let (start, end) = (base + event.start, base + event.end)
    // An anchor is known once its node is complete, so that no node can contain itself.
    guard var node = anchors[name] else {
      return error(.unknownAnchor(name), at: start, to: end)
    }
    let (total, overflow) = aliasedNodes.addingReportingOverflow(node.size)
    guard !overflow, total <= limits.aliasedNodes else {
      return error(.tooManyAliases(limit: limits.aliasedNodes), at: start, to: end)
    }
    guard open.count + node.depth <= limits.depth else {
      return error(.tooDeep(limit: limits.depth), at: start, to: end)
    }
    aliasedNodes = total
    aliasedAnchors.insert(name)
    node.origin = node.origin ?? node.place
    node.anchor = nil
    node.place = file.range(fromScalar: start, to: end)
    node.isAliased = true
    add(node, anchor: nil)
    return nil
  }

  private mutating func close(end: Int) {
    guard let frame = open.popLast() else { return }
    if frame.mayRepeatKeys { noteRepeatedKeys(frame.entries) }
    let content: YAMLNode.Content =
      frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
    // The end mark of a block collection is where the next token starts, past blank lines and
    // comments; where its last child ends is what a reader would call its end.
    var place = file.range(fromScalar: frame.start, to: frame.isFlow ? end : frame.start)
    let last = frame.isMapping ? frame.entries.last?.value.place : frame.items.last?.place
    if !frame.isFlow, let last, (last.endLine, last.endColumn) > (place.line, place.column) {
      (place.endLine, place.endColumn) = (last.endLine, last.endColumn)
    }
    let node = YAMLNode(
      content: content,
      place: place,
      isFlow: frame.isFlow,
      size: frame.size,
      depth: frame.depth + 1
    )
    add(node, anchor: frame.anchor)
  }

  private mutating func add(_ node: YAMLNode, anchor: String?) {
    var node = node
    if let anchor {
      node.anchor = anchor
      anchors[anchor] = node
    }
    guard !open.isEmpty else {
      found.append(node)
      return
    }
    let top = open.count - 1
    // Bounded by the bytes of the document plus the limit of aliased nodes.
    open[top].size += node.size
    open[top].depth = max(open[top].depth, node.depth)
    if !open[top].isMapping {
      open[top].items.append(node)
    } else if let key = open[top].key {
      open[top].entries.append(YAMLEntry(key: key, value: node))
      open[top].key = nil
    } else {
      open[top].key = node
      open[top].note(node)
    }
  }

  /// Notes keys that come again, up to a number that is enough to see what is wrong with a document.
  private mutating func noteRepeatedKeys(_ entries: [YAMLEntry]) {
    var first: [String: SourceRange] = [:]
    for entry in entries where !entry.isMerge && repeatedKeys.count < 100 {
      guard let text = entry.key.text else { continue }
      if let before = first[text] {
        repeatedKeys.append(RepeatedKey(key: text, place: entry.key.place, first: before))
      } else {
        first[text] = entry.key.place
      }
    }
  }

  /// Where a node's text starts: libyaml's mark is at the anchor or tag before it.
  private mutating func contentStart(_ event: YAMLEvent) -> Int {
    let start = base + event.start
    guard event.hasProperties else { return start }
    var offset = start
    var inWord = false
    var inComment = false
    var index = file.byte(ofScalar: start, after: known)
    known = (start, index)
    while index < file.bytes.count {
      let byte = file.bytes[index]
      index += 1
      if byte & 0xC0 == 0x80 { continue }
      switch byte {
      case 0x0A, 0x0D: (inWord, inComment) = (false, false)
      case 0x20, 0x09: inWord = false
      case _ where inWord || inComment: break
      case UInt8(ascii: "&"), UInt8(ascii: "!"): inWord = true
      case UInt8(ascii: "#"): inComment = true
      default: return isCollection(event) ? offset : min(offset, base + event.end)
      }
      offset += 1
    }
    return isCollection(event) ? start : min(offset, base + event.end)
  }

  private func isCollection(_ event: YAMLEvent) -> Bool {
    switch event.kind {
    case .sequenceStart, .mappingStart: true
    default: false
    }
  }

  /// A block scalar ends with its last line, not at the start of the line after.
  private func withoutLineBreak(_ end: Int) -> Int {
    var end = end
    while end > base {
      let byte = file.bytes[file.byte(ofScalar: end - 1)]
      guard byte == 0x0A || byte == 0x0D else { break }
      end -= 1
    }
    return end
  }
}
