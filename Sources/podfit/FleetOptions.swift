import ArgumentParser
import Foundation
import PodfitKit

/// The databases of a command that answers over several.
struct FleetOptions: ParsableArguments {
  @Option(
    name: .customLong("db"),
    help: "A database file; repeatable (default: PODFIT_DB, else podfit.db).",
    completion: .file(extensions: ["db"])
  )
  var databases: [String] = []

  @Flag(name: .long, help: "Print results and errors only.")
  var quiet = false

  /// The files in use.
  var paths: [String] {
    guard databases.isEmpty else { return databases }
    let variable = ProcessInfo.processInfo.environment["PODFIT_DB"] ?? ""
    return [variable.isEmpty ? "podfit.db" : variable]
  }

  func validate() throws {
    guard !databases.contains("") else {
      throw ValidationError("--db: the name of the file is empty")
    }
    guard Set(databases).count == databases.count else {
      throw ValidationError("--db: a file is named twice, and its pods would count twice")
    }
  }

  /// Writes a remark to standard error unless `--quiet` is given.
  func remark(_ text: String) {
    if !quiet { Terminal.complain(text) }
  }
}
