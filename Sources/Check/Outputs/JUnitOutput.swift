internal import PodfitModel

/// JUnit's XML, as Jenkins, GitLab and Buildkite read it.
///
/// A suite per file; a test case per finding, and one that passes per container without one, so that a
/// clean run has tests too. A case has `time`, which some readers insist on; nothing is timed.
///
/// - Source: the schema of Jenkins' xUnit plugin; docs.gitlab.com, "Unit test reports"
public struct JUnitOutput: CheckOutput {
  /// The format's name.
  public static let id = "junit"
  /// What the format is.
  public static let summary = "JUnit XML, for test reports of CI servers"
  /// A container without recommendation is a case like another.
  public static let listsUnmatched = false

  /// Makes the output.
  public init(toolVersion: String) {}

  /// What a case of a suite is.
  private enum Outcome {
    case passed
    case failure(Finding)
    case skipped(String)
    case error(String, type: String)
  }

  private struct Case {
    var place: SourceRange
    var className: String
    var name: String
    var outcome: Outcome
  }

  /// The report as text.
  public func render(_ result: CheckResult) -> String {
    let result = result.namedForHosts
    var suites: [String: [Case]] = [:]
    var found: Set<ContainerID> = []
    func add(_ each: Case) { suites[each.place.file, default: []].append(each) }
    for finding in result.findings {
      found.insert(ContainerID(workload: finding.workload, container: finding.container))
      add(
        Case(
          place: finding.hostPlace,
          className: finding.className,
          name: "\(finding.container): \(finding.rule)",
          outcome: .failure(finding)
        )
      )
    }
    for each in result.suppressed {
      add(
        Case(
          place: each.finding.hostPlace,
          className: each.finding.className,
          name: "\(each.finding.container): \(each.finding.rule)",
          outcome: .skipped("suppressed: \(each.reason)")
        )
      )
    }
    for error in result.errors {
      add(
        Case(
          place: error.place,
          className: "manifest",
          name: "line \(error.place.line)",
          outcome: .error(error.description, type: ConciseOutput.errorRule)
        )
      )
    }
    for each in result.skipped {
      add(
        Case(
          place: each.place,
          className: "manifest",
          name: "line \(each.place.line)",
          outcome: .skipped(each.reason.description)
        )
      )
    }
    for container in result.containers where !found.contains(container.id) {
      add(
        Case(
          place: container.place,
          className: container.id.workload.className,
          name: container.id.container,
          outcome: .passed
        )
      )
    }
    return document(suites)
  }

  private func document(_ suites: [String: [Case]]) -> String {
    let all = suites.values.joined()
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<testsuites name=\"podfit check\" \(counts(all)) time=\"0\">\n"
    for (file, cases) in suites.sorted(by: { $0.key < $1.key }) {
      text += "  <testsuite name=\"\(file.xml)\" \(counts(cases)) time=\"0\">\n"
      for each in cases.sorted(by: {
        ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column)
      }) {
        text += render(each)
      }
      text += "  </testsuite>\n"
    }
    return text + "</testsuites>\n"
  }

  private func counts(_ cases: some Collection<Case>) -> String {
    var (failures, errors, skipped) = (0, 0, 0)
    for each in cases {
      switch each.outcome {
      case .passed: break
      case .failure: failures += 1
      case .skipped: skipped += 1
      case .error: errors += 1
      }
    }
    return "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
      + " skipped=\"\(skipped)\""
  }

  private func render(_ each: Case) -> String {
    let place = each.place
    var text = "    <testcase classname=\"\(each.className.xml)\" name=\"\(each.name.xml)\""
    text += " file=\"\(place.file.xml)\" line=\"\(place.line)\" time=\"0\""
    switch each.outcome {
    case .passed: return text + "/>\n"
    case .failure(let finding):
      text +=
        ">\n      <failure message=\"\(finding.message.xml)\" type=\"\(finding.severity.rawValue)\">"
      text += "\(place.start.xml): \(finding.remediation.xml)\(finding.advice.xml)</failure>\n"
    case .skipped(let reason): text += ">\n      <skipped message=\"\(reason.xml)\"/>\n"
    case .error(let message, let type):
      text +=
        ">\n      <error message=\"\(message.xml)\" type=\"\(type)\">\(place.start.xml)</error>\n"
    }
    return text + "    </testcase>\n"
  }
}

extension Finding {
  fileprivate var className: String { workload.className }
}

extension WorkloadID {
  /// The workload with dots, which readers of JUnit make a tree of.
  fileprivate var className: String {
    name.isEmpty && kind.rawValue.isEmpty ? "manifest" : "\(namespace).\(kind.rawValue).\(name)"
  }
}
