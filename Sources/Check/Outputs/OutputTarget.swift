/// A format with where its text goes.
public struct OutputTarget: Hashable, Sendable {
  /// Why a text names no target.
  public enum Fault: Error, Hashable, Sendable {
    /// No format has the name.
    case unknownFormat(String)
    /// Nothing stands after the `=`.
    case noPath
  }

  /// The format's name.
  public var format: String
  /// The file; nil for standard output.
  public var path: String?

  /// Reads `FORMAT`, `FORMAT=PATH` or `FORMAT=-`.
  ///
  /// - Throws: ``Fault``
  public init(_ text: String) throws(Fault) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    format = parts.first.map(String.init) ?? ""
    guard OutputRegistry.outputs.contains(where: { $0.id == format }) else {
      throw .unknownFormat(format)
    }
    guard parts.count == 2 else { return }
    guard !parts[1].isEmpty else { throw .noPath }
    if parts[1] != "-" { path = String(parts[1]) }
  }

  /// The target as it is written.
  public var text: String { path.map { "\(format)=\($0)" } ?? format }

  /// What is wrong with several together: the index of the first that goes where one before it goes.
  public static func collision(in targets: [OutputTarget]) -> Int? {
    targets.indices.first { index in targets[..<index].contains { $0.path == targets[index].path } }
  }
}
