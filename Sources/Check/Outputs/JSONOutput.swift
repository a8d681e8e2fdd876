internal import PodfitModel

/// The whole result as one JSON document.
public struct JSONOutput: CheckOutput {
  /// The format's name.
  public static let id = "json"
  /// What the format is.
  public static let summary = "the whole result as JSON, for other tools"

  /// Makes the output.
  public init(toolVersion: String) {}

  /// The document as text.
  public func render(_ result: CheckResult) throws -> String {
    try CheckDocument(result).jsonText()
  }
}

/// The document that `podfit check --output json` writes; property names are its keys.
private struct CheckDocument: Encodable {
  struct Saving: Encodable {
    var cpu_cores: Double
    var memory_bytes: Int64
  }

  struct FindingEntry: Encodable {
    var rule: String
    var severity: String
    var message: String
    var file: String
    var line: Int
    var column: Int
    var end_line: Int
    var end_column: Int
    var workload: String
    var container: String
    var current: OrNull<String>
    var recommended: OrNull<String>
    var saving: Saving
    var fixable: Bool
    var fingerprint: String
  }

  struct Note: Encodable {
    var file: String
    var line: Int
    var column: Int
    var message: String
  }

  struct UnmatchedEntry: Encodable {
    var workload: String
    var container: String
    var file: String
    var line: Int
    var column: Int
    var reason: String
  }

  struct Summary: Encodable {
    var files: Int
    var workloads: Int
    var containers: Int
    var withheld: Int
    var unmatched: Int
    var skipped: Int
    var other_objects: Int
    var errors: Int
    var warnings: Int
    var infos: Int
    var unreadable: Int
  }

  var schema_version = 1
  var findings: [FindingEntry]
  var unmatched: [UnmatchedEntry]
  var skipped: [Note]
  var errors: [Note]
  var summary: Summary

  init(_ result: CheckResult) {
    findings = zip(result.findings, result.fingerprints).map { finding, fingerprint in
      FindingEntry(
        rule: finding.rule,
        severity: finding.severity.rawValue,
        message: finding.message,
        file: finding.place.file,
        line: finding.place.line,
        column: finding.place.column,
        end_line: finding.place.endLine,
        end_column: finding.place.endColumn,
        workload: finding.workload.shortPath,
        container: finding.container,
        current: OrNull(finding.current),
        recommended: OrNull(finding.recommended),
        saving: Saving(
          cpu_cores: finding.savedCPU.cores,
          memory_bytes: finding.savedMemory.bytes
        ),
        fixable: false,
        fingerprint: fingerprint
      )
    }
    unmatched = result.unmatched.map {
      UnmatchedEntry(
        workload: $0.id.workload.shortPath,
        container: $0.id.container,
        file: $0.place.file,
        line: $0.place.line,
        column: $0.place.column,
        reason: $0.reason.description
      )
    }
    skipped = result.skipped.map { Self.note($0.place, $0.reason.description) }
    errors = result.errors.map { Self.note($0.place, $0.description) }
    summary = Summary(
      files: result.files,
      workloads: result.workloads,
      containers: result.checkedContainers,
      withheld: result.withheldContainers,
      unmatched: result.unmatched.count,
      skipped: result.skipped.count,
      other_objects: result.otherObjects,
      errors: result.count(of: .error),
      warnings: result.count(of: .warning),
      infos: result.count(of: .info),
      unreadable: result.errors.count
    )
  }

  private static func note(_ place: SourceRange, _ message: String) -> Note {
    Note(file: place.file, line: place.line, column: place.column, message: message)
  }
}
