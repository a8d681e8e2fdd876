import Foundation
import PodfitModel
import PodfitProfile
import PodfitRecommend
import TestSupport
import Testing

/// Values from the test suites of the Vertical Pod Autoscaler, KRR and Crane, and values computed from
/// their published formulas by a program that is not ours.
@Suite("Published vectors", .enabled(if: SharedData.isPresent))
struct VectorTests {
  @Test("agree with the original", arguments: Vector.all)
  func vector(_ vector: Vector) throws {
    let group = vector.group
    let check = try #require(
      VectorChecks.byGroup[group],
      "no code for the new group \(group)"
    )
    try check(vector)
  }

  @Test("are all there")
  func count() {
    let groups = Dictionary(grouping: Vector.all, by: \.group).mapValues(\.count)
    let required = [
      "hist-linear", "hist-exp", "percentile", "percentile-empty", "percentile-out-of-range",
      "decay", "decay-merge", "decay-ckpt", "estimator", "recommender-min", "derived-production",
      "derived-endtoend", "derived-krr",
    ]
    for group in required { #expect((groups[group] ?? 0) > 0, "\(group)") }
    #expect(Vector.all.count >= 150)
    #expect(Set(groups.keys) == Set(VectorChecks.byGroup.keys))
  }
}

/// One row of the file, kept as JSON until it is run.
struct Vector: Sendable, CustomTestStringConvertible {
  var id: String
  var group: String
  var json: Data
  var testDescription: String { id }

  static let all: [Vector] = {
    guard SharedData.isPresent,
      let data = try? Data(contentsOf: SharedData.file("vpa-vectors.json")),
      let file = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
      let rows = file["vectors"] as? [[String: Any]]
    else { return [] }
    return rows.compactMap { row in
      guard let id = row["id"] as? String, let group = row["group"] as? String,
        let json = try? JSONSerialization.data(withJSONObject: row)
      else { return nil }
      return Vector(id: id, group: group, json: json)
    }
  }()

  /// The row, ready to be asked.
  func fields() throws -> Fields {
    let row = try JSONSerialization.jsonObject(with: json)
    return Fields(value: row)
  }
}

/// A JSON value that is asked by name; what is missing or of another kind fails the test.
struct Fields {
  var value: Any

  subscript(_ name: String) -> Fields {
    get throws { Fields(value: try #require((value as? [String: Any])?[name], "\(name)")) }
  }

  func has(_ name: String) -> Bool {
    guard let field = (value as? [String: Any])?[name] else { return false }
    return !(field is NSNull)
  }

  var number: Double { get throws { try #require(value as? NSNumber).doubleValue } }
  var integer: Int64 { get throws { Int64(saturating: try number) } }
  var text: String { get throws { try #require(value as? String) } }
  var flag: Bool { get throws { try #require(value as? Bool) } }
  var list: [Fields] { get throws { try #require(value as? [Any]).map(Fields.init(value:)) } }
  var numbers: [Double] { get throws { try list.map { try $0.number } } }
  var rows: [[Double]] { get throws { try list.map { try $0.numbers } } }
  var names: [String] { (value as? [String: Any])?.keys.sorted() ?? [] }
  var isNull: Bool { value is NSNull }

  /// Seconds since the epoch of an RFC 3339 text.
  var time: Instant {
    get throws {
      let date = try Date(try text, strategy: .iso8601)
      return Instant(milliseconds: Int64(date.timeIntervalSince1970 * 1000))
    }
  }
}
