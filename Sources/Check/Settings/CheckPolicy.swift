public import PodfitModel

/// What a policy makes of a rule's findings.
public enum RuleLevel: Hashable, Sendable {
  /// They are not reported.
  case off
  /// They have this severity.
  case severity(Severity)
}

/// Thresholds and severities for some files and namespaces.
public struct CheckPolicy: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// Patterns of files it holds for; empty for all.
  public var paths: [NamePattern] = []
  /// Patterns of namespaces it holds for; empty for all.
  public var namespaces: [NamePattern] = []
  /// Kinds it holds for; empty for all.
  public var kinds: Set<WorkloadKind> = []
  /// Thresholds in place of those without policy; nil for the same.
  public var thresholds: CheckThresholds?
  /// Severities by rule in place of the rules' own.
  public var levels: [String: RuleLevel] = [:]

  /// A policy that changes nothing.
  public init(name: String) { self.name = name }

  /// Whether it holds for a container.
  func holds(for container: ContainerManifest) -> Bool {
    (paths.isEmpty || paths.contains { $0.matches(container.place.file) })
      && (namespaces.isEmpty || namespaces.contains { $0.matches(container.workload.namespace) })
      && (kinds.isEmpty || kinds.contains(container.workload.kind))
  }

  /// Policies that are there by name.
  ///
  /// Jobs that run for a while may wait for CPU and are written once for many inputs; what serves requests
  /// may not wait; what holds state is not lowered on suspicion, and its memory limit is its request; what the
  /// cluster itself needs is not lowered on suspicion either, and must not be throttled.
  public static let presets: [CheckPolicy] = {
    var batch = CheckPolicy(name: "batch")
    batch.thresholds = CheckThresholds()
    batch.thresholds?.warningAbove = 2
    batch.thresholds?.errorAbove = 3
    batch.levels = [
      "cpu-request-below-need": .severity(.info), "cpu-limit-throttles": .off,
      "limit-request-ratio": .severity(.info),
    ]
    var serving = CheckPolicy(name: "serving")
    serving.thresholds = CheckThresholds()
    serving.thresholds?.below = 0.95
    serving.levels = ["cpu-limit-throttles": .severity(.error)]
    var stateful = CheckPolicy(name: "stateful")
    stateful.thresholds = CheckThresholds()
    stateful.thresholds?.warningAbove = 2
    stateful.thresholds?.errorAbove = 3
    stateful.thresholds?.memoryLimitRatio = 1
    var system = CheckPolicy(name: "system")
    system.thresholds = CheckThresholds()
    system.thresholds?.warningAbove = 2
    system.thresholds?.errorAbove = 4
    system.levels = [
      "cpu-limit-throttles": .severity(.error), "limit-request-ratio": .severity(.info),
    ]
    return [batch, serving, stateful, system]
  }()

  /// Reads `PRESET`, `PRESET=PATHS` or `PRESET=namespace:PATTERN`; nil where there is no such preset.
  public init?(_ text: String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard let name = parts.first,
      let preset = Self.presets.first(where: { $0.name == name })
    else { return nil }
    self = preset
    guard text.contains("=") else { return }
    guard parts.count == 2, !parts[1].isEmpty else { return nil }
    let prefix = "namespace:"
    if parts[1].hasPrefix(prefix) {
      namespaces = [NamePattern(String(parts[1].dropFirst(prefix.count)))]
    } else {
      paths = [NamePattern(parts[1])]
    }
  }
}
