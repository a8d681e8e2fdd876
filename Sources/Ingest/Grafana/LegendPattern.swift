/// How the free text of a legend names what a series is about.
///
/// `{namespace}/{pod}/{container}` names labels and what stands between them, as Grafana's own
/// legend format `{{namespace}}/{{pod}}/{{container}}` does, which is taken as well.
/// `{namespace=shop}` says a label that the legend does not have; it matches nothing.
public struct LegendPattern: Hashable, Sendable {
  /// What is wrong with a pattern.
  public enum Fault: Error, Hashable, Sendable {
    /// A brace that is not closed, or not opened.
    case unbalanced
    /// A label without a name, or with a character that no label name has.
    case badLabel(String)
    /// A label that is named twice.
    case repeated(String)
    /// Two labels with nothing between them that cannot be a part of a name.
    case ambiguous(String, String)
    /// A label without which nothing can be told.
    case missing(String)
  }

  private enum Part: Hashable {
    case text([UInt8])
    case label(String)
  }

  /// The pattern as it was written.
  public let text: String
  private var parts: [Part] = []
  private var constants: [String: String] = [:]

  /// Reads a pattern.
  ///
  /// - Throws: ``Fault`` for a pattern that cannot tell names apart, or names no pod or namespace
  public init(_ text: String) throws(Fault) {
    self.text = text
    var rest = Substring(text.replacing("{{", with: "{").replacing("}}", with: "}"))
    while let first = rest.first {
      guard first == "{" else {
        let literal = rest.prefix { $0 != "{" }
        guard !literal.contains("}") else { throw .unbalanced }
        parts.append(.text(Array(literal.utf8)))
        rest = rest.dropFirst(literal.count)
        continue
      }
      guard let close = rest.firstIndex(of: "}") else { throw .unbalanced }
      try addLabel(rest[rest.index(after: rest.startIndex)..<close])
      rest = rest[rest.index(after: close)...]
    }
    try check()
  }

  private mutating func addLabel(_ inside: Substring) throws(Fault) {
    let words = inside.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(words.first ?? "").trimmed
    let isName = name.utf8.allSatisfy {
      $0.isLetterOrDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ".")
    }
    guard isName, !name.isEmpty else { throw .badLabel(String(inside)) }
    guard constants[name] == nil, !parts.contains(.label(name)) else { throw .repeated(name) }
    if words.count == 2 {
      constants[name] = String(words[1]).trimmed
    } else {
      parts.append(.label(name))
    }
  }

  private func check() throws(Fault) {
    var previous: String?
    for (index, part) in parts.enumerated() {
      switch part {
      case .label(let name):
        if let previous { throw .ambiguous(previous, name) }
        previous = name
      case .text(let bytes):
        // A hyphen may be a part of either name.
        let isSeparator = bytes.contains { !$0.isOfName }
        guard !isSeparator, index + 1 < parts.count else {
          previous = nil
          continue
        }
      }
    }
    let subject = Subject(LabelSet(sample), cluster: "")
    if subject.pod.isEmpty { throw .missing("pod") }
    if subject.namespace.isEmpty { throw .missing("namespace") }
  }

  /// The labels of a legend that could be.
  private var sample: [String: String] {
    var labels = constants
    for case .label(let name) in parts { labels[name] = "x" }
    return labels
  }

  /// The labels that a legend names; nil where it is not of this form.
  ///
  /// A label takes the shortest text up to what stands behind it, and at least one character.
  func labels(of legend: String) -> [String: String]? {
    var labels = constants
    var rest = Array(legend.utf8)[...]
    for (index, part) in parts.enumerated() {
      switch part {
      case .text(let bytes):
        guard rest.starts(with: bytes) else { return nil }
        rest = rest.dropFirst(bytes.count)
      case .label(let name):
        let after = index + 1 < parts.count ? parts[index + 1] : nil
        guard case .text(let separator)? = after else {
          labels[name] = String(decoding: rest, as: UTF8.self)
          rest = []
          continue
        }
        guard let end = rest.firstIndex(of: separator, after: 1) else { return nil }
        labels[name] = String(decoding: rest[..<end], as: UTF8.self)
        rest = rest[end...]
      }
    }
    guard rest.isEmpty, labels.values.allSatisfy({ !$0.isEmpty }) else { return nil }
    return labels
  }
}

extension LegendPattern.Fault: CustomStringConvertible {
  /// What is wrong, in words.
  public var description: String {
    switch self {
    case .unbalanced: "a brace is not closed or not opened"
    case .badLabel(let text): "no name of a label: \"\(text)\""
    case .repeated(let name): "the label \(name) is named twice"
    case .ambiguous(let first, let second):
      "between {\(first)} and {\(second)} there must be a character that no name has, such as / or |"
    case .missing(let name): "no {\(name)}; where legends do not have it, write {\(name)=NAME}"
    }
  }
}

extension ArraySlice<UInt8> {
  /// Where `part` starts first, at least `offset` bytes from the start.
  fileprivate func firstIndex(of part: [UInt8], after offset: Int) -> Int? {
    guard count >= offset + part.count else { return nil }
    return (startIndex + offset...endIndex - part.count).first { self[$0...].starts(with: part) }
  }
}

extension UInt8 {
  fileprivate var isLetterOrDigit: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
  }

  /// Whether names of Kubernetes may have it.
  fileprivate var isOfName: Bool {
    isLetterOrDigit || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
  }
}
