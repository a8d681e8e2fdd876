import Foundation
import TestSupport
import Testing

/// The program of docs/library.md, compiled against the modules that this test run was built from.
@Suite("The library")
struct LibraryTests {
  @Test("the program of docs/library.md has at most 30 lines, compiles and does what the page says")
  func example() throws {
    let page = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/library.md"),
      encoding: .utf8
    )
    let program = try #require(
      page.components(separatedBy: "```swift\n").last { $0.contains("@main") }?
        .components(separatedBy: "```").first
    )
    #expect(program.split(separator: "\n", omittingEmptySubsequences: false).count <= 31)

    let workspace = try Workspace()
    _ = try workspace.write(program, to: "example.swift")
    let compiled = try compile("example.swift", in: workspace.folder)
    try #require(compiled.status == 0, "\(compiled.errors)")

    let inputs = [
      "memory_working_set.json.gz", "cpu_usage_cores.json.gz", "pods.json.gz", "nodes.json.gz",
      "workloads.json.gz", "pod_owner.json", "replicaset_owner.json",
    ].map { SharedData.fixtures.appending(path: "demo/\($0)").path }
    let outcome = try PodfitProgram.run(
      workspace.folder.appending(path: "example").path,
      inputs,
      in: workspace.folder
    )
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n")
    #expect(
      lines.first == "135910 samples of 501 containers"
        || lines.first?.hasSuffix("containers") == true
    )
    #expect(lines.contains { $0.hasPrefix("checkout/app: memory 6Gi -> ") })
    #expect(lines.last?.hasPrefix("15 nodes -> ") == true)
  }

  /// Links the objects of the build that this test belongs to: a second build of the package would
  /// take minutes to say the same.
  private func compile(_ source: String, in folder: URL) throws -> PodfitProgram.Outcome {
    let root = SharedData.packageRoot
    let build = try buildFolder()
    let modules = [
      "PodfitModel", "PodfitIngest", "PodfitStore", "PodfitJVM", "PodfitProfile",
      "PodfitRecommend", "PodfitPack", "PodfitCheck", "PodfitReport", "PodfitKit", "GRDB",
    ]
    let files = FileManager.default.enumerator(
      at: root.appending(path: "Sources"),
      includingPropertiesForKeys: nil
    )
    let sources = Set((try #require(files)).compactMap { ($0 as? URL)?.lastPathComponent })
    var objects: [String] = []
    for module in modules {
      let path = build.appending(path: "\(module).build")
      let walk = try #require(
        FileManager.default.enumerator(at: path, includingPropertiesForKeys: nil),
        "\(module)"
      )
      // Objects of files that were renamed stay in a build folder and must not be linked.
      objects += walk.compactMap { $0 as? URL }
        .filter {
          $0.pathExtension == "o"
            && (module == "GRDB" || sources.contains($0.deletingPathExtension().lastPathComponent))
        }
        .map(\.path)
    }
    var maps: [String] = []
    var libraries: Set<String> = []
    for folder in try systemLibraries(root) {
      let map = "\(root.path)/\(folder)/module.modulemap"
      maps += ["-Xcc", "-fmodule-map-file=\(map)"]
      for line in try String(contentsOfFile: map, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ")
        if words.first == "link", let name = words.last { libraries.insert(String(name)) }
      }
    }
    let arguments =
      ["swiftc", "-parse-as-library", source, "-o", "example", "-I", "\(build.path)/Modules"] + maps
      + ["-I", "/usr/include/coin"] + objects.sorted()
      + libraries.sorted().map { "-l" + $0.replacing("\"", with: "") }
    return try PodfitProgram.run(
      "/usr/bin/env",
      arguments,
      in: folder,
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]
    )
  }

  /// The folders with module maps of system libraries: ours, and that of the SQLite binding.
  private func systemLibraries(_ root: URL) throws -> [String] {
    let sources = root.appending(path: "Sources")
    let ours = try FileManager.default.contentsOfDirectory(atPath: sources.path).filter {
      FileManager.default.fileExists(
        atPath: sources.appending(path: "\($0)/module.modulemap").path
      )
    }
    return ours.sorted().map { "Sources/\($0)" }
      + [".build/checkouts/GRDB.swift/Sources/GRDBSQLite"]
  }

  /// The folder with the products of this build, found from the running test bundle.
  private func buildFolder() throws -> URL {
    let program = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    let candidates = [
      program.deletingLastPathComponent(),
      SharedData.packageRoot.appending(path: ".build/debug").resolvingSymlinksInPath(),
    ]
    return try #require(
      candidates.first {
        FileManager.default.fileExists(atPath: $0.appending(path: "Modules").path)
      }
    )
  }
}
