/// `podfit queries --format json`: what to ask for, and the commands that do.
public struct QueriesDocument: Document {
  /// The schema's name.
  public static let schemaName = "queries"

  /// One query.
  public struct Query: Codable, Hashable, Sendable {
    enum CodingKeys: String, CodingKey {
      case id, gives, why, asked
      case promQL = "promql"
    }
    /// The id.
    public var id: String
    /// What the answer tells.
    public var gives: String
    /// Why podfit needs it.
    public var why: String
    /// When it is asked: `range`, `daily` or `once`.
    public var asked: String
    /// The expression for all namespaces; that of `daily` queries is about one whole day.
    public var promQL: String

    /// Makes an entry.
    public init(id: String, gives: String, why: String, asked: String, promQL: String) {
      self.id = id
      self.gives = gives
      self.why = why
      self.asked = asked
      self.promQL = promQL
    }
  }

  /// Objects that kubectl is asked for.
  public struct Objects: Codable, Hashable, Sendable {
    /// The id.
    public var id: String
    /// The kinds.
    public var kinds: [String]
    /// Why podfit needs them.
    public var why: String

    /// Makes an entry.
    public init(id: String, kinds: [String], why: String) {
      self.id = id
      self.kinds = kinds
      self.why = why
    }
  }

  /// One command line.
  public struct Command: Codable, Hashable, Sendable {
    /// The program: `curl`, `promtool`, `victoriametrics` or `kubectl`.
    public var tool: String
    /// The id of the query or of the objects.
    public var query: String
    /// The command for a POSIX shell.
    public var shell: String
    /// The file that it writes.
    public var file: String

    /// Makes an entry.
    public init(tool: String, query: String, shell: String, file: String) {
      self.tool = tool
      self.query = query
      self.shell = shell
      self.file = file
    }
  }

  enum CodingKeys: String, CodingKey {
    case url, cluster, folder, start, end
    case stepSeconds = "step_seconds"
    case rangeSeconds = "range_seconds"
    case queries, objects, commands
  }

  /// The server.
  public var url: String
  /// The cluster that the files are ingested as.
  public var cluster: String
  /// The folder that the commands write to.
  public var folder: String
  /// Where the window begins, RFC 3339.
  public var start: String
  /// Where the window ends, RFC 3339.
  public var end: String
  /// The distance of two samples.
  public var stepSeconds: Int64
  /// The time that each sample covers.
  public var rangeSeconds: Int64
  /// The queries.
  public var queries: [Query]
  /// The objects that kubectl is asked for.
  public var objects: [Objects]
  /// The commands, in the order in which to run them.
  public var commands: [Command]

  /// Makes the document.
  public init(
    url: String,
    cluster: String,
    folder: String,
    start: String,
    end: String,
    stepSeconds: Int64,
    rangeSeconds: Int64,
    queries: [Query],
    objects: [Objects],
    commands: [Command]
  ) {
    self.url = url
    self.cluster = cluster
    self.folder = folder
    self.start = start
    self.end = end
    self.stepSeconds = stepSeconds
    self.rangeSeconds = rangeSeconds
    self.queries = queries
    self.objects = objects
    self.commands = commands
  }

  /// The commands as a script for a POSIX shell, each line complete in itself.
  ///
  /// Everything that comes from outside stands in quotes, or behind `#` on a line of its own.
  public var script: String {
    let folder = self.folder.hasPrefix("-") ? "./\(self.folder)" : self.folder
    var text = """
      #!/bin/sh
      # Exports what podfit needs, from \(start) to \(end) every \(stepSeconds) s.
      # Each line is complete in itself; run all of them, or those you can.
      # Elsewhere: podfit queries --via promtool (or victoriametrics) prints the same for other programs.
      set -eu
      mkdir -p \(folder.shellWord)

      """
    var heading = ""
    for command in commands {
      let title = "\(command.tool) \(command.query)"
      if title != heading {
        text += "\n# \(command.query): \(why(command))\n"
        heading = title
      }
      text += command.shell + "\n"
    }
    // Samples of range queries cover the step; those of raw exports are single readings.
    let isRaw = commands.contains { $0.tool == "victoriametrics" }
    let window = isRaw ? "" : " --window-s \(rangeSeconds)"
    text += "\npodfit ingest \(folder.shellWord) --cluster=\(cluster.shellWord)\(window)\n"
    return text
  }

  private func why(_ command: Command) -> String {
    if command.tool == "kubectl" {
      return objects.first { $0.id == command.query }?.why ?? ""
    }
    return queries.first { $0.id == command.query }?.why ?? ""
  }
}
