internal import PodfitModel

extension CheckResult {
  /// Every file that places are in, templates included.
  public var placedFiles: Set<String> {
    var files: Set<String> = []
    for finding in findings + suppressed.map(\.finding) {
      files.insert(finding.place.file)
      if let template = finding.template { files.insert(template) }
    }
    for place in errors.map(\.place) + skipped.map(\.place) { files.insert(place.file) }
    for place in unmatched.map(\.place) + containers.map(\.place) { files.insert(place.file) }
    return files
  }

  /// The result with files as hosts of code call them; see ``hostPaths``.
  var namedForHosts: CheckResult {
    guard hostPaths.contains(where: { $0 != $1 }) else { return self }
    var result = self
    func rename(_ place: inout SourceRange) { place.file = hostPaths[place.file] ?? place.file }
    func rename(_ finding: inout Finding) {
      rename(&finding.place)
      finding.template = finding.template.map { hostPaths[$0] ?? $0 }
      if var origin = finding.origin {
        rename(&origin)
        finding.origin = origin
      }
    }
    for index in result.findings.indices { rename(&result.findings[index]) }
    for index in result.suppressed.indices { rename(&result.suppressed[index].finding) }
    for index in result.errors.indices { rename(&result.errors[index].place) }
    for index in result.skipped.indices { rename(&result.skipped[index].place) }
    for index in result.unmatched.indices { rename(&result.unmatched[index].place) }
    for index in result.containers.indices { rename(&result.containers[index].place) }
    return result
  }
}
