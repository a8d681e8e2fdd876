internal import PodfitModel

/// Writes requests and limits into a file in the style that is there.
struct ResourceWriter {
  let layout: ResourceLayout
  let file: SourceFile

  typealias Outcome = Result<[TextEdit], FixPlan.Refused>

  /// The edits that set fields, by field; fields that come in one block share its edits.
  func edits(setting wanted: [ResourceField: String]) -> [ResourceField: Outcome] {
    var outcomes: [ResourceField: Outcome] = [:]
    var missing: [ResourceField] = []
    for field in ResourceField.allCases where wanted[field] != nil {
      if let scalar = layout[field] {
        outcomes[field] = replace(scalar, by: wanted[field] ?? "")
      } else {
        missing.append(field)
      }
    }
    var groups: [[ResourceField]] = []
    for isLimit in [false, true] {
      let fields = missing.filter { $0.isLimit == isLimit }
      guard let first = fields.first else { continue }
      guard let group = layout.group(first) else {
        groups.append(fields)
        continue
      }
      let items = fields.map { Item(key: $0.resource, value: wanted[$0] ?? "") }
      let outcome = insert(items, into: group, order: 0)
      for field in fields { outcomes[field] = outcome }
    }
    guard !groups.isEmpty else { return outcomes }
    let items = groups.map { fields in
      Item(
        key: fields.first?.group ?? "",
        items: fields.map { Item(key: $0.resource, value: wanted[$0] ?? "") }
      )
    }
    let outcome =
      layout.resources.map { insert(items, into: $0, order: 1) }
      ?? insert(
        [Item(key: "resources", items: items)],
        into: layout.container,
        after: layout.anchor,
        order: 2
      )
    for field in groups.joined() { outcomes[field] = outcome }
    return outcomes
  }

  /// A key with a value or with keys below it.
  private struct Item {
    var key: String
    var value = ""
    var items: [Item] = []
  }

  // MARK: Values

  private func replace(_ scalar: ResourceLayout.Scalar, by text: String) -> Outcome {
    if let refusal = scalar.refusal { return .failure(.init(refusal: refusal)) }
    let range = file.byteRange(of: scalar.place)
    let slice = file.bytes[range]
    if scalar.isNull, slice.isEmpty {
      return insertAfterColon(of: scalar.key, isQuoted(scalar.key) ? "\"\(text)\"" : text)
    }
    if scalar.isNull {
      return .success([edit(range, isQuoted(scalar.key) ? "\"\(text)\"" : text)])
    }
    guard let old = scalar.text else { return .failure(.init(refusal: .notPlain)) }
    if slice.elementsEqual(old.utf8) {
      // A number of JSON becomes text.
      return .success([edit(range, isQuoted(scalar.key) ? "\"\(text)\"" : text)])
    }
    // Within the quotes, as long as there is no escape between them.
    for quote in [UInt8(ascii: "\""), UInt8(ascii: "'")]
    where slice.count >= 2 && slice.first == quote && slice.last == quote {
      let inner = (range.lowerBound + 1)..<(range.upperBound - 1)
      if file.bytes[inner].elementsEqual(old.utf8) { return .success([edit(inner, text)]) }
    }
    return .failure(.init(refusal: .notPlain))
  }

  // MARK: What is missing

