public import PodfitModel

/// Puts a report into one output format.
public protocol ReportRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Makes a renderer.
  init()
  /// The report as text.
  ///
  /// - Throws: only for values that the format cannot hold, which no report contains
  func render(_ report: ReportModel) throws -> String
}

/// Puts recommendations into one output format.
public protocol RecommendationRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Whether it prints the steps of explanations, which are most of what a recommendation takes.
  static var needsExplanations: Bool { get }
  /// Makes a renderer.
  init()
  /// The recommendations as text.
  ///
  /// - Throws: only for values that the format cannot hold, which no set contains
  func render(_ set: RecommendationSet) throws -> String
}

extension RecommendationRenderer {
  /// Most formats have no room for them.
  public static var needsExplanations: Bool { false }
}

/// Puts a node plan into one output format.
public protocol NodesRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Makes a renderer.
  init()
  /// The plan as text.
  ///
  /// - Throws: only for values that the format cannot hold, which no plan contains
  func render(_ plan: NodePlan) throws -> String
}

/// Puts profiles into one output format.
public protocol ProfileRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Makes a renderer.
  init()
  /// The profiles as text.
  func render(_ profiles: [UsageProfile]) -> String
}

/// Puts explanations into one output format.
public protocol ExplanationRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Makes a renderer.
  init()
  /// The way to each container's numbers as text.
  ///
  /// - Parameters:
  ///   - explained: The containers.
  ///   - drawsLines: Whether blocks can be shown, as on a terminal of UTF-8; else days are numbers.
  /// - Returns: the text
  /// - Throws: only for values that the format cannot hold, which no explanation contains
  func render(_ explained: [ExplainedContainer], drawsLines: Bool) throws -> String
}

/// Puts a back-test into one output format.
public protocol BacktestRenderer: Sendable {
  /// The format's name, as `--format` takes it.
  static var id: String { get }
  /// What the format is, in a few words.
  static var summary: String { get }
  /// Makes a renderer.
  init()
  /// The back-test as text.
  ///
  /// - Throws: only for values that the format cannot hold, which no result contains
  func render(_ result: BacktestResult) throws -> String
}

/// Every output format, in the order that help shows.
public enum RendererRegistry {
  /// The formats of `podfit report`.
  public static let report: [any ReportRenderer.Type] = [
    MarkdownReport.self,
    HTMLReport.self,
    JSONReport.self,
    CSVReport.self,
    TextReport.self,
  ]

  /// The formats of `podfit recommend`.
  public static let recommendations: [any RecommendationRenderer.Type] = [
    RecommendationTable.self,
    RecommendationJSON.self,
    RecommendationBriefJSON.self,
    RecommendationCSV.self,
    KubectlPatch.self,
  ]

  /// The ready-to-apply formats of `podfit recommend`.
  public static let changes: [any ChangeRenderer.Type] = [
    StrategicMergeFiles.self,
    JSONPatchFiles.self,
    KustomizeFolder.self,
    HelmValues.self,
    KubectlScripts.self,
    VerticalAutoscalers.self,
    NamespaceLimits.self,
  ]

  /// The formats of `podfit nodes`.
  public static let nodes: [any NodesRenderer.Type] = [
    NodesTable.self,
    NodesJSON.self,
  ]

  /// The formats of `podfit profile`.
  public static let profiles: [any ProfileRenderer.Type] = [
    ProfileTable.self,
    ProfileJSON.self,
    ProfileCSV.self,
  ]

  /// The formats of `podfit backtest`.
  public static let backtests: [any BacktestRenderer.Type] = [
    BacktestTable.self,
    BacktestJSON.self,
  ]

  /// The formats of `podfit explain`.
  public static let explanations: [any ExplanationRenderer.Type] = [
    ExplanationText.self,
    ExplanationJSON.self,
  ]
}
