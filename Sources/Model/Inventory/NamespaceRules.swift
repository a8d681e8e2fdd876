/// A LimitRange: what containers, pods and claims of a namespace may ask for, and what they get where
/// they ask for nothing.
public struct LimitRange: Hashable, Sendable, Codable {
  /// What holds for one resource of one type of object.
  ///
  /// Amounts are nanocores for `cpu`, bytes or whole units for the others.
  public struct Rule: Hashable, Sendable, Codable {
    /// `Container`, `Pod` or `PersistentVolumeClaim`.
    public var type: String
    /// The resource's name as Kubernetes spells it, such as `memory`.
    public var resource: String
    /// The least that may be asked for.
    public var min: Int64?
    /// The most that may be asked for.
    public var max: Int64?
    /// The limit of a container that sets none.
    public var defaultLimit: Int64?
    /// The request of a container that sets none.
    public var defaultRequest: Int64?
    /// How many times its request a limit may be.
    public var largestRatio: Double?

    /// Makes a rule that says nothing yet.
    public init(type: String, resource: String) {
      self.type = type
      self.resource = resource
    }
  }

  /// The object's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The rules by type, in the order of the object, and resource name.
  public var rules: [Rule]

  /// Makes a limit range.
  public init(id: ObjectReference, resourceVersion: Int64 = 0, rules: [Rule] = []) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.rules = rules
  }
}

/// A ResourceQuota: how much all objects of a namespace may ask for together.
public struct ResourceQuota: Hashable, Sendable, Codable {
  /// One line of the quota.
  ///
  /// Amounts are nanocores for `cpu`, `requests.cpu` and `limits.cpu`, bytes or whole units for the
  /// others.
  public struct Amount: Hashable, Sendable, Codable {
    /// The name, such as `requests.cpu`, `limits.memory`, `pods`, `count/jobs.batch`.
    public var resource: String
    /// The most allowed, nil where only use is stated.
    public var hard: Int64?
    /// What is asked for now, nil where the source does not say.
    public var used: Int64?

    /// Makes a line.
    public init(resource: String, hard: Int64?, used: Int64?) {
      self.resource = resource
      self.hard = hard
      self.used = used
    }
  }

  /// The object's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The lines in the order of their names.
  public var amounts: [Amount]
  /// Which pods count: scopes such as `NotTerminating`, `PriorityClass In high`; empty means all.
  public var scopes: [String]

  /// Makes a quota.
  public init(
    id: ObjectReference,
    resourceVersion: Int64 = 0,
    amounts: [Amount] = [],
    scopes: [String] = []
  ) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.amounts = amounts
    self.scopes = scopes
  }
}

/// A PodDisruptionBudget: how many pods must stay while nodes are drained.
public struct DisruptionBudget: Hashable, Sendable, Codable {
  /// The object's own reference.
  public var id: ObjectReference
  /// `metadata.resourceVersion` as a number, 0 where it is missing or no number.
  public var resourceVersion: Int64
  /// The pods it is about, or nil where it selects none.
  public var selector: LabelSelector?
  /// The fewest pods that must be there, as a count or a share such as `50%`.
  public var minAvailable: String?
  /// The most pods that may be missing, as a count or a share.
  public var maxUnavailable: String?
  /// Whether pods that are not ready may go: `IfHealthyBudget` or `AlwaysAllow`.
  public var unhealthyPodEviction: String?
  /// The pods the budget counts on.
  public var expectedPods: Int64?
  /// Those of them that are healthy now.
  public var currentHealthy: Int64?
  /// The fewest that must be healthy.
  public var desiredHealthy: Int64?
  /// How many may go now.
  public var disruptionsAllowed: Int64?

  /// Makes a budget that says nothing yet.
  public init(id: ObjectReference, resourceVersion: Int64 = 0, selector: LabelSelector? = nil) {
    self.id = id
    self.resourceVersion = resourceVersion
    self.selector = selector
  }
}

/// Labels that objects must have to be meant; one without requirements means all.
public struct LabelSelector: Hashable, Sendable, Codable {
  /// Labels with these values.
  public var matchLabels: [String: String]
  /// Further requirements.
  public var matchExpressions: [LabelRequirement]

  /// Makes a selector.
  public init(matchLabels: [String: String] = [:], matchExpressions: [LabelRequirement] = []) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }

  /// Whether an object with these labels is meant.
  public func matches(_ labels: [String: String]) -> Bool {
    matchLabels.allSatisfy { labels[$0.key] == $0.value }
      && matchExpressions.allSatisfy { $0.holds(for: labels[$0.key]) }
  }
}

extension LabelRequirement {
  /// Whether the requirement holds for a label's value, nil where the label is absent.
  ///
  /// An operator that is not known never holds.
  public func holds(for value: String?) -> Bool {
    switch operation {
    case "In": return value.map(values.contains) ?? false
    case "NotIn": return value.map { !values.contains($0) } ?? true
    case "Exists": return value != nil
    case "DoesNotExist": return value == nil
    case "Gt", "Lt":
      guard let number = value.flatMap({ Int64($0) }), values.count == 1,
        let bound = Int64(values[0])
      else { return false }
      return operation == "Gt" ? number > bound : number < bound
    default: return false
    }
  }
}
