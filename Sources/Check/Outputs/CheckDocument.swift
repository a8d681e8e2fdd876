internal import PodfitModel

/// The document that `podfit check --output json` writes; property names are its keys.
struct CheckDocument: Encodable {
  struct Saving: Encodable {
    var cpu_cores: Double
    var memory_bytes: Int64
    var replicas: Int
    var nodes: OrNull<Double>
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
    var template: OrNull<String>
    var workload: String
    var container: String
    var field: OrNull<String>
    var current: OrNull<String>
    var recommended: OrNull<String>
    var saving: Saving
    var fixable: Bool
    var fix_refused: OrNull<String>
    var fingerprint: String

    init(_ finding: Finding, fingerprint: String) {
      rule = finding.rule
      severity = finding.severity.rawValue
      message = finding.message
      file = finding.place.file
      line = finding.place.line
      column = finding.place.column
      end_line = finding.place.endLine
      end_column = finding.place.endColumn
      template = OrNull(finding.template)
      workload = finding.workload.shortPath
      container = finding.container
      field = OrNull(finding.field?.rawValue)
      current = OrNull(finding.current)
      recommended = OrNull(finding.recommended)
      saving = Saving(
        cpu_cores: finding.savedCPU.cores,
        memory_bytes: finding.savedMemory.bytes,
        replicas: finding.replicas,
        nodes: OrNull(finding.savedNodes)
      )
      fixable = !finding.edits.isEmpty
      fix_refused = OrNull(finding.refusal?.words)
      self.fingerprint = fingerprint
    }
  }

  struct SuppressedEntry: Encodable {
    var rule: String
    var severity: String
    var message: String
    var file: String
    var line: Int
    var column: Int
    var workload: String
    var container: String
    var suppressed_because: String
    var suppressed_in: String
  }

  struct Note: Encodable {
    var file: String
    var line: Int
    var column: Int
    var message: String

    init(_ place: SourceRange, _ message: String) {
      file = place.file
      line = place.line
      column = place.column
      self.message = message
    }
  }

  struct UnmatchedEntry: Encodable {
    var workload: String
    var container: String
    var file: String
    var line: Int
    var column: Int
    var reason: String
  }

  struct StaleEntry: Encodable {
    var file: String
    var rule: String
    var workload: String
    var container: String
    var count: Int
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
    var suppressed: Int
    var baselined: Int
    var unchanged: Int
    var fixable: Int
  }

  var schema_version = 1
  var findings: [FindingEntry]
  var suppressed: [SuppressedEntry]
  var unmatched: [UnmatchedEntry]
  var skipped: [Note]
  var errors: [Note]
  var stale_baseline: [StaleEntry]
  var notes: [String]
  var summary: Summary

  init(_ result: CheckResult) {
    findings = zip(result.findings, result.fingerprints).map {
      FindingEntry($0, fingerprint: $1)
    }
    suppressed = result.suppressed.map { each in
      SuppressedEntry(
        rule: each.finding.rule,
        severity: each.finding.severity.rawValue,
        message: each.finding.message,
        file: each.finding.place.file,
        line: each.finding.place.line,
        column: each.finding.place.column,
        workload: each.finding.workload.shortPath,
        container: each.finding.container,
        suppressed_because: each.reason,
        suppressed_in: each.isInSource ? "manifest" : "settings"
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
    skipped = result.skipped.map { Note($0.place, $0.reason.description) }
    errors = result.errors.map { Note($0.place, $0.description) }
    stale_baseline = result.staleBaseline.map {
      StaleEntry(
        file: $0.file,
        rule: $0.rule,
        workload: $0.workload,
        container: $0.container,
        count: $0.count
      )
    }
    notes = result.warnings
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
      unreadable: result.errors.count,
      suppressed: result.suppressed.count,
      baselined: result.baselined,
      unchanged: result.unchanged,
      fixable: result.fixable
    )
  }
}
