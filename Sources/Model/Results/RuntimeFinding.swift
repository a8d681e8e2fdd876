/// One thing that is wrong or wasteful in the settings of a language runtime.
public struct RuntimeFinding: Hashable, Sendable {
  /// The part of a container's spec that a finding is about.
  public enum Subject: Hashable, Sendable {
    /// The container as a whole.
    case container
    /// The image.
    case image
    /// The command.
    case command
    /// The arguments.
    case arguments
    /// A variable of the environment.
    case variable(String)
    /// The CPU limit.
    case cpuLimit
    /// The memory limit.
    case memoryLimit
  }

  /// The stable kebab-case id of the rule.
  public var id: String
  /// How bad it is.
  public var severity: Severity
  /// One sentence with the numbers.
  public var message: String
  /// What to do about it.
  public var advice: String
  /// What the finding rests on, such as `spec` or `GC log`.
  public var evidence: [String]
  /// Where in the spec it is.
  public var subject: Subject

  /// Makes a finding.
  public init(
    id: String,
    severity: Severity,
    message: String,
    advice: String = "",
    evidence: [String] = [],
    subject: Subject = .container
  ) {
    self.id = id
    self.severity = severity
    self.message = message
    self.advice = advice
    self.evidence = evidence
    self.subject = subject
  }
}

/// A finding about a JVM.
public typealias JVMFinding = RuntimeFinding

/// What is known of a language runtime other than the JVM.
public struct RuntimeProfile: Hashable, Sendable {
  /// The runtime's name: `Go`, `Node.js`, `.NET`, `Ruby`, `Python`.
  public var name: String
  /// Its version as the image or environment names it, nil where nothing does.
  public var version: String?
  /// What points to it, in words, the strongest first.
  public var evidence: [String]
  /// What is wrong or wasteful, most severe first.
  public var findings: [RuntimeFinding]

  /// Makes a profile.
  public init(
    name: String,
    version: String? = nil,
    evidence: [String],
    findings: [RuntimeFinding] = []
  ) {
    self.name = name
    self.version = version
    self.evidence = evidence
    self.findings = findings
  }
}

/// A rule about runtimes as documentation and code scanning show it.
public struct RuleCard: Hashable, Sendable {
  /// The stable kebab-case id.
  public var id: String
  /// What is wrong, in a few words.
  public var summary: String
  /// Why it matters.
  public var rationale: String
  /// When it finds something.
  public var condition: String
  /// What to do about it.
  public var remediation: String
  /// The highest severity of its findings.
  public var severity: Severity

  /// Makes a card.
  public init(
    id: String,
    summary: String,
    rationale: String,
    condition: String,
    remediation: String,
    severity: Severity
  ) {
    self.id = id
    self.summary = summary
    self.rationale = rationale
    self.condition = condition
    self.remediation = remediation
    self.severity = severity
  }
}
