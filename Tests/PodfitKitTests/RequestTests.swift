import Foundation
import PodfitKit
import TestSupport
import Testing

@Suite("Requests and questions")
struct RequestTests {
  @Test("a strategy that is not known is an error that names the known ones or a near one")
  func strategy() throws {
    #expect(throws: PodfitError.self) { try RecommendRequest(strategy: "vpaa") }
    do {
      _ = try RecommendRequest(strategy: "vpaa")
    } catch {
      #expect("\(error)".contains("vpa"))
    }
    for each in Podfit.strategies { _ = try RecommendRequest(strategy: each.id) }
  }

  @Test("a rule for limits that is not known is an error that names the known ones")
  func rule() {
    #expect(throws: PodfitError.self) { try RecommendRequest(cpuLimit: "perhaps") }
    for rule in Podfit.limitRules {
      #expect(throws: Never.self) { try RecommendRequest(cpuLimit: rule, memoryLimit: rule) }
    }
  }

  @Test("a query cannot write")
  func readOnly() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let csv = folder.appending(path: "u.csv")
    try Data(
      "time,namespace,pod,container,cpu_usage_cores\n2026-11-20T00:05:00Z,a,b-0,c,1\n".utf8
    ).write(to: csv)
    let podfit = Podfit(database: folder.appending(path: "p.db").path)
    try podfit.ingest(IngestRequest(paths: [csv.path], now: Instant(milliseconds: 0)))
    #expect(throws: PodfitError.self) { try podfit.query("delete from chunk") }
    #expect(throws: PodfitError.self) { try podfit.query("select nonsense from nowhere") }
    #expect(try podfit.query("select value from all_samples").rows == [["1000000000"]])
  }

  @Test("a file of recommendations that is none is refused with the reason")
  func badRecommendations() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    for text in ["", "[]", "{}", #"{"schema_version":2}"#] {
      let path = folder.appending(path: "r.json").path
      try Data(text.utf8).write(to: URL(filePath: path))
      #expect(throws: PodfitError.self) { try Podfit.recommendations(inFile: path) }
    }
  }

  @Test("without nodes there is no plan, and the report says so")
  func noNodes() throws {
    let folder = try PodfitProgram.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let csv = folder.appending(path: "u.csv")
    try Data(
      "time,namespace,pod,container,cpu_usage_cores\n2026-11-20T00:05:00Z,a,b-0,c,1\n".utf8
    ).write(to: csv)
    let podfit = Podfit(database: folder.appending(path: "p.db").path)
    try podfit.ingest(IngestRequest(paths: [csv.path], now: Instant(milliseconds: 0)))
    #expect(throws: PodfitError.self) { try podfit.nodePlan(RecommendRequest()) }
    let report = try podfit.report(RecommendRequest())
    #expect(report.plan == nil)
    #expect(report.answer.contains("no nodes were listed"))
    #expect(report.count(.withheld) == 1)
  }
}
