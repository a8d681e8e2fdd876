import ArgumentParser
import Foundation
import PodfitKit

/// `podfit pull`: exports that podfit does by itself.
struct PullCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pull",
    abstract: "Fetch what podfit needs from a server.",
    subcommands: [Prometheus.self]
  )

  /// `podfit pull prometheus`: from a server with the HTTP API of Prometheus.
  struct Prometheus: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "prometheus",
      abstract: "Fetch usage and facts from a Prometheus-compatible server and ingest them.",
      discussion: """
        Prometheus, Thanos, Mimir, VictoriaMetrics, managed services, Grafana's proxy. Runs the queries that \
        podfit queries prints, in pieces by day and namespace, through the system's curl. Answers are kept \
        as files; the same command goes on from them after an interruption. Nothing is ingested before \
        everything is there.
        """
    )

    @Option(name: .long, help: "The server, without /api/v1.")
    var url: String

    @Option(name: .long, help: "How long before its end the window begins, such as 7d.")
    var queryWindow = "7d"

    @Option(name: .long, help: "Where the window ends, RFC 3339 (default: now).")
    var end: String?

    @Option(name: .long, help: "Requests at the same time, from 1 to 8.")
    var parallel = 2

    @Option(name: .long, help: "How often a request is repeated that may work later.")
    var retries = 6

    @Option(name: .long, help: "How long the server may work on one query.")
    var timeout = "2m"

    @Option(
      name: .long,
      help: "Samples that one query may load on the server; larger ones are split."
    )
    var maxSamples = 20_000_000

    @Option(name: .long, help: "The folder for the answers.", completion: .directory)
    var out = "podfit-pull"

    @Option(name: .long, help: "A file with a bearer token.", completion: .file())
    var bearerTokenFile: String?

    @Option(name: .long, help: "The user of HTTP basic authentication.")
    var user: String?

    @Option(name: .long, help: "A file with that user's password.", completion: .file())
    var passwordFile: String?

    @Option(
      name: .customLong("header"),
      help:
        "A header as Name: value, or @FILE with one on each line, which no list of processes shows."
    )
    var headers: [String] = []

    @Option(name: .long, help: "The tenant, sent as X-Scope-OrgID (Mimir, Cortex).")
    var tenant: String?

    @Option(name: .long, help: "A file with certificates to trust.", completion: .file())
    var cacert: String?

    @Flag(name: .long, help: "Keep the files and take nothing into the database.")
    var noIngest = false

    @Option(name: .long, help: "table or json.")
    var format = "table"

    @OptionGroup var export: ExportOptions
    @OptionGroup var database: DatabaseOptions
    @OptionGroup var clock: ClockOptions

    func validate() throws {
      guard format == "table" || format == "json" else {
        throw ValidationError("--format: no format \"\(format)\"; there are: table, json")
      }
      guard (1...8).contains(parallel) else {
        throw ValidationError("--parallel: must be from 1 to 8")
      }
      guard (0...100).contains(retries) else {
        throw ValidationError("--retries: must be from 0 to 100")
      }
      guard maxSamples > 0 else { throw ValidationError("--max-samples: must be above zero") }
      guard !out.isEmpty else { throw ValidationError("--out: the name of the folder is empty") }
      guard passwordFile == nil || user != nil else {
        throw ValidationError("--password-file: needs --user")
      }
      guard user?.contains(":") != true else {
        throw ValidationError("--user: takes the name alone; --password-file has the password")
      }
    }

    func run() throws {
      let request = try request()
      let control = PullControl()
      let signals = Interruption(control)
      defer { signals.end() }
      let bar = ProgressBar(isShown: !database.quiet)
      let document: PullDocument
      do {
        defer { bar.clear() }
        document = try database.podfit.pull(request, control: control) { progress in
          let size = "\((progress.bytes / 1_048_576).grouped) MiB"
          bar.show(progress.share, "\(progress.files.grouped) files, \(size), \(progress.text)")
        }
      } catch PodfitError.pull(.interrupted) {
        throw Outcome.Interrupted(
          status: signals.status,
          text: "\(PullError.interrupted)"
        )
      }
      for file in document.files {
        for warning in file.warnings {
          database.remark("warning: \(file.path): \(warning.printable)")
        }
      }
      if format == "json" {
        try Terminal.print(document.json())
      } else {
        try Terminal.print(Self.table(document))
        if !document.emptyQueries.isEmpty {
          database.remark("no data: \(document.emptyQueries.joined(separator: ", "))")
        }
      }
      guard document.missing.isEmpty else {
        Terminal.complain(Self.complaint(document))
        throw Outcome.Failed()
      }
    }

    private static func table(_ document: PullDocument) -> String {
      var table = TextTable([
        ("QUERY", .left), ("FILES", .right), ("KEPT", .right), ("SERIES", .right),
        ("SAMPLES", .right), ("FACTS", .right), ("BYTES", .right),
      ])
      var queries: [String] = []
      for file in document.files where !queries.contains(file.query) { queries.append(file.query) }
      for query in queries {
        let files = document.files.filter { $0.query == query }
        table.append([
          query, files.count.grouped, files.filter(\.isKept).count.grouped,
          (files.map(\.series).max() ?? 0).grouped,
          files.reduce(0) { $0 + $1.samples }.grouped, files.reduce(0) { $0 + $1.facts }.grouped,
          files.reduce(0) { $0 + $1.bytes }.grouped,
        ])
      }
      var text = table.text
      if let ingested = document.ingested {
        text += "\(ingested.samples.grouped) samples read; the database has"
        text += " \(ingested.series.grouped) series of \(ingested.containers.grouped) containers\n"
      } else if document.missing.isEmpty {
        text += "files are in \(document.folder.printable)\n"
      }
      return text
    }

    private static func complaint(_ document: PullDocument) -> String {
      var text =
        "error: \(document.missing.count.counted("piece")) missing of"
        + " \(document.missing.count + document.files.count); nothing was ingested\n"
      for piece in document.missing.prefix(20) {
        let place = "\(piece.query) \(piece.namespaces.printable) \(piece.start)..\(piece.end)"
        text += "  \(place): \(piece.reason)\n"
      }
      if document.missing.count > 20 { text += "  and \(document.missing.count - 20) more\n" }
      return text + "  hint: the same command asks for these again and keeps the others\n"
    }
  }
}

