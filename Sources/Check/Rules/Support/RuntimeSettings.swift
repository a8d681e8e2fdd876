internal import PodfitJVM
internal import PodfitModel

/// What the rules about language runtimes find in a container of a manifest.
///
/// Patches without an image and containers that run once before the others are passed over, and so
/// are those with text that a template engine has still to fill in.
enum RuntimeSettings {
  static func findings(in subject: CheckSubject) -> [Finding] {
    guard let outcome = outcome(in: subject.container, RuntimeMemory()) else { return [] }
    return findings(outcome, in: subject)
  }

  /// What the rules say of a container; nil where they do not look at it.
  static func outcome(
    in container: ContainerManifest,
    _ memory: RuntimeMemory
  ) -> SpecRules.Outcome? {
    guard !container.isPatch, container.role != .initial, !container.hasTemplateText else {
      return nil
    }
    // Shares of a limit of a few bytes say nothing; that limit has a finding of its own.
    if let limit = container.memoryLimit.amount, limit.isImplausible { return nil }
    return SpecRules.outcome(in: container.spec, memory)
  }

  /// The findings of an outcome, with their places.
  static func findings(_ outcome: SpecRules.Outcome, in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    return outcome.findings.map { finding in
      subject.finding(
        id: finding.id,
        remediation: finding.advice,
        finding.severity,
        finding.message,
        at: container.place(of: finding.subject)
      )
    }
  }
}

extension ContainerManifest {
  fileprivate var hasTemplateText: Bool {
    let words = [spec.image] + spec.command + spec.arguments + spec.environment.compactMap(\.value)
    return words.contains(where: \.hasTemplateAction)
  }

  /// Where the subject of a finding stands; the container's name or limit where it is missing.
  fileprivate func place(of subject: RuntimeFinding.Subject) -> SourceRange {
    let found: SourceRange? =
      switch subject {
      case .container: settings.image
      case .image: settings.image
      case .command: settings.command ?? settings.arguments
      case .arguments: settings.arguments ?? settings.command
      case .variable(let name): settings.variables[name]
      case .cpuLimit: cpuLimit.place
      case .memoryLimit: memoryLimit.place
      }
    return found ?? settings.image ?? place
  }
}
