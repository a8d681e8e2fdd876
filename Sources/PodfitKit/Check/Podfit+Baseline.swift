import Foundation
public import PodfitCheck

extension Podfit {
  /// The accepted findings in a file.
  ///
  /// - Throws: ``PodfitError`` for a file that cannot be read or is no baseline
  public static func baseline(inFile path: String) throws(PodfitError) -> Baseline {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      guard FileManager.default.fileExists(atPath: path) else {
        throw .badBaseline(path: path, reason: "no such file")
      }
      throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
    do throws(Baseline.Fault) {
      return try Baseline(json: [UInt8](data))
    } catch {
      switch error {
      case .malformed(let reason): throw .badBaseline(path: path, reason: reason)
      case .version(let version):
        throw .badBaseline(
          path: path,
          reason: "its schema_version is \(version), this podfit reads \(Baseline.version)"
        )
      }
    }
  }

  /// A baseline of the findings of a check, for a file at `path`.
  public static func baseline(of result: CheckResult, at path: String) -> Baseline {
    Baseline(result.findings, keys: BaselineKeys(baseline: path).keys(of: result.paths))
  }

  /// A baseline without what a check that used it did not find any more, and without files that are gone.
  public static func pruned(_ baseline: Baseline, by result: CheckResult, at path: String)
    -> Baseline
  {
    let folder = BaselineKeys(baseline: path).folder
    let pruned = baseline.pruned(of: result.staleBaseline)
    return Baseline(
      entries: pruned.entries.filter { entry in
        FileManager.default.fileExists(atPath: folder + entry.file)
          || !FileManager.default.fileExists(atPath: folder)
      }
    )
  }
}

/// The names that files have in a baseline: paths from the folder that it is in, so that they do not
/// depend on where podfit was started.
struct BaselineKeys {
  /// The folder of the baseline, with a slash at the end.
  let folder: String

  init(baseline path: String) {
    let full = ResolvedPath(path).text
    folder = String(full[...(full.lastIndex(of: "/") ?? full.startIndex)])
  }

  /// The names by the names that files have in a check.
  func keys(of names: [String]) -> [String: String] {
    var keys: [String: String] = [:]
    for name in names where name != "-" {
      let full = ResolvedPath(name).text
      keys[name] = full.hasPrefix(folder) ? String(full.dropFirst(folder.count)) : name
    }
    return keys
  }
}

/// A path from the root without links in its folders.
struct ResolvedPath {
  let text: String

  init(_ path: String) {
    let url = URL(filePath: path).standardizedFileURL
    let folder = url.deletingLastPathComponent().resolvingSymlinksInPath().path
    let name = url.lastPathComponent
    text = name == "/" || name.isEmpty ? folder : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
  }
}
