public import PodfitCheck

/// What a configuration file says in place of options of `podfit check` that its rules do not depend on.
///
/// Paths are as they are written: from the folder of the file.
public struct CheckDefaults: Hashable, Sendable {
  /// The file of recommendations; nil for none.
  public var recommendations: String?
  /// The cluster whose recommendations count; nil for all.
  public var cluster: String?
  /// From which severity on a check fails.
  public var failOn = FailThreshold.severity(.error)
  /// The file of accepted findings; nil for none.
  public var baseline: String?
  /// Formats with where they go; empty for text to standard output.
  public var outputs: [OutputTarget] = []
  /// Whether finding no workload is no error.
  public var allowsEmpty = false

  /// The documented defaults.
  public init() {}
}

extension Configuration {
  /// A path that the file names, from the working directory.
  private func located(_ path: String) -> String {
    guard !path.hasPrefix("/"), let file = self.path, let slash = file.lastIndex(of: "/") else {
      return path
    }
    return file[...slash] + path
  }

  /// The file of recommendations that the file names, from the working directory; nil for none.
  public var recommendations: String? { checkDefaults.recommendations.map(located) }

  /// The file of accepted findings that the file names, from the working directory; nil for none.
  public var baseline: String? { checkDefaults.baseline.map(located) }

  /// Formats that the file names, with where they go from the working directory.
  public var outputs: [OutputTarget] {
    checkDefaults.outputs.map { target in
      var target = target
      target.path = target.path.map(located)
      return target
    }
  }
}
