internal import PodfitModel

/// The part of SARIF's object model that podfit writes; property names are SARIF's.
struct SARIFLog: Encodable {
  struct Text: Encodable {
    var text: String
  }

  struct Rule: Encodable {
    struct Configuration: Encodable {
      var level: String
    }
    struct Properties: Encodable {
      struct Problem: Encodable { var severity: String }
      var tags = ["kubernetes", "resources"]
      var precision = "high"
      var problem: Problem
    }
    struct Help: Encodable {
      var text: String
      var markdown: String
    }
    var id: String
    var name: String
    var shortDescription: Text
    var fullDescription: Text
    var help: Help
    var defaultConfiguration: Configuration
    var properties: Properties
  }

  struct Driver: Encodable {
    var name = "podfit"
    var version: String
    var rules: [Rule]
  }

  struct Tool: Encodable {
    var driver: Driver

    init(version: String) {
      let rules = RuleRegistry.cards.map { rule in
        Rule(
          id: rule.id,
          name: rule.id,
          shortDescription: Text(text: rule.summary),
          fullDescription: Text(text: rule.rationale),
          help: Rule.Help(
            text: "\(rule.remediation). Reported as: \(rule.condition).",
            markdown: "\(rule.rationale)\n\n- **What to do:** \(rule.remediation).\n"
              + "- **Reported as:** \(rule.condition)."
          ),
          defaultConfiguration: .init(level: rule.severity.sarifLevel),
          properties: .init(problem: .init(severity: rule.severity.gitHubSeverity))
        )
      }
      driver = Driver(version: version, rules: rules)
    }
  }

  struct Region: Encodable {
    var startLine: Int
    var startColumn: Int
    var endLine: Int
    var endColumn: Int

    init(_ place: SourceRange) {
      startLine = place.line
      startColumn = place.column
      endLine = place.endLine
      endColumn = place.endColumn
    }
  }

  struct ArtifactLocation: Encodable {
    var uri: String
  }

  struct PhysicalLocation: Encodable {
    var artifactLocation: ArtifactLocation
    var region: Region
  }

  struct LogicalLocation: Encodable {
    var fullyQualifiedName: String
    var kind = "resource"
  }

  struct Location: Encodable {
    var physicalLocation: PhysicalLocation
    var logicalLocations: [LogicalLocation]?
    /// Its number among related ones.
    var id: Int?
    var message: Text?

    init(_ place: SourceRange, named name: String? = nil) {
      physicalLocation = PhysicalLocation(
        artifactLocation: ArtifactLocation(uri: place.file.relativeURI),
        region: Region(place)
      )
      logicalLocations = name.map { [LogicalLocation(fullyQualifiedName: $0.printable)] }
    }
  }

  struct Result: Encodable {
    struct Fingerprints: Encodable {
      /// The one key that GitHub reads.
      var primaryLocationLineHash: String
    }
    var ruleId: String
    var ruleIndex: Int?
    var level: String
    var message: Text
    var locations: [Location]
    var relatedLocations: [Location]?
    var partialFingerprints: Fingerprints
    var fixes: [Fix]?
    var suppressions: [Suppression]?

    init(_ finding: Finding, fingerprint: String, suppressed: SuppressedFinding? = nil) {
      ruleId = finding.rule
      ruleIndex = RuleRegistry.cards.firstIndex { $0.id == finding.rule }
      level = finding.severity.sarifLevel
      message = Text(text: finding.message.sarifText)
      locations = [
        Location(
          finding.hostPlace,
          named: "\(finding.workload.shortPath)/\(finding.container)"
        )
      ]
      // Lines of a template are not those that were read.
      if let origin = finding.origin, finding.template == nil {
        var anchor = Location(origin)
        anchor.id = 1
        anchor.message = Text(text: "the alias stands for this value")
        relatedLocations = [anchor]
      }
      partialFingerprints = Fingerprints(primaryLocationLineHash: fingerprint)
      if !finding.edits.isEmpty { fixes = [Fix(finding)] }
      suppressions = suppressed.map {
        [
          Suppression(
            kind: $0.isInSource ? "inSource" : "external",
            justification: $0.reason.printable
          )
        ]
      }
    }
  }

  struct Suppression: Encodable {
    var kind: String
    var justification: String
  }

  /// The edits that set the advised value.
  struct Fix: Encodable {
    struct Replacement: Encodable {
      var deletedRegion: Region
      var insertedContent: Text
    }
    struct Change: Encodable {
      var artifactLocation: ArtifactLocation
      var replacements: [Replacement]
    }
    var description: Text
    var artifactChanges: [Change]

    init(_ finding: Finding) {
      description = Text(text: "\(finding.remediation)\(finding.advice)".sarifText)
      artifactChanges = [
        Change(
          artifactLocation: ArtifactLocation(uri: finding.place.file.relativeURI),
          replacements: (finding.edits + finding.companions).map { edit in
            Replacement(
              deletedRegion: Region(edit.place),
              insertedContent: Text(text: edit.replacement)
            )
          }
        )
      ]
    }
  }

  struct Notification: Encodable {
    var level: String
    var message: Text
    var locations: [Location]?

    init(_ level: String, _ message: String, _ place: SourceRange?) {
      self.level = level
      self.message = Text(text: message.sarifText)
      locations = place.map { [Location($0)] }
    }
  }

  struct Invocation: Encodable {
    var executionSuccessful: Bool
    var toolExecutionNotifications: [Notification]
  }

  struct AutomationDetails: Encodable {
    /// What GitHub takes for the category, up to the last slash.
    var id = "podfit/check/"
  }

  struct Run: Encodable {
    var automationDetails = AutomationDetails()
    var tool: Tool
    var results: [Result]
    var invocations: [Invocation]
    var columnKind = "unicodeCodePoints"
  }

  enum CodingKeys: String, CodingKey {
    case schema = "$schema"
    case version, runs
  }

  var schema = "https://json.schemastore.org/sarif-2.1.0.json"
  var version = "2.1.0"
  var runs: [Run]
}

extension Severity {
  /// SARIF has `note` for what is `info` here.
  fileprivate var sarifLevel: String {
    switch self {
    case .info: "note"
    case .warning: "warning"
    case .error: "error"
    }
  }

  /// What GitHub shows for a problem that is none of security.
  fileprivate var gitHubSeverity: String { self == .info ? "recommendation" : rawValue }
}

extension String {
  /// A message of SARIF, in which brackets would start a link (SARIF 2.1.0, 3.11.6).
  fileprivate var sarifText: String {
    var text = ""
    for character in printable {
      if character == "[" || character == "]" || character == "\\" { text += "\\" }
      text.append(character)
    }
    return text
  }

  /// The path as a relative URI reference: no leading `./`, everything but the unreserved characters
  /// and `/` percent-encoded, so that no part of it reads as a scheme, query or fragment.
  fileprivate var relativeURI: String {
    var path = Substring(self)
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    var uri = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "-", ".", "_", "~", "/":
        uri.unicodeScalars.append(scalar)
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        uri += "%" + (digits.count < 2 ? "0" : "") + digits
      }
    }
    return uri.isEmpty ? "-" : uri
  }
}
