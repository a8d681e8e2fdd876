extension String {
  /// The text with control and text-direction characters spelled out, for terminals and tables.
  ///
  /// Names and lines come from outside; they must not move the cursor, colour the screen, start a line
  /// of their own or turn the reading direction of what follows.
  public var printable: String {
    // Almost all text is plain ASCII, which needs no tables of Unicode.
    guard utf8.contains(where: { $0 < 0x20 || $0 > 0x7e }),
      unicodeScalars.contains(where: \.isUnprintable)
    else { return self }
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
}

extension Unicode.Scalar {
  /// Whether this is a control character or one that changes the direction of text.
  public var isUnprintable: Bool {
    // Almost all text is plain ASCII, which needs no tables of Unicode.
    if value < 0x7f { return value < 0x20 }
    return switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
