import PodfitModel
public import PodfitReport

/// Which commands to print.
public struct QueriesRequest: Sendable {
  /// What is exported.
  public var settings: ExportSettings
  /// The programs, each once.
  public var tools: [ExportTool]
  /// The folder that the commands write to.
  public var folder: String
  /// The context of kubectl; nil for its current one.
  public var context: String?

  /// Makes a request.
  public init(
    settings: ExportSettings,
    tools: [ExportTool] = [.curl, .kubectl],
    folder: String = "podfit-export",
    context: String? = nil
  ) {
    self.settings = settings
    self.tools = tools
    self.folder = folder
    self.context = context
  }
}

extension Podfit {
  /// The queries and the command lines that export what podfit needs.
  ///
  /// Nothing is asked and nothing is run.
  ///
  /// - Throws: ``ExportSettingsError`` for a folder or context that cannot be written into a command
  public static func queries(
    _ request: QueriesRequest
  ) throws(ExportSettingsError) -> QueriesDocument {
    for text in [request.folder] + [request.context].compactMap({ $0 }) {
      guard !text.isEmpty, text.printable == text else { throw .unusableName(text) }
    }
    let settings = request.settings
    let builder = ExportCommands(
      settings: settings,
      folder: request.folder,
      context: request.context
    )
    let day = min(settings.window.span, .days(1))
    return QueriesDocument(
      url: settings.url,
      cluster: settings.cluster,
      folder: request.folder,
      start: settings.window.start.rfc3339,
      end: settings.window.end.rfc3339,
      stepSeconds: settings.step.milliseconds / 1_000,
      rangeSeconds: settings.range.milliseconds / 1_000,
      queries: ExportQueries.wanted(settings.groups).map { query in
        QueriesDocument.Query(
          id: query.id,
          gives: query.gives,
          why: query.why,
          asked: query.kind.rawValue,
          promQL: query.expression(
            .all,
            range: query.kind == .daily ? day : settings.range,
            matchers: settings.matchers,
            isLegacy: settings.isLegacy
          )
        )
      },
      objects: ClusterObjects.all.map {
        QueriesDocument.Objects(id: $0.id, kinds: $0.kinds, why: $0.why)
      },
      commands: ExportTool.allCases.filter(request.tools.contains).flatMap(builder.commands)
    )
  }
}
