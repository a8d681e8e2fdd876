public import PodfitModel

/// A container for which no recommendation was found, so that its sizes were not compared.
public struct UnmatchedContainer: Hashable, Sendable {
  /// Why there is none.
  public enum Reason: Hashable, Sendable {
    /// The set has nothing for it.
    case noRecommendation
    /// The set has several that fit: the identities in order.
    case ambiguous([WorkloadID])
  }

  /// The container as the manifest has it.
  public var id: ContainerID
  /// Where it stands.
  public var place: SourceRange
  /// Why there is none.
  public var reason: Reason

  /// Whether several recommendations fit.
  public var isAmbiguous: Bool {
    if case .ambiguous = reason { true } else { false }
  }
}

/// A document or file that was not checked though nothing is wrong with it.
public struct SkippedManifest: Hashable, Sendable {
  /// Where it stands.
  public var place: SourceRange
  /// Why it was not checked.
  public var reason: SkipReason
}

/// A finding that somebody does not want to see.
public struct SuppressedFinding: Hashable, Sendable {
  /// The finding.
  public var finding: Finding
  /// Why it is suppressed.
  public var reason: String
  /// Whether the manifest itself says so, and not the settings.
  public var isInSource: Bool
}

/// A container that rules looked at.
public struct CheckedContainer: Hashable, Sendable {
  /// Its identity, without cluster.
  public var id: ContainerID
  /// Where it stands.
  public var place: SourceRange
}

/// A file with its fixable findings mended.
public struct Rewrite: Hashable, Sendable {
  /// The file.
  public var file: String
  /// Its bytes as they were.
  public var before: [UInt8]
  /// Its bytes with the advised values.
  public var after: [UInt8]
  /// The number of findings that are mended.
  public var findings: Int
}

extension [Rewrite] {
  /// What changes in each file, as `diff -u` prints it.
  public var differences: [[UInt8]] {
    sideBySide(self) { UnifiedDiff.text($0.before, $0.after, name: $0.file) }
  }
}

/// What a check found.
public struct CheckResult: Hashable, Sendable {
  /// What rules found, by file, line, column and rule.
  public var findings: [Finding] = []
  /// What they found that is suppressed, in the same order.
  public var suppressed: [SuppressedFinding] = []
  /// The number of findings that the baseline has.
  public var baselined = 0
  /// Entries of the baseline about files looked at that no finding met, with how many of each.
  public var staleBaseline: [Baseline.Entry] = []
  /// The number of findings on lines that did not change.
  public var unchanged = 0
  /// The files looked at, where the caller had them from paths.
  public var paths: [String] = []
  /// What files are called by hosts of code, which want paths from the top of the repository; those that are
  /// not here keep their names.
  public var hostPaths: [String: String] = [:]
  /// The number of files.
  public var files = 0
  /// The number of workloads with containers.
  public var workloads = 0
  /// The containers that rules looked at, unmatched ones included, by place.
  public var containers: [CheckedContainer] = []
  /// The number of containers whose recommendation is withheld, so that sizes were not compared.
  public var withheldContainers = 0
  /// The number of objects that are no workloads.
  public var otherObjects = 0
  /// Containers without recommendation, by place.
  public var unmatched: [UnmatchedContainer] = []
  /// Documents that were not checked, by place.
  public var skipped: [SkippedManifest] = []
  /// Documents that could not be read, by place.
  public var errors: [ManifestError] = []
  /// What is to be known about the check as a whole, each a sentence.
  public var warnings: [String] = []
  /// Whether there were recommendations to compare with.
  public var hasEvidence = true
  /// Files with fixable findings, mended; empty unless asked for.
  public var rewrites: [Rewrite] = []

  /// A result with nothing in it.
  public init() {}

  /// The number of containers that rules looked at.
  public var checkedContainers: Int { containers.count }

  /// The number of findings that can be mended in place.
  public var fixable: Int { findings.count { !$0.edits.isEmpty } }

  /// Whether a finding is at or above a severity; never for nil.
  public func exceeds(failOn threshold: Severity?) -> Bool {
    guard let threshold else { return false }
    return findings.contains { $0.severity >= threshold }
  }

  /// The number of findings of a severity.
  public func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }

  /// The findings with their fingerprints, the most important first.
  var ranked: [(finding: Finding, fingerprint: String)] {
    let fingerprints = fingerprints
    return rankedIndices.map { (findings[$0], fingerprints[$0]) }
  }

  /// The findings by severity, then by what they save, then as they stand.
  var rankedIndices: [Int] {
    findings.indices.sorted { a, b in
      let (first, second) = (findings[a], findings[b])
      if first.severity != second.severity { return first.severity > second.severity }
      let nodes = (first.savedNodes ?? 0, second.savedNodes ?? 0)
      if nodes.0 != nodes.1 { return nodes.0 > nodes.1 }
      let memory = (first.savedMemory * first.replicas, second.savedMemory * second.replicas)
      if memory.0 != memory.1 { return memory.0 > memory.1 }
      let cpu = (first.savedCPU * first.replicas, second.savedCPU * second.replicas)
      return cpu.0 != cpu.1 ? cpu.0 > cpu.1 : a < b
    }
  }
}

extension CheckResult {
  /// Which containers have no recommendation, the first few by name; nil for none.
  public var unmatchedNote: String? {
    guard !unmatched.isEmpty else { return nil }
    let shown = unmatched.prefix(5)
    let names = shown.map { each in
      each.isAmbiguous ? "\(each.path) (\(each.reason))" : each.path
    }
    let rest = unmatched.count - shown.count
    return "\(unmatched.count.counted("container")) without recommendation: "
      + names.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
  }
}

extension Finding {
  /// Where a host of code is to show it: the template that the text was rendered from has no line for it.
  var hostPlace: SourceRange {
    guard let template else { return place }
    return SourceRange(file: template, line: 1, column: 1, endLine: 1, endColumn: 1)
  }
}

extension SourceRange {
  /// Whether this comes before another: by file, line, column, end.
  func isBefore(_ other: SourceRange) -> Bool {
    (file, line, column, endLine, endColumn)
      < (other.file, other.line, other.column, other.endLine, other.endColumn)
  }
}
