import Foundation
import PodfitCheck
import PodfitModel

/// The manifests that paths stand for, read whole, since YAML has to be.
struct ManifestFiles {
  /// The paths, patterns and folders expanded.
  let paths: [String]
  /// What could be read, in the order of the paths.
  private(set) var inputs: [ManifestInput] = []
  /// What could not.
  private(set) var errors: [ManifestError] = []

  /// All manifests of a check together, in bytes: what is over it is reported and not read.
  static let mostBytes = 512 << 20

  /// Reads them.
  ///
  /// A path that is not there, a link that leads nowhere, a file that cannot be read, or a folder that
  /// cannot be listed or has no manifest, is an error and keeps no other from being read.
  ///
  /// - Throws: nothing by itself; what cannot be read is in ``errors``
  init(_ request: CheckRequest) throws(PodfitError) {
    var unusable: [InputPaths.Unusable] = []
    paths = try InputPaths.expanded(
      request.paths,
      allowsEmpty: request.allowsEmpty,
      namesBrokenLinks: true,
      unusable: { unusable.append($0) },
      where: { name in
        [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
      }
    )
    for place in unusable { note(.unreadable(place.reason), in: place.path) }
    let limit = ManifestLimits().fileBytes
    var charts = ChartFolders()
    var total = 0
    for path in paths {
      let name = path == "-" ? request.inputName : path
      do {
        let bytes = try Self.bytes(of: path, atMost: min(limit, Self.mostBytes - total) + 1)
        // A file over its own limit is refused by the checker and takes no room.
        if bytes.count <= limit { total += bytes.count }
        guard total <= Self.mostBytes else {
          total -= bytes.count
          note(.tooMuch(limit: Self.mostBytes), in: name)
          continue
        }
        inputs.append(ManifestInput(name: name, bytes: bytes, chart: charts.chart(of: path)))
      } catch {
        note(.unreadable((error as NSError).localizedDescription), in: name)
      }
    }
  }

  private mutating func note(_ code: ManifestError.Code, in file: String) {
    let place = SourceRange(file: file, line: 1, column: 1, endLine: 1, endColumn: 1)
    errors.append(ManifestError(code, place: place, sourceLine: ""))
  }

  /// The bytes of a file; one past the limit is enough to refuse it.
  private static func bytes(of path: String, atMost most: Int) throws -> [UInt8] {
    if path == "-" {
      return [UInt8](try FileHandle.standardInput.read(upToCount: most) ?? Data())
    }
    let handle = try FileHandle(forReadingFrom: URL(filePath: path))
    defer { try? handle.close() }
    return [UInt8](try handle.read(upToCount: most) ?? Data())
  }
}

extension CheckRequest {
  /// The name of standard input; that of a chart's folder is no name of a file.
  fileprivate var inputName: String { templateFolder == nil ? standardInputName : "-" }

  /// The folder of the chart whose templates were rendered into standard input.
  var templateFolder: String? {
    standardInputName.hasSuffix("/") ? standardInputName : nil
  }
}

/// Finds the Helm chart that a file is a template of.
private struct ChartFolders {
  private var known: [String: Bool] = [:]

  /// The folder with `Chart.yaml` whose `templates` the file is in; nil for other files.
  mutating func chart(of path: String) -> String? {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard let index = parts.lastIndex(of: "templates"), index > 0 || !path.hasPrefix("/") else {
      return nil
    }
    let folder = index == 0 ? "." : parts[..<index].joined(separator: "/")
    if known[folder] == nil {
      known[folder] = FileManager.default.fileExists(atPath: "\(folder)/Chart.yaml")
    }
    return known[folder] == true ? folder : nil
  }
}
