import PodfitModel

/// Text of the query language: what comes from outside is quoted, so that it stays a value.
enum PromQL {
  /// The text as a string literal in double quotes.
  ///
  /// - Source: Prometheus documentation, querying basics: string literals follow the escaping rules of Go
  static func literal(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": quoted += "\\\\"
      case "\"": quoted += "\\\""
      case "\n": quoted += "\\n"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }

  /// The text as a pattern that it alone matches.
  ///
  /// - Source: RE2 syntax: a backslash before punctuation makes it stand for itself
  static func pattern(_ text: String) -> String {
    var pattern = ""
    for scalar in text.unicodeScalars {
      if "\\.+*?()|[]{}^$".unicodeScalars.contains(scalar) { pattern += "\\" }
      pattern.unicodeScalars.append(scalar)
    }
    return pattern
  }

  /// A selector of series: a metric's name, where there is one, and conditions on labels.
  static func selector(_ metric: String, _ matchers: [String]) -> String {
    matchers.isEmpty ? metric : "\(metric){\(matchers.joined(separator: ", "))}"
  }
}

extension TimeSpan {
  /// The length as Prometheus writes durations: one number and the largest unit that fits, such as `5m`.
  public var promQLText: String {
    let units: [(name: String, milliseconds: Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
    ]
    for unit in units where milliseconds >= unit.milliseconds {
      if milliseconds % unit.milliseconds == 0 {
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
      }
    }
    return "\(milliseconds)ms"
  }

  /// Reads a length of whole seconds as Prometheus writes durations: `7d`, `5m`, `1h30m`, or seconds alone.
  ///
  /// Returns nil for any other text, for zero and for more than a hundred years.
  public init?(promQL text: String) {
    let units: [Character: Int64] = [
      "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800, "y": 31_536_000,
    ]
    let limit: Int64 = 3_153_600_000
    var total: Int64 = 0
    var digits = ""
    for character in text {
      if character.isASCII, character.isNumber {
        digits.append(character)
        guard digits.count <= 10 else { return nil }
        continue
      }
      guard let unit = units[character], let count = Int64(digits), count <= limit / unit else {
        return nil
      }
      total += count * unit
      guard total <= limit else { return nil }
      digits = ""
    }
    if !digits.isEmpty {
      // A number without a unit stands alone.
      guard total == 0, let seconds = Int64(digits), seconds <= limit else { return nil }
      total = seconds
    }
    guard total > 0 else { return nil }
    self = .seconds(total)
  }
}
