import Foundation
import PodfitKit

/// Writes results to files without harm to what is there.
enum FileOutput {
  /// Writes `text` to `path`; see ``stream(to:sparing:_:)``.
  ///
  /// - Throws: `PodfitError` when the file cannot be written or is one of the inputs
  static func write(_ text: String, to path: String, sparing inputs: [String] = []) throws {
    try stream(to: path, sparing: inputs) { try $0(Array(text.utf8)) }
  }

  /// Writes what `body` makes to `path`, piece by piece.
  ///
  /// A regular file is replaced in one step and keeps its permissions, so that a reader never sees half of
  /// it; links are followed. Anything else (a device, a pipe) is written into and never replaced.
  ///
  /// - Parameters:
  ///   - path: Where to.
  ///   - inputs: Files that were read and must not be overwritten.
  ///   - body: Makes the content; what it is given writes a piece.
  /// - Throws: `PodfitError` when the file cannot be written or is one of the inputs, or what `body` throws
  static func stream(
    to path: String,
    sparing inputs: [String] = [],
    _ body: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let place = URL(filePath: path).resolvingSymlinksInPath()
    let output = inputs.isEmpty ? nil : FileFacts(place.path)
    for input in inputs where output != nil && FileFacts(input)?.identity == output?.identity {
      throw PodfitError.unwritable(path: path, reason: "it is an input of this command")
    }
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    do {
      switch attributes?[.type] as? FileAttributeType {
      case .typeDirectory?:
        throw PodfitError.unwritable(path: path, reason: "it is a folder")
      case nil, .typeRegular?:
        try replace(place, permissions: attributes?[.posixPermissions], body)
      default:
        let handle = try FileHandle(forWritingTo: place)
        try body { try handle.write(contentsOf: Data($0)) }
        try handle.close()
      }
    } catch let error as PodfitError {
      throw error
    } catch {
      throw PodfitError.unwritable(path: path, reason: (error as NSError).localizedDescription)
    }
  }

  private static func replace(
    _ place: URL,
    permissions: Any?,
    _ body: (([UInt8]) throws -> Void) throws -> Void
  ) throws {
    let folder = place.deletingLastPathComponent()
    guard FileManager.default.fileExists(atPath: folder.path) else {
      throw PodfitError.unwritable(path: place.path, reason: "the folder is not there")
    }
    let draft = folder.appending(
      path: ".\(place.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier)"
    )
    try Data().write(to: draft, options: .withoutOverwriting)
    do {
      let handle = try FileHandle(forWritingTo: draft)
      try body { try handle.write(contentsOf: Data($0)) }
      try handle.close()
      if let permissions {
        try FileManager.default.setAttributes(
          [.posixPermissions: permissions],
          ofItemAtPath: draft.path
        )
      }
      guard unsafe rename(draft.path, place.path) == 0 else {
        throw PodfitError.unwritable(
          path: place.path,
          reason: unsafe String(cString: strerror(errno))
        )
      }
    } catch {
      try? FileManager.default.removeItem(at: draft)
      throw error
    }
  }
}
