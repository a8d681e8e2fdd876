import Foundation
public import PodfitCheck
public import PodfitModel
import PodfitReport

extension Podfit {
  /// Compares manifests with recommendations.
  ///
  /// A manifest that cannot be read or parsed is an error in the result and never keeps others from
  /// being checked.
  ///
  /// - Throws: ``PodfitError`` for a path that is not there and for evidence that cannot be used
  public func check(_ request: CheckRequest) throws(PodfitError) -> CheckResult {
    let set: RecommendationSet =
      switch request.evidence {
      case .file(let path): try Self.recommendations(inFile: path)
      case .database(let request): try recommendations(request)
      }
    let paths = try InputPaths.expanded(request.paths) { name in
      [".yaml", ".yml", ".json"].contains { name.lowercased().hasSuffix($0) }
    }
    var files: [(name: String, bytes: [UInt8])] = []
    var unreadable: [ManifestError] = []
    for path in paths {
      let name = path == "-" ? request.standardInputName : path
      do {
        files.append((name, try Self.bytes(ofManifest: path)))
      } catch {
        unreadable.append(
          ManifestError(
            .unreadable((error as NSError).localizedDescription),
            place: SourceRange(file: name, line: 1, column: 1, endLine: 1, endColumn: 1),
            sourceLine: ""
          )
        )
      }
    }
    var checker = Checker()
    checker.cluster = request.cluster
    var result = checker.check(files: files, against: set)
    result.paths = paths
    result.files += unreadable.count
    result.errors.append(contentsOf: unreadable)
    result.errors.sort {
      ($0.place.file, $0.place.line, $0.place.column)
        < ($1.place.file, $1.place.line, $1.place.column)
    }
    return result
  }

  /// Manifests are read whole, since YAML has to be; one byte past the limit is enough for the checker
  /// to refuse the file.
  private static func bytes(ofManifest path: String) throws -> [UInt8] {
    let handle =
      path == "-" ? FileHandle.standardInput : try FileHandle(forReadingFrom: URL(filePath: path))
    return [UInt8](try handle.read(upToCount: Checker().limits.fileBytes + 1) ?? Data())
  }

  /// The recommendations in a file that `podfit recommend --format json` wrote.
  ///
  /// - Throws: ``PodfitError`` for a file that cannot be read or has another form
  public static func recommendations(
    inFile path: String
  ) throws(PodfitError) -> RecommendationSet {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw .unreadable(path: path, reason: (error as NSError).localizedDescription)
    }
    let document: RecommendationDocument
    do {
      document = try RecommendationDocument(json: data)
    } catch {
      throw .badRecommendations(path: path, reason: Self.words(error))
    }
    guard document.schemaVersion == RecommendationDocument.currentSchemaVersion else {
      throw .badRecommendations(
        path: path,
        reason:
          "its schema_version is \(document.schemaVersion), this podfit reads"
          + " \(RecommendationDocument.currentSchemaVersion)"
      )
    }
    guard !document.recommendations.contains(where: \.hasNegativeAmount) else {
      throw .badRecommendations(path: path, reason: "an amount is below zero")
    }
    return document.model
  }

  private static func words(_ error: any Error) -> String {
    func place(_ context: DecodingError.Context) -> String {
      context.codingPath.map(\.stringValue).joined(separator: ".")
    }
    switch error as? DecodingError {
    case .keyNotFound(let key, let context):
      return "no \"\(key.stringValue)\" in \"\(place(context))\""
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      return "\"\(place(context))\" has another type than it should"
    default: return "it is not such a JSON document"
    }
  }
}

extension Podfit {
  /// All rules of ``check(_:)``: id, severity and one line.
  public static var rules: [(id: String, severity: Severity, summary: String)] {
    RuleRegistry.cards.map { ($0.id, $0.severity, $0.summary) }
  }
}