// MARK: - From options to a request

extension PullCommand.Prometheus {
  private func request() throws -> PullRequest {
    guard let span = TimeSpan(promQL: queryWindow) else {
      throw ValidationError("--query-window: no length of time: \"\(queryWindow)\"; write 7d, 36h")
    }
    guard let limit = TimeSpan(promQL: timeout), limit <= .hours(1) else {
      throw ValidationError("--timeout: no length of time up to 1h: \"\(timeout)\"; write 2m")
    }
    let now = try clock.instant()
    let stop = try ExportOptions.instant(end, "--end") ?? now
    let start = Instant(milliseconds: stop.milliseconds - span.milliseconds)
    let settings = try export.settings(url: url, window: TimeWindow(start: start, end: stop))
    var request = PullRequest(settings: settings, folder: out, now: now)
    request.isEndOpen = end == nil
    request.parallel = parallel
    request.retries = retries
    request.timeout = limit
    request.sampleLimit = maxSamples
    request.isIngesting = !noIngest
    request.tenant = tenant
    request.certificates = cacert
    request.credentials.user = user
    request.credentials.bearerToken = try bearerTokenFile.map { try Self.secret($0) }
    request.credentials.password = try passwordFile.map { try Self.secret($0) }
    request.credentials.headers = try headers.flatMap { header in
      guard header.hasPrefix("@") else { return [header] }
      return try Self.secret(String(header.dropFirst())).split(whereSeparator: \.isNewline)
        .map(String.init)
    }
    for header in request.credentials.headers where !header.contains(":") {
      throw ValidationError("--header: not Name: value")
    }
    return request
  }

  /// The content of a file, without line feeds at its end.
  private static func secret(_ path: String) throws -> String {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw PodfitError.unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
    guard data.count <= 32_768, let text = String(data: data, encoding: .utf8) else {
      throw PodfitError.unreadable(path: path, reason: "it is too long or no text")
    }
    var secret = Substring(text)
    while let last = secret.last, last.isNewline { secret.removeLast() }
    guard !secret.isEmpty else {
      throw PodfitError.unreadable(path: path, reason: "it is empty")
    }
    return String(secret)
  }
}
