import ArgumentParser
import Foundation
import PodfitKit

/// Options that every command over a database has.
struct DatabaseOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The database file (default: PODFIT_DB, else podfit.db).",
    completion: .file(extensions: ["db"])
  )
  var db: String?

  @Flag(name: .long, help: "Print results and errors only.")
  var quiet = false

  /// The file in use.
  var path: String {
    if let db { return db }
    let variable = ProcessInfo.processInfo.environment["PODFIT_DB"] ?? ""
    return variable.isEmpty ? "podfit.db" : variable
  }

  /// Whether the file is named, by the option or the environment.
  var isNamed: Bool {
    db != nil || !(ProcessInfo.processInfo.environment["PODFIT_DB"] ?? "").isEmpty
  }

  func validate() throws {
    guard db != "" else { throw ValidationError("--db: the name of the file is empty") }
  }

  /// The library over that file.
  var podfit: Podfit { Podfit(database: path) }

  /// Writes a remark to standard error unless `--quiet` is given.
  func remark(_ text: String) {
    if !quiet { Terminal.complain(text) }
  }
}

/// The option to say what time it is.
struct ClockOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The time to take for now, RFC 3339 (default: the clock)."
  )
  var now: String?

  /// The time in use.
  ///
  /// - Throws: a usage error for text that is no RFC 3339 time
  func instant() throws -> Instant {
    guard let now else {
      return Instant(milliseconds: Int64((Date().timeIntervalSince1970 * 1_000).rounded(.down)))
    }
    return try Self.instant(now)
  }

  /// Reads a time.
  ///
  /// - Throws: a usage error for text that is no RFC 3339 time
  static func instant(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text) else {
      throw ValidationError("--now: not an RFC 3339 time with a zone: \"\(text)\"")
    }
    return instant
  }
}

/// The option to say what time it is, for commands that go by the end of the samples and not by the clock.
struct StampOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The time to take for now, RFC 3339 (default: the end of the samples)."
  )
  var now: String?

  /// The time that was named; nil for the end of the samples.
  ///
  /// - Throws: a usage error for text that is no RFC 3339 time
  func instant() throws -> Instant? { try now.map(ClockOptions.instant) }
}

/// The option to write to a file instead of standard output.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: "Write to this file instead of standard output.",
    completion: .file()
  )
  var output: String?

  /// Whether results go to a terminal.
  var isTerminal: Bool { (output == nil || output == "-") && Terminal.isTerminal }

  /// Prints the text or writes it to the file, all or nothing; never over one of `inputs`.
  ///
  /// - Parameters:
  ///   - text: The result.
  ///   - inputs: Files that must not be overwritten.
  ///   - isTable: Whether lines may be cut to fit a terminal.
  /// - Throws: `PodfitError` when it cannot be written
  func deliver(_ text: String, sparing inputs: [String] = [], isTable: Bool = false) throws {
    guard let output, output != "-" else {
      try Terminal.print(isTable ? Terminal.fitted(text) : text)
      return
    }
    try FileOutput.write(text, to: output, sparing: inputs)
  }

  /// Writes a result piece by piece, so that it need not fit memory; a file is there whole or not at all.
  ///
  /// - Parameters:
  ///   - inputs: Files that must not be overwritten.
  ///   - body: Makes the result; what it is given writes a piece.
  /// - Throws: `PodfitError` when it cannot be written, or what `body` throws
  func stream(
    sparing inputs: [String] = [],
    _ body: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    guard let output, output != "-" else {
      try body { try Terminal.write(Data($0)) }
      return
    }
    try FileOutput.stream(to: output, sparing: inputs, body)
  }
}
