/// A document of a YAML stream: which lines it has.
package struct DocumentSlice: Hashable, Sendable {
  /// Its lines, from 0.
  package var lines: Range<Int>
  /// The template that Helm's `# Source:` comment names, nil without one.
  package var helmSource: String?
}

/// Cuts a YAML stream into its documents, so that a broken one does not hide those after it.
///
/// A line that starts with `---` or `...` and goes on with white space or nothing is a document
/// marker wherever it stands: block scalars and quoted scalars cannot contain one in the first
/// column, they have it indented. Directives and comments before `---` belong to the document that
/// follows. Parts with nothing but comments are left out.
///
/// - Source: YAML 1.2.2, productions 203 to 211 (`c-directives-end`, `c-document-end`,
///   `c-forbidden`)
package func documents(of file: SourceFile) -> [DocumentSlice] {
  var slices: [DocumentSlice] = []
  var start = 0
  var hasMarker = false
  var hasContent = false
  var helmSource: String?

  func close(before line: Int, _ slices: inout [DocumentSlice]) {
    if hasContent { slices.append(DocumentSlice(lines: start..<line, helmSource: helmSource)) }
    start = line
    (hasMarker, hasContent, helmSource) = (false, false, nil)
  }

  for line in 0..<file.lineCount {
    let content = file.content(ofLine: line)
    switch LineRole(content) {
    case .start:
      if hasMarker || hasContent { close(before: line, &slices) }
      hasMarker = true
      hasContent = LineRole(content.dropFirst(3)) == .content
    case .end:
      close(before: line + 1, &slices)
    case .comment:
      if !hasContent, helmSource == nil { helmSource = sourceComment(content) }
    case .blank:
      break
    case .content:
      hasContent = true
    case .directive:
      // Only at the head of a document; elsewhere a line that starts with % is text.
      if hasMarker { hasContent = true }
    }
  }
  close(before: file.lineCount, &slices)
  return slices
}

/// What a line is to the splitter.
private enum LineRole {
  case blank, comment, directive, start, end, content

  init(_ line: ArraySlice<UInt8>) {
    guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }) else {
      self = .blank
      return
    }
    switch first {
    case UInt8(ascii: "#"): self = .comment
    case UInt8(ascii: "%") where line.first == first: self = .directive
    case UInt8(ascii: "-") where Self.isMarker(line, of: first): self = .start
    case UInt8(ascii: ".") where Self.isMarker(line, of: first): self = .end
    default: self = .content
    }
  }

  private static func isMarker(_ line: ArraySlice<UInt8>, of character: UInt8) -> Bool {
    guard line.count >= 3, line.prefix(3).allSatisfy({ $0 == character }) else { return false }
    guard let next = line.dropFirst(3).first else { return true }
    return next == 0x20 || next == 0x09
  }
}

/// The path in a `# Source: chart/templates/file.yaml` comment; nil for other comments.
private func sourceComment(_ line: ArraySlice<UInt8>) -> String? {
  let prefix = "# Source: "
  let text = String(decoding: line, as: UTF8.self)
  guard text.hasPrefix(prefix) else { return nil }
  let path = text.dropFirst(prefix.count)
  return path.isEmpty ? nil : String(path)
}
