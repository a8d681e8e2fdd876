internal import PodfitModel

/// One JSON object per line and finding, for programs that read as they go.
public struct JSONLinesOutput: CheckOutput {
  /// The format's name.
  public static let id = "jsonl"
  /// What the format is.
  public static let summary = "one JSON object per finding, a summary at the end"

  /// Makes the output.
  public init(toolVersion: String) {}

  /// A line per unreadable document, finding, suppressed finding, unmatched container and skipped
  /// document, each with its `reason`, and a last one with the summary.
  public func render(_ result: CheckResult) throws -> String {
    let document = CheckDocument(result)
    var text = ""
    for error in document.errors { text += try line("unreadable", error) }
    for finding in document.findings { text += try line("finding", finding) }
    for finding in document.suppressed { text += try line("suppressed", finding) }
    for container in document.unmatched { text += try line("unmatched", container) }
    for note in document.skipped { text += try line("skipped", note) }
    return text + (try line("summary", document.summary))
  }

  /// The object with its reason first, so that readers can choose before they parse the rest.
  private func line(_ reason: String, _ value: some Encodable) throws -> String {
    let object = try value.jsonLine()
    return "{\"reason\":\"\(reason)\",\(object.dropFirst())\n"
  }
}
