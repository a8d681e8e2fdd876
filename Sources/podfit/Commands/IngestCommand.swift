import ArgumentParser
import PodfitKit

/// `podfit ingest`: files into the database.
struct IngestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest",
    abstract: "Read exported files into the database.",
    discussion: """
      Formats are recognised by content, plain, gzip or zstd: \(Podfit.formatIDs.joined(separator: ", ")).
      A file is taken whole or not at all; the same file twice changes nothing, and neither does the
      order of files.
      """
  )

  @Argument(
    help: """
      Files or folders to read, or patterns in quotes such as 'exports/**/*.json.gz'; - reads standard \
      input.
      """,
    completion: .file()
  )
  var paths: [String]

  @Option(name: .long, help: "The cluster of samples that do not name theirs.")
  var cluster = "default"

  @Option(
    name: .long,
    help: """
      What series without a name measure, such as cpu_usage_cores or memory_working_set_bytes; without \
      it the file's name decides.
      """
  )
  var metric: String?

  @Option(name: .long, help: "Seconds that each sample covers, where the file does not say.")
  var windowS: Int?

  @Option(
    name: .long,
    help: "When a table or scrape without times was made (kubectl top, /metrics), RFC 3339."
  )
  var time: String?

  @Option(
    name: .long,
    help: """
      The columns of VictoriaMetrics CSV without a header: what followed format= when it was exported, \
      such as __name__,namespace,pod,container,__value__,__timestamp__:unix_ms.
      """
  )
  var columns: String?

  @Option(
    name: .long,
    help: """
      What labels and columns of other names mean, as FROM=TO[,FROM=TO…]: app_pod=pod. Repeatable.
      """
  )
  var labelMap: [String] = []

  @Option(
    name: .long,
    help: """
      How Grafana's legends name the container, such as '{namespace}/{pod}/{container}'; \
      {namespace=shop} says what legends leave out.
      """
  )
  var legendPattern: String?

  @Option(
    name: .long,
    help: "The offset from UTC of times without a zone (Grafana), such as +02:00 or Z."
  )
  var utcOffset: String?

  @Flag(
    name: .long,
    help: "Keep what was read whole of a file that was cut off, instead of refusing the file."
  )
  var allowTruncated = false

  @Flag(name: .long, help: "Refuse a file for its first bad record instead of counting it.")
  var strict = false

  @Option(name: .long, help: "table or json.")
  var format = "table"

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var clock: ClockOptions

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("name at least one file, folder or -") }
    guard format == "table" || format == "json" else {
      throw ValidationError("--format: no format \"\(format)\"; there are: table, json")
    }
    guard (windowS ?? 1) > 0 else { throw ValidationError("--window-s: must be above zero") }
  }

  func run() throws {
    SharedHeap.use()
    var request = IngestRequest(paths: paths, cluster: cluster, now: try clock.instant())
    if let metric {
      guard let known = Metric(rawValue: metric) else {
        let all = Metric.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("--metric: no metric \"\(metric)\"; there are: \(all)")
      }
      request.metric = known
    }
    request.window = windowS.map { .seconds(Int64($0)) }
    request.isStrict = strict
    request.columns = columns?.split(separator: ",", omittingEmptySubsequences: false)
      .map(String.init)
    if let time {
      guard let instant = Instant(rfc3339: time) else {
        throw ValidationError("--time: not an RFC 3339 time with a zone: \"\(time)\"")
      }
      request.readTime = instant
    }
    for text in labelMap {
      guard request.mapLabels(text) else {
        throw ValidationError(
          "--label-map: expected FROM=TO[,FROM=TO…], each name mapped once: \"\(text.printable)\""
        )
      }
    }
    request.allowsTruncated = allowTruncated
    if let legendPattern {
      do {
        try request.readLegends(as: legendPattern)
      } catch {
        throw ValidationError("--legend-pattern: \(error)")
      }
    }
    if let utcOffset {
      guard let midnight = Instant(rfc3339: "2000-01-01T00:00:00\(utcOffset)") else {
        throw ValidationError("--utc-offset: not an offset such as +02:00 or Z: \"\(utcOffset)\"")
      }
      let utc = Instant(milliseconds: 946_684_800_000)
      request.utcOffset = TimeSpan(milliseconds: utc.milliseconds - midnight.milliseconds)
    }
    let bar = IngestBar(isQuiet: database.quiet)
    defer { bar?.clear() }
    var failures = 0
    let result = try database.podfit.ingest(
      request,
      onFailure: { failure in
        failures += 1
        bar?.clear()
        Terminal.complain("error: \(failure)")
      },
      onProgress: bar?.show
    )
    bar?.clear()
    // A run in which nothing could be read has no result.
    guard failures == 0 || !result.files.isEmpty else { throw Outcome.Failed() }
    if format == "json" {
      try Terminal.print(result.json())
    } else {
      try Terminal.print(Self.table(result))
    }
    for file in result.files {
      for warning in file.warnings {
        database.remark("warning: \(file.path.printable): \(warning.printable)")
      }
    }
    if failures > 0 { throw Outcome.Failed() }
  }

  private static func table(_ result: IngestDocument) -> String {
    var table = TextTable([
      ("FILE", .left), ("FORMAT", .left), ("SAMPLES", .right), ("REFUSED", .right),
      ("FACTS", .right), ("SKIPPED SERIES", .right), ("", .left),
    ])
    for file in result.files {
      table.append([
        file.path, file.format, file.samples.grouped, file.rejected.grouped, file.facts.grouped,
        file.skipped.values.reduce(0, +).grouped,
        file.isAlreadyIngested ? "already ingested" : "",
      ])
    }
    return table.text
      + "\(result.samples.grouped) samples read; the database has \(result.series.grouped) series of"
      + " \(result.containers.grouped) containers\n"
  }
}
