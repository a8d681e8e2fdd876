import Foundation
import TestSupport
import Testing

@Suite("Exit status and diagnostics", .enabled(if: PodfitProgram.isPresent))
struct ExitStatusTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  @Test(
    "usage errors end with 2 and say so on standard error only",
    arguments: [
      ["ingest"], ["no-such-command"], ["recommend", "--strategy", "nope"],
      ["recommend", "--format", "nope"], ["report", "--now", "yesterday"], ["explain", "x"],
      ["ingest", "a", "--metric", "nope"], ["nodes", "--format", "html"], ["check"],
      ["recommend", "--cpu-limit", "nope"], ["ingest", "a", "--window-s", "0"],
      ["db", "schema", "nope"],
    ]
  )
  func usage(arguments: [String]) throws {
    let outcome = try workspace.podfit(arguments)
    #expect(outcome.status == 2, "\(arguments)")
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
    #expect(!workspace.has("podfit.db"))
  }

  @Test("help and version end with 0 on standard output", arguments: ["--help", "--version"])
  func help(flag: String) throws {
    let outcome = try workspace.podfit(flag)
    #expect(outcome.status == 0)
    #expect(!outcome.output.isEmpty)
    #expect(outcome.errors.isEmpty)
  }

  @Test(
    "a command over a database that is not there ends with 2 and makes none",
    arguments: ["recommend", "nodes", "report"]
  )
  func noDatabase(command: String) throws {
    let outcome = try workspace.podfit(command)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("podfit.db"))
    #expect(!workspace.has("podfit.db"))
  }

  @Test("a file that is no database, or one of another program, is refused and left as it is")
  func foreign() throws {
    _ = try workspace.write("this is not a database, it is a letter\n", to: "podfit.db")
    #expect(try workspace.podfit("recommend").status == 2)
    #expect(try workspace.podfit("ingest", fixture("restarts.json")).status == 2)
    #expect(
      try workspace.read("podfit.db") == Data("this is not a database, it is a letter\n".utf8)
    )

    _ = try PodfitProgram.run(
      "/usr/bin/sqlite3",
      ["other.db", "create table t(x); insert into t values (1)"],
      in: workspace.folder
    )
    let before = try workspace.read("other.db")
    #expect(
      try workspace.podfit("ingest", fixture("restarts.json"), "--db", "other.db").status == 2
    )
    #expect(try workspace.read("other.db") == before)
  }

  @Test("a path that is not there is named")
  func missing() throws {
    let outcome = try workspace.podfit("ingest", "nowhere.json")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("nowhere.json"))
    #expect(!workspace.has("podfit.db"))
  }

  @Test("a reader that closes the pipe ends the program quietly")
  func closedPipe() throws {
    let program = try #require(PodfitProgram.path)
    let outcome = try PodfitProgram.run(
      "/bin/sh",
      ["-c", "\"\(program)\" --help | head -c 1 >/dev/null; echo done"],
      in: workspace.folder
    )
    #expect(outcome.output == "done\n")
    #expect(outcome.errors.isEmpty)
  }

  private func fixture(_ name: String) -> String {
    SharedData.fixtures.appending(path: "demo/\(name)").path
  }
}
