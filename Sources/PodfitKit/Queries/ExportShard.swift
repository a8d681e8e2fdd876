import PodfitModel

/// One request: a query about some namespaces and a piece of the window.
struct ExportShard: Hashable, Sendable {
  /// The query's id.
  var query: String
  /// When the query is asked.
  var kind: ExportQuery.Kind
  /// The namespaces.
  var scope: NamespaceScope
  /// The first step, or where the time that a fact is about begins.
  var start: Instant
  /// The last step, or the moment of the question.
  var end: Instant
  /// The distance of steps.
  var step: TimeSpan

  /// A server refuses more points per series than 11,000; so many ask none to look.
  static let pointLimit: Int64 = 10_000

  /// The points of one series.
  var points: Int64 {
    kind == .range ? (end - start).milliseconds / step.milliseconds + 1 : 1
  }

  /// The time that each answer covers.
  func range(_ settings: ExportSettings) -> TimeSpan {
    kind == .daily ? end - start : settings.range
  }

  /// The expression.
  func expression(_ settings: ExportSettings) -> String {
    guard let query = ExportQueries.query(query) else { return "" }
    return query.expression(
      scope,
      range: range(settings),
      matchers: settings.matchers,
      isLegacy: settings.isLegacy
    )
  }

  /// The two halves of the time, nil where a single step is left or the question is about one moment.
  func halves() -> (ExportShard, ExportShard)? {
    var halves = (self, self)
    switch kind {
    case .range:
      guard points > 1 else { return nil }
      let middle = start + TimeSpan(milliseconds: (points / 2 - 1) * step.milliseconds)
      halves.0.end = middle
      halves.1.start = middle + step
    case .daily:
      let steps = (end - start).milliseconds / step.milliseconds
      guard steps > 1 else { return nil }
      let middle = start + TimeSpan(milliseconds: steps / 2 * step.milliseconds)
      halves.0.end = middle
      halves.1.start = middle
    case .once: return nil
    }
    return halves
  }

  /// The requests of an export before anything is known about its size: by query, day and namespace.
  static func all(_ settings: ExportSettings) -> [ExportShard] {
    let days = days(settings)
    return ExportQueries.wanted(settings.groups).flatMap { query in
      let isScoped = !query.namespaceLabels.isEmpty && !settings.namespaces.isEmpty
      let scopes = isScoped ? settings.namespaces.map { .only([$0]) } : [NamespaceScope.all]
      return scopes.flatMap { scope in
        pieces(query.kind, days, settings).map {
          ExportShard(
            query: query.id,
            kind: query.kind,
            scope: scope,
            start: $0.start,
            end: $0.end,
            step: settings.step
          )
        }
      }
    }
  }

  /// The days of the window, each from its first step to the first of the next.
  private static func days(_ settings: ExportSettings) -> [TimeWindow] {
    let day = TimeSpan.days(1)
    let most = TimeSpan(milliseconds: settings.step.milliseconds * pointLimit)
    var days: [TimeWindow] = []
    var start = settings.window.start
    while start < settings.window.end {
      let midnight = Instant(milliseconds: (start.day + 1) * day.milliseconds)
      // Steps that do not divide a day have their own borders.
      let rest = midnight.milliseconds % settings.step.milliseconds
      let border =
        rest == 0
        ? midnight : midnight + TimeSpan(milliseconds: settings.step.milliseconds - rest)
      let end = min(border, start + most, settings.window.end)
      days.append(TimeWindow(start: start, end: end))
      start = end
    }
    return days
  }

  private static func pieces(
    _ kind: ExportQuery.Kind,
    _ days: [TimeWindow],
    _ settings: ExportSettings
  ) -> [TimeWindow] {
    switch kind {
    case .range:
      days.map {
        let last = $0.end.milliseconds - settings.step.milliseconds
        return TimeWindow(start: $0.start, end: Instant(milliseconds: last))
      }
    case .daily: days
    case .once: [TimeWindow(start: settings.window.end, end: settings.window.end)]
    }
  }

  /// The name of its file, without an extension: letters, digits, `-`, `.` and `_` only.
  var fileName: String {
    func stamp(_ instant: Instant) -> String {
      instant.rfc3339.replacing(":", with: "").replacing("-", with: "")
    }
    let scope = scope.text
    var plain = String(
      scope.unicodeScalars.map { scalar -> Character in
        let isPlain =
          scalar.isASCII && (Character(scalar).isLetter || Character(scalar).isNumber)
        return isPlain || scalar == "-" || scalar == "+" ? Character(scalar) : "_"
      }
    )
    // Two names may become one; the whole scope tells them apart.
    switch self.scope {
    case .only(let names) where names.count > 1 || plain != scope || plain.count > 63:
      plain = "\(plain.prefix(40))-\(Self.mark(names))"
    case .except(let names): plain = "\(plain)-\(Self.mark(names))"
    default: break
    }
    let time = kind == .once ? stamp(end) : "\(stamp(start))-\(stamp(end))"
    return "\(query).\(plain).\(time)"
  }

  /// A short mark of names: FNV-1a, 64 bits.
  private static func mark(_ names: [String]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in names.joined(separator: "\u{0}").utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }
    return String(hash, radix: 16)
  }
}
