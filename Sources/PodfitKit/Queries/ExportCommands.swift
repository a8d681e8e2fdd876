import PodfitModel
import PodfitReport

/// The programs that an export can be done with.
public enum ExportTool: String, CaseIterable, Sendable {
  /// `curl` and the HTTP API of Prometheus, which all compatible servers have.
  case curl
  /// `promtool`, which comes with Prometheus.
  case promtool
  /// `curl` and the raw export of VictoriaMetrics.
  case victoriametrics
  /// `kubectl`: objects of the cluster.
  case kubectl
}

/// Puts requests into command lines for a POSIX shell.
struct ExportCommands {
  var settings: ExportSettings
  /// The folder that files are written to.
  var folder: String
  /// The context of kubectl; nil for its current one.
  var context: String?

  /// All commands of `tool`.
  func commands(_ tool: ExportTool) -> [QueriesDocument.Command] {
    switch tool {
    case .curl: ExportShard.all(settings).map(curl)
    case .promtool: ExportShard.all(settings).map(promtool)
    case .victoriametrics: victoriaMetrics()
    case .kubectl: kubectl()
    }
  }

  private func file(_ name: String) -> String {
    // A name must not look like an option.
    let folder = folder.hasPrefix("-") ? "./\(folder)" : folder
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private func command(
    _ tool: ExportTool,
    _ query: String,
    _ words: [String],
    file: String,
    isRedirected: Bool
  ) -> QueriesDocument.Command {
    var shell = words.map(\.shellWord).joined(separator: " ")
    if isRedirected { shell += " > \(file.shellWord)" }
    return QueriesDocument.Command(
      tool: tool.rawValue,
      query: query,
      shell: shell,
      file: file
    )
  }

  private static let curlOptions = [
    "curl", "--silent", "--show-error", "--fail", "--globoff", "--compressed",
    "--retry", "5", "--retry-connrefused", "--connect-timeout", "10", "--max-time", "600", "--get",
  ]

  private func curl(_ shard: ExportShard) -> QueriesDocument.Command {
    let file = file("\(shard.fileName).json")
    var words =
      Self.curlOptions
      + shard.parameters(settings).flatMap {
        ["--data-urlencode", "\($0.name)=\($0.value)"]
      }
    words += ["--output", file, "\(settings.url)/api/v1/\(shard.endpoint)"]
    return command(.curl, shard.query, words, file: file, isRedirected: false)
  }

  private func promtool(_ shard: ExportShard) -> QueriesDocument.Command {
    let file = file("\(shard.fileName).json")
    let expression = shard.expression(settings)
    let words =
      shard.kind == .range
      ? [
        "promtool", "query", "range", "-o", "json", "--start=\(shard.start)",
        "--end=\(shard.end)", "--step=\(settings.step.promQLText)",
      ] : ["promtool", "query", "instant", "-o", "json", "--time=\(shard.end)"]
    return command(
      .promtool,
      shard.query,
      words + [settings.url, expression],
      file: file,
      isRedirected: true
    )
  }

  /// Raw samples, one file per query and day; what comes from kube-state-metrics in the same way.
  private func victoriaMetrics() -> [QueriesDocument.Command] {
    ExportShard.all(settings).map { shard in
      let file = file("\(shard.fileName).jsonl")
      let query = ExportQueries.query(shard.query)
      let selectors =
        query?.rawSelectors(
          shard.scope,
          matchers: settings.matchers,
          isLegacy: settings.isLegacy
        ) ?? []
      // One moment is the last quarter of an hour before it.
      let start =
        shard.kind == .once
        ? Instant(milliseconds: shard.end.milliseconds - 900_000) : shard.start
      let end =
        shard.kind == .range
        ? Instant(milliseconds: shard.end.milliseconds + settings.step.milliseconds - 1)
        : shard.end
      var words = Self.curlOptions
      for selector in selectors { words += ["--data-urlencode", "match[]=\(selector)"] }
      for (name, instant) in [("start", start), ("end", end)] {
        words += ["--data-urlencode", "\(name)=\(instant.rfc3339)"]
      }
      words += ["--output", file, "\(settings.url)/api/v1/export"]
      var command = command(
        .victoriametrics,
        shard.query,
        words,
        file: file,
        isRedirected: false
      )
      // No series is an empty file, which holds nothing to read.
      command.shell += " && { test -s \(file.shellWord) || rm -f \(file.shellWord); }"
      return command
    }
  }

  private func kubectl() -> [QueriesDocument.Command] {
    let context = context.map { ["--context=\($0)"] } ?? []
    let places: [(words: [String], name: String)] =
      settings.namespaces.isEmpty
      ? [(["--all-namespaces"], "all")]
      : settings.namespaces.map { (["--namespace=\($0)"], NamespaceFile.name($0)) }
    var commands: [QueriesDocument.Command] = []
    for group in ClusterObjects.all {
      for place in group.isNamespaced ? places : [(words: [], name: "all")] {
        let file = file("kubectl.\(group.id).\(place.name).json")
        let words =
          ["kubectl"] + context + ["get", group.kinds.joined(separator: ",")] + place.words
          + ["--output=json"]
        var command = command(.kubectl, group.id, words, file: file, isRedirected: true)
        // A cluster need not have what others define; a refusal must not leave an empty file.
        if group.isOptional { command.shell += " || rm -f \(file.shellWord)" }
        commands.append(command)
      }
    }
    return commands
  }
}

/// The part of a file's name that stands for a namespace.
enum NamespaceFile {
  static func name(_ namespace: String) -> String {
    let shard = ExportShard(
      query: "n",
      kind: .once,
      scope: .only([namespace]),
      start: Instant(milliseconds: 0),
      end: Instant(milliseconds: 0),
      step: .seconds(1)
    )
    return String(shard.fileName.split(separator: ".", omittingEmptySubsequences: false)[1])
  }
}

extension ExportShard {
  /// The last part of the address.
  var endpoint: String { kind == .range ? "query_range" : "query" }

  /// What is asked.
  func parameters(_ settings: ExportSettings) -> [(name: String, value: String)] {
    let query = ("query", expression(settings))
    switch kind {
    case .range:
      return [
        query, ("start", start.rfc3339), ("end", end.rfc3339),
        ("step", settings.step.promQLText),
      ]
    case .daily, .once: return [query, ("time", end.rfc3339)]
    }
  }
}
