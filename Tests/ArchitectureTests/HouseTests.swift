import Foundation
import TestSupport
import Testing

@Suite("The house is in order")
struct HouseTests {
  @Test("the top level holds what it should and nothing else")
  func topLevel() throws {
    let allowed: Set<String> = [
      "Package.swift", "Sources", "Tests", "fixtures", "docs", "README.md", "LICENSE", "Makefile",
      "CHANGELOG.md", ".ci", "action.yml", ".pre-commit-hooks.yaml", ".gitignore", ".swift-format",
      ".git", ".build", "Package.resolved",
      ".swiftpm",
    ]
    let found = try FileManager.default.contentsOfDirectory(
      atPath: SharedData.packageRoot.path
    )
    #expect(Set(found).subtracting(allowed).isEmpty)
  }

  @Test("no source can stop the process on purpose, except where it says why")
  func traps() throws {
    for folder in try FileManager.default.contentsOfDirectory(
      atPath: SharedData.packageRoot.appending(path: "Sources").path
    ) {
      for file in ImportArrowTests.swiftFiles(in: folder) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in ["fatalError(", "try!", " as! ", "unsafeBitCast("] {
          #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
        }
      }
    }
  }

  @Test("no file speaks of unfinished work")
  func unfinished() throws {
    for folder in ["Sources", "docs"] {
      let root = SharedData.packageRoot.appending(path: folder)
      let walk = try #require(
        FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
      )
      for case let file as URL in walk where Self.isText(file) {
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in ["TODO", "FIXME", "XXX", "HACK"] {
          #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
        }
      }
    }
  }

  private static func isText(_ file: URL) -> Bool {
    ["swift", "md", "c", "h"].contains(file.pathExtension)
  }

  @Test("every dependency is pinned to one version")
  func pinned() throws {
    let manifest = try String(
      contentsOf: SharedData.packageRoot.appending(path: "Package.swift"),
      encoding: .utf8
    )
    let lines = manifest.split(separator: "\n").filter { $0.contains(".package(url:") }
    #expect(!lines.isEmpty)
    for line in lines { #expect(line.contains("exact:"), "\(line)") }
  }
}
