import ArgumentParser
import PodfitKit

/// Where the results of a check go, and in which formats.
struct CheckOutputs {
  private var targets: [(format: any CheckOutput.Type, path: String?)] = []

  /// Reads `FORMAT` and `FORMAT=PATH` of each `--output`; text to standard output without any.
  ///
  /// - Throws: a usage error for an unknown format and for two that go to one place
  init(_ options: [String]) throws {
    for each in options.isEmpty ? ["text"] : options {
      let parts = each.split(separator: "=", maxSplits: 1).map(String.init)
      guard let name = parts.first,
        let format = OutputRegistry.outputs.first(where: { $0.id == name })
      else {
        let known = OutputRegistry.outputs.map { $0.id }.joined(separator: ", ")
        throw ValidationError("--output: no format \"\(each)\"; there are: \(known)")
      }
      let path = each.contains("=") ? (parts.count == 2 ? parts[1] : "") : nil
      guard path != "" else { throw ValidationError("--output: no path after = in \"\(each)\"") }
      guard path == nil || !targets.contains(where: { $0.path == path }) else {
        throw ValidationError("--output: two formats to \(path ?? "")")
      }
      targets.append((format, path == "-" ? nil : path))
    }
    guard targets.count(where: { $0.path == nil }) <= 1 else {
      throw ValidationError("--output: two formats to standard output; give one a =PATH")
    }
  }

  /// Whether one goes to standard output.
  var useStandardOutput: Bool { targets.contains { $0.path == nil } }

  /// Writes the result in every format; all are made before the first is written.
  ///
  /// - Throws: `PodfitError` when one cannot be written
  func write(_ result: CheckResult, sparing inputs: [String]) throws {
    let texts = try targets.map { try $0.format.init(toolVersion: Podfit.version).render(result) }
    for (target, text) in zip(targets, texts) {
      if let path = target.path {
        try FileOutput.write(text, to: path, sparing: inputs)
      } else {
        try Terminal.print(text)
      }
    }
  }
}
