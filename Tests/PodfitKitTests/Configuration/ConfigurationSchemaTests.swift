import Foundation
@testable import PodfitKit
import PodfitModel
import PodfitRecommend
import TestSupport
import Testing

@Suite("Configuration file: schema and documentation")
struct ConfigurationSchemaTests {
  private static var schema: [String: Any] {
    let url = SharedData.packageRoot.appending(path: "docs/schemas/config.schema.json")
    let json = (try? Data(contentsOf: url)).flatMap { try? JSONSerialization.jsonObject(with: $0) }
    return json as? [String: Any] ?? [:]
  }

  private static func resolved(_ node: [String: Any]) -> [String: Any] {
    guard let reference = node["$ref"] as? String else { return node }
    return reference.split(separator: "/").dropFirst().reduce(schema) { node, key in
      node[String(key)] as? [String: Any] ?? [:]
    }
  }

  /// Keys and required keys of all closed objects by place.
  private static func places(
    _ node: [String: Any],
    at place: String,
    _ found: inout [String: (keys: [String], required: [String])]
  ) {
    let node = resolved(node)
    if let properties = node["properties"] as? [String: [String: Any]] {
      #expect(node["additionalProperties"] as? Bool == false, "\(place)")
      found[place] = (properties.keys.sorted(), (node["required"] as? [String] ?? []).sorted())
      for (key, value) in properties {
        places(value, at: place.isEmpty ? key : "\(place).\(key)", &found)
      }
    } else if let any = node["additionalProperties"] as? [String: Any] {
      places(any, at: "\(place).*", &found)
    }
    if let items = node["items"] as? [String: Any] { places(items, at: "\(place)[]", &found) }
  }

  @Test("the schema has the keys that the loader takes, no more and no less")
  func keys() {
    var found: [String: (keys: [String], required: [String])] = [:]
    Self.places(Self.schema, at: "", &found)
    #expect(found.keys.sorted() == ConfigurationKeys.all.keys.sorted())
    for (place, keys) in ConfigurationKeys.all {
      #expect(found[place]?.keys == keys.sorted(), "\(place)")
      #expect(
        found[place]?.required == (ConfigurationKeys.required[place] ?? []).sorted(),
        "\(place)"
      )
    }
  }

  @Test("words that the schema allows are those that the loader takes")
  func words() throws {
    let definitions = try #require(Self.schema["$defs"] as? [String: [String: Any]])
    let policy = try #require(definitions["policy"]?["properties"] as? [String: [String: Any]])
    for knob in Knob<Policy>.policy {
      let words = policy[knob.key]?["enum"] as? [String]
      if case .choice(let known) = knob.form {
        #expect(words?.sorted() == known.sorted(), "\(knob.key)")
      } else {
        #expect(words == nil, "\(knob.key)")
      }
    }
  }

  @Test("the guide has every setting of a policy and threshold with its default")
  func guide() throws {
    let page = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/guide/configuration.md"),
      encoding: .utf8
    )
    var rows: [String: String] = [:]
    for line in page.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 4 else { continue }
      rows[cells[0].replacing("`", with: "")] = cells[2].replacing("`", with: "")
    }
    for knob in Knob<Policy>.policy {
      #expect(rows[knob.key] == knob.text(Policy()), "\(knob.key)")
    }
    for knob in Knob<CheckThresholds>.thresholds {
      #expect(rows[knob.key] == knob.text(CheckThresholds()), "\(knob.key)")
    }
    #expect(rows["strategy"] == Podfit.defaultStrategy)
    #expect(rows.count == Knob<Policy>.policy.count + Knob<CheckThresholds>.thresholds.count + 1)
  }

  @Test("the guide has the settings of the built-in profiles")
  func profiles() throws {
    let page = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/guide/configuration.md"),
      encoding: .utf8
    )
    for (name, settings) in BuiltInProfiles.all {
      let text = settings.map { "`\($0.key): \($0.text)`" }.joined(separator: ", ")
      #expect(page.contains("| `\(name)` | \(text) |"), "\(name)")
      var policy = Policy()
      for (key, setting) in settings {
        let knob = try #require(Knob<Policy>.policy.first { $0.key == key })
        #expect(knob.read(setting, &policy), "\(name).\(key)")
      }
      #expect(policy != Policy())
    }
  }
}
