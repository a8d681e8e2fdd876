public import PodfitModel

extension String {
  /// The text with control and text-direction characters spelled out, for terminals and tables.
  ///
  /// Names come from outside; a name must not move the cursor, colour the screen or turn the reading
  /// direction of what follows.
  public var printable: String {
    guard unicodeScalars.contains(where: \.isUnprintable) else { return self }
    var text = ""
    for scalar in unicodeScalars {
      if scalar.isUnprintable {
        text += "\\u{" + String(scalar.value, radix: 16) + "}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

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

extension Unicode.Scalar {
  /// Control characters, and the ones that change the direction of text.
  fileprivate var isUnprintable: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    case .format: true
    default: false
    }
  }
}

extension WorkloadID {
  /// The workload as `cluster/namespace/kind/name`.
  public var path: String { "\(cluster)/\(namespace)/\(kind.rawValue)/\(name)" }
}
