public import PodfitModel

/// Which policy holds for which workload: one for all, and rules for some.
///
/// - Source: docs/guide/configuration.md
public struct PolicyBook: Hashable, Sendable {
  /// A policy and where it comes from.
  public struct Entry: Hashable, Sendable {
    /// The policy.
    public var policy: Policy
    /// Who set it, in words, such as `podfit.yaml:12, profile batch`; empty for the documented default.
    public var name: String
    /// The strategy for these workloads; nil for that of all.
    public var strategy: String?
    /// What differs from the documented default, as text by key.
    public var settings: [String: String]

    /// Makes an entry.
    public init(_ policy: Policy, name: String = "", settings: [String: String] = [:]) {
      self.policy = policy
      self.name = name
      self.settings = settings
    }

    /// The step of the explanation that names the policy; none for the documented default.
    var steps: [ExplanationStep] {
      name.isEmpty ? [] : [ExplanationStep(step: "policy", inputs: settings, value: name)]
    }
  }

  /// A policy for some workloads.
  public struct Rule: Hashable, Sendable {
    /// Which.
    public var match: PolicyMatch
    /// What holds for them.
    public var entry: Entry

    /// Makes a rule.
    public init(_ match: PolicyMatch, _ entry: Entry) {
      self.match = match
      self.entry = entry
    }
  }

  /// What holds where no rule does.
  public var standard: Entry
  /// Policies for some workloads; the last that matches counts.
  public var rules: [Rule]

  /// Which new workloads are like which others.
  public var similar: [SimilarRule] = []

  /// The same policy for all.
  public init(_ policy: Policy = Policy()) { self.init(standard: Entry(policy)) }

  /// Makes a book.
  public init(standard: Entry, rules: [Rule] = []) {
    self.standard = standard
    self.rules = rules
  }

  /// What holds for a container: all containers of a workload have the same.
  public func entry(for profile: ContainerProfile) -> Entry {
    rules.last { $0.match.matches(profile.id.workload, labels: profile.labels) }?.entry ?? standard
  }
}

/// Workloads by namespace, kind, name and labels; what is left empty matches all.
public struct PolicyMatch: Hashable, Sendable {
  /// Patterns of namespaces, one of which must match.
  public var namespaces: [NamePattern] = []
  /// Kinds, one of which it must be.
  public var kinds: Set<WorkloadKind> = []
  /// Patterns of names, one of which must match.
  public var names: [NamePattern] = []
  /// Patterns of labels of the pods, all of which must match.
  public var labels: [String: NamePattern] = [:]

  /// Matches everything.
  public init() {}

  /// Whether a workload is meant, whose pods have `labels`.
  public func matches(_ workload: WorkloadID, labels own: [String: String]) -> Bool {
    (namespaces.isEmpty || namespaces.contains { $0.matches(workload.namespace) })
      && (kinds.isEmpty || kinds.contains(workload.kind))
      && (names.isEmpty || names.contains { $0.matches(workload.name) })
      && labels.allSatisfy { key, pattern in own[key].map(pattern.matches) ?? false }
  }
}
