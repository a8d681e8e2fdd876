extension IngestError: CustomStringConvertible {
  /// The error in words: the place, what is wrong, the line it is in, and what to do.
  public var description: String {
    let (text, hint) = words
    // Where a file was cut off is known by its size, not by a line.
    let place = place.described(compression: compression, prefersOffset: isTruncation)
    var lines = ["\(place): \(text)"]
    if let excerpt {
      let blanks = String(repeating: " ", count: max(0, excerpt.column - 1))
      let marks = "^" + String(repeating: "~", count: max(0, excerpt.length - 1))
      lines.append("  \(excerpt.text.shown)")
      lines.append("  \(blanks)\(marks)")
    }
    if !hint.isEmpty { lines.append("  hint: \(hint)") }
    return lines.joined(separator: "\n")
  }

  /// What the file is compressed with, where the offset counts bytes of the file itself and not of
  /// what it decompresses to.
  private var compression: String? {
    switch code {
    case .gzipCorrupt, .gzipTruncated: "gzip"
    case .zstdCorrupt, .zstdTruncated: "zstd"
    default: nil
    }
  }

  private var words: (text: String, hint: String) {
    switch code {
    case .unreadable(let reason): ("cannot be read: \(reason)", "")
    case .isFolder: ("is a folder", "name the files in it")
    case .emptyFile:
      ("the file is empty", "the export failed or has not finished; run it again")
    case .notReadable(let kind): kind.words
    case .truncated(let inside, let last):
      (
        "the file ends inside \(inside)" + Self.naming(last),
        "the download was cut off; fetch it again, in smaller pieces if it times out"
      )
    case .unexpectedByte(let byte, let expected):
      ("expected \(expected), found \(byte.shown)", "the content is not what its start promises")
    case .invalidUTF8: ("not UTF-8", "the file is damaged or in another encoding")
    case .invalidUTF16: ("not UTF-16", "the file is damaged or in another encoding")
    case .badEscape: ("no valid escape in a JSON string", "the file is damaged")
    case .badNumber(let text): ("not a number: \"\(text.shown)\"", "")
    case .numberTooLarge(let text): ("number too large: \"\(text.shown)\"", "")
    case .badTime(let text):
      (
        "not a time: \"\(text.shown)\"",
        "times are RFC 3339 with a zone, or seconds or milliseconds since 1970"
      )
    case .localTime(let text):
      (
        "a time without its zone: \"\(text.shown)\"",
        "turn off \"Formatted data\" where Grafana's CSV is downloaded (Inspect, Data), or say the zone"
          + " in which Grafana showed the times, such as --utc-offset +02:00"
      )
    case .formattedValue(let text):
      (
        "a number made for people, too coarse to size by: \"\(text.shown)\"",
        "turn off \"Formatted data\" where Grafana's CSV is downloaded (Inspect, Data)"
      )
    case .unknownLegend(let text):
      (
        "a column that does not say its pod and container: \"\(text.shown)\"",
        "export with Format: Table, or say how names are made up, such as"
          + " --legend-pattern '{namespace}/{pod}/{container}'"
      )
    case .noReadTime:
      (
        "a table that does not say when it was made",
        "--time says it for one table; before each of several put a line from `date -u +%FT%TZ`"
      )
    case .readingWithoutTime:
      (
        "a reading without a time",
        "--time says when a scrape was made; exports of history have a time on every line"
      )
    case .badQuantity(let text, let reason):
      ("not a quantity: \"\(text.shown)\"", reason.shown)
    case .wrongType(let field, let expected, let found):
      ("\(field.shown) is \(found.shown), expected \(expected)", "")
    case .missingField(let field): ("no \(field.shown)", "")
    case .unknownKind:
      (
        "an object of unknown kind",
        "`kubectl get KIND -A -o json` writes the kind of every object"
      )
    case .missingColumn(let name): ("no column \(name.shown)", "")
    case .unknownColumn(let name): ("unknown column \"\(name.shown)\"", "")
    case .unknownColumns(let shape):
      (
        "a table without a header: what its columns hold is not known",
        "--columns names them, the list that followed format= in the export's address"
          + (shape.isEmpty
            ? ", such as __name__,namespace,pod,container,__value__,__timestamp__"
            : ": \(shape.joined(separator: ",").shown), with the labels' names for LABEL")
      )
    case .duplicateColumn(let name): ("a second column for \"\(name.shown)\"", "")
    case .wrongCellCount(let expected, let found):
      ("a row of \(found) cells, the header has \(expected)", "")
    case .badQuoting: ("a quoted cell is not closed properly", "a quote inside it is doubled: \"\"")
    case .serverError(let type, let text):
      ("the server refused the query: \(type.shown): \(text.shown)", Self.advice(type, text))
    case .resultWithoutSeries(let type):
      (
        "a result of type \(type.shown), which says nothing about containers",
        "export the metric itself, by /api/v1/query_range"
      )
    case .trailingData:
      (
        "content after the end of the document",
        "two answers in one file: give each its own"
      )
    case .implausibleGuess(let metric):
      (
        "series without a metric name do not look like \(metric), which the file's name suggests",
        "--metric NAME says what they measure"
      )
    case .nestingTooDeep(let limit): ("nested more than \(limit) levels deep", "")
    case .tooLarge(let what, let limit): ("\(what) of more than \(limit) bytes", "")
    case .tooManyReadings(let limit):
      (
        "a line with more than \(limit) readings",
        "max_rows_per_line=\(limit) makes /api/v1/export split them"
      )
    case .noCollectorLog(let lines):
      (
        "no garbage collection log: none of \(lines) lines is of a form that is read",
        "write it with -Xlog:gc*:file=gc.log:time,uptime,level,tags,"
          + " before JDK 9 with -Xloggc:gc.log -XX:+PrintGCDetails -XX:+PrintGCDateStamps"
      )
    case .notAReport(let what): ("not \(what)", "give the file that this option is for")
    case .gzipCorrupt(let reason):
      ("damaged gzip data" + (reason.isEmpty ? "" : ": \(reason)"), "fetch the file again")
    case .gzipTruncated(let last):
      (
        "the gzip data ends too early" + Self.naming(last),
        "the download was cut off; fetch the file again"
      )
    case .zstdCorrupt(let reason):
      (
        "zstd data that cannot be decompressed: \(reason)",
        "fetch the file again; podfit reads windows of up to 128 MiB (zstd without --ultra --long=31)"
      )
    case .zstdTruncated(let last):
      (
        "the zstd data ends too early" + Self.naming(last),
        "the download was cut off; fetch the file again"
      )
    case .badSketch(let text):
      (
        "not a daily sketch: \(text)",
        "docs/formats/sketch.md has the form; `podfit sketch` writes it"
      )
    case .sinkFailed(let text): (text, "")
    case .libraryFailed(let call): ("\(call) failed", "is there memory left?")
    }
  }

  private static func naming(_ lastComplete: String?) -> String {
    lastComplete.map { "; read whole before: \($0.shown)" } ?? ""
  }

  private static func advice(_ type: String, _ text: String) -> String {
    if text.contains("maximum resolution") {
      return "a longer step or a shorter range: 7 days need a step of 55 s or more"
    }
    if type == "timeout" || text.contains("too many samples") {
      return "ask for less at once: one day, one namespace or a longer step"
    }
    if text.contains("duplicate series") || text.contains("same labelset") {
      return "aggregate first: max by (namespace, pod, container, node) (…)"
    }
    return ""
  }
}

