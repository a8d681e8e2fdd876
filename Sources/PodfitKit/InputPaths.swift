import Foundation

/// The files that a list of paths stands for.
enum InputPaths {
  /// Folders are replaced by the regular files in them, sorted by name, hidden ones left out.
  ///
  /// Other paths stay as they are. Links to folders inside folders are not followed, so that a loop ends.
  ///
  /// - Throws: ``PodfitError`` for a path that is not there or cannot be listed
  static func expanded(
    _ paths: [String],
    where isWanted: (String) -> Bool = { _ in true }
  ) throws(PodfitError) -> [String] {
    var files: [String] = []
    for path in paths {
      if path == "-" {
        files.append(path)
        continue
      }
      var isFolder: ObjCBool = false
      guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw .unreadable(path: path, reason: "no such file or folder")
      }
      if isFolder.boolValue {
        let before = files.count
        try appendFiles(below: path, where: isWanted, to: &files)
        if files.count == before {
          throw .unreadable(path: path, reason: "the folder has no files to read")
        }
      } else {
        files.append(path)
      }
    }
    return files
  }

  private static func appendFiles(
    below folder: String,
    where isWanted: (String) -> Bool,
    to files: inout [String]
  ) throws(PodfitError) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder)
    } catch {
      throw .unreadable(path: folder, reason: (error as NSError).localizedDescription)
    }
    for name in names.sorted() where !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      let attributes = try? FileManager.default.attributesOfItem(atPath: path)
      switch attributes?[.type] as? FileAttributeType {
      case .typeDirectory: try appendFiles(below: path, where: isWanted, to: &files)
      case .typeRegular where isWanted(name): files.append(path)
      case .typeSymbolicLink where isWanted(name):
        var isFolder: ObjCBool = false
        let isThere = unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if isThere, !isFolder.boolValue { files.append(path) }
      default: break
      }
    }
  }
}
