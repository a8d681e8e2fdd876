/// Limits on what a document may ask for.
public struct ManifestLimits: Hashable, Sendable {
  /// The largest file that is read, in bytes.
  public var fileBytes = 64 << 20
  /// The most levels of nesting; deep schemas of custom resources have about sixty.
  public var depth = 200
  /// The most nodes that the aliases of one document may stand for.
  public var aliasedNodes = 100_000

  /// The limits above.
  public init() {}
}

/// A document as a tree.
package struct YAMLTree: Sendable {
  /// The outermost value.
  ///
  /// None for an empty document; several where libyaml sees a document marker
  /// after a character that it alone takes for a line break.
  package var roots: [YAMLNode] = []
  /// Whether a `{{` was read as a mapping that is the key of another: a template, not yet YAML.
  package var hasTemplateAction = false
  /// Keys that a mapping has more than once.
  package var repeatedKeys: [RepeatedKey] = []

  /// Reads the document in `lines` (from 0) of a file.
  ///
  /// The reader keeps its own stack, so that nesting costs memory and not call depth.
  ///
  /// - Throws: ``ManifestError``
  /// - Complexity: O(bytes · log lines)
  package init(
    lines: Range<Int>,
    of file: SourceFile,
    limits: ManifestLimits = ManifestLimits()
  ) throws(ManifestError) {
    var builder = TreeBuilder(file: file, lines: lines, limits: limits)
    let bytes = withoutSurrogateEscapes(file.bytes[file.byteRange(ofLines: lines)])
    let outcome = unsafe bytes.withUnsafeBufferPointer { buffer -> ManifestError? in
      do throws(YAMLProblem) {
        var parser = try unsafe YAMLEventParser(buffer)
        while true {
          let event = try parser.next()
          if case .streamEnd = event.kind { return nil }
          if let failure = builder.take(event) { return failure }
        }
      } catch {
        return builder.error(error)
      }
    }
    if let outcome { throw outcome }
    roots = builder.roots
    hasTemplateAction = builder.hasTemplateAction
    repeatedKeys = builder.repeatedKeys
  }
}

/// A JSON document without escapes that libyaml refuses.
///
/// JSON writes characters beyond U+FFFF as two `\uD8xx` escapes; each half is
/// replaced by the replacement character's escape, of the same length, so that places stay right.
/// No name or quantity of Kubernetes can have such a character.
private func withoutSurrogateEscapes(_ document: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  let opening = document.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
  guard opening == UInt8(ascii: "{") || opening == UInt8(ascii: "[") else { return document }
  var bytes = document
  var index = bytes.startIndex
  while index < bytes.endIndex {
    guard bytes[index] == UInt8(ascii: "\\") else {
      index += 1
      continue
    }
    let isSurrogate =
      bytes.endIndex - index >= 6 && bytes[index + 1] == UInt8(ascii: "u")
      && bytes[index + 2] | 0x20 == UInt8(ascii: "d")
      && "89abcdefABCDEF".utf8.contains(bytes[index + 3])
    if isSurrogate { bytes.replaceSubrange((index + 2)..<(index + 6), with: "FFFD".utf8) }
    // An escaped backslash is two characters, so that what follows it is no escape.
    index += 2
  }
  return bytes
}
