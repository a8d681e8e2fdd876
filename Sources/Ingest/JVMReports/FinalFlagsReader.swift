public import PodfitModel

/// Reads what `java -XX:+PrintFlagsFinal -version` printed: `type name = value {kind} {origin}`.
///
/// Before JDK 9 there is no origin, and `:=` marks what is not the default. Other lines, such as those of
/// `-version`, say nothing.
///
/// - Source: docs/formats/jvm-reports.md
public enum FinalFlagsReader {
  /// HotSpot 25 has about 600 product flags, 1400 with the rest.
  private static let mostFlags = 10_000
  private static let types: Set<Substring> = [
    "bool", "int", "intx", "uint", "uintx", "uint64_t", "size_t", "double", "ccstr", "ccstrlist",
  ]

  /// Reads one listing.
  ///
  /// - Throws: ``IngestError`` for a file without a single flag, or with more than any JVM has
  public static func read(_ reader: ByteReader) throws(IngestError) -> FinalFlags {
    let text = try ReportText(reader)
    var flags: [String: FinalFlags.Flag] = [:]
    for (index, line) in text.lines.enumerated() {
      guard let (name, flag) = flag(in: line) else { continue }
      guard flags.count < mostFlags else {
        throw IngestError(
          .tooLarge(what: "the list of flags", limit: mostFlags),
          at: .init(file: text.file, line: index + 1)
        )
      }
      flags[name] = flag
    }
    guard !flags.isEmpty else {
      throw text.unlike("the output of `java -XX:+PrintFlagsFinal -version`")
    }
    return FinalFlags(flags: flags)
  }

  private static func flag(in line: Substring) -> (name: String, flag: FinalFlags.Flag)? {
    guard let sign = line.firstIndex(of: "=") else { return nil }
    let isChanged = line[..<sign].hasSuffix(":")
    let left = line[..<sign].dropLast(isChanged ? 1 : 0).split { $0 == " " || $0 == "\t" }
    guard left.count == 2, types.contains(left[0]),
      left[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else { return nil }
    let rest = line[line.index(after: sign)...]
    let value = rest.prefix { $0 != "{" }
    let braces = rest[value.endIndex...].split(separator: "{").map { $0.prefix { $0 != "}" } }
    let origin = braces.count > 1 ? String(braces[1]) : isChanged ? "changed" : ""
    return (String(left[1]), FinalFlags.Flag(value: String(value).trimmed, origin: origin))
  }
}
