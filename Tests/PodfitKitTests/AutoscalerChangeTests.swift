import Foundation
import PodfitKit
import TestSupport
import Testing

/// What the formats of changes make of requests that go together with the target of an autoscaler.
///
/// The advice is that of ``AutoscalerAdviceTests``, worked out by hand in `fixtures/autoscaling/expected.csv`.
@Suite("Autoscalers, from advice to changes")
struct AutoscalerChangeTests {
  private static let formats = [
    "strategic-merge", "json-patch", "kustomize", "kubectl", "helm-values",
  ]

  private static func files(_ format: String, rule: String = "same-point") throws -> [ChangeFile] {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let request = try RecommendRequest(strategy: "krr-simple", autoscaler: rule)
    let plan = try AutoscalerAdviceTests.podfit(in: folder).changes(request, ChangeOptions())
    let renderer = try #require(RendererRegistry.changes.first { $0.id == format })
    return renderer.init().files(plan)
  }

  @Test("each format has the targets beside the requests", arguments: formats)
  func golden(format: String) throws {
    let text = ChangeFile.joined(try Self.files(format))
    let url = AutoscalerAdviceTests.folder.appending(path: "changes/\(format).txt")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
      try Data(text.utf8).write(to: url)
    }
    #expect(text == (try String(contentsOf: url, encoding: .utf8)))
  }

  @Test("same-target changes no target", arguments: formats)
  func sameTarget(format: String) throws {
    let text = ChangeFile.joined(try Self.files(format, rule: "same-target"))
    #expect(text.contains("api"))
    for word in ["averageUtilization", "triggers", "Utilization", "autoscaler"] {
      #expect(!text.contains(word), "\(word)")
    }
  }

  // MARK: The week

  @Test("applied to the objects, the patches leave the pods of a simulated week as they were")
  func week() throws {
    let url = AutoscalerAdviceTests.folder.appending(path: "objects.json")
    let list = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any]
    let before = try #require(list?["items"] as? [[String: Any]])
    let files = try Self.files("json-patch")
    let index = try JSONSerialization.jsonObject(with: Data(try #require(files.first).text.utf8))
    let patches = try #require((index as? [String: Any])?["patches"] as? [[String: Any]])
    #expect(patches.count == 5)
    var after = before
    for patch in patches {
      let place = try #require(
        after.firstIndex { object in
          object["kind"] as? String == patch["kind"] as? String
            && (object["metadata"] as? [String: Any])?["name"] as? String == patch["name"]
              as? String
        }
      )
      let file = try #require(files.first { $0.path == patch["patch"] as? String })
      after[place] = try JSONPatch.apply(file.text, to: after[place])
    }
    for (name, metrics) in [("api", ["cpu", "memory"]), ("worker", ["cpu"])] {
      let now = try metrics.map { try Metric(of: $0, name, in: before) }
      let then = try metrics.map { try Metric(of: $0, name, in: after) }
      #expect(now != then)
      for seed in 0..<5 as Range<UInt64> {
        let demand = Self.demand(seed, metrics: metrics, scaledTo: now)
        let pods = Self.pods(demand, now)
        let differing = zip(pods, Self.pods(demand, then)).count { $0 != $1 }
        #expect(differing == 0, "\(name), week \(seed)")
        #expect(Set(pods).count > 5)
        // Had the requests changed and the targets not, the pods had not stayed.
        let alone = zip(now, then).map { Metric(request: $1.request, percent: $0.percent) }
        let moved = zip(pods, Self.pods(demand, alone)).count { $0 != $1 }
        #expect(moved > 5000, "\(name), week \(seed)")
      }
    }
  }

  /// What the autoscaler measures use against: requests per pod in millicores or MiB, target in percent.
  private struct Metric: Equatable {
    var request: Double
    var percent: Double

    init(request: Double, percent: Double) {
      self.request = request
      self.percent = percent
    }

    /// As the objects have it.
    init(of metric: String, _ name: String, in objects: [[String: Any]]) throws {
      func object(_ kinds: Set<String>) throws -> [String: Any] {
        let found = objects.first { object in
          kinds.contains(object["kind"] as? String ?? "")
            && (object["metadata"] as? [String: Any])?["name"] as? String == name
        }
        return try #require(found?["spec"] as? [String: Any])
      }
      let template = try object(["Deployment"])["template"] as? [String: Any]
      let pod = template?["spec"] as? [String: Any]
      let container = try #require((pod?["containers"] as? [[String: Any]])?.first)
      let requests = (container["resources"] as? [String: Any])?["requests"] as? [String: String]
      let text = try #require(requests?[metric])
      request =
        metric == "cpu"
        ? try CPU(quantity: text).cores * 1000 : try Memory(quantity: text).mebibytes
      let scaler = try object(["HorizontalPodAutoscaler", "ScaledObject"])
      if let metrics = scaler["metrics"] as? [[String: Any]] {
        let resource = metrics.compactMap { $0["resource"] as? [String: Any] }
          .first { $0["name"] as? String == metric }
        let target = resource?["target"] as? [String: Any]
        percent = Double(try #require(target?["averageUtilization"] as? Int))
      } else {
        let trigger = (scaler["triggers"] as? [[String: Any]])?
          .first { $0["type"] as? String == metric }
        let value = (trigger?["metadata"] as? [String: Any])?["value"] as? String
        percent = Double(try #require(value.flatMap(Int.init)))
      }
    }
  }

  /// Pods minute by minute as the controller makes them: `⌈pods · use / aimed at⌉`, the largest over the metrics,
  /// nothing within a tenth.
  private static func pods(_ week: [[Double]], _ metrics: [Metric]) -> [Int] {
    var pods = 2
    return week.map { demand in
      let wanted = zip(demand, metrics).map { use, metric -> Int in
        let ratio = use / Double(pods) / metric.request / metric.percent * 100
        return abs(ratio - 1) <= 0.1 ? pods : Int((Double(pods) * ratio).rounded(.up))
      }
      pods = min(max(wanted.max() ?? 1, 2), 20)
      return pods
    }
  }

  /// A week of use over all pods with a day, a weekend and noise, as so many times the use at which one pod is full.
  private static func demand(_ seed: UInt64, metrics: [String], scaledTo now: [Metric])
    -> [[Double]]
  {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func noise() -> Double {
      // A linear congruential generator: any noise will do, the same in each run.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return 0.85 + 0.3 * Double(state >> 40) / Double(1 << 24)
    }
    return (0..<7 * 1440).map { minute in
      let hour = Double(minute % 1440) / 60
      let level = (1.5 + 11 * (1 - abs(hour - 12) / 12)) * (minute / 1440 >= 5 ? 0.5 : 1)
      return now.map { $0.request * $0.percent / 100 * level * noise() }
    }
  }
}

/// As much of RFC 6902 as the patches use: test, replace, add and remove.
enum JSONPatch {
  struct Refused: Error { var operation: String }

  static func apply(_ patch: String, to object: [String: Any]) throws -> [String: Any] {
    let operations =
      try JSONSerialization.jsonObject(with: Data(patch.utf8)) as? [[String: Any]] ?? []
    var root: Any = object
    for operation in operations {
      let path = (operation["path"] as? String ?? "").split(separator: "/").map(String.init)
      root = try changed(root, path[...], operation)
    }
    return root as? [String: Any] ?? [:]
  }

  private static func changed(_ node: Any, _ path: ArraySlice<String>, _ operation: [String: Any])
    throws -> Any
  {
    let name = operation["op"] as? String ?? ""
    guard let key = path.first else {
      if name == "test" {
        guard let value = operation["value"], "\(node)" == "\(value)" else {
          throw Refused(operation: "\(operation)")
        }
        return node
      }
      return operation["value"] ?? NSNull()
    }
    let rest = path.dropFirst()
    if var list = node as? [Any] {
      guard let index = Int(key), list.indices.contains(index) else {
        throw Refused(operation: "\(operation)")
      }
      list[index] = try changed(list[index], rest, operation)
      return list
    }
    guard var members = node as? [String: Any] else { throw Refused(operation: "\(operation)") }
    guard members[key] != nil || (name == "add" && rest.isEmpty) else {
      throw Refused(operation: "\(operation)")
    }
    if name == "remove", rest.isEmpty {
      members[key] = nil
    } else {
      members[key] = try changed(members[key] ?? NSNull(), rest, operation)
    }
    return members
  }
}
