import PodfitModel

extension String {
  /// The text for a cell of a Markdown table: markup characters are escaped, so that they show.
  public var markdownCell: String {
    var text = ""
    for character in printable {
      switch character {
      // Without an opening bracket there is no tag, so that arrows may stay arrows.
      case "<": text += "&lt;"
      case "&": text += "&amp;"
      case "|", "*", "_", "`", "[", "]", "\\", "~", "#": text += "\\\(character)"
      default: text.append(character)
      }
    }
    return text
  }

  /// The text as one CSV cell (RFC 4180); text that a spreadsheet would run as a formula gets a
  /// leading apostrophe.
  public var csvCell: String {
    var text = self
    if let first = unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) {
      text = "'" + text
    }
    guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return text
    }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// The text as one word of a POSIX shell command.
  public var shellWord: String {
    let plain = "-_./:=,@%+".unicodeScalars
    let isPlain =
      !isEmpty
      && unicodeScalars.allSatisfy {
        ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0)
          || plain.contains($0)
      }
    if isPlain { return self }
    return "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
      + "'"
  }
}
