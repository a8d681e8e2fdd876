import Foundation
import Glibc
import TestSupport
import Testing

/// Files and folders that whoever runs the program may not read.
@Suite("What may not be read", .enabled(if: PodfitProgram.isPresent))
struct UnreadableTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    for folder in ["open", "shut"] {
      try FileManager.default.createDirectory(
        at: workspace.folder.appending(path: folder),
        withIntermediateDirectories: false
      )
      _ = try workspace.write(
        """
        kind: Pod
        apiVersion: v1
        metadata: {name: \(folder)}
        spec: {containers: [{name: app, image: app}]}

        """,
        to: "\(folder)/pod.yaml"
      )
    }
    let shut = workspace.folder.appending(path: "shut").path
    try FileManager.default.setAttributes([.posixPermissions: 0o000], ofItemAtPath: shut)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755],
      ofItemAtPath: workspace.folder.path
    )
  }

  /// Runs the program as somebody who may not do everything.
  ///
  /// - Returns: nil, loudly, where such a user may not run it either
  private func run(_ arguments: String...) throws -> PodfitProgram.Outcome? {
    let program = try #require(PodfitProgram.path)
    guard geteuid() == 0 else { return try PodfitProgram.run(arguments, in: workspace.folder) }
    let nobody = ["--reuid=65534", "--clear-groups", program]
    func setpriv(_ arguments: [String]) throws -> PodfitProgram.Outcome {
      try PodfitProgram.run("/usr/bin/setpriv", nobody + arguments, in: workspace.folder)
    }
    guard try setpriv(["--version"]).status == 0 else {
      FileHandle.standardError.write(
        Data("SKIPPED: the program cannot be run by another user than root here\n".utf8)
      )
      return nil
    }
    return try setpriv(arguments)
  }

  @Test("a folder that cannot be listed is an error with its name; what is beside it is checked")
  func check() throws {
    for paths in [["."], ["open", "shut"]] {
      guard
        let result = try run(
          "check",
          paths[0],
          paths.last ?? "",
          "--output",
          "concise",
          "--fail-on",
          "never"
        )
      else { return }
      #expect(result.status == 2)
      #expect(result.output.contains("shut:1:1: error manifest-unreadable cannot be read: "))
      #expect(result.output.contains("open/pod.yaml:4:"))
    }
  }

  @Test("ingest stops at a folder that cannot be listed: half of the files are no answer")
  func ingest() throws {
    guard let result = try run("ingest", ".", "--db", "/dev/null/none.db") else { return }
    #expect(result.status == 2 && result.errors.contains("shut"), "\(result.errors)")
  }
}
