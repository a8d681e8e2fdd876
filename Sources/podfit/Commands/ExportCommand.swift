import ArgumentParser
import PodfitKit

/// `podfit export`: what the database holds in neutral forms.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write samples, profiles or sketches in neutral forms.",
    discussion: """
      samples: the neutral CSV or JSON lines; ingesting them gives the same series again.
      profiles: as `podfit profile`, a container a line.
      sketches: the ingested daily sketches; where there are none, those of the samples (jsonl only).
      """
  )

  @Argument(
    help: "What: \(ExportRequest.Content.allCases.map(\.rawValue).joined(separator: ", "))."
  )
  var content: String

  @Option(name: .long, help: "csv or jsonl (default: csv, for sketches jsonl).")
  var format: String?

  @OptionGroup var names: NameOptions
  @OptionGroup var times: TimeOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var database: DatabaseOptions

  func run() throws {
    let content = try FormatOption.find(
      self.content,
      in: ExportRequest.Content.allCases,
      of: "export",
      by: \.rawValue
    )
    let name = self.format ?? (content == .sketches ? "jsonl" : "csv")
    let format = try FormatOption.find(name, in: ExportRequest.Format.allCases, by: \.rawValue)
    if let file = output.output, [".gz", ".zst"].contains(where: { file.hasSuffix($0) }) {
      throw ValidationError("--output: podfit writes plain text; pipe it into gzip or zstd instead")
    }
    let request = ExportRequest(content: content, format: format, filter: try times.filter(names))
    var skipped = 0
    try output.stream(sparing: [database.path]) { write in
      skipped = try database.podfit.export(request, write).skippedSeries
    }
    if skipped > 0 {
      database.remark(
        "note: left out \(skipped) series of whole pods and sandboxes that name no source"
      )
    }
  }
}

/// Options that choose a stretch of time.
struct TimeOptions: ParsableArguments {
  @Option(name: .long, help: "What was measured after this time, RFC 3339.")
  var since: String?

  @Option(name: .long, help: "What was measured up to this time, RFC 3339.")
  var until: String?

  /// The names and times for the library.
  ///
  /// - Throws: a usage error for text that is no RFC 3339 time
  func filter(_ names: NameOptions) throws -> UsageFilter {
    var filter = names.filter
    filter.since = try Self.instant(since, "--since")
    filter.until = try Self.instant(until, "--until")
    return filter
  }

  private static func instant(_ text: String?, _ option: String) throws -> Instant? {
    guard let text else { return nil }
    guard let instant = Instant(rfc3339: text) else {
      throw ValidationError("\(option): not an RFC 3339 time with a zone: \"\(text)\"")
    }
    return instant
  }
}
