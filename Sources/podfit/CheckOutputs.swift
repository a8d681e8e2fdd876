import ArgumentParser
import PodfitKit

/// Where the results of a check go, and in which formats.
struct CheckOutputs {
  private var targets: [(format: any CheckOutput.Type, path: String?)] = []

  /// Reads `FORMAT` and `FORMAT=PATH` of each `--output`; without any, those of the configuration file
  /// count, and without these text to standard output.
  ///
  /// - Throws: a usage error for an unknown format and for two that go to one place
  init(_ options: [String], else configured: [OutputTarget] = []) throws {
    var wanted = try options.map(Self.target)
    if let index = OutputTarget.collision(in: wanted) {
      guard let path = wanted[index].path else {
        throw ValidationError("--output: two formats to standard output; give one a =PATH")
      }
      throw ValidationError("--output: two formats to \(path)")
    }
    if wanted.isEmpty { wanted = configured }
    targets = wanted.compactMap { target in
      OutputRegistry.outputs.first { $0.id == target.format }.map { ($0, target.path) }
    }
    if targets.isEmpty { targets = [(TextOutput.self, nil)] }
  }

  private static func target(_ text: String) throws -> OutputTarget {
    do throws(OutputTarget.Fault) {
      return try OutputTarget(text)
    } catch {
      switch error {
      case .unknownFormat:
        let known = OutputRegistry.outputs.map { $0.id }.joined(separator: ", ")
        throw ValidationError("--output: no format \"\(text)\"; there are: \(known)")
      case .noPath: throw ValidationError("--output: no path after = in \"\(text)\"")
      }
    }
  }

  /// Whether one goes to standard output.
  var useStandardOutput: Bool { targets.contains { $0.path == nil } }

  /// Whether one has a place for containers without recommendation.
  var listUnmatched: Bool { targets.contains { $0.format.listsUnmatched } }

  /// Writes the result in every format; all are made before the first is written.
  ///
  /// - Throws: `PodfitError` when one cannot be written
  func write(_ result: CheckResult, sparing inputs: [String]) throws {
    let texts = try OutputRegistry.texts(
      of: result,
      in: targets.map(\.format),
      toolVersion: Podfit.version
    )
    for (target, text) in zip(targets, texts) {
      if let path = target.path {
        try FileOutput.write(text, to: path, sparing: inputs)
      } else {
        try Terminal.print(text)
      }
    }
  }
}