  private func insert(
    _ items: [Item],
    into block: ResourceLayout.Block,
    after anchor: SourceRange? = nil,
    order: Int
  ) -> Outcome {
    if let refusal = block.refusal { return .failure(.init(refusal: refusal)) }
    let isJSON = (block.firstKey ?? block.key).map(isQuoted) ?? false
    if block.isNull {
      guard let key = block.key else { return .failure(.init(refusal: .notPlain)) }
      let text = "{\(flow(items, isJSON: isJSON, quote: isJSON ? "\"" : ""))}"
      let range = file.byteRange(of: block.place)
      return range.isEmpty ? insertAfterColon(of: key, text) : .success([edit(range, text)])
    }
    guard block.isMapping else { return .failure(.init(refusal: .notPlain)) }
    guard let first = block.firstKey, let last = anchor ?? block.lastValue else {
      let range = file.byteRange(of: block.place)
      guard file.bytes[range].first == UInt8(ascii: "{") else {
        return .failure(.init(refusal: .notPlain))
      }
      let start = range.lowerBound + 1
      return .success([edit(start..<start, flow(items, isJSON: isJSON, quote: isJSON ? "\"" : ""))])
    }
    return block.isFlow
      ? insertFlow(items, first: first, opening: block.place, last: last, isJSON: isJSON, order)
      : insertBlock(items, first: first, last: last, order)
  }

  /// New lines after the one that the last value ends on.
  private func insertBlock(
    _ items: [Item],
    first: SourceRange,
    last: SourceRange,
    _ order: Int
  ) -> Outcome {
    // A value that is not written ends with its key, on the same line.
    let line = last.endLine
    let end = file.endByte(ofLine: line)
    let text = lines(
      items,
      indent: first.column - 1,
      quote: quote(of: last),
      file.lineBreak(ofLine: line)
    )
    return .success([edit(end..<end, text, order: order)])
  }

  private func lines(_ items: [Item], indent: Int, quote: String, _ lineBreak: String) -> String {
    var text = ""
    for item in items {
      text += lineBreak + String(repeating: " ", count: indent) + "\(item.key):"
      if item.items.isEmpty {
        text += " \(quote)\(item.value)\(quote)"
      } else if writesGroupsInFlow, item.key != "resources" {
        text += " {\(flow(item.items, isJSON: false, quote: groupQuote))}"
      } else {
        let below = item.key == "resources" ? quote : groupQuote
        text += lines(item.items, indent: indent + step, quote: below, lineBreak)
      }
    }
    return text
  }

  /// After the last value, before a brace; on lines of their own where keys have those.
  private func insertFlow(
    _ items: [Item],
    first: SourceRange,
    opening: SourceRange,
    last: SourceRange,
    isJSON: Bool,
    _ order: Int
  ) -> Outcome {
    let quote = isJSON ? "\"" : items.first?.items.isEmpty == false ? groupQuote : quote(of: last)
    let text = flow(items, isJSON: isJSON, quote: quote)
    let end = file.byteRange(of: last).upperBound
    let lineEnd = file.endByte(ofLine: last.endLine)
    guard first.line > opening.line, end <= lineEnd else {
      return .success([edit(end..<end, ", \(text)", order: order)])
    }
    var rest = file.bytes[end..<lineEnd].drop { $0 == 0x20 || $0 == 0x09 }
    let hasComma = rest.first == UInt8(ascii: ",")
    if hasComma { rest = rest.dropFirst().drop { $0 == 0x20 || $0 == 0x09 } }
    guard rest.isEmpty || rest.first == UInt8(ascii: "#") else {
      return .success([edit(end..<end, ", \(text)", order: order)])
    }
    let start = file.byte(line: first.line, column: 1)
    let indent = String(
      decoding: file.bytes[start..<file.byte(line: first.line, column: first.column)],
      as: UTF8.self
    )
    guard indent.allSatisfy({ $0 == " " || $0 == "\t" }) else {
      return .success([edit(end..<end, ", \(text)", order: order)])
    }
    let line = file.lineBreak(ofLine: last.endLine) + indent + text
    if hasComma { return .success([edit(lineEnd..<lineEnd, line + ",", order: order)]) }
    if rest.isEmpty { return .success([edit(end..<end, "," + line, order: order)]) }
    return .success([
      edit(end..<end, ",", order: order), edit(lineEnd..<lineEnd, line, order: order),
    ])
  }

  private func flow(_ items: [Item], isJSON: Bool, quote: String) -> String {
    let mark = isJSON ? "\"" : ""
    return items.map { item in
      item.items.isEmpty
        ? "\(mark)\(item.key)\(mark): \(quote)\(item.value)\(quote)"
        : "\(mark)\(item.key)\(mark): {\(flow(item.items, isJSON: isJSON, quote: quote))}"
    }.joined(separator: ", ")
  }

  /// A value for a key that has none.
  private func insertAfterColon(of key: SourceRange, _ text: String) -> Outcome {
    let end = file.byteRange(of: key).upperBound
    guard let colon = file.bytes[end...].firstIndex(where: { $0 != 0x20 && $0 != 0x09 }),
      file.bytes[colon] == UInt8(ascii: ":")
    else { return .failure(.init(refusal: .notPlain)) }
    return .success([edit((colon + 1)..<(colon + 1), " " + text)])
  }

  // MARK: Style

  /// The blocks of requests and limits that are there, as samples of style.
  private var samples: [ResourceLayout.Block] {
    [layout.requests, layout.limits].compactMap(\.self).filter(\.isMapping)
  }

  /// Whether requests and limits are written in braces though `resources` is not.
  private var writesGroupsInFlow: Bool {
    samples.contains { $0.isFlow } && layout.resources?.isFlow == false
  }

  /// The quote that values in requests and limits have.
  private var groupQuote: String { samples.lazy.compactMap(\.lastValue).first.map(quote) ?? "" }

  /// How much deeper each level is: as in `resources` where it can be seen, else two columns.
  private var step: Int {
    for block in samples where !block.isFlow {
      if let key = block.key, let first = block.firstKey, first.column > key.column {
        return first.column - key.column
      }
    }
    if let resources = layout.resources, !resources.isFlow, let key = resources.key,
      let first = resources.firstKey, first.column > key.column
    {
      return first.column - key.column
    }
    return 2
  }

  /// The quote that a value begins with; empty for plain ones.
  private func quote(of place: SourceRange) -> String {
    switch file.bytes[file.byteRange(of: place)].first {
    case UInt8(ascii: "\""): layout.samplesAreShown(place) ? "\"" : ""
    case UInt8(ascii: "'"): layout.samplesAreShown(place) ? "'" : ""
    default: ""
    }
  }

  private func isQuoted(_ key: SourceRange) -> Bool {
    file.bytes[file.byteRange(of: key)].first == UInt8(ascii: "\"")
  }

  private func edit(_ range: Range<Int>, _ text: String, order: Int = 0) -> TextEdit {
    TextEdit(
      bytes: range,
      replacement: text,
      place: file.place(ofBytes: range),
      order: order
    )
  }
}

extension ResourceLayout {
  /// Whether a value is one of requests or limits, so that its style is theirs.
  fileprivate func samplesAreShown(_ place: SourceRange) -> Bool {
    [requests, limits].contains { $0?.lastValue == place }
  }
}
