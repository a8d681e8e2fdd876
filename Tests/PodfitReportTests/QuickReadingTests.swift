import Foundation
import PodfitModel
import PodfitReport
import Testing

@Suite("Recommendations: reading without steps")
struct QuickReadingTests {
  /// A set in which every field is there somewhere, and texts are of all kinds.
  private static func set(seed: UInt64) -> RecommendationSet {
    var chance = Chance(state: seed)
    let texts = [
      "", "app", "größe", "a\"b\\c", "line\nbreak", "\u{1F600}", "tab\tend", "/slash/",
      "\u{7}bell",
    ]
    func text() -> String { texts[Int(chance.next() % UInt64(texts.count))] }
    func cpu() -> CPU? {
      chance.next() % 4 == 0 ? nil : CPU(nanocores: Int64(chance.next() % 9_000_000_000))
    }
    func memory() -> Memory? {
      chance.next() % 4 == 0 ? nil : Memory(bytes: Int64(chance.next() >> 20))
    }
    func resources() -> ContainerResources {
      ContainerResources(
        cpuRequest: cpu(),
        cpuLimit: cpu(),
        memoryRequest: memory(),
        memoryLimit: memory()
      )
    }
    let recommendations = (0..<12).map { number in
      var each = Samples.recommendation(
        "w\(number)",
        current: resources(),
        recommended: resources()
      )
      each.reason = text()
      each.status = [.lower, .raise, .keep, .withheld][number % 4]
      each.risks = (0..<number % 3).map { _ in text() }
      each.isOwnerGuessed = number % 2 == 0
      each.confidence =
        number % 3 == 0
        ? nil
        : Confidence(
          exceedanceRatio: Double(chance.next() >> 11) / 9e15,
          samples: Int(chance.next() % 90_000),
          comparable: text()
        )
      each.jvm =
        number % 3 == 1
        ? JVMRecommendation(
          heapMax: memory() ?? .zero,
          flags: ["-Xmx1g", text()],
          variable: number % 2 == 0 ? nil : text(),
          collector: .g1
        ) : nil
      each.explanation = (0..<number).map { step in
        ExplanationStep(step: "\(step)", inputs: [text(): "]}\"", "{[": text()], value: "")
      }
      each.setAt = number == 5 ? text() : nil
      if number == 6 {
        each.findings = [
          RuntimeFinding(
            id: "idle",
            severity: .info,
            message: text(),
            advice: "",
            evidence: [text()]
          )
        ]
      }
      return each
    }
    return RecommendationSet(
      strategy: "headroom",
      window: Samples.set.window,
      recommendations: recommendations
    )
  }

  @Test("one walk takes what podfit writes and gives what JSONDecoder gives", arguments: 1...40)
  func equal(seed: UInt64) throws {
    let set = Self.set(seed: seed)
    let document = RecommendationDocument(set)
    for text in [
      try document.json(), try RecommendationBriefJSON().render(set), try Self.compact(document),
    ] {
      let data = Data(text.utf8)
      let quick = try RecommendationDocument.quick(jsonWithoutSteps: data)
      #expect(try quick == RecommendationDocument.plain(jsonWithoutSteps: data), "seed \(seed)")
      #expect(quick.recommendations.count == 12)
      #expect(quick.recommendations.allSatisfy { $0.explanation.isEmpty })
    }
  }

