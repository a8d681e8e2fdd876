import Foundation
import PodfitKit

/// Writes results of several files into a folder.
enum FolderOutput {
  /// Writes the files; the folder is made where it is missing and must be empty or ours.
  ///
  /// A folder that holds anything else is refused, so that no patch of an earlier run is applied with
  /// those of this one by mistake.
  ///
  /// - Throws: `PodfitError` when something cannot be written
  static func write(_ files: [ChangeFile], to path: String) throws {
    let folder = URL(filePath: path)
    let manager = FileManager.default
    do {
      try manager.createDirectory(at: folder, withIntermediateDirectories: true)
      guard try manager.contentsOfDirectory(atPath: folder.path).isEmpty else {
        throw PodfitError.unwritable(path: path, reason: "the folder is not empty")
      }
      for file in files {
        let place = folder.appending(path: file.path)
        try manager.createDirectory(
          at: place.deletingLastPathComponent(),
          withIntermediateDirectories: true
        )
        try FileOutput.write(file.text, to: place.relativePath)
        if file.isScript {
          try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
        }
      }
    } catch let error as PodfitError {
      throw error
    } catch {
      throw PodfitError.unwritable(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}
