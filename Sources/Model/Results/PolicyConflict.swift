/// A number and a rule that do not fit each other.
public struct PolicyConflict: Hashable, Sendable {
  /// What kind of rule it is; the names stay.
  public enum Rule: String, Hashable, Sendable, Codable, CaseIterable {
    /// A LimitRange, or the policy, allows less.
    case most
    /// A LimitRange asks for more.
    case least
    /// A limit is too many times its request.
    case ratio
    /// A pod that is to stay Guaranteed, or to keep whole CPUs, would not.
    case serviceClass = "service-class"
    /// A quota demands a limit.
    case missingLimit = "missing-limit"
    /// No listed node is as large.
    case nodeSize = "node-size"
    /// A namespace would ask for more than its quota.
    case quota
  }

  /// The kind of rule.
  public var rule: Rule
  /// Who makes the rule, such as `LimitRange limits`.
  public var source: String
  /// `cpu` or `memory`; for quotas the name of the quota's line, such as `limits.memory`.
  public var resource: String
  /// What is needed or in force, in nanocores or bytes; for a ratio in thousandths.
  public var found: Int64
  /// What the rule allows, in the same unit.
  public var allowed: Int64
  /// Both in words.
  public var message: String

  /// Makes a conflict.
  public init(
    rule: Rule,
    source: String,
    resource: String,
    found: Int64,
    allowed: Int64,
    message: String
  ) {
    self.rule = rule
    self.source = source
    self.resource = resource
    self.found = found
    self.allowed = allowed
    self.message = message
  }
}
