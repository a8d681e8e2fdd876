/// How bad a finding is.
public enum Severity: String, Hashable, Comparable, Sendable, Codable, CaseIterable {
  /// Good to know.
  case info
  /// Costs or risks something.
  case warning
  /// Breaks or wastes much.
  case error

  /// Orders from `info` to `error`.
  public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

/// A range of a text file.
///
/// Lines and columns count from 1, columns in Unicode scalars; the end column is the one after the
/// last character.
public struct SourceRange: Hashable, Sendable {
  /// The file as it was named by the user.
  public var file: String
  /// The first line.
  public var line: Int
  /// The first column.
  public var column: Int
  /// The last line.
  public var endLine: Int
  /// The column after the last character.
  public var endColumn: Int

  /// Makes a range.
  public init(file: String, line: Int, column: Int, endLine: Int, endColumn: Int) {
    self.file = file
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }
}

/// Something a rule found in a manifest.
public struct Finding: Hashable, Sendable {
  /// The rule's id.
  public var rule: String
  /// How bad it is.
  public var severity: Severity
  /// One sentence with the numbers.
  public var message: String
  /// What to do about it.
  public var remediation: String
  /// Where it is.
  public var place: SourceRange
  /// The line of the file, for the excerpt.
  public var sourceLine: String
  /// The workload.
  public var workload: WorkloadID
  /// The container's name.
  public var container: String
  /// The value in the file as it is written, nil where it is missing.
  public var current: String?
  /// The value advised, nil where there is none.
  public var recommended: String?
  /// CPU saved per replica when the value is set as advised.
  public var savedCPU: CPU
  /// Memory saved per replica when the value is set as advised.
  public var savedMemory: Memory
  /// The request or limit that it is about; nil where it is about something else.
  public var field: ResourceField?
  /// The pods that would save.
  public var replicas = 1
  /// The part of a node that all pods together save, by the resource that takes most of one; nil where
  /// no shape of a node is known.
  public var savedNodes: Double?
  /// Where the value stands that an alias at `place` stands for; nil where there is no alias.
  public var origin: SourceRange?
  /// The file of the template that the text was rendered from; nil where it is what `place` names.
  public var template: String?
  /// What sets the value as advised; empty where nothing does.
  public var edits: [TextEdit] = []
  /// What has to be set together with it, so that no limit is below its request.
  public var companions: [TextEdit] = []
  /// Why there are no edits though there is advice.
  public var refusal: FixRefusal?

  /// Makes a finding.
  public init(
    rule: String,
    severity: Severity,
    message: String,
    remediation: String,
    place: SourceRange,
    sourceLine: String,
    workload: WorkloadID,
    container: String,
    current: String? = nil,
    recommended: String? = nil,
    savedCPU: CPU = .zero,
    savedMemory: Memory = .zero
  ) {
    self.rule = rule
    self.severity = severity
    self.message = message
    self.remediation = remediation
    self.place = place
    self.sourceLine = sourceLine
    self.workload = workload
    self.container = container
    self.current = current
    self.recommended = recommended
    self.savedCPU = savedCPU
    self.savedMemory = savedMemory
  }
}
