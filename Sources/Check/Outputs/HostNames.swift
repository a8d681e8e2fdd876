internal import PodfitModel

extension CheckResult {
  /// Every file that places are in, templates included.
  public var placedFiles: Set<String> {
    var files: Set<String> = []
    var last = ""
    // Findings are large and stand file by file: none is copied, and few names are hashed.
    func insert(_ file: String) {
      if file == last { return }
      last = file
      files.insert(file)
    }
    for index in findings.indices { insert(findings[index].place.file) }
    for index in findings.indices {
      if let template = findings[index].template { insert(template) }
    }
    for finding in suppressed.map(\.finding) {
      insert(finding.place.file)
      insert(finding.hostPlace.file)
    }
    for index in errors.indices { insert(errors[index].place.file) }
    for index in skipped.indices { insert(skipped[index].place.file) }
    for index in unmatched.indices { insert(unmatched[index].place.file) }
    for index in containers.indices { insert(containers[index].place.file) }
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
