import Foundation
import TestSupport
import Testing

/// An empty folder in which a test runs the program, removed at the end.
final class Workspace {
  let folder: URL

  init() throws { folder = try PodfitProgram.temporaryFolder() }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs the program here.
  func podfit(_ arguments: String..., input: Data = Data()) throws -> PodfitProgram.Outcome {
    try PodfitProgram.run(arguments, in: folder, input: input)
  }

  /// Runs the program here.
  func podfit(_ arguments: [String]) throws -> PodfitProgram.Outcome {
    try PodfitProgram.run(arguments, in: folder)
  }

  /// Answers of the plain sqlite3 shell over a database here, one line a row.
  func sqlite(_ query: String, in database: String = "podfit.db") throws -> [String] {
    let outcome = try PodfitProgram.run(
      "/usr/bin/sqlite3",
      ["-readonly", "-batch", "-separator", "|", database, query],
      in: folder
    )
    try #require(outcome.status == 0, "sqlite3: \(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  /// Writes a file here and gives back its name.
  func write(_ text: String, to name: String) throws -> String {
    try Data(text.utf8).write(to: folder.appending(path: name))
    return name
  }

  /// The content of a file here.
  func read(_ name: String) throws -> Data {
    try Data(contentsOf: folder.appending(path: name))
  }

  /// Whether a file is here.
  func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appending(path: name).path)
  }

  /// Parses a JSON object.
  func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }
}

/// Validates JSON against a published schema with Python's jsonschema, which is not ours.
func validate(_ json: String, schema: String) throws {
  let faults = try PublishedSchema.faults(of: json, by: schema)
  #expect(faults.isEmpty, "\(faults)")
}
