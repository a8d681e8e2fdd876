import Foundation
import PodfitModel
import PodfitReport
import TestSupport
import Testing

@testable import PodfitKit

@Suite("Queries and the commands that ask them")
struct QueriesTests {
  /// Settings about whole days up to 2026-11-21.
  static func settings(
    days: Int64 = 7,
    step: Int64 = 300,
    namespaces: [String] = []
  ) throws -> ExportSettings {
    let end = try #require(Instant(rfc3339: "2026-11-21T00:00:00Z"))
    let start = Instant(milliseconds: end.milliseconds - days * 86_400_000)
    return try ExportSettings(
      url: "http://127.0.0.1:9090/",
      window: TimeWindow(start: start, end: end),
      step: .seconds(step),
      namespaces: namespaces
    )
  }

  @Test(
    "durations are read and written as Prometheus does",
    arguments: [
      ("7d", 604_800, "7d"), ("5m", 300, "5m"), ("1h30m", 5_400, "90m"), ("90", 90, "90s"),
      ("1w", 604_800, "7d"), ("86400s", 86_400, "1d"),
    ] as [(String, Int64, String)]
  )
  func durations(text: String, seconds: Int64, written: String) throws {
    let span = try #require(TimeSpan(promQL: text))
    #expect(span == .seconds(seconds))
    #expect(span.promQLText == written)
  }

  @Test(
    "what is no duration is none",
    arguments: ["", "0", "0s", "-5m", "5 m", "m", "5x", "99999999999y", "1.5h", "5m3", "٣m"]
  )
  func noDurations(text: String) {
    #expect(TimeSpan(promQL: text) == nil)
  }

