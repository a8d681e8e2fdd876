public import Foundation

/// The real inputs kept beside the checkout (`../shared/data`), which are not part of the project.
///
/// Tests that need them say so and skip, loudly, where they are absent.
public enum SharedData {
  /// The root of the checkout, found from this file's place in it.
  public static let packageRoot: URL = {
    var url = URL(filePath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url
  }()

  /// The folder of real inputs.
  public static let root = packageRoot.deletingLastPathComponent().appending(path: "shared/data")

  /// The project's own fixtures.
  public static let fixtures = packageRoot.appending(path: "fixtures")

  /// Whether the real inputs are there; says so on standard error where they are not.
  public static let isPresent: Bool = {
    let found = FileManager.default.fileExists(atPath: root.path)
    if !found {
      FileHandle.standardError.write(
        Data("SKIPPED: tests over ../shared/data, which is not there\n".utf8)
      )
    }
    return found
  }()

  /// The path of one real input.
  public static func file(_ path: String) -> URL { root.appending(path: path) }
}
