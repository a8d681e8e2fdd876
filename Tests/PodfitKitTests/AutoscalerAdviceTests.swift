import Foundation
import PodfitKit
import TestSupport
import Testing

/// Four workloads that use 400m and 1000Mi of the 1 CPU and 2000Mi they ask for, from listed objects to advice.
///
/// `api` has a HorizontalPodAutoscaler on CPU and memory, `worker` a ScaledObject with a cpu and a kafka trigger and
/// the HorizontalPodAutoscaler that KEDA makes of it,
/// `queue` one with kafka alone, `auto` a VerticalPodAutoscaler. Expected numbers are worked out by hand from
/// docs/formulas/autoscaling.md: KRR asks for 400m and 1000Mi · 1.15.
@Suite("Autoscalers, from lists to advice")
struct AutoscalerAdviceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var cells: [String: String]
    var testDescription: String { "\(self["rule"]) \(self["workload"])" }
    subscript(_ column: String) -> String { cells[column] ?? "" }
  }

  static let folder = SharedData.fixtures.appending(path: "autoscaling")

  static let rows: [Row] = {
    let file = folder.appending(path: "expected.csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    return lines.dropFirst().map {
      Row(cells: Dictionary(zip(lines[0], $0)) { first, _ in first })
    }
  }()

  static func podfit(in folder: URL) throws -> Podfit {
    var usage =
      "time,namespace,workload,workload_kind,pod,container,cpu_usage_cores,memory_working_set_bytes\n"
    for sample in 0..<576 {
      let time = Instant(milliseconds: 1_790_000_000_000 + Int64(sample) * 900_000).rfc3339
      for name in ["api", "auto", "queue", "worker"] {
        usage += "\(time),shop,\(name),Deployment,\(name)-1,app,0.4,1048576000\n"
      }
    }
    let file = folder.appending(path: "usage.csv")
    try Data(usage.utf8).write(to: file)
    let podfit = Podfit(database: folder.appending(path: "podfit.db").path)
    let objects = Self.folder.appending(path: "objects.json").path
    let now = Instant(milliseconds: 1_790_600_000_000)
    try podfit.ingest(IngestRequest(paths: [objects, file.path], now: now))
    return podfit
  }

  @Test("each rule gives the numbers worked out by hand", arguments: rows)
  func rule(row: Row) throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let request = try RecommendRequest(strategy: "krr-simple", autoscaler: row["rule"])
    let podfit = try Self.podfit(in: folder)
    let set = try podfit.recommendations(request)
    #expect(set.recommendations.count == 4 && Self.rows.count == 12)
    let found = try #require(
      set.recommendations.first { $0.id.workload.name == row["workload"] }
    )
    let numbers = found.recommended
    #expect(numbers.cpuRequest == Int64(row["cpu_request_m"]).map { .millicores($0) })
    #expect(numbers.memoryRequest == Int64(row["memory_request_mi"]).map { .mebibytes($0) })
    #expect(numbers.memoryLimit == Int64(row["memory_limit_mi"]).map { .mebibytes($0) })
    for metric in ["cpu", "memory"] {
      let target = found.autoscaling.first { $0.metric == metric }?.target
      #expect(target.map { Int(($0 * 100).rounded()) } == Int(row["\(metric)_target"]))
    }
    #expect(found.reason.contains(row["reason"]))
  }

  @Test("targets are in the document and come back from it, with their places; patches have them")
  func faces() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let podfit = try Self.podfit(in: folder)
    let request = try RecommendRequest(strategy: "krr-simple", autoscaler: "same-point")
    let set = try podfit.recommendations(request)
    let document = RecommendationDocument(set)
    let json = try document.json()
    #expect(json.contains("\"scale_point_now\" : 0.72"))
    let again = try JSONDecoder().decode(RecommendationDocument.self, from: Data(json.utf8))
    let targets = set.recommendations.map(\.autoscaling)
    #expect(again.model.recommendations.map(\.autoscaling) == targets)
    let plan = try podfit.changes(request, ChangeOptions())
    #expect(plan.workloads.map(\.id.name) == ["api", "queue", "worker"])
    #expect(plan.workloads.map { $0.autoscalers.flatMap(\.targets).count } == [2, 0, 1])
    let stepped = try podfit.changes(request, ChangeOptions(maxStep: 0.1))
    #expect(stepped.workloads.map(\.id.name) == ["queue"])
    let reasons = stepped.leftOut.map(\.reason)
    #expect(reasons.contains { $0.contains("target of 90 % instead of 72 % on cpu") })
  }

  @Test("a rule that is not known names those that are")
  func unknown() {
    #expect(throws: PodfitError.self) { try RecommendRequest(autoscaler: "best") }
  }
}
