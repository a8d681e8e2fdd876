import PodfitCheck
public import PodfitModel

/// What is wrong with a configuration file, and where.
public struct ConfigurationProblem: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: Hashable, Sendable {
    /// Not YAML that is read here.
    case document(ManifestError)
    /// More than one document.
    case severalDocuments
    /// A key that is not known; the nearest one that is, and all.
    case unknownKey(String, nearest: String?, known: [String])
    /// A key that stands twice.
    case duplicateKey(String, line: Int)
    /// A merge key, which is not read.
    case mergeKey
    /// A key that must be there.
    case missingKey(String)
    /// Another value than expected.
    case badValue(String, expected: String)
    /// A name that is not known.
    case unknownName(String, what: String, nearest: String?, known: [String])
    /// A match without conditions.
    case emptyMatch
    /// A file of another version.
    case version(String)
    /// The value of one key does not go with that of another.
    case conflict(String)
  }

  /// What is wrong.
  public var code: Code
  /// Where it shows.
  public var place: SourceRange
  /// The line of the file.
  public var sourceLine: String
}

extension ConfigurationProblem: CustomStringConvertible {
  /// What is wrong, where, and what to do.
  public var description: String {
    var text = "\(place.file.printable):\(place.line):\(place.column): \(words.printable)\n"
    text += excerpt(of: sourceLine, at: place)
    return text + "  hint: \(hint.printable)"
  }

  private var words: String {
    switch code {
    case .document(let error): error.description
    case .severalDocuments: "more than one document"
    case .unknownKey(let key, _, _): "no key is called \"\(Self.short(key))\" here"
    case .duplicateKey(let key, let line):
      "key \"\(Self.short(key))\" stands twice, first in line \(line)"
    case .mergeKey: "merge keys are not read in this file"
    case .missingKey(let key): "key \"\(key)\" is missing"
    case .badValue(let found, let expected): "expected \(expected), found \(found)"
    case .unknownName(let name, let what, _, _): "no \(what) is called \"\(Self.short(name))\""
    case .emptyMatch: "a match without conditions"
    case .version(let found): "version \(Self.short(found)) of the file is not known"
    case .conflict(let text): text
    }
  }

  private var hint: String {
    switch code {
    case .document(let error): error.hint ?? "mend the file"
    case .severalDocuments: "keep one document in the file"
    case .unknownKey(_, let nearest?, _), .unknownName(_, _, let nearest?, _):
      "did you mean \"\(nearest)\"?"
    case .unknownKey(_, nil, let known): "the keys are \(known.joined(separator: ", "))"
    case .unknownName(_, _, nil, let known): "there are: \(known.joined(separator: ", "))"
    case .duplicateKey: "remove one of them"
    case .mergeKey: "write the keys out, or make a profile of them"
    case .missingKey: "add it; `podfit config init` writes an example"
    case .badValue: "docs/guide/configuration.md has every key with its form"
    case .emptyMatch: "give namespaces, kinds, names or labels; what is for all stands below policy"
    case .version: "this podfit reads version 1"
    case .conflict: "change one of them"
    }
  }

  private static func short(_ text: String) -> String {
    text.unicodeScalars.count <= 60 ? text : "\(text.prefix(60))…"
  }
}
