import Foundation
import PodfitIngest
import PodfitModel

/// The folder of a pull: finished files, and a journal of them.
///
/// A file gets its name when it is complete and proven so, in one step; then a line about it goes to the
/// journal. Whatever moment the process ends at, every file without a leading dot is complete, and a file
/// that the journal does not have is asked for again. Names with a leading dot are left out by
/// `podfit ingest FOLDER`.
struct PullFolder: ~Copyable {
  /// The journal's first line: what the folder is about.
  struct Header: Codable, Hashable {
    var podfitPull = 1
    /// Server, tenant and cluster.
    var source: String
    /// The window's length and the step in milliseconds.
    var window: Int64
    var step: Int64
    /// The window's end in milliseconds.
    var end: Int64
  }

  /// A later line: one finished file.
  struct Entry: Codable, Hashable, Sendable {
    /// The question: query, times and expression.
    var key: String
    /// The file's name in the folder.
    var file: String
    var digest: String
    var bytes: Int
    var series: Int
    var samples: Int
    var facts: Int
    /// The server's warnings and what podfit noticed.
    var warnings: [String]
  }

  private struct Line: Codable {
    var header: Header?
    var entry: Entry?
    /// Whether everything was there at this point.
    var isComplete: Bool?
  }

  /// What the journal says.
  private struct Journal {
    var last: (header: Header, isComplete: Bool)?
    var entries: [String: Entry] = [:]
    /// Whether its last line has no end.
    var isCutOff: Bool

    /// Reads the lines; one that was cut off by a kill is no line, and its file is asked for again.
    init(_ data: Data) {
      isCutOff = !data.isEmpty && data.last != 0x0A
      let decoder = JSONDecoder()
      for line in data.split(separator: 0x0A) {
        guard let read = try? decoder.decode(Line.self, from: Data(line)) else { continue }
        if let header = read.header { last = (header, false) }
        if let entry = read.entry { entries[entry.key] = entry }
        if read.isComplete == true { last?.isComplete = true }
      }
    }
  }

  private static let journalName = ".podfit-pull.jsonl"
  /// Drafts of this process; those of others are of processes that are gone.
  private static let draftPrefix = ".podfit-draft-"

  let url: URL
  private let journal: FileHandle
  private let lock: Int32
  /// The last header in the journal, with whether its pull was completed.
  let last: (header: Header, isComplete: Bool)?
  /// Finished files by their question.
  private(set) var entries: [String: Entry]

  private init(_ url: URL, _ lock: Int32, _ journal: Journal) {
    self.url = url
    self.lock = lock
    self.journal = FileHandle(fileDescriptor: lock, closeOnDealloc: false)
    last = journal.last
    entries = journal.entries
    removeDrafts()
  }

  /// Opens a folder; makes it where it is missing.
  ///
  /// - Throws: ``PodfitError`` where it cannot be used
  static func opened(path: String, source: String) throws(PodfitError) -> PullFolder {
    let url = URL(filePath: path, directoryHint: .isDirectory)
    let place = url.appending(path: journalName).path
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: (error as NSError).localizedDescription)
    }
    // The path becomes a C string for the length of the call.
    let lock = unsafe open(place, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard lock >= 0 else {
      throw .unwritable(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw .pull(.folderInUse(path: path))
    }
    let journal = Journal((try? Data(contentsOf: URL(filePath: place))) ?? Data())
    if let last = journal.last, last.header.source != source {
      close(lock)
      throw .pull(.foreignFolder(path: path, theirs: last.header.source, ours: source))
    }
    let folder = PullFolder(url, lock, journal)
    // What follows half a line must not become part of it.
    if journal.isCutOff { try folder.append(Data([0x0A])) }
    return folder
  }

  deinit {
    removeDrafts()
    close(lock)
  }

  /// Notes what this run is about.
  func note(_ header: Header) throws(PodfitError) { try append(Line(header: header)) }

  /// Notes that nothing is missing.
  func noteComplete() throws(PodfitError) { try append(Line(isComplete: true)) }

  /// A place for what is not complete yet; `worker` tells those of one process apart.
  func draft(_ worker: Int) -> URL {
    url.appending(
      path: "\(Self.draftPrefix)\(ProcessInfo.processInfo.processIdentifier)-\(worker)"
    )
  }

  /// The finished file of a question, if it is there with the bytes that were noted.
  func finished(_ key: String) -> Entry? {
    guard let entry = entries[key] else { return nil }
    let path = url.appending(path: entry.file).path
    guard let source = try? ByteSource.file(path),
      let digest = try? Ingestor.digest(source, named: path), digest == entry.digest
    else { return nil }
    return entry
  }

  /// Gives a draft its name and notes it.
  mutating func keep(_ draft: URL, as entry: Entry) throws(PodfitError) {
    let place = url.appending(path: entry.file)
    guard unsafe rename(draft.path, place.path) == 0 else {
      throw .unwritable(path: place.path, reason: unsafe String(cString: strerror(errno)))
    }
    try append(Line(entry: entry))
    entries[entry.key] = entry
  }

  private func append(_ line: Line) throws(PodfitError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var data = try? encoder.encode(line) else { return }
    data.append(0x0A)
    try append(data)
  }

  private func append(_ data: Data) throws(PodfitError) {
    do {
      try journal.write(contentsOf: data)
    } catch {
      throw .unwritable(path: url.path, reason: (error as NSError).localizedDescription)
    }
  }

  private func removeDrafts() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    for name in names where name.hasPrefix(Self.draftPrefix) {
      try? FileManager.default.removeItem(at: url.appending(path: name))
    }
  }
}
