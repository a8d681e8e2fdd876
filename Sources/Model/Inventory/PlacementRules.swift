/// Where the pods of a template may go.
public struct PlacementRules: Hashable, Sendable, Codable {
  /// Labels a node must have, with these values.
  public var nodeSelector: [String: String]
  /// Required node affinity: any of these terms must hold; empty means no such rule.
  public var requiredNodeTerms: [NodeSelectorTerm]
  /// Taints the pods put up with.
  public var tolerations: [Toleration]
  /// Required pod anti-affinity rules.
  public var requiredAntiAffinity: [PodAffinityRule]
  /// Required pod affinity rules.
  public var requiredAffinity: [PodAffinityRule]
  /// Topology spread constraints that forbid scheduling (`DoNotSchedule`).
  public var requiredSpread: [SpreadRule]
  /// Whether the pods use the node's own network.
  public var usesHostNetwork: Bool

  /// Makes a set of rules; the default has none.
  public init(
    nodeSelector: [String: String] = [:],
    requiredNodeTerms: [NodeSelectorTerm] = [],
    tolerations: [Toleration] = [],
    requiredAntiAffinity: [PodAffinityRule] = [],
    requiredAffinity: [PodAffinityRule] = [],
    requiredSpread: [SpreadRule] = [],
    usesHostNetwork: Bool = false
  ) {
    self.nodeSelector = nodeSelector
    self.requiredNodeTerms = requiredNodeTerms
    self.tolerations = tolerations
    self.requiredAntiAffinity = requiredAntiAffinity
    self.requiredAffinity = requiredAffinity
    self.requiredSpread = requiredSpread
    self.usesHostNetwork = usesHostNetwork
  }
}

/// One requirement on the labels of a node or pod.
public struct LabelRequirement: Hashable, Sendable, Codable {
  /// The label's key.
  public var key: String
  /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
  public var operation: String
  /// The values compared with.
  public var values: [String]

  /// Makes a requirement.
  public init(key: String, operation: String, values: [String]) {
    self.key = key
    self.operation = operation
    self.values = values
  }
}

/// A term of required node affinity: all requirements must hold.
public struct NodeSelectorTerm: Hashable, Sendable, Codable {
  /// The requirements on labels.
  public var expressions: [LabelRequirement]
  /// The requirements on fields, of which Kubernetes knows `metadata.name` only.
  public var fields: [LabelRequirement]

  /// Makes a term.
  public init(expressions: [LabelRequirement], fields: [LabelRequirement] = []) {
    self.expressions = expressions
    self.fields = fields
  }
}

/// A toleration of a taint.
public struct Toleration: Hashable, Sendable, Codable {
  /// The taint's key; empty with `Exists` tolerates everything.
  public var key: String
  /// `Equal` or `Exists`.
  public var operation: String
  /// The taint's value for `Equal`.
  public var value: String
  /// The effect tolerated; empty means all.
  public var effect: String

  /// Makes a toleration.
  public init(key: String, operation: String = "Equal", value: String = "", effect: String = "") {
    self.key = key
    self.operation = operation
    self.value = value
    self.effect = effect
  }
}

/// A taint of a node.
public struct Taint: Hashable, Sendable, Codable {
  /// The taint's key.
  public var key: String
  /// Its value.
  public var value: String
  /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
  public var effect: String

  /// Makes a taint.
  public init(key: String, value: String, effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// A rule that ties pods to, or keeps them from, nodes that run pods with some labels.
public struct PodAffinityRule: Hashable, Sendable, Codable {
  /// The node label that says what *the same place* means, such as `kubernetes.io/hostname`.
  public var topologyKey: String
  /// Labels of the other pods.
  public var matchLabels: [String: String]
  /// Further requirements on the labels of the other pods.
  public var matchExpressions: [LabelRequirement]
  /// Labels of which the other pods must have the pod's own values (`matchLabelKeys`); nil for none.
  public var sameLabelKeys: [String]?
  /// Labels of which the other pods must not have them (`mismatchLabelKeys`); nil for none.
  public var otherLabelKeys: [String]?
  /// Whether there is no selector at all, so that no pod is meant; nil for a rule that has one.
  public var hasNoSelector: Bool?
  /// The namespaces of the other pods; nil for the pod's own.
  public var namespaces: NamespaceScope?

  /// Makes a rule.
  public init(
    topologyKey: String,
    matchLabels: [String: String],
    matchExpressions: [LabelRequirement] = [],
    namespaces: NamespaceScope? = nil
  ) {
    self.topologyKey = topologyKey
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
    self.namespaces = namespaces
  }
}

/// The namespaces that a rule about other pods names.
public struct NamespaceScope: Hashable, Sendable, Codable {
  /// Namespaces by their names.
  public var names: [String]
  /// Whether all are meant: a selector without requirements.
  public var isAll: Bool
  /// Whether others are meant besides by their labels, which no export of pods states.
  public var hasSelector: Bool

  /// Makes a scope.
  public init(names: [String] = [], isAll: Bool = false, hasSelector: Bool = false) {
    self.names = names
    self.isAll = isAll
    self.hasSelector = hasSelector
  }
}

/// A topology spread constraint that forbids scheduling.
public struct SpreadRule: Hashable, Sendable, Codable {
  /// The node label that pods are spread over.
  public var topologyKey: String
  /// How far the fullest place may be above the emptiest.
  public var maxSkew: Int
  /// Labels of the pods counted.
  public var matchLabels: [String: String]
  /// Further requirements on the labels of the pods counted; nil for none.
  public var matchExpressions: [LabelRequirement]?
  /// Labels of which the pods counted have the pod's own values (`matchLabelKeys`); nil for none.
  public var sameLabelKeys: [String]?
  /// Whether there is no selector at all, so that no pod is counted; nil for a rule that has one.
  public var hasNoSelector: Bool?
  /// With fewer places than these the emptiest counts as having no pod; nil for no such rule.
  public var minDomains: Int?

  /// Makes a rule.
  public init(
    topologyKey: String,
    maxSkew: Int,
    matchLabels: [String: String],
    matchExpressions: [LabelRequirement]? = nil,
    minDomains: Int? = nil
  ) {
    self.topologyKey = topologyKey
    self.maxSkew = maxSkew
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
    self.minDomains = minDomains
  }
}
