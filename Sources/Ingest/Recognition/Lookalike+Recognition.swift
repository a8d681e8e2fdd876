extension Lookalike {
  /// What a file that no reader wanted looks like.
  init(head: [UInt8]) {
    if let binary = Self.binary(head) {
      self = binary
    } else if let json = JSONHead(head) {
      self = Self.json(json)
    } else {
      self = Self.text(String(decoding: head.prefix(4_096), as: UTF8.self))
    }
  }

  private static func binary(_ head: [UInt8]) -> Lookalike? {
    let magics: [([UInt8], Lookalike)] = [
      ([0x1F, 0x8B], .gzipTwice), ([0x28, 0xB5, 0x2F, 0xFD], .compressed("zstd")),
      ([0x42, 0x5A, 0x68], .compressed("bzip2")),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .compressed("xz")),
      ([0x50, 0x4B, 0x03, 0x04], .compressed("zip")), ([0xFF, 0xFE], .utf16),
      ([0xFE, 0xFF], .utf16),
    ]
    for (magic, kind) in magics + otherTools where head.starts(with: magic) { return kind }
    // Every other byte of Latin text in UTF-16 is zero.
    if head.count > 3, (head[0] == 0) != (head[1] == 0), (head[2] == 0) != (head[3] == 0),
      (head[0] == 0) == (head[2] == 0)
    {
      return .utf16
    }
    // Two times in milliseconds, zig-zag and big-endian: years 1995 to 2039.
    let isTime = { (part: ArraySlice<UInt8>) in
      part.starts(with: [0, 0]) && (1...3).contains(part[part.startIndex + 2])
    }
    if head.count > 20, isTime(head[0..<8]), isTime(head[8..<16]) { return .victoriaMetricsNative }
    return nil
  }

  private static func json(_ head: JSONHead) -> Lookalike {
    if head.root == .object, head["MetricDataResults"] != nil { return .cloudWatchMetricData }
    if head["scans"] != nil, head["resources"] != nil || head["score"] != nil {
      return .recommendations("KRR")
    }
    if head["ulid"] != nil, head["minTime"] != nil { return block("the description of a block") }
    if head["results"]?.valueStart == UInt8(ascii: "{"), head.members.count == 1 {
      return .known(
        "an answer of Grafana's own query interface",
        advice: "download CSV from the panel (Inspect, Data), or export by /api/v1/query_range"
      )
    }
    if head["panels"] != nil, head["schemaVersion"] != nil {
      return .known("a dashboard of Grafana", advice: "export its data: Inspect, Data of a panel")
    }
    return .otherJSON
  }

  private static func text(_ text: String) -> Lookalike {
    let trimmed = text.drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    let lower = trimmed.prefix(1_024).lowercased()
    if lower.hasPrefix("<!doctype html") || lower.hasPrefix("<html") || lower.contains("<head>") {
      return .html(title: title(of: trimmed))
    }
    let first = trimmed.prefix { !$0.isNewline }
    if first.hasPrefix("# HELP ") || first.hasPrefix("# TYPE ") || isExposition(first) {
      return .openMetrics
    }
    if first.hasPrefix("NAMESPACE ") || first.hasPrefix("NAME ") || first.hasPrefix("POD ") {
      return .topTable
    }
    if isHTTPError(first, whole: trimmed) { return .httpError(String(first.prefix(200))) }
    return isYAML(trimmed) ? .yaml : .unknown
  }

  private static func title(of page: Substring) -> String {
    let text = String(page)
    guard let open = text.firstRange(of: "<title>"),
      let close = text[open.upperBound...].firstRange(of: "</title>")
    else { return "" }
    return String(text[open.upperBound..<close.lowerBound].prefix(200))
  }

  /// `name{label="value",…} 1` or `name 1`.
  private static func isExposition(_ line: Substring) -> Bool {
    let name = line.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    guard let initial = name.first, !initial.isNumber else { return false }
    let rest = line.dropFirst(name.count)
    if rest.hasPrefix("{") { return rest.contains("=\"") && rest.contains("} ") }
    let value = rest.dropFirst().prefix { $0 != " " }
    return rest.hasPrefix(" ") && Double(value) != nil
  }

  /// A short answer of one line that starts as a server's refusals do.
  private static func isHTTPError(_ first: Substring, whole: Substring) -> Bool {
    guard whole.utf8.count < 1_024 else { return false }
    let lower = first.lowercased()
    let status = first.prefix(3)
    if status.count == 3, status.first == "4" || status.first == "5",
      status.allSatisfy(\.isWholeNumber), first.dropFirst(3).first == " "
    {
      return true
    }
    return [
      "method not allowed", "not found", "unauthorized", "forbidden", "bad gateway", "bad request",
      "service unavailable", "gateway timeout", "gateway time-out", "internal server error",
      "too many requests", "request entity too large", "upstream ", "no healthy upstream",
      "client sent an http request", "access denied", "login required", "no org id",
      "missing bearer token", "curl: (",
    ].contains { lower.hasPrefix($0) }
  }

  private static func isYAML(_ text: Substring) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline).prefix(40)
    if lines.first == "---" { return true }
    return lines.contains { $0.hasPrefix("apiVersion:") || $0.hasPrefix("kind:") }
  }
}
