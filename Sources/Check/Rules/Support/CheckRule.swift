public import PodfitModel

/// A rule: one thing that can be wrong with a container's requests and limits.
///
/// A rule carries its documentation and its examples; `docs/rules.md` is made from them and one test
/// runs every example.
public protocol CheckRule: Sendable {
  /// The stable id in kebab case.
  static var id: String { get }
  /// What is wrong, in a few words.
  static var summary: String { get }
  /// Why it matters.
  static var rationale: String { get }
  /// What to do about it.
  static var remediation: String { get }
  /// The highest severity of its findings.
  static var severity: Severity { get }
  /// When it finds something and how severe that is.
  static var condition: String { get }
  /// Containers in which it finds one thing.
  static var triggering: [RuleExample] { get }
  /// Containers in which it finds nothing.
  static var clean: [RuleExample] { get }
  /// What it finds in a container; source lines are added by the caller.
  static func findings(in subject: CheckSubject) -> [Finding]
}

/// A container as an example of a rule.
public struct RuleExample: Hashable, Sendable {
  /// The container in YAML's flow style; `↓` stands before the first character of the finding.
  public var container: String
  /// The recommended requests and limits; nil when there is no recommendation.
  public var recommended: ContainerResources?
  /// The recommended largest heap, nil for containers without a JVM.
  public var heap: Memory?
  /// The shapes of nodes that are known.
  public var nodes: [NodeShape]
  /// Another document of the manifest; empty for none.
  public var beside: String

  /// Makes an example.
  public init(
    _ container: String,
    recommended: ContainerResources? = nil,
    heap: Memory? = nil,
    nodes: [NodeShape] = [],
    beside: String = ""
  ) {
    self.container = container
    self.recommended = recommended
    self.heap = heap
    self.nodes = nodes
    self.beside = beside
  }

  /// A Pod with the container, `↓` included.
  public var manifest: String {
    """
    apiVersion: v1
    kind: Pod
    metadata: {name: example, namespace: shop}
    spec:
      containers:
      - \(container)

    """ + (beside.isEmpty ? "" : "---\n" + beside)
  }
}
