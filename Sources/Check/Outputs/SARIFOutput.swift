internal import PodfitModel

/// SARIF 2.1.0, as code hosts read it.
///
/// Beyond the schema it keeps to what GitHub asks for: every rule described, one physical location
/// with a full region per result, paths relative and percent-encoded, at most 5,000 results.
///
/// - Source: OASIS SARIF 2.1.0 (errata 01); docs.github.com, "SARIF support for code scanning"
public struct SARIFOutput: CheckOutput {
  /// The format's name.
  public static let id = "sarif"
  /// What the format is.
  public static let summary = "SARIF 2.1.0, for code scanning"
  /// GitHub shows this many results of a run; which ones it drops of more is not said.
  static let mostResults = 5_000

  private let toolVersion: String

  /// Makes the output of this version of the tool.
  public init(toolVersion: String) { self.toolVersion = toolVersion }

  /// The log as text.
  ///
  /// Of more than 5,000 findings those of the highest severity and saving are kept, and a
  /// notification says how many were left out.
  public func render(_ result: CheckResult) throws -> String {
    let result = result.namedForHosts
    let kept = Self.most(important: result)
    var notifications = result.errors.map {
      SARIFLog.Notification("error", $0.description, $0.place)
    }
    notifications += result.skipped.map {
      SARIFLog.Notification("note", "skipped: \($0.reason)", $0.place)
    }
    notifications += result.unmatched.map {
      SARIFLog.Notification("note", "\($0.path): \($0.reason)", $0.place)
    }
    notifications += result.warnings.map { SARIFLog.Notification("note", $0, nil) }
    if kept.count < result.findings.count {
      notifications.append(
        SARIFLog.Notification(
          "warning",
          "\(result.findings.count - kept.count) findings of lower severity or saving are left out",
          nil
        )
      )
    }
    // Suppressed results fill what room there is.
    let hidden = result.suppressed.prefix(Self.mostResults - kept.count)
    let prints = CheckResult.fingerprints(of: hidden.map(\.finding))
    let suppressed = zip(hidden, prints).map {
      SARIFLog.Result($0.finding, fingerprint: $1, suppressed: $0)
    }
    let run = SARIFLog.Run(
      tool: SARIFLog.Tool(version: toolVersion),
      results: kept.map { SARIFLog.Result($0, fingerprint: $1) } + suppressed,
      invocations: [
        SARIFLog.Invocation(
          executionSuccessful: result.errors.isEmpty,
          toolExecutionNotifications: notifications
        )
      ]
    )
    return try SARIFLog(runs: [run]).jsonText()
  }

  private static func most(important result: CheckResult) -> [(Finding, String)] {
    let entries = Array(zip(result.findings, result.fingerprints))
    guard entries.count > mostResults else { return entries }
    return result.rankedIndices.prefix(mostResults).sorted().map { entries[$0] }
  }
}
