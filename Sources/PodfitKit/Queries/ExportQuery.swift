import PodfitModel

/// One thing that podfit asks a Prometheus-compatible server for.
///
/// The answer names its series, by the neutral name of the metric or by that of the source, so that a
/// file says by itself what it holds.
public struct ExportQuery: Sendable {
  /// When a query is asked.
  public enum Kind: String, Sendable, Codable {
    /// At every step of a day, through `/api/v1/query_range`.
    case range
    /// At the end of each day, about the day, through `/api/v1/query`.
    case daily
    /// At the end of the window, about that moment, through `/api/v1/query`.
    case once
  }

  /// One family of series that has the answer; a query asks for all of them at once.
  struct Source: Sendable {
    /// The metric's name; empty where the conditions name several.
    var metric: String
    /// Conditions on labels.
    var matchers: [String] = []
    /// The expression: `$selector` stands for the selector, `$whole` for the same selector of
    /// ``whole``, `$range` for the time that one answer covers.
    var template: String
    /// The metric that a share is of.
    var whole: String?
    /// The name that the series of the answer get; nil where the expression keeps it.
    var name: String?
    /// Whether only clusters before Kubernetes 1.16 have such series.
    var isLegacy = false
  }

  /// The id, in file names too.
  public var id: String
  /// What the answer tells: neutral names of metrics, or what the facts are about.
  public var gives: String
  /// Why podfit needs it.
  public var why: String
  /// When it is asked.
  public var kind: Kind
  /// Labels that may hold the namespace; none for objects without one.
  var namespaceLabels: [String]
  /// The alternatives.
  var sources: [Source]
  /// What it belongs to that is only asked for on demand; nil where it always is.
  public var group: Group?

  /// What is not asked for unless somebody wants it.
  public enum Group: String, Hashable, Sendable, CaseIterable {
    /// GPUs, by NVIDIA's DCGM exporter.
    case gpu
    /// Disks and networks of pods and nodes, and conditions of nodes.
    case io
    /// Limits at every step, for pods that are resized in place.
    case limits
  }

  /// The expression.
  ///
  /// - Parameters:
  ///   - scope: the namespaces it is about
  ///   - range: the time that each answer covers
  ///   - matchers: conditions that every selector gets
  ///   - isLegacy: whether to ask for series of very old clusters too
  /// - Returns: an expression that every compatible server takes
  func expression(
    _ scope: NamespaceScope,
    range: TimeSpan,
    matchers: [String],
    isLegacy: Bool
  ) -> String {
    alternatives(scope, isLegacy: isLegacy).map { source, conditions in
      let all = source.matchers + matchers + conditions
      // The template is looked through once: what is put in is not looked through again.
      let selector = PromQL.selector(source.metric, all)
      let text = source.template
        .replacing("$range", with: range.promQLText)
        .split(separator: "$whole", omittingEmptySubsequences: false)
        .map { $0.replacing("$selector", with: selector) }
        .joined(separator: PromQL.selector(source.whole ?? "", all))
      guard let name = source.name else { return text }
      return "label_replace(\(text), \"__name__\", \(PromQL.literal(name)), \"\", \"\")"
    }
    .joined(separator: " or ")
  }

  /// How many series the query reads, by namespace.
  func count(_ scope: NamespaceScope, matchers: [String], isLegacy: Bool) -> String {
    let selectors = selectors(scope, matchers: matchers, isLegacy: isLegacy)
    let by = namespaceLabels.first.map { " by (\($0))" } ?? ""
    return "count\(by) (\(selectors.joined(separator: " or ")))"
  }

  /// The selectors of all series that the query reads.
  func selectors(_ scope: NamespaceScope, matchers: [String], isLegacy: Bool) -> [String] {
    alternatives(scope, isLegacy: isLegacy).map { source, conditions in
      PromQL.selector(source.metric, source.matchers + matchers + conditions)
    }
  }

  /// The selectors of what is exported as it is, where a server can do that.
  func rawSelectors(_ scope: NamespaceScope, matchers: [String], isLegacy: Bool) -> [String] {
    alternatives(scope, isLegacy: isLegacy).flatMap { source, conditions in
      ([source.metric] + [source.whole].compactMap { $0 }).map {
        PromQL.selector($0, source.matchers + matchers + conditions)
      }
    }
  }

  private func alternatives(
    _ scope: NamespaceScope,
    isLegacy: Bool
  ) -> [(Source, conditions: [String])] {
    sources.filter { isLegacy || !$0.isLegacy }.flatMap { source in
      scope.alternatives(namespaceLabels).map { (source, $0) }
    }
  }
}