  private static func compact(_ document: RecommendationDocument) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }

  @Test("the brief form is the whole one without steps, a line for each container")
  func brief() throws {
    let set = Self.set(seed: 7)
    let text = try RecommendationBriefJSON().render(set)
    var whole = RecommendationDocument(set)
    for index in whole.recommendations.indices { whole.recommendations[index].explanation = [] }
    #expect(try RecommendationDocument(json: Data(text.utf8)) == whole)
    let lines = text.split(separator: "\n")
    #expect(lines.count { $0.hasPrefix("    {\"cluster\":") } == 12)
    #expect(lines.count == 12 + 8)
    let none = RecommendationSet(strategy: "s", window: nil, recommendations: [])
    let empty = Data(try RecommendationBriefJSON().render(none).utf8)
    #expect(try RecommendationDocument(json: empty) == RecommendationDocument(none))
  }

  @Test(
    "a changed byte changes what is read, or is refused, as JSONDecoder has it",
    arguments: 1...5
  )
  func changed(seed: UInt64) throws {
    var chance = Chance(state: seed)
    let text = try RecommendationBriefJSON().render(Self.set(seed: seed))
    let bytes = Array(text.utf8)
    // Of what is passed over only strings and brackets are looked at.
    let steps = text.ranges(of: "\"explanation\":[]").map { range in
      text.utf8[..<range.lowerBound].count...text.utf8[..<range.upperBound].count
    }
    var taken = 0
    for _ in 0..<300 {
      var changed = bytes
      let place = Int(chance.next() % UInt64(bytes.count))
      if steps.contains(where: { $0.contains(place) }) { continue }
      switch chance.next() % 3 {
      case 0: changed[place] = UInt8(truncatingIfNeeded: chance.next())
      case 1: changed.remove(at: place)
      default: changed.insert(Array("\"{}[],:0-.e\\ntf".utf8)[Int(chance.next() % 15)], at: place)
      }
      let data = Data(changed)
      guard let quick = try? RecommendationDocument.quick(jsonWithoutSteps: data) else { continue }
      taken += 1
      #expect(
        quick == (try? RecommendationDocument.plain(jsonWithoutSteps: data)),
        "seed \(seed), byte \(place)"
      )
    }
    #expect(taken > 10)
  }

  @Test(
    "unusual documents are read all the same, and what is none is refused",
    arguments: [
      ("\u{FEFF}", "", true), (" \n", "\n ", true), ("", "x", false), ("", "{}", false),
      ("[", "]", false),
    ]
  )
  func around(before: String, after: String, isRead: Bool) throws {
    let text = before + (try Self.compact(RecommendationDocument(Samples.set))) + after
    let read = try? RecommendationDocument(jsonWithoutSteps: Data(text.utf8))
    #expect((read != nil) == isRead)
  }

  @Test(
    "numbers of every form are those of JSONDecoder",
    arguments: [
      "0", "-0", "0.1", "1e3", "1.5E-7", "123456789012345678", "9007199254740993",
      "0.30000000000000004", "1234567890123456789012", "3.0000000000000000000000001", "-2.5",
      "00", "1.", ".5", "+1", "1e", "--1", "0x1", "NaN", "1e400",
    ]
  )
  func numbers(text: String) throws {
    let sample = try Self.compact(RecommendationDocument(Samples.set))
    for key in ["cpu_request_cores", "memory_request_bytes", "samples"] {
      let changed = sample.replacing(
        try Regex("\"\(key)\":[0-9.]+"),
        with: "\"\(key)\":\(text)"
      )
      let data = Data(changed.utf8)
      let plain = try? RecommendationDocument.plain(jsonWithoutSteps: data)
      let read = try? RecommendationDocument(jsonWithoutSteps: data)
      #expect(read == plain, "\(key)")
      if let quick = try? RecommendationDocument.quick(jsonWithoutSteps: data) {
        #expect(quick == plain, "\(key)")
      }
    }
  }

  @Test("members in another order, unknown ones and missing ones are as JSONDecoder has them")
  func members() throws {
    let entry = """
      {"workload":"w","status":"keep","set_at":null,"risks":[],"replicas":2,"reason":"r",
      "recommended":{},"namespace":"n","kind":"Job","guessed_owner":false,"findings":null,"current":{},
      "explanation":[{"step":"]","inputs":{},"value":"\\u0022"}],"container":"c","cluster":"k"}
      """
    let text = """
      {"window":{"start":null,"end":null},"totals":{"current":{"cpu_request_cores":0,"memory_request_bytes":0},
      "recommended":{"cpu_request_cores":1.5,"memory_request_bytes":2}},"strategy":"s","schema_version":1,
      "recommendations":[\(entry)]}
      """
    let data = Data(text.utf8)
    let quick = try RecommendationDocument.quick(jsonWithoutSteps: data)
    #expect(try quick == RecommendationDocument.plain(jsonWithoutSteps: data))
    #expect(quick.recommendations.first?.workload == "w")
    let unknown = Data(text.replacing("\"w\"", with: "\"w\",\"x\":{\"y\":[1,{}]}").utf8)
    #expect(throws: (any Error).self) {
      try RecommendationDocument.quick(jsonWithoutSteps: unknown)
    }
    #expect(try RecommendationDocument(jsonWithoutSteps: unknown) == quick)
    for key in ["schema_version", "recommendations", "recommended", "kind", "workload"] {
      let without = Data(text.replacing("\"\(key)\"", with: "\"-\"").utf8)
      #expect(throws: DecodingError.self) {
        try RecommendationDocument(jsonWithoutSteps: without)
      }
    }
  }

  @Test("a small file made by hand is read alike by both readers, with what it leaves out made up")
  func byHand() throws {
    let text = """
      {"schema_version": 1, "recommendations": [
      {"namespace": "shop", "kind": "Deployment", "workload": "api", "container": "app", "replicas": 3,
      "recommended": {"cpu_request_cores": 0.5, "memory_request_bytes": 1024},
      "jvm": {"heap_max_bytes": 512}},
      {"namespace": "shop", "kind": "Job", "workload": "b", "container": "c", "recommended": {},
      "current": {"cpu_request_cores": 2, "memory_request_bytes": 100}}]}
      """
    let data = Data(text.utf8)
    let read = try RecommendationDocument(jsonWithoutSteps: data)
    #expect(try read == RecommendationDocument.plain(jsonWithoutSteps: data))
    #expect(try read == RecommendationDocument(json: data))
    let entry = try #require(read.recommendations.first)
    #expect(entry.cluster == "default" && entry.replicas == 3 && entry.status == .raise)
    #expect(entry.reason.isEmpty && entry.risks.isEmpty && entry.explanation.isEmpty)
    #expect(entry.confidence == nil && !entry.isOwnerGuessed && entry.jvm?.flags == [])
    let other = try #require(read.recommendations.last)
    #expect(other.status == .keep && other.replicas == 1 && other.current.cpuRequest == 2)
    #expect(read.window.start == nil && read.strategy.isEmpty && read.model.window == nil)
    // Three pods of half a core and 1024 bytes; what is in force is the second's.
    #expect(read.totals.recommended.cpuRequest == 1.5)
    #expect(read.totals.recommended.memoryRequest == 3_072)
    #expect(read.totals.current.cpuRequest == 2 && read.totals.current.memoryRequest == 100)
  }

  @Test(
    "what is wrong with a file is said by the entry's number and names",
    arguments: [
      ("\"recommended\"", "\"x\"", "recommendation 2 (n/Job/w/c) has no \"recommended\""),
      ("\"w\"", "7", "recommendation 2 (n/Job/c) has \"workload\" of another type than it should"),
      (
        "\"keep\"", "\"no\"",
        "recommendation 2 (n/Job/w/c) has \"status\" with a value that there is not"
      ),
      (
        "{\"cpu_request_cores\":1}", "{\"cpu_request_cores\":\"1\"}",
        "recommendation 2 (n/Job/w/c) in \"recommended\" has \"cpu_request_cores\" of another type"
          + " than it should"
      ),
      ("\"schema_version\"", "\"version\"", "it has no \"schema_version\""),
      ("{\"s", "{{\"s", "it is not JSON"),
    ]
  )
  func faults(part: String, other: String, words: String) throws {
    let plain = """
      {"namespace":"n","kind":"Job","workload":"v","container":"c","recommended":{}}
      """
    let entry = """
      {"namespace":"n","kind":"Job","workload":"w","container":"c","status":"keep",
      "recommended":{"cpu_request_cores":1}}
      """
    let text =
      "{\"schema_version\":1,\"recommendations\":[\(plain),"
      + entry.replacing(part, with: other) + "]}"
    let data = Data((entry.contains(part) ? text : text.replacing(part, with: other)).utf8)
    do {
      _ = try RecommendationDocument(jsonWithoutSteps: data)
      Issue.record("it was read")
    } catch {
      #expect(RecommendationFault(error, in: data).description == words)
    }
  }

  @Test("deep nesting in what is passed over ends without harm")
  func deep() throws {
    let levels = 100_000
    let nest = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    let text = try Self.compact(RecommendationDocument(Samples.set))
      .replacing("\"explanation\":", with: "\"x\":\(nest),\"explanation\":", maxReplacements: 1)
    #expect(throws: (any Error).self) {
      try RecommendationDocument(jsonWithoutSteps: Data(text.utf8))
    }
  }
}

/// A generator of numbers from a seed.
private struct Chance {
  var state: UInt64

  /// The next number (splitmix64).
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
