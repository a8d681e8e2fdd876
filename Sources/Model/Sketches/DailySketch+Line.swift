extension DailySketch {
  /// The row as one line of JSON without its line feed: fixed order of keys, no blanks, always the same
  /// bytes for the same row.
  ///
  /// - Source: docs/formats/sketch.md
  public var line: String {
    let workload = key.container.workload
    let texts = [
      ("cluster", workload.cluster), ("namespace", workload.namespace),
      ("kind", workload.kind.rawValue), ("workload", workload.name),
      ("container", key.container.container), ("day", UTCDay.text(key.day)),
      ("signal", key.signal.rawValue), ("shard", shard),
    ]
    let numbers = [
      ("samples", samples), ("pods", pods), ("min", min), ("max", max), ("sum", sum),
      ("peak_sum", peakSum), ("restarts", restarts), ("oom_kills", oomKills),
    ]
    var line = "{\"sketch\":\(Self.version)"
    for (name, text) in texts { line += ",\"\(name)\":\(text.jsonLiteral)" }
    for (name, number) in numbers { line += ",\"\(name)\":\(number)" }
    line += ",\"coverage\":\"\(coverage.text)\""
    line += ",\"quantile_buckets\":\(quantiles.text),\"vpa_buckets\":\(vpa.text)}"
    return line
  }
}

/// UTC days as text.
public enum UTCDay {
  /// A day, counted from 1970-01-01, as `2026-11-20`.
  public static func text(_ day: Int64) -> String {
    String(
      Instant(milliseconds: day.multipliedSaturated(by: 86_400_000)).rfc3339.prefix { $0 != "T" }
    )
  }

  /// Reads `2026-11-20`; nil for any other text and for dates that do not exist.
  public static func day(_ text: some StringProtocol) -> Int64? {
    guard text.utf8.count == 10 else { return nil }
    return Instant(rfc3339: "\(text)T00:00:00Z")?.day
  }
}

extension String {
  /// The text as a JSON string: quotes, backslashes and control characters escaped, all else as it is.
  public var jsonLiteral: String {
    var literal = ""
    appendJSONLiteral(to: &literal)
    return literal
  }

  /// Appends ``jsonLiteral``.
  public func appendJSONLiteral(to literal: inout String) {
    literal += "\""
    // Names seldom have anything to escape, and then need not be looked at character by character.
    if utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F && $0 != 0x22 && $0 != 0x5C }) {
      literal += self
      literal += "\""
      return
    }
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": literal += "\\\""
      case "\\": literal += "\\\\"
      case "\n": literal += "\\n"
      case "\r": literal += "\\r"
      case "\t": literal += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        literal += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: literal.unicodeScalars.append(scalar)
      }
    }
    literal += "\""
  }
}
