import Foundation
import PodfitCheck
import PodfitModel

/// Which configuration file is to be used.
public enum ConfigurationSource: Hashable, Sendable {
  /// None.
  case none
  /// The file at this path.
  case file(String)
  /// The nearest one above a folder, else the user's.
  ///
  /// `.podfit.yaml` or `podfit.yaml`, in the folder or one above it up to the root of its Git repository
  /// (outside of a repository in the folder alone), then `podfit/config.yaml` below the folder that
  /// `variables` name: `XDG_CONFIG_HOME`, else `.config` in `HOME`.
  case nearest(folder: String, variables: [String: String])

  /// The names of files that are found.
  public static let names = [".podfit.yaml", "podfit.yaml"]
}

extension Podfit {
  /// The path of the file that a source stands for, as messages name it; nil where there is none.
  ///
  /// - Throws: ``PodfitError`` where a folder has two of them
  public static func configurationPath(
    _ source: ConfigurationSource
  ) throws(PodfitError) -> String? {
    switch source {
    case .none: return nil
    case .file(let path): return path
    case .nearest(let folder, let variables):
      var place = URL(filePath: folder, directoryHint: .isDirectory).resolvingSymlinksInPath()
      var steps = ""
      for (count, folder) in foldersOfRepository(place).enumerated() {
        place = folder
        steps = String(repeating: "../", count: count)
        let found = ConfigurationSource.names.filter { isThere(place.appending(path: $0).path) }
        if found.count > 1 { throw .twoConfigurations(found.map { steps + $0 }) }
        if let name = found.first { return steps + name }
      }
      let home = variables["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.config" }
      let folder = variables["XDG_CONFIG_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? home
      guard let path = folder.map({ $0 + "/podfit/config.yaml" }), isThere(path) else { return nil }
      return path
    }
  }

  /// A folder and those above it up to the root of its Git repository; outside of one the folder alone.
  ///
  /// A file of somebody else above the folder, as in a shared one for scratch files, is none of the user's.
  private static func foldersOfRepository(_ folder: URL) -> [URL] {
    var folders = [folder]
    while let last = folders.last {
      if isThere(last.appending(path: ".git").path) { return folders }
      let parent = last.deletingLastPathComponent()
      // The path of the root's parent is that of the root; no path has so many parts.
      guard parent.path != last.path, folders.count < 1_000 else { return [folder] }
      folders.append(parent)
    }
    return [folder]
  }

  private static func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: path)
  }

  /// What a configuration file says; without one, the documented defaults.
  ///
  /// - Throws: ``PodfitError`` for a file that cannot be read or is wrong, with everything that is
  public static func configuration(
    _ source: ConfigurationSource
  ) throws(PodfitError) -> Configuration {
    guard let path = try configurationPath(source) else { return Configuration() }
    var file = path
    if case .nearest(let folder, _) = source, !path.hasPrefix("/") { file = "\(folder)/\(path)" }
    let reader = ConfigurationReader(try bytes(ofConfiguration: file), name: path)
    guard reader.problems.isEmpty else { throw .badConfiguration(reader.problems) }
    return reader.configuration
  }

  /// The bytes of a regular file that is not too large.
  private static func bytes(ofConfiguration path: String) throws(PodfitError) -> [UInt8] {
    let url = URL(filePath: path).resolvingSymlinksInPath()
    let limit = ConfigurationReader.limits.fileBytes
    do {
      let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
      // A pipe would be waited for, a device never ends.
      guard attributes[.type] as? FileAttributeType == .typeRegular else {
        throw PodfitError.unreadable(path: path, reason: "it is no regular file")
      }
      let handle = try FileHandle(forReadingFrom: url)
      defer { try? handle.close() }
      let data = try handle.read(upToCount: limit + 1) ?? Data()
      guard data.count <= limit else {
        throw PodfitError.unreadable(
          path: path,
          reason: "a configuration of more than \(limit >> 20) MiB is none"
        )
      }
      return Array(data)
    } catch let error as PodfitError {
      throw error
    } catch {
      throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
  }
}