  @Test("a day's requests start at a multiple of the step and end one step before the next")
  func tiles() throws {
    let shards = ExportShard.all(try Self.settings()).filter { $0.query == "cpu" }
    #expect(shards.count == 7)
    #expect(shards.first?.start.rfc3339 == "2026-11-14T00:00:00Z")
    #expect(shards.first?.end.rfc3339 == "2026-11-14T23:55:00Z")
    #expect(shards.last?.end.rfc3339 == "2026-11-20T23:55:00Z")
    for (a, b) in zip(shards, shards.dropFirst()) { #expect(a.end + .seconds(300) == b.start) }
  }

  @Test(
    "no request has more points than servers answer",
    arguments: [1, 7, 60, 301, 3_600, 86_400]
  )
  func points(step: Int64) throws {
    for shard in ExportShard.all(try Self.settings(step: step)) {
      #expect(shard.points <= ExportShard.pointLimit)
      #expect(shard.start.milliseconds % (step * 1_000) == 0 || shard.kind != .range)
    }
  }

  @Test("halves of a request have its steps, each once", arguments: [2, 3, 288, 10_000])
  func halves(points: Int64) throws {
    var pieces = [
      ExportShard(
        query: "cpu",
        kind: .range,
        scope: .all,
        start: Instant(milliseconds: 0),
        end: Instant(milliseconds: (points - 1) * 300_000),
        step: .seconds(300)
      )
    ]
    while let index = pieces.firstIndex(where: { $0.points > 1 }) {
      let (a, b) = try #require(pieces[index].halves())
      pieces.replaceSubrange(index...index, with: [a, b])
    }
    #expect(pieces.map(\.start.milliseconds) == (0..<points).map { $0 * 300_000 })
    #expect(pieces.allSatisfy { $0.halves() == nil })
  }

  @Test("parts of a scope have each namespace once, and the rest has what nobody counted")
  func scopes() throws {
    let weights = ["a": 50, "b": 30, "c": 20, "d": 1, "": 3]
    var parts = [NamespaceScope.all]
    while let index = parts.firstIndex(where: { $0.halves(weights) != nil }) {
      let (a, b) = try #require(parts[index].halves(weights))
      #expect(a.weight(weights) + b.weight(weights) == parts[index].weight(weights))
      parts.replaceSubrange(index...index, with: [a, b])
    }
    for name in ["a", "b", "c", "d", "", "never counted"] {
      let homes = parts.filter {
        switch $0 {
        case .all: true
        case .only(let names): names.contains(name)
        case .except(let names): !names.contains(name)
        }
      }
      #expect(homes.count == 1, "\(name)")
    }
  }

  @Test("names of files are plain and differ where requests do")
  func fileNames() throws {
    let names = ["a/b", "a_b", "a b", "..", "-x", "ä", String(repeating: "y", count: 300)]
    let shards = ExportShard.all(try Self.settings(namespaces: names))
    let files = shards.map(\.fileName)
    #expect(Set(files).count == files.count)
    for file in files {
      #expect(file.utf8.count <= 200)
      #expect(file.wholeMatch(of: /[A-Za-z0-9._+-]+/) != nil, "\(file)")
      #expect(!file.hasPrefix(".") && !file.hasPrefix("-"))
    }
  }

  @Test("values stay inside their quotes, and patterns match themselves alone")
  func quoting() {
    #expect(PromQL.literal(#"a"b\c"#) == #""a\"b\\c""#)
    #expect(
      NamespaceScope.only(["a.b", "c|d"]).alternatives(["namespace"])
        == [[#"namespace=~"a\\.b|c\\|d""#]]
    )
    #expect(
      NamespaceScope.except(["x"]).alternatives(["namespace", "exported_namespace"])
        == [[#"namespace!="x""#, #"exported_namespace!="x""#]]
    )
  }

  @Test("what is put into a template is not looked through again")
  func templates() throws {
    let query = try #require(ExportQueries.query("throttling"))
    let text = query.expression(
      .only(["$range$selector$whole"]),
      range: .seconds(300),
      matchers: [],
      isLegacy: false
    )
    #expect(text.split(separator: #"namespace="$range$selector$whole""#).count == 3)
  }

  @Test(
    "addresses that cannot be used are refused with the reason",
    arguments: [
      "", "localhost:9090", "ftp://x", "http://", "http://u:p@host", "http://h?x=1", "http://h#x",
      "http://h /x", "http://h/api/v1", "http://h\u{202E}",
    ]
  )
  func addresses(url: String) {
    let window = TimeWindow(
      start: Instant(milliseconds: 0),
      end: Instant(milliseconds: 86_400_000)
    )
    #expect(throws: ExportSettingsError.self) { try ExportSettings(url: url, window: window) }
  }

  @Test("a password in an address is not repeated")
  func password() {
    let window = TimeWindow(
      start: Instant(milliseconds: 0),
      end: Instant(milliseconds: 86_400_000)
    )
    do {
      _ = try ExportSettings(url: "http://u:geheim@host", window: window)
    } catch {
      #expect(!"\(error)".contains("geheim"))
    }
  }

  @Test("what belongs to a group is asked for with its option alone")
  func groups() throws {
    func ids(_ groups: Set<ExportQuery.Group>) throws -> Set<String> {
      var settings = try Self.settings()
      settings.groups = groups
      return Set(ExportShard.all(settings).map(\.query))
    }
    let plain = try ids([])
    #expect(plain.isDisjoint(with: ["gpu-engine", "pod-network", "node-disk", "limits"]))
    #expect(
      try ids([.gpu]).subtracting(plain)
        == ["gpu-utilization", "gpu-engine", "gpu-memory-used", "gpu-memory-free"]
    )
    #expect(try ids([.gpu, .io, .limits]) == Set(ExportQueries.all.map(\.id)))
  }

  @Test("ids of queries and objects are plain and each is there once")
  func ids() {
    let ids = ExportQueries.all.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids + ClusterObjects.all.map(\.id) {
      #expect(id.wholeMatch(of: /[a-z][a-z-]*/) != nil)
    }
  }

  @Test("docs/guide/exporting.md lists the queries as they are")
  func guide() throws {
    let place = SharedData.packageRoot.appending(path: "docs/guide/exporting.md")
    var settings = try Self.settings()
    settings.groups = Set(ExportQuery.Group.allCases)
    let document = try Podfit.queries(QueriesRequest(settings: settings))
    var list = "<!-- queries -->\n"
    for query in document.queries {
      list += "\n### `\(query.id)`\n\nGives \(query.gives). \(Self.asked[query.asked] ?? "?")"
      list += " \(query.why.prefix(1).uppercased())\(query.why.dropFirst())."
      let group = ExportQueries.query(query.id)?.group
      list += group.map { " Only with `--\($0.rawValue)`." } ?? ""
      list += "\n\n"
      list += "```\n\(query.promQL.replacing(" or ", with: "\n  or "))\n```\n"
    }
    list += "\n<!-- end of queries -->"
    let text = try String(contentsOf: place, encoding: .utf8)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      let range = try #require(text.firstRange(of: /(?s)<!-- queries -->.*<!-- end of queries -->/))
      try Data(text.replacingCharacters(in: range, with: list).utf8).write(to: place)
      return
    }
    #expect(text.contains(list), "run `make golden` and look at the difference")
  }

  private static let asked = [
    "range": "Asked for every step.", "daily": "Asked at the end of each day, about the day.",
    "once": "Asked at the end of the window.",
  ]
}
