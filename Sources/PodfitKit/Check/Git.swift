import Foundation
import PodfitCheck

/// The system's `git` as a child process: what changed since a revision.
struct Git {
  /// The folder of the working tree.
  let root: String
  /// The commit compared with.
  let commit: String

  /// Finds the working tree of the current folder and the commit that `revision` names.
  ///
  /// - Throws: ``PodfitError`` outside of a working tree, for an unknown revision and without git
  init(revision: String) throws(PodfitError) {
    guard !revision.hasPrefix("-"), !revision.isEmpty else {
      throw .git("\"\(revision)\" is no revision")
    }
    let top = try Self.run(["rev-parse", "--show-toplevel"])
    root = String(decoding: top, as: UTF8.self).trimmingCharacters(in: .newlines)
    let found: [UInt8]
    do {
      found = try Self.run(["rev-parse", "--verify", "--quiet", "\(revision)^{commit}"])
    } catch {
      throw .git("no revision \"\(revision)\" here; a shallow clone has to fetch it first")
    }
    commit = String(decoding: found, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  /// The lines of the working tree that differ from the commit, and the files that are new, by path from
  /// the root.
  func changes() throws(PodfitError) -> ChangedLines {
    let diff = try Self.run(
      [
        "-C", root, "-c", "core.quotePath=true", "diff", "--no-ext-diff", "--no-textconv",
        "--no-color", "--no-renames", "--unified=0", "--src-prefix=a/", "--dst-prefix=b/", commit,
        "--",
      ]
    )
    var changes = ChangedLines(diff: String(decoding: diff, as: UTF8.self))
    let untracked = try Self.run(["-C", root, "ls-files", "--others", "--exclude-standard", "-z"])
    for name in Self.names(untracked) { changes.insertAll(of: name) }
    return changes
  }

  /// The files that the commit has and the working tree has otherwise or not, by path from the root.
  func changedFiles() throws(PodfitError) -> [String] {
    Self.names(
      try Self.run(
        [
          "-C", root, "diff", "--name-only", "--no-renames", "--diff-filter=MDT", "-z", commit,
          "--",
        ]
      )
    )
  }

  /// The lines of a text that differ from those of another.
  func changes(from before: [UInt8], to after: [UInt8]) throws(PodfitError) -> [Range<Int>] {
    if before == after { return [] }
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "podfit-diff-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    let (old, new) = (folder.appending(path: "old"), folder.appending(path: "new"))
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(before).write(to: old)
      try Data(after).write(to: new)
    } catch {
      throw .git((error as NSError).localizedDescription)
    }
    let diff = try Self.run(
      [
        "diff", "--no-index", "--no-ext-diff", "--no-textconv", "--no-color", "--text",
        "--unified=0", "--", old.path, new.path,
      ],
      succeedingUpTo: 1
    )
    return ChangedLines(diff: String(decoding: diff, as: UTF8.self)).lines.values.flatMap(\.self)
  }

  /// A file as the commit has it; nil where it has none.
  func fileIfThere(_ path: String) -> [UInt8]? { try? file(path) }

  /// A file as the commit has it.
  func file(_ path: String) throws(PodfitError) -> [UInt8] {
    try Self.run(["-C", root, "cat-file", "blob", "\(commit):\(path)"])
  }

  private static func names(_ output: [UInt8]) -> [String] {
    output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Standard output of git; what it says otherwise is the reason of the error.
  ///
  /// An exit status above `most` is a failure; that of some commands says that there is a difference.
  private static func run(
    _ arguments: [String],
    succeedingUpTo most: Int32 = 0
  ) throws(PodfitError) -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["git"] + arguments
    var variables = ProcessInfo.processInfo.environment
    // Messages are ours to make; nothing is written and nobody is asked.
    variables["LC_ALL"] = "C"
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    variables["GIT_TERMINAL_PROMPT"] = "0"
    process.environment = variables
    let output = Pipe()
    let notes = FileManager.default.temporaryDirectory
      .appending(path: "podfit-git-\(UUID().uuidString)")
    do {
      try Data().write(to: notes)
      defer { try? FileManager.default.removeItem(at: notes) }
      process.standardInput = FileHandle.nullDevice
      process.standardOutput = output
      process.standardError = try FileHandle(forWritingTo: notes)
      try process.run()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      guard process.terminationReason == .exit, process.terminationStatus <= most else {
        let words = String(decoding: try Data(contentsOf: notes).prefix(500), as: UTF8.self)
        throw PodfitError.git(
          words.trimmingCharacters(in: .whitespacesAndNewlines).replacing("fatal: ", with: "")
        )
      }
      return [UInt8](data)
    } catch let error as PodfitError {
      throw error
    } catch {
      throw .git((error as NSError).localizedDescription)
    }
  }
}
