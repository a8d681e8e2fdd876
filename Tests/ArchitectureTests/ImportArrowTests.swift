import Foundation
import TestSupport
import Testing

/// The arrows between targets, as docs/architecture.md draws them.
private let arrows: [String: Set<String>] = [
  "Model": [],
  "Ingest": ["PodfitModel"],
  "Store": ["PodfitModel"],
  "JVM": ["PodfitModel"],
  "Profile": ["PodfitModel", "PodfitJVM"],
  "Recommend": ["PodfitModel", "PodfitJVM", "PodfitProfile"],
  "Pack": ["PodfitModel"],
  "Check": ["PodfitModel", "PodfitJVM"],
  "Report": ["PodfitModel"],
  "PodfitKit": [
    "PodfitModel", "PodfitIngest", "PodfitStore", "PodfitJVM", "PodfitProfile", "PodfitRecommend",
    "PodfitPack", "PodfitCheck", "PodfitReport",
  ],
  "podfit": ["PodfitKit"],
  "CPodfit": ["PodfitKit"],
]

/// Libraries from outside and the targets that may use them.
private let libraries: [String: Set<String>] = [
  "GRDB": ["Store"], "GRDBSQLite": ["Store"], "ArgumentParser": ["podfit"], "CZlib": ["Ingest"],
  "CZstd": ["Ingest"],
  "CCrypto": ["Ingest"], "CClp": ["Pack"], "CYAML": ["Check"], "CResources": ["podfit"],
]

/// Modules of the toolchain that any target may use.
private let toolchain: Set<String> = [
  "Foundation", "Glibc", "Musl", "Darwin", "Synchronization", "Dispatch",
]

@Suite("Imports follow the arrows")
struct ImportArrowTests {
  @Test("every Swift target has its arrows written down")
  func everyTargetIsListed() throws {
    let sources = SharedData.packageRoot.appending(path: "Sources")
    let folders = try FileManager.default.contentsOfDirectory(atPath: sources.path)
    let swiftFolders = folders.filter { folder in
      !(Self.swiftFiles(in: folder)).isEmpty
    }
    #expect(Set(swiftFolders) == Set(arrows.keys))
  }

  @Test("no file imports what its target may not", arguments: arrows.keys.sorted())
  func imports(folder: String) throws {
    let files = Self.swiftFiles(in: folder)
    #expect(!files.isEmpty)
    for file in files {
      for module in try Self.modules(importedBy: file) {
        let isAllowed =
          arrows[folder, default: []].contains(module) || toolchain.contains(module)
          || libraries[module, default: []].contains(folder)
        #expect(isAllowed, "\(folder)/\(file.lastPathComponent) imports \(module)")
      }
    }
  }

  @Test("the reader of imports sees every form of import")
  func reader() throws {
    let text = """
      import A
      public import B
      @testable import C
      internal import struct D.Thing
        import E
      // import F
      let s = "import G"
      """
    #expect(Self.modules(in: text) == ["A", "B", "C", "D", "E"])
  }

  static func swiftFiles(in folder: String) -> [URL] {
    let root = SharedData.packageRoot.appending(path: "Sources/\(folder)")
    guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    else { return [] }
    return walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }
  }

  static func modules(importedBy file: URL) throws -> [String] {
    modules(in: try String(contentsOf: file, encoding: .utf8))
  }

  static func modules(in text: String) -> [String] {
    let kinds: Set<Substring> = [
      "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    return text.split(whereSeparator: \.isNewline).compactMap { line in
      var words = line.split(separator: " ")[...]
      while let word = words.first,
        word.hasPrefix("@") || ["public", "package", "internal", "private"].contains(word)
      {
        words = words.dropFirst()
      }
      guard words.first == "import" else { return nil }
      words = words.dropFirst()
      if let kind = words.first, kinds.contains(kind) { words = words.dropFirst() }
      return words.first.flatMap { $0.split(separator: ".").first }.map(String.init)
    }
  }
}
