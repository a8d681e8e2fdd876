internal import PodfitModel

extension StoreError: CustomStringConvertible {
  /// The error in words: the path, what is wrong, and what to do where that is known.
  public var description: String {
    let (text, hint) = words
    return hint.isEmpty ? "\(path): \(text)" : "\(path): \(text)\n  hint: \(hint)"
  }

  /// What is wrong, without the path and without what to do.
  var withoutPath: String { words.text }

  private var words: (text: String, hint: String) {
    switch code {
    case .missing:
      ("no such database", "`podfit ingest FILE…` makes one; --db names another")
    case .isFolder:
      ("is a folder, not a database", "name a file inside it")
    case .cannotOpen:
      ("cannot be opened", "the folder must exist, and both must be readable and writable")
    case .notADatabase:
      ("not an SQLite database", "podfit writes only databases that it made itself")
    case .empty: ("an empty database", "`podfit ingest FILE…` fills it")
    case .foreign(let id):
      (
        "an SQLite database of another program (application id \(id))",
        "podfit writes only databases that it made itself"
      )
    case .newerVersion(let found, let supported):
      (
        "written by a newer podfit: schema \(found), this one knows \(supported)",
        "use the newer podfit; the file is as it was"
      )
    case .olderVersion(let found, let supported):
      (
        "written by an older podfit: schema \(found), this one reads \(supported)",
        "any command that writes, such as `podfit ingest`, brings it up to date"
      )
    case .readOnly: ("cannot be written", "check the permissions of the file and its folder")
    case .locked: ("locked by another process", "try again when it has finished")
    case .diskFull: ("no space left to write", "the file is as it was before")
    case .corruptChunk(let series, let day, let defect):
      (
        "corrupt chunk of \(series.described), day \(day) since 1970-01-01: \(defect.described)",
        "the other series are not affected"
      )
    case .corruptRow(let table, let detail): ("corrupt row in \(table): \(detail)", "")
    case .badFact(let kind, let key, let detail):
      ("inventory fact \(kind) \(key.shown): \(detail)", "")
    case .textWithNUL(let text): ("a name holds U+0000: \(text.shown)", "")
    case .dayOutOfRange(let day):
      ("a sample is \(day) days from 1970, which no sample can be", "look at the times of the file")
    case .sessionEnded: ("the file's session has ended", "")
    case .notAQuery(let detail):
      ("not a reading statement: \(detail)", "one SELECT, WITH, VALUES or EXPLAIN is allowed")
    case .badQuery(let message): ("\(message)", "`podfit db schema` lists tables and views")
    case .queryTimeout(let seconds):
      ("the query took longer than \(seconds) s", "--timeout gives it more time; 0 gives it all")
    case .sqlite(let code, let message): ("SQLite error \(code): \(message)", "")
    }
  }
}

extension ChunkDefect {
  fileprivate var described: String {
    switch self {
    case .header(let column): "\(column) is out of range"
    case .length(let blob, let found, let expected):
      "\(blob) has \(found) bytes instead of \(expected)"
    case .presence: "presence bits and header disagree"
    case .times: "times leave the day or do not ascend"
    case .value: "a value does not fit 64 bits"
    }
  }
}

extension SeriesKey {
  fileprivate var described: String {
    let pod = container.pod
    let name = [pod.cluster, pod.namespace, pod.name, container.container].joined(separator: "/")
    return "\(name.shown) \(metric.rawValue)"
  }
}

extension String {
  /// The text with control characters replaced, so that a name cannot steer a terminal.
  fileprivate var shown: String {
    String(unicodeScalars.map { $0.properties.generalCategory == .control ? "·" : Character($0) })
  }
}