extension IngestError.Place {
  fileprivate func described(compression: String?, prefersOffset: Bool) -> String {
    let isByLine = !prefersOffset || offset == nil
    if isByLine, let line, let column, line > 1 || offset == nil {
      return "\(file):\(line):\(column)"
    }
    if isByLine, let line, column == nil { return "\(file):\(line)" }
    guard let offset else { return file }
    let whose = compression.map { " of the \($0) file" } ?? ""
    return "\(file): at byte \(offset)\(whose)"
  }
}

extension Lookalike {
  fileprivate var words: (text: String, hint: String) {
    let readable =
      "podfit reads Prometheus JSON, kubectl -o json, CSV and more, plain, gzip or zstd: see"
      + " docs/formats/README.md"
    switch self {
    case .html(let title):
      return (
        "an HTML page" + (title.isEmpty ? "" : ": \"\(title.shown)\""),
        "a proxy or a login page answered instead of the server"
      )
    case .httpError(let text):
      return (
        "a server's refusal: \"\(text.shown)\"", "check the address and the path of the query"
      )
    case .yaml: return ("YAML", "export with kubectl … -o json")
    case .openMetrics:
      return (
        "lines that look like Prometheus text but have neither labels nor times",
        "export by /api/v1/query_range, or with promtool tsdb dump-openmetrics"
      )
    case .victoriaMetricsNative:
      return (
        "VictoriaMetrics native data",
        "export by /api/v1/export instead of /api/v1/export/native, with the same match[], start and end;"
          + " where only the file is left, load it by /api/v1/import/native first"
      )
    case .labelList:
      return (
        "a list of labels or series without samples",
        "export the samples by /api/v1/query_range"
      )
    case .cloudWatchMetricData:
      return (
        "an answer of CloudWatch get-metric-data, whose series are labels without a container",
        "export the log events with Type=Container of /aws/containerinsights/CLUSTER/performance"
      )
    case .topTable:
      return ("a table of kubectl", "export with kubectl … -o json; usage over time by Prometheus")
    case .utf16: return ("UTF-16 without a byte order mark, or UTF-32", "save it as UTF-8")
    case .recommendations(let tool):
      return (
        "recommendations of \(tool), not usage",
        "export the usage that they were made from, by /api/v1/query_range"
      )
    case .known(let name, let advice): return (name, advice)
    case .compressed(let name):
      return ("\(name) data", "decompress it, or compress with gzip or zstd")
    case .gzipTwice: return ("gzip data inside gzip data", "decompress it once")
    case .otherJSON: return ("JSON of a form that podfit does not know", readable)
    case .unknown: return ("content of no form that podfit knows", readable)
    }
  }
}

extension String {
  /// The text with control characters replaced, so that a file cannot steer a terminal.
  fileprivate var shown: String {
    String(unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : Character($0) })
  }
}

extension UInt8 {
  fileprivate var shown: String {
    self > 0x20 && self < 0x7F ? "\"\(Character(Unicode.Scalar(self)))\"" : "byte \(self)"
  }
}
