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

/// What a check found.
public struct CheckResult: Hashable, Sendable {
  /// What rules found, by file, line, column and rule.
  public var findings: [Finding] = []
  /// The files looked at, where the caller had them from paths.
  public var paths: [String] = []
  /// The number of files.
  public var files = 0
  /// The number of workloads with containers.
  public var workloads = 0
  /// The number of containers that rules looked at, unmatched ones included.
  public var checkedContainers = 0
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

  /// A result with nothing in it.
  public init() {}

  /// Whether a finding is at or above a severity; never for nil.
  public func exceeds(failOn threshold: Severity?) -> Bool {
    guard let threshold else { return false }
    return findings.contains { $0.severity >= threshold }
  }

  /// The number of findings of a severity.
  public func count(of severity: Severity) -> Int {
    findings.count { $0.severity == severity }
  }
}

extension SourceRange {
  /// Whether this comes before another: by file, line, column, end.
  func isBefore(_ other: SourceRange) -> Bool {
    (file, line, column, endLine, endColumn)
      < (other.file, other.line, other.column, other.endLine, other.endColumn)
  }
}
