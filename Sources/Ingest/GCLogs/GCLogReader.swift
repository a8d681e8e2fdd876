public import PodfitModel

/// Reads the garbage collection logs of one JVM: unified logs (JDK 9 and later) of every collector,
/// and those before.
///
/// Several files are one log, rotated: they are read in the order of their first time stamps. Memory
/// does not depend on their size. A file that ends early, or holds what is no log, gives what came
/// before and a remark that says so.
public enum GCLogReader {
  /// One file of a log.
  public struct Input {
    /// The name for messages.
    public var name: String
    /// Opens the file; called twice where several files are to be put in order.
    public var open: () throws(IngestError) -> ByteSource

    /// Names a file.
    public init(name: String, open: @escaping () throws(IngestError) -> ByteSource) {
      self.name = name
      self.open = open
    }

    /// A file on disk, or standard input for `-`.
    public static func path(_ path: String) -> Input {
      path == "-"
        ? Input(name: "standard input") { () throws(IngestError) -> ByteSource in .standardInput }
        : Input(name: path) { () throws(IngestError) -> ByteSource in try .file(path) }
    }
  }

  /// Reads all files as one log.
  ///
  /// - Parameters:
  ///   - inputs: the files, in any order; one that is standard input is read last
  ///   - blockSize: how many bytes are asked for at a time; results do not depend on it
  /// - Returns: what the log says
  /// - Throws: ``IngestError`` for a file that cannot be opened, and where no line of any file is one
  ///   of a GC log
  public static func read(
    _ inputs: [Input],
    blockSize: Int = ByteReader.defaultBlockSize
  ) throws(IngestError) -> GCLog {
    var parser = GCLineParser()
    var lines = GCLineReader()
    var failure: IngestError?
    let ordered = try order(inputs, blockSize: blockSize)
    for input in ordered {
      let reader = try ByteReader(
        try input.open(),
        named: input.name,
        blockSize: blockSize,
        digest: nil
      )
      do throws(IngestError) {
        try lines.read(reader) { parser.take($0) }
      } catch {
        // What came before the damage is worth having; the words say that it is not all.
        failure = failure ?? error
        parser.remark("\(input.name) is not read to its end: \(error)")
      }
    }
    if lines.overlong > 0 {
      parser.remark("\(lines.overlong) lines of more than \(GCLineReader.limit) bytes passed over")
    }
    let log = parser.finish(last: lines.last)
    guard !log.isEmpty else {
      if let failure { throw failure }
      let name = ordered.map(\.name).joined(separator: ", ")
      throw IngestError(
        log.lines == 0 && lines.overlong == 0 ? .emptyFile : .noCollectorLog(lines: log.lines),
        at: .init(file: name)
      )
    }
    return log
  }

  /// The files by their first time: the wall clock where all have one, else uptime, unless more than
  /// one begins with a JVM's start; then, and where times are missing, they stay as they are.
  private static func order(
    _ inputs: [Input],
    blockSize: Int
  ) throws(IngestError) -> [Input] {
    guard inputs.count > 1 else { return inputs }
    let piped = inputs.filter { $0.name == "standard input" }
    let files = inputs.filter { $0.name != "standard input" }
    var firsts: [GCMoment] = []
    for file in files {
      let reader = try ByteReader(
        try file.open(),
        named: file.name,
        blockSize: blockSize,
        digest: nil
      )
      firsts.append(GCLineParser.firstMoment(in: (try? reader.head(1 << 16)) ?? []))
    }
    let keys: [Int64]
    if firsts.allSatisfy({ $0.wall != nil }) {
      keys = firsts.compactMap(\.wall)
    } else if firsts.allSatisfy({ $0.uptime != nil }),
      firsts.count(where: { ($0.uptime ?? 0) < 1_000_000_000 }) <= 1
    {
      keys = firsts.compactMap(\.uptime)
    } else {
      return files + piped
    }
    // The place decides between equal times, so that the order is one and the same.
    let order = files.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    return order.map { files[$0] } + piped
  }
}
