internal import PodfitModel

/// Makes the bytes of a file with edits, and makes sure that nothing else changed.
struct Rewriter {
  let file: SourceFile
  let contents: ManifestContents
  let limits: ManifestLimits

  /// The file with edits; nil when it does not read back with the advised values and only those changed.
  ///
  /// - Complexity: O(bytes + edits · log edits)
  func bytes(applying edits: [TextEdit], mappings: [ResourceMapping]) -> [UInt8]? {
    guard let after = Self.apply(edits, to: file.bytes) else { return nil }
    let changed = SourceFile(name: file.name, bytes: after)
    let values = Set(edits.map(\.replacement))
    return isVerified(changed, values, mappings) ? after : nil
  }

  /// The bytes with edits from back to front; nil where edits overlap.
  static func apply(_ edits: [TextEdit], to bytes: [UInt8]) -> [UInt8]? {
    let sorted = Set(edits).sorted {
      ($0.bytes.lowerBound, $0.bytes.upperBound, $0.order, $0.replacement)
        < ($1.bytes.lowerBound, $1.bytes.upperBound, $1.order, $1.replacement)
    }
    var result: [UInt8] = []
    var position = 0
    for edit in sorted {
      guard edit.bytes.lowerBound >= position, edit.bytes.upperBound <= bytes.count else {
        return nil
      }
      result += bytes[position..<edit.bytes.lowerBound]
      result += edit.replacement.utf8
      position = edit.bytes.upperBound
    }
    return result + bytes[position...]
  }

  /// Whether the changed file has the same documents with the same values in the same places but for
  /// requests and limits, and the same containers.
  private func isVerified(
    _ changed: SourceFile,
    _ values: Set<String>,
    _ mappings: [ResourceMapping]
  ) -> Bool {
    let (old, new) = (documents(of: file), documents(of: changed))
    guard old.count == new.count else { return false }
    for (a, b) in zip(old, new) {
      let before = try? YAMLTree(lines: a.lines, of: file, limits: limits)
      let after = try? YAMLTree(lines: b.lines, of: changed, limits: limits)
      guard (before == nil) == (after == nil) else { return false }
      guard let before, let after else { continue }
      guard before.roots.count == after.roots.count else { return false }
      for (one, other) in zip(before.roots, after.roots) {
        guard Self.agree(one, other, isResources: false) else { return false }
      }
    }
    let read = PodfitCheck.contents(of: changed, limits: limits, mappings: mappings)
    guard read.containers.count == contents.containers.count else { return false }
    return zip(read.containers, contents.containers).allSatisfy { new, old in
      new.id == old.id && new.spec.image == old.spec.image
        && ResourceField.allCases.allSatisfy { field in
          let text = new.layout[field]?.text
          return text == old.layout[field]?.text
            || text.map { value in values.contains { $0.contains(value) } } ?? false
        }
    }
  }

  /// Whether two nodes are the same but for CPU and memory in `requests` and `limits`.
  private static func agree(_ a: YAMLNode, _ b: YAMLNode, isResources: Bool) -> Bool {
    switch (a.content, b.content) {
    case (.scalar(let one, let isPlain), .scalar(let other, let isAlsoPlain)):
      return one == other && isPlain == isAlsoPlain
    case (.sequence(let one), .sequence(let other)):
      return one.count == other.count
        && zip(one, other).allSatisfy { agree($0, $1, isResources: false) }
    case (.mapping(let one), .mapping(let other)):
      return agree(one, other, isResources: isResources)
    // `resources:` and `requests:` without value become mappings.
    case (.scalar, .mapping(let other)):
      return a.isNull && agree([], other, isResources: isResources)
    default: return false
    }
  }

  private static let groups: Set<String> = ["requests", "limits"]
  private static let amounts: Set<String> = [CPU.resourceName, Memory.resourceName]

  private static func agree(
    _ one: [YAMLEntry],
    _ other: [YAMLEntry],
    isResources: Bool
  ) -> Bool {
    func isAmount(_ entry: YAMLEntry) -> Bool {
      isResources && entry.key.text.map(amounts.contains) ?? false
    }
    // Everything but amounts and their new parents is there as before, in order.
    var rest = one.filter { !isAmount($0) }[...]
    for entry in other where !isAmount(entry) {
      let key = entry.key.text ?? ""
      if let next = rest.first, agree(next.key, entry.key, isResources: false) {
        guard agree(next.value, entry.value, isResources: groups.contains(key)) else {
          return false
        }
        rest = rest.dropFirst()
      } else if groups.contains(key) {
        guard agree([], entry.value.entries, isResources: true) else { return false }
      } else if key == "resources" {
        guard agree([], entry.value.entries, isResources: false) else { return false }
      } else {
        return false
      }
    }
    return rest.isEmpty
  }
}
