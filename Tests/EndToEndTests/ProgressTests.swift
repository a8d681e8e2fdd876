import Foundation
import TestSupport
import Testing

@Suite("The progress bar of ingest", .enabled(if: PodfitProgram.isPresent))
struct ProgressTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let header = "time,namespace,pod,container,cpu_usage_cores\n"
    _ = try workspace.write(header + "2026-11-20T00:05:00Z,n,p,c,0.25\n", to: "a.csv")
    _ = try workspace.write("2026-11-20T00:10:00Z,n,p,c,0.5\n", to: "b.csv")
  }

  /// Runs an ingest of input that takes a second to come, on a terminal of util-linux's `script`.
  private func onTerminal(_ options: String) throws -> String? {
    let script = "/usr/bin/script"
    guard FileManager.default.isExecutableFile(atPath: script) else {
      FileHandle.standardError.write(Data("SKIPPED: no script program\n".utf8))
      return nil
    }
    let slow = "(cat a.csv; sleep 1; cat b.csv)"
    let command = "\(slow) | \(PodfitProgram.path ?? "podfit") ingest \(options) -"
    let outcome = try PodfitProgram.run(
      script,
      ["-qec", command, "/dev/null"],
      in: workspace.folder,
      environment: ["TERM": "xterm"]
    )
    #expect(outcome.status == 0)
    return outcome.output
  }

  @Test("is drawn on a terminal, and gone before the result")
  func terminal() throws {
    guard let text = try onTerminal("") else { return }
    #expect(text.contains(#/B/s[^\r]*\r {10,}\r/#), "\(text)")
    let result = try #require(text.range(of: "2 samples read"))
    #expect(!text[result.lowerBound...].contains("B/s"))
  }

  @Test("is not drawn with --quiet, nor where standard error is a file")
  func silence() throws {
    for options in ["--quiet", "2>errors.txt"] {
      guard let text = try onTerminal(options) else { return }
      // The second time the file is there already.
      #expect(!text.contains("B/s") && text.contains("samples read"), "\(text)")
    }
    let outcome = try workspace.podfit("ingest", "a.csv")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
  }

  @Test(
    "of a report it says what is done, and is gone before the note; with --quiet it is not there"
  )
  func report() throws {
    let script = "/usr/bin/script"
    guard FileManager.default.isExecutableFile(atPath: script) else {
      FileHandle.standardError.write(Data("SKIPPED: no script program\n".utf8))
      return
    }
    try #require(try workspace.podfit("demo", "--quiet").status == 0)
    for (option, isShown) in [("", true), ("--quiet", false)] {
      let command =
        "\(PodfitProgram.path ?? "podfit") report --no-keep --db podfit-demo/podfit.db"
        + " --now 2026-11-16T00:00:00Z -o page.md \(option)"
      let outcome = try PodfitProgram.run(
        script,
        ["-qec", command, "/dev/null"],
        in: workspace.folder,
        environment: ["TERM": "xterm"]
      )
      #expect(outcome.status == 0, "\(outcome.output)")
      #expect(outcome.output.contains("packing nodes") == isShown)
      #expect(outcome.output.contains(#/replaying samples[^\r]*\r {10,}\r/#) == isShown)
    }
  }
}
