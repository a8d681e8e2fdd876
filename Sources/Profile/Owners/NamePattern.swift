/// What the names that Kubernetes' controllers make up look like.
///
/// Names are evidence of last resort: a Deployment called `api-bcdfgh` looks like a ReplicaSet, and
/// names cut at 63 characters lose their pattern. Whatever is found here is marked as guessed.
///
/// - Source: docs/formulas/owners.md#names
enum NamePattern {
  /// The characters of generated suffixes: no vowels, and no digits that look like letters, so
  /// that no words come about.
  private static let alphabet: [Bool] = {
    var table = [Bool](repeating: false, count: 256)
    for byte in "bcdfghjklmnpqrstvwxz2456789".utf8 { table[Int(byte)] = true }
    return table
  }()

  /// The name before and after its last dash, or nil when one of them would be empty.
  static func split(_ name: String) -> (base: String, last: String)? {
    guard let dash = name.lastIndex(of: "-") else { return nil }
    let base = name[..<dash]
    let last = name[name.index(after: dash)...]
    guard !base.isEmpty, !last.isEmpty else { return nil }
    return (String(base), String(last))
  }

  /// Whether `text` is the random end of a pod's name: five generated characters.
  static func isPodSuffix(_ text: String) -> Bool {
    text.utf8.count == 5 && isGenerated(text)
  }

  /// Whether `text` is the template hash of a ReplicaSet: six to ten generated characters.
  static func isTemplateHash(_ text: String) -> Bool {
    (6...10).contains(text.utf8.count) && isGenerated(text)
  }

  /// Whether `text` is the scheduled time of a CronJob's Job: minutes since the epoch (eight
  /// digits), before Kubernetes 1.21 seconds (ten digits).
  static func isScheduledTime(_ text: String) -> Bool {
    let count = text.utf8.count
    return (count == 8 || count == 10) && isDigits(text) && text.utf8.first != 48
  }

  /// Whether `text` is the ordinal of a StatefulSet's pod: a plain number below ten thousand.
  static func isOrdinal(_ text: String) -> Bool {
    isDigits(text) && text.utf8.count <= 4 && (text.utf8.first != 48 || text.utf8.count == 1)
  }

  private static func isGenerated(_ text: String) -> Bool {
    text.utf8.allSatisfy { alphabet[Int($0)] }
  }

  private static func isDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 }
  }
}
