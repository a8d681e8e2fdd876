import Foundation

/// What hosts of code call files: their paths from the top of the repository that podfit is started in,
/// outside of one from the folder it is started in.
///
/// The top is the nearest folder with `.git`, as a folder or as the file that worktrees and submodules have.
struct HostPaths {
  /// The folders that paths start from, with a slash at the end, the first that fits counts.
  private let bases: [String]
  /// Folders without links, with a slash at the end, by how they are written.
  private var folders: [String: String] = [:]

  init() {
    let here = Self.folder("")
    bases = [Self.repository(around: here), here].compactMap(\.self)
  }

  /// The paths of files by their names.
  ///
  /// - Complexity: O(files) and a look at the file system for each folder
  mutating func paths(of names: Set<String>) -> [String: String] {
    Dictionary(uniqueKeysWithValues: names.map { ($0, path(of: $0)) })
  }

  private mutating func path(of name: String) -> String {
    guard name != "-" else { return name }
    let split = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
    let written = String(name[..<split])
    let folder = folders[written] ?? Self.folder(written)
    folders[written] = folder
    let full = folder + name[split...]
    return bases.first { full.hasPrefix($0) }.map { String(full.dropFirst($0.count)) } ?? name
  }

  /// A folder without links, with a slash at the end; empty text is where podfit was started.
  private static func folder(_ written: String) -> String {
    String(ResolvedPath(written + "x").text.dropLast())
  }

  private static func repository(around folder: String) -> String? {
    var folder = Substring(folder)
    while folder.hasSuffix("/") {
      if FileManager.default.fileExists(atPath: folder + ".git") { return String(folder) }
      folder = folder.dropLast()
      folder =
        folder[..<(folder.lastIndex(of: "/").map { folder.index(after: $0) } ?? folder.startIndex)]
    }
    return nil
  }
}
