import Foundation
import TestSupport
import Testing

/// Runs what the documents print to be copied.
@Suite("Commands in the documents", .enabled(if: PodfitProgram.isPresent))
struct DocumentedCommandsTests {
  /// The lines of fenced blocks of a page that start with one of the commands; a line that ends in a
  /// backslash goes on.
  static func commands(_ starts: [String], in page: String) throws -> [String] {
    let text = try String(
      contentsOf: SharedData.packageRoot.appending(path: page),
      encoding: .utf8
    )
    var isCode = false
    var found: [String] = []
    for line in text.replacing("\\\n", with: " ").split(separator: "\n") {
      if line.hasPrefix("```") {
        isCode.toggle()
      } else if isCode, starts.contains(where: { line.hasPrefix($0 + " ") }) {
        found.append(String(line))
      }
    }
    return found
  }

  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// Runs a line as a shell does, with `podfit` among the programs.
  private func shell(
    _ line: String,
    _ environment: [String: String] = [:]
  ) throws -> PodfitProgram.Outcome {
    let bin = workspace.folder.appending(path: "bin")
    let link = bin.appending(path: "podfit")
    if !FileManager.default.fileExists(atPath: link.path) {
      try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: link,
        withDestinationURL: URL(filePath: PodfitProgram.path ?? "podfit")
      )
    }
    return try PodfitProgram.run(
      "/bin/sh",
      ["-c", line],
      in: workspace.folder,
      environment: environment.merging(["PATH": "\(bin.path):/usr/bin:/bin"]) { $1 }
    )
  }

  @Test(
    "queries of the database run as they stand and answer",
    arguments: [("docs/schema.md", "sqlite3"), ("README.md", "podfit db sql")]
  )
  func database(page: String, command: String) throws {
    let demo = try workspace.podfit("demo")
    try #require(demo.status == 0, "\(demo.errors)")
    let database = workspace.folder.appending(path: "podfit-demo/podfit.db")
    try FileManager.default.copyItem(
      at: database,
      to: workspace.folder.appending(path: "podfit.db")
    )
    let lines = try Self.commands([command], in: page)
    #expect(!lines.isEmpty)
    for line in lines {
      let outcome = try shell(line)
      #expect(outcome.status == 0, "\(line): \(outcome.errors)")
      #expect(!outcome.output.isEmpty, "\(line)")
    }
  }

  @Test("podfit queries of the guide print scripts that a shell can read")
  func queries() throws {
    let lines = try Self.commands(["podfit queries"], in: "docs/guide/exporting.md")
    #expect(lines.count >= 4)
    for line in lines {
      let outcome = try shell(line)
      #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(line): \(outcome.errors)")
      if line.contains("json") {
        _ = try workspace.object(outcome.output)
        continue
      }
      let script = line.contains("> export.sh") ? "export.sh" : "other.sh"
      if script == "other.sh" { _ = try workspace.write(outcome.output, to: script) }
      let text = String(decoding: try workspace.read(script), as: UTF8.self)
      #expect(text.utf8.count > 1_000, "\(line)")
      let check = try PodfitProgram.run("/bin/sh", ["-n", script], in: workspace.folder)
      #expect(check.status == 0, "\(line): \(check.errors)")
    }
  }

  @Test("podfit pull of the guide is no usage error: it gets as far as the server")
  func pull() throws {
    _ = try workspace.write("secret\n", to: "token")
    let lines = try Self.commands(["podfit pull"], in: "docs/guide/exporting.md")
    #expect(!lines.isEmpty)
    for line in lines {
      // Nobody listens on the port of discard.
      let local = line.replacing("https://prometheus.example.com", with: "http://127.0.0.1:9")
      let outcome = try shell(local + " --retries 0")
      #expect(outcome.status == 2 && outcome.errors.contains("127.0.0.1"), "\(outcome.errors)")
      #expect(!outcome.errors.lowercased().contains("usage:"), "\(outcome.errors)")
      #expect(!(outcome.output + outcome.errors).contains("secret"))
    }
  }
}
