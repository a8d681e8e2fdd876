internal import PodfitModel

/// One line per finding, for editors and problem matchers.
public struct ConciseOutput: CheckOutput {
  /// The format's name.
  public static let id = "concise"
  /// What the format is.
  public static let summary = "file:line:column: severity rule message, one line per finding"
  /// It has findings only.
  public static let listsUnmatched = false

  /// The word that stands for the rule in lines about documents that could not be read.
  static let errorRule = "manifest-unreadable"

  /// Makes the output.
  public init(toolVersion: String) {}

  /// Lines for documents that could not be read, then for findings; empty when there are none.
  public func render(_ result: CheckResult) -> String {
    var text = ""
    for error in result.errors {
      text += "\(error.place.start): error \(Self.errorRule) \(error.description.printable)\n"
    }
    for finding in result.findings {
      text += "\(finding.hostPlace.start): \(finding.severity.rawValue) \(finding.rule) "
      text += "\(finding.message.printable)\n"
    }
    return text
  }
}
