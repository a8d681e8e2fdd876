/// A version of the JDK as far as its ergonomics depend on it.
struct JDKVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The feature release, such as 8, 11 or 17.
  var major: Int
  /// The update within it, nil where it is not known; the newest is assumed then.
  var update: Int?
  /// Whether anything names the version; else it is assumed.
  var isKnown = true

  /// Assumed where nothing names a version: the release most images in use are built on.
  static let assumed = JDKVersion(major: 17, update: nil, isKnown: false)

  /// Text such as `17.0.9`, `8u392` or `21`.
  var description: String {
    guard let update else { return "\(major)" }
    return major == 8 ? "8u\(update)" : "\(major).0.\(update)"
  }

  /// Orders by release, then update; an unknown update is the newest.
  static func < (a: JDKVersion, b: JDKVersion) -> Bool {
    (a.major, a.update ?? .max) < (b.major, b.update ?? .max)
  }

  /// Whether the release is at or after an update of its own major release.
  private func isAtLeast(_ updates: [Int: Int], elseFrom major: Int) -> Bool {
    if let needed = updates[self.major] { return (update ?? .max) >= needed }
    return self.major >= major
  }

  /// Whether memory and CPU limits of the container are seen by default (JDK-8146115, 8u191).
  var seesContainer: Bool { isAtLeast([8: 191], elseFrom: 10) }

  /// Whether limits of control groups version 2 are seen (JDK-8230305; 11.0.16, 8u372).
  var seesControlGroups2: Bool { isAtLeast([8: 372, 11: 16], elseFrom: 15) }

  /// Whether the CPU request counts where there is no CPU limit.
  ///
  /// Until 11.0.16, 17.0.4, 18.0.1 (JDK-8281181). JDK 8 is not verified.
  var countsCPURequest: Bool { !isAtLeast([11: 17, 17: 5, 18: 2], elseFrom: 19) }

  /// Whether this project could measure the release; the others follow published changes.
  var isMeasured: Bool { [11, 17, 21, 25].contains(major) }
}

// MARK: - Reading

extension JDKVersion {
  /// Reads `17`, `17.0.9`, `17.0.9_9-jre`, `8u392-b08`, `1.8.0_292` at the start of a text.
  ///
  /// Nil where the text starts with no number or with one that was never a release.
  init?(leading text: some StringProtocol) {
    var numbers: [Int] = []
    var separators: [Character] = []
    var digits = ""
    for character in text.prefix(40) + " " {
      if character.isASCII, character.isNumber, digits.count < 6 {
        digits.append(character)
        continue
      }
      guard let number = Int(digits) else { break }
      numbers.append(number)
      digits = ""
      guard character == "." || character == "u" || character == "_", numbers.count < 4 else {
        break
      }
      separators.append(character)
    }
    guard let first = numbers.first else { return nil }
    if first == 1, numbers.count > 1 {
      self.init(major: numbers[1], update: numbers.count > 3 ? numbers[3] : nil)
    } else if separators.first == "u", numbers.count > 1 {
      self.init(major: first, update: numbers[1])
    } else if separators.first == ".", numbers.count > 2, numbers[1] == 0 {
      self.init(major: first, update: numbers[2])
    } else {
      self.init(major: first, update: nil)
    }
    guard (6...40).contains(major) else { return nil }
  }

  /// Finds a version in words such as `openjdk-17`, `11-jre-slim`, `9.0-jdk21-temurin`, `java17`.
  ///
  /// A word that names a JDK is followed by its version, with or without a separator; in a tag
  /// that a JDK's own image carries (`isJDKImage`) the version may also stand first.
  init?(in text: String, isJDKImage: Bool = false) {
    let text = text.lowercased()
    for word in Self.words {
      var rest = text[...]
      while let found = rest.after(word) {
        rest = found
        let version =
          rest.first == "-" || rest.first == ":" || rest.first == "_" ? rest.dropFirst() : rest
        if let found = JDKVersion(leading: version) {
          self = found
          return
        }
      }
    }
    guard isJDKImage, let found = JDKVersion(leading: text) else { return nil }
    self = found
  }

  /// Longer names first, so that `openjdk` is not read as `jdk`; the version follows either.
  private static let words = [
    "temurin", "corretto", "zulu", "openjdk", "semeru", "jdk", "jre", "java",
  ]
}

extension Substring {
  /// What follows the first place of an ASCII word; nil where it is not there.
  ///
  /// By bytes: searching by characters took a sixth of the time of checking manifests.
  fileprivate func after(_ word: String) -> Substring? {
    guard let first = word.utf8.first else { return self }
    var rest = utf8[...]
    while let place = rest.firstIndex(of: first) {
      rest = rest[place...]
      if rest.starts(with: word.utf8) { return Substring(rest.dropFirst(word.utf8.count)) }
      rest = rest.dropFirst()
    }
    return nil
  }
}
