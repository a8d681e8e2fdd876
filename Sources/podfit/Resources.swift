import CResources
import Foundation

/// Files that the program carries inside itself.
enum Resources {
  /// One file.
  struct File {
    var name: String
    var bytes: Data
  }

  /// All files, in the order they were embedded.
  static let all: [File] = (0..<podfit_resource_count()).map { index in
    let resource = unsafe podfit_resource_at(index)
    // The bytes are constants of the program image: they are there as long as the process.
    return unsafe File(
      name: String(cString: resource.name),
      bytes: Data(bytes: resource.bytes, count: resource.size)
    )
  }

  /// The files of the demo, by their names below `demo/`.
  static var demo: [File] { below("demo/") }

  /// The files of the demo's later weeks, by their names below `weeks/`.
  static var laterWeeks: [File] { below("weeks/") }

  private static func below(_ folder: String) -> [File] {
    all.compactMap { file in
      file.name.hasPrefix(folder)
        ? File(name: String(file.name.dropFirst(folder.count)), bytes: file.bytes) : nil
    }
  }

  /// The names of the JSON Schemas.
  static var schemaNames: [String] {
    all.compactMap { file in
      file.name.hasPrefix("schemas/")
        ? String(file.name.dropFirst(8).dropLast(".schema.json".count)) : nil
    }
  }

  /// A JSON Schema by name.
  static func schema(_ name: String) -> String? {
    all.first { $0.name == "schemas/\(name).schema.json" }
      .map { String(decoding: $0.bytes, as: UTF8.self) }
  }
}
