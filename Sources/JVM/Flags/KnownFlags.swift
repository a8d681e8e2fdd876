/// What a release of HotSpot makes of a flag's name.
enum KnownFlags {
  /// How a flag stands in a release.
  enum Standing: Character, Sendable {
    case product = "p"
    /// Needs `-XX:+UnlockDiagnosticVMOptions` before it.
    case diagnostic = "d"
    /// Needs `-XX:+UnlockExperimentalVMOptions` before it.
    case experimental = "e"
    /// Exists in debug builds only; others refuse it.
    case develop = "v"
    /// Gone, but passed over with a warning.
    case ignored = "i"
    /// Refused: the process does not start.
    case unrecognised = "-"
  }

  /// The measured releases, in the order of the letters in ``table``.
  private static let releases = [11, 17, 21, 25]

  private static let standings: [String: [Standing]] = {
    var result: [String: [Standing]] = [:]
    for (letters, names) in table {
      let each = letters.compactMap(Standing.init(rawValue:))
      for name in names.split(separator: " ") { result[String(name)] = each }
    }
    return result
  }()

  /// The standing of a flag in a release.
  ///
  /// Releases between two measured ones are told only where both neighbours agree; those before
  /// the first and after the last are not known at all.
  ///
  /// - Returns: nil where it is not known
  static func standing(of name: String, in version: JDKVersion) -> Standing? {
    let all = standings[name] ?? releases.map { _ in .unrecognised }
    if let exact = releases.firstIndex(of: version.major) { return all[exact] }
    guard let above = releases.firstIndex(where: { $0 > version.major }), above > 0,
      all[above] == all[above - 1]
    else { return nil }
    return all[above]
  }
}
