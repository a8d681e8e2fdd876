internal import PodfitModel

extension ManifestError: CustomStringConvertible {
  /// What is wrong, in one phrase without place.
  public var description: String {
    switch code {
    case .unreadable(let words): "cannot be read: \(words)"
    case .syntax(let words): "not YAML: \(words)"
    case .notUTF8: "not UTF-8"
    case .forbiddenCharacter(let value):
      "character U+\(Self.hexadecimal(value)) is not allowed in YAML"
    case .tooDeep(let limit): "more than \(limit) levels of nesting"
    case .tooManyAliases(let limit): "aliases stand for more than \(limit) nodes"
    case .unknownAnchor(let name): "no anchor \"\(name)\" before this alias"
    case .tooLarge(let limit): "a file of more than \(Self.size(limit))"
    case .tooMuch(let limit): "with this file all together have more than \(Self.size(limit))"
    case .outOfMemory: "not enough memory to read this"
    }
  }

  /// What to do about it; nil where the description says it all.
  public var hint: String? {
    switch code {
    case .syntax, .unknownAnchor: "documents after the next line with --- were checked"
    case .notUTF8: "convert the file to UTF-8"
    case .forbiddenCharacter: "control characters are written as escapes in double quotes"
    case .tooDeep, .tooManyAliases: "this is no manifest that a cluster would accept"
    case .tooLarge: "split the file"
    case .tooMuch: "check the folders one after the other"
    case .unreadable, .outOfMemory: nil
    }
  }

  private static func size(_ bytes: Int) -> String {
    bytes >= 1 << 20 ? "\(bytes >> 20) MiB" : bytes.counted("byte")
  }

  private static func hexadecimal(_ value: UInt32) -> String {
    let digits = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

extension SkipReason: CustomStringConvertible {
  /// Why the document was not checked, with what to do where something can be done.
  public var description: String {
    switch self {
    case .helmTemplate(nil):
      "a Helm template: render it first, helm template NAME CHART | podfit check -"
    case .helmTemplate(let chart?):
      "a Helm template: render it first, helm template NAME \(chart) | podfit check - "
        + "--stdin-filename \(chart)/"
    case .kustomization:
      "a kustomization: what it changes is not applied here, kustomize build FOLDER | podfit check -"
    case .workloadReference(let kind, let name):
      "\(kind) \(name) takes its pods from another workload (workloadRef), which is checked itself"
    case .noContainers(let kind, let name): "\(kind) \(name) has no containers here"
    }
  }
}

extension UnmatchedContainer.Reason: CustomStringConvertible {
  /// Why there is no recommendation.
  public var description: String {
    switch self {
    case .noRecommendation: "no recommendation"
    case .ambiguous(let candidates):
      "several recommendations fit: "
        + candidates.map { "\($0.cluster)/\($0.shortPath)" }.joined(separator: ", ")
    }
  }
}

extension FixRefusal {
  /// Why the value is not changed in place.
  var words: String {
    switch self {
    case .alias: "the value comes from an alias or merge key; change what it stands for"
    case .anchor: "aliases elsewhere stand for this value too"
    case .notPlain: "the value is written over several lines or with escapes"
    case .limitBelowRequest: "the limit would be below the request"
    case .heapFlags(let flags):
      "the memory goes together with JVM flags that are not set: \(flags.joined(separator: " "))"
    case .rendered: "rendered from a template, which is what has to be changed"
    case .accepted:
      "it is accepted as it is: suppressed, in the baseline, or on a line that did not change"
    case .companion(let field, let refusal):
      "\(field.isLimit ? "its limit" : "its request") would have to change too: \(refusal.words)"
    case .notVerified: "the changed file did not read back as intended"
    }
  }
}
