public import PodfitModel

/// All that can be set about a check, as values: a reader of a configuration file fills this.
public struct CheckSettings: Hashable, Sendable {
  /// From where on a value is far from the need, where no policy says otherwise.
  public var thresholds = CheckThresholds()
  /// Severities by rule, where no policy says otherwise.
  public var levels: [String: RuleLevel] = [:]
  /// Thresholds and severities for some files and namespaces; the last that holds counts.
  public var policies: [CheckPolicy] = []
  /// Findings that are not wanted, by what they are about.
  public var exemptions: [Exemption] = []
  /// Whose resources stand where, beside ``ResourceMapping/standard``.
  public var mappings: [ResourceMapping] = []
  /// Which recommendations count for which workloads, where names differ; the first that matches counts.
  public var matches: [MatchOverride] = []
  /// What a change may add; nil for anything.
  public var budget: ResourceBudget?
  /// The shapes of nodes that pods are for; empty where they are not known.
  public var nodes: [NodeShape] = []
  /// From which age on recommendations are called old.
  public var maxAge = TimeSpan.days(30)
  /// The time of the check; nil where nothing may depend on it.
  public var now: Instant?
  /// The folder of templates that `# Source:` comments name paths in, such as `chart/`; nil for none.
  public var templateFolder: String?

  /// The settings above.
  public init() {}

  /// The thresholds for a container and the severities by rule.
  func policy(for container: ContainerManifest) -> (CheckThresholds, [String: RuleLevel]) {
    guard !policies.isEmpty else { return (thresholds, levels) }
    guard let policy = policies.last(where: { $0.holds(for: container) }) else {
      return (thresholds, levels)
    }
    return (policy.thresholds ?? thresholds, levels.merging(policy.levels) { $1 })
  }
}

/// Findings that are not wanted, by what they are about.
public struct Exemption: Hashable, Sendable {
  /// The rules; `*` for every rule.
  public var rules: [String]
  /// The containers as a pattern of `NAMESPACE/KIND/NAME/CONTAINER`.
  public var container: NamePattern
  /// The files; nil for all.
  public var paths: NamePattern?
  /// Why.
  public var reason: String
  /// The last day it holds; nil for good.
  public var until: CalendarDay?

  /// Makes an exemption.
  public init(
    rules: [String],
    container: NamePattern,
    paths: NamePattern? = nil,
    reason: String,
    until: CalendarDay? = nil
  ) {
    self.rules = rules
    self.container = container
    self.paths = paths
    self.reason = reason
    self.until = until
  }

  /// Whether its last day is over; never where the time is not known.
  func isOver(at now: Instant?) -> Bool {
    guard let now, let until else { return false }
    return until.isOver(at: now)
  }

  /// Whether it is about a finding.
  func covers(_ finding: Finding) -> Bool {
    (rules.contains(finding.rule) || rules.contains("*"))
      && container.matches("\(finding.workload.shortPath)/\(finding.container)")
      && paths?.matches(finding.place.file) ?? true
  }
}

/// Whose recommendations count for workloads of other names.
public struct MatchOverride: Hashable, Sendable {
  /// A pattern of `NAMESPACE/KIND/NAME` as manifests have them.
  public var from: NamePattern
  /// The same of recommendations; each star is what the star of `from` was.
  public var to: NamePattern

  /// Reads `NAMESPACE/KIND/NAME=NAMESPACE/KIND/NAME`; nil for anything else.
  public init?(_ text: String) {
    let halves = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2,
      halves.allSatisfy({ half in
        let parts = half.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && !parts.contains("")
      })
    else { return nil }
    from = NamePattern(halves[0])
    to = NamePattern(halves[1])
    guard to.stars <= from.stars else { return nil }
  }
}

/// What a change may add to the requests of all pods.
public struct ResourceBudget: Hashable, Sendable {
  /// The most CPU; nil for any amount.
  public var cpu: CPU?
  /// The most memory; nil for any amount.
  public var memory: Memory?

  /// Makes a budget.
  public init(cpu: CPU? = nil, memory: Memory? = nil) {
    self.cpu = cpu
    self.memory = memory
  }

  /// Reads `cpu=QUANTITY`, `memory=QUANTITY` or both with a comma; nil for anything else.
  public init?(_ text: String) {
    self.init()
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let pair = part.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard pair.count == 2 else { return nil }
      switch pair[0] {
      case "cpu":
        guard cpu == nil, let amount = try? CPU(quantity: pair[1]) else { return nil }
        cpu = amount
      case "memory":
        guard memory == nil, let amount = try? Memory(quantity: pair[1]) else { return nil }
        memory = amount
      default: return nil
      }
    }
  }
}

/// A shape of node, by what it hands out to pods.
public struct NodeShape: Hashable, Sendable {
  /// Its name, such as a machine type.
  public var name: String
  /// Allocatable CPU.
  public var cpu: CPU
  /// Allocatable memory.
  public var memory: Memory
  /// How many there are.
  public var count: Int

  /// Makes a shape.
  public init(name: String, cpu: CPU, memory: Memory, count: Int = 1) {
    self.name = name
    self.cpu = cpu
    self.memory = memory
    self.count = count
  }

  /// Reads `NAME=CPU,MEMORY`, both as allocatable; nil for anything else and for nothing of either.
  public init?(_ text: String) {
    let halves = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
    guard halves.count == 2, !halves[0].isEmpty else { return nil }
    let amounts = halves[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard amounts.count == 2, let cpu = try? CPU(quantity: amounts[0]),
      let memory = try? Memory(quantity: amounts[1]), cpu > .zero, memory > .zero
    else { return nil }
    self.init(name: halves[0], cpu: cpu, memory: memory)
  }

  /// The part of a node that amounts take, by the resource that takes most.
  func share(cpu: CPU, memory: Memory) -> Double {
    let parts = [cpu.ratio(to: self.cpu), memory.ratio(to: self.memory)]
    return parts.max { abs($0) < abs($1) } ?? 0
  }
}
