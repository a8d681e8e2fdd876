public import PodfitModel

/// What is exported: from where, about which time, in which steps.
public struct ExportSettings: Hashable, Sendable {
  /// The server, such as `http://prometheus:9090`, without `/api/v1`.
  public var url: String
  /// The cluster that `podfit ingest` files the samples under, unless their labels name one.
  public var cluster: String
  /// The time asked about; both ends are multiples of the step.
  public let window: TimeWindow
  /// The distance of two samples.
  public let step: TimeSpan
  /// The namespaces, one query each; empty for all at once.
  public var namespaces: [String]
  /// Labels that every series must have, with their values.
  public var labels: [(name: String, value: String)] {
    get { conditions.map { ($0.name, $0.value) } }
    set { conditions = newValue.map { Condition(name: $0.name, value: $0.value) } }
  }
  /// Whether to ask by the labels that Kubernetes had before 1.16 too.
  public var isLegacy = false
  /// What is asked for beside CPU, memory, JVMs and facts.
  public var groups: Set<ExportQuery.Group> = []

  private struct Condition: Hashable { var name, value: String }
  private var conditions: [Condition] = []

  /// Makes settings; the ends of the window are moved back to multiples of the step.
  ///
  /// - Throws: ``ExportSettingsError`` for text that could not be a name or an address, and for a window or
  ///   step that no server answers
  public init(
    url: String,
    cluster: String = "default",
    window: TimeWindow,
    step: TimeSpan = .seconds(300),
    namespaces: [String] = [],
    labels: [(name: String, value: String)] = []
  ) throws(ExportSettingsError) {
    self.url = try Self.checked(url: url)
    guard step >= .seconds(1), step.milliseconds % 1_000 == 0, step <= .days(1) else {
      throw .step(step)
    }
    let start = Self.floor(window.start, step)
    let end = Self.floor(window.end, step)
    guard start < end, start.milliseconds >= 0, end <= Self.latest else { throw .window(window) }
    guard window.span <= .days(3_660) else { throw .window(window) }
    for text in [cluster] + namespaces + labels.map(\.value) {
      guard !text.isEmpty, text.printable == text else { throw .unusableName(text) }
    }
    for label in labels where !Self.isLabelName(label.name) { throw .labelName(label.name) }
    self.cluster = cluster
    self.window = TimeWindow(start: start, end: end)
    self.step = step
    self.namespaces = Set(namespaces).sorted()
    self.labels = labels
  }

  /// Windows shorter than this may hold fewer than the two scrapes that a rate needs.
  private static let shortestRange = TimeSpan.seconds(120)
  /// Beyond lie years of five digits.
  private static let latest = Instant(milliseconds: 253_402_300_799_000)

  /// The time that each answer of a range query covers: the step, so that windows tile, and at least two
  /// minutes.
  public var range: TimeSpan { max(step, Self.shortestRange) }

  /// The conditions on labels as text.
  var matchers: [String] { conditions.map { "\($0.name)=\(PromQL.literal($0.value))" } }

  private static func floor(_ instant: Instant, _ step: TimeSpan) -> Instant {
    let rest = instant.milliseconds % step.milliseconds
    return Instant(
      milliseconds: instant.milliseconds - (rest < 0 ? rest + step.milliseconds : rest)
    )
  }

  private static func isLabelName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
    return name.utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 95
    }
  }

  /// The address without slashes at its end.
  private static func checked(url: String) throws(ExportSettingsError) -> String {
    let scheme = ["http://", "https://"].first { url.lowercased().hasPrefix($0) }
    guard let scheme else { throw .url(url, "it starts with neither http:// nor https://") }
    var text = url
    while text.hasSuffix("/"), text.count > scheme.count { text.removeLast() }
    guard text.count > scheme.count else { throw .url(url, "it names no host") }
    guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .url(url, "it has characters that an address cannot have")
    }
    guard !text.contains("?"), !text.contains("#") else {
      throw .url(url, "it has more than a path: leave out what follows ? and #")
    }
    let host = text.dropFirst(scheme.count).prefix { $0 != "/" }
    guard !host.contains("@") else {
      throw .url("", "it has a user or password in it; --user and --password-file take them")
    }
    guard !text.hasSuffix("/api/v1") else { throw .url(url, "leave out /api/v1") }
    return text
  }
}

/// Why nothing can be asked with such settings.
public enum ExportSettingsError: Error, Hashable, Sendable {
  /// The address cannot be used, for this reason.
  case url(String, String)
  /// The step is no number of whole seconds up to a day.
  case step(TimeSpan)
  /// The window is empty, before 1970 or longer than ten years.
  case window(TimeWindow)
  /// A name that is empty or has characters that do not show.
  case unusableName(String)
  /// Text that cannot be a label's name.
  case labelName(String)
}

extension ExportSettingsError: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .url(let url, let reason):
      "the address\(url.isEmpty ? "" : " \"\(url.printable)\"") cannot be used: \(reason)"
    case .step(let step):
      "a step of \(step.milliseconds) ms: it must be whole seconds, from 1s to 1d"
    case .window(let window):
      "no step fits between \(window.start) and \(window.end), or the time is beyond 1970 to 9999"
        + " or longer than ten years"
    case .unusableName(let name):
      "\"\(name.printable)\" is no name: it is empty or has characters that do not show"
    case .labelName(let name):
      "\"\(name.printable)\" is no name of a label: letters, digits and _, no digit first"
    }
  }
}
