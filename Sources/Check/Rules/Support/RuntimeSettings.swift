internal import PodfitJVM
internal import PodfitModel

/// What the rules about language runtimes find in a container of a manifest.
///
/// Patches without an image and containers that run once before the others are passed over, and so
/// are those with text that a template engine has still to fill in.
enum RuntimeSettings {
  static func findings(in subject: CheckSubject) -> [Finding] {
    let container = subject.container
    guard !container.isPatch, container.role != .initial, !container.hasTemplateText else {
      return []
    }
    return SpecRules.findings(in: container.spec).map { finding in
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
    return words.contains { $0.contains("{{") }
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
