public import PodfitModel

/// Compares the requests and limits in manifests with what was recommended.
///
/// A function of its arguments: reading files and finding them is the caller's. A file that cannot
/// be read is an error in the result and never keeps others from being checked. The usual input is a
/// few hundred files of a few kilobytes; `CheckSpeedTests` has the measured rate.
public struct Checker: Sendable {
  /// From where on a value is far from the need.
  public var thresholds = CheckThresholds()
  /// Limits on what a file may ask for.
  public var limits = ManifestLimits()
  /// The cluster whose recommendations count; nil for all of them.
  public var cluster: String?

  /// A checker with the usual thresholds and limits.
  public init() {}

  /// Checks files against recommendations.
  ///
  /// A manifest without namespace takes the recommendation of the only workload of its kind and
  /// name. Containers without recommendation are listed in the result, except init containers of a
  /// workload that has others: they run too shortly to be measured.
  ///
  /// - Complexity: O(bytes · log lines + findings · log findings)
  public func check(
    files: [(name: String, bytes: [UInt8])],
    against set: RecommendationSet
  ) -> CheckResult {
    let index = RecommendationIndex(set, cluster: cluster)
    var result = CheckResult()
    result.files = files.count
    for (name, bytes) in files {
      guard bytes.count <= limits.fileBytes else {
        let code = ManifestError.Code.tooLarge(bytes: bytes.count, limit: limits.fileBytes)
        let start = SourceRange(file: name, line: 1, column: 1, endLine: 1, endColumn: 1)
        result.errors.append(ManifestError(code, place: start, sourceLine: ""))
        continue
      }
      check(SourceFile(name: name, bytes: bytes), index, &result)
    }
    result.findings.sort {
      $0.place == $1.place
        ? ($0.rule, $0.message) < ($1.rule, $1.message) : $0.place.isBefore($1.place)
    }
    result.unmatched.sort { $0.place.isBefore($1.place) }
    result.skipped.sort { $0.place.isBefore($1.place) }
    result.errors.sort { $0.place.isBefore($1.place) }
    return result
  }

  private func check(
    _ file: SourceFile,
    _ index: RecommendationIndex,
    _ result: inout CheckResult
  ) {
    let contents = contents(of: file, limits: limits)
    result.errors += contents.errors
    result.skipped += contents.skipped.map { SkippedManifest(place: $0.place, reason: $0.reason) }
    result.otherObjects += contents.otherObjects
    result.checkedContainers += contents.containers.count
    var excerpts = ExcerptCache(file: file)
    var previous: WorkloadID?
    for container in contents.containers {
      if container.workload != previous { result.workloads += 1 }
      previous = container.workload
      var subject = CheckSubject(container: container, thresholds: thresholds)
      switch index.match(container) {
      case .one(let recommendation):
        if recommendation.status == .withheld {
          result.withheldContainers += 1
        } else {
          subject.recommendation = recommendation
        }
      case .none(let reason):
        guard container.role != .initial || !index.knowsWorkload(of: container) else { break }
        result.unmatched.append(
          UnmatchedContainer(id: container.id, place: container.place, reason: reason)
        )
      }
      for rule in RuleRegistry.rules {
        result.findings += rule.findings(in: subject).map { excerpts.completed($0) }
      }
      result.findings += RuntimeSettings.findings(in: subject).map { excerpts.completed($0) }
    }
  }
}

/// Adds source lines to findings; findings of one line share its text.
private struct ExcerptCache {
  let file: SourceFile
  private var line = 0
  private var text = ""

  init(file: SourceFile) { self.file = file }

  mutating func completed(_ finding: Finding) -> Finding {
    if finding.place.line != line {
      line = finding.place.line
      text = file.excerpt(ofLine: line)
    }
    var finding = finding
    finding.sourceLine = text
    return finding
  }
}
