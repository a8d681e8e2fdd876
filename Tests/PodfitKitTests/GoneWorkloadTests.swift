import Foundation
import PodfitKit
import PodfitModel
import TestSupport
import Testing

/// Two workloads of two weeks: `web` runs on, the other one has had no sample for the second week.
@Suite("Workloads that are gone")
struct GoneWorkloadTests {
  let podfit: Podfit
  let folder: URL

  /// 2026-11-23T00:00:00Z, the end of 2026-W47.
  static let end: Int64 = 1_795_392_000_000
  static let week: Int64 = 604_800_000

  init() throws {
    folder = try PodfitProgram.temporaryFolder()
    podfit = Podfit(database: folder.appending(path: "podfit.db").path)
  }

  /// What the lists say of the workload that has no samples any more.
  struct Case: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var kind = "Deployment"
    var replicas: Int? = 1
    var isListed = true
    var hasLivePod = false
    var more = ""
    var isGone: Bool
  }

  private static let resources =
    #""resources":{"requests":{"cpu":"1","memory":"1Gi"},"limits":{"memory":"1Gi"}}"#

  private static func template(_ kind: String) -> String {
    let pods = #"{"spec":{"containers":[{"name":"app",\#(resources)}]}}"#
    return kind == "CronJob"
      ? #""jobTemplate":{"spec":{"template":\#(pods)}}"# : #""template":\#(pods)"#
  }

  private static func objects(_ name: String, _ each: Case) -> [String] {
    let count = each.replicas.map { #""replicas":\#($0),"# } ?? ""
    let workload =
      #"{"kind":"\#(each.kind)","metadata":{"name":"\#(name)","namespace":"shop"},"#
      + #""spec":{\#(count)\#(template(each.kind))}}"#
    let pod =
      #"{"kind":"Pod","metadata":{"name":"\#(name)-1","namespace":"shop","ownerReferences":"#
      + #"[{"kind":"\#(each.kind)","name":"\#(name)","controller":true}]},"spec":{"nodeName":"n1","#
      + #""containers":[{"name":"app",\#(resources)}]},"status":{"phase":"Running"}}"#
    return [workload, pod]
  }

  private func ingest(_ each: Case) throws {
    let plain = Case(testDescription: "", isGone: false)
    var items = Self.objects("web", plain)
    if each.isListed { items += Self.objects("old", each) }
    if !each.more.isEmpty { items.append(each.more) }
    let list = #"{"apiVersion":"v1","kind":"List","items":[\#(items.joined(separator: ","))]}"#
    var rows = ["time,namespace,workload_kind,workload,pod,container,cpu_cores,memory_bytes"]
    func add(_ kind: String, _ name: String, _ pod: String, until end: Int64) {
      for step: Int64 in 0..<1_344 where Self.end - step * 900_000 <= end {
        rows.append("\(Self.end - step * 900_000),shop,\(kind),\(name),\(pod),app,0.1,100000000")
      }
    }
    add("Deployment", "web", "web-1", until: Self.end)
    add(each.kind, "old", "old-1", until: Self.end - Self.week)
    if each.hasLivePod { add(each.kind, "old", "old-2", until: Self.end) }
    let files = [("list.json", list), ("usage.csv", rows.joined(separator: "\n") + "\n")]
    for (name, text) in files {
      try Data(text.utf8).write(to: folder.appending(path: name))
    }
    try podfit.ingest(
      IngestRequest(
        paths: files.map { folder.appending(path: $0.0).path },
        cluster: "eu",
        now: Instant(milliseconds: Self.end)
      )
    )
  }

  private static let scaler =
    #"{"apiVersion":"keda.sh/v1alpha1","kind":"ScaledObject","metadata":{"name":"s","namespace":"shop"},"#
    + #""spec":{"scaleTargetRef":{"name":"old"},"triggers":[{"type":"cron","metadata":{}}]}}"#

  @Test(
    "what a list names and has no pod left is gone, and nothing else is",
    arguments: [
      Case(testDescription: "a Deployment", isGone: true),
      Case(testDescription: "a StatefulSet", kind: "StatefulSet", isGone: true),
      Case(testDescription: "scaled to nothing", replicas: 0, isGone: false),
      Case(testDescription: "may be scaled to nothing", more: scaler, isGone: false),
      Case(
        testDescription: "a CronJob between runs",
        kind: "CronJob",
        replicas: nil,
        isGone: false
      ),
      Case(testDescription: "one pod has samples", hasLivePod: true, isGone: false),
      Case(testDescription: "samples alone tell of it", isListed: false, isGone: false),
    ]
  )
  func gone(each: Case) throws {
    try ingest(each)
    let set = try podfit.recommendations(RecommendRequest())
    #expect(set.gone.map(\.name) == (each.isGone ? ["old"] : []))
    #expect(set.recommendations.contains { $0.id.workload.name == "old" } == !each.isGone)
    #expect(set.recommendations.contains { $0.id.workload.name == "web" })
    let plan = try podfit.changes(RecommendRequest(), ChangeOptions())
    let isNamed = plan.workloads.map(\.id) + plan.leftOut.map(\.id.workload)
    #expect(!each.isGone || !isNamed.contains { $0.name == "old" })
  }

  @Test("in a report what had advice a week ago and is gone counts as gone, and not in sums")
  func report() throws {
    try ingest(Case(testDescription: "", isGone: true))
    var request = ReportRequest(try RecommendRequest(), week: Week("2026-W46"))
    request.hasReplay = false
    let before = try podfit.report(request)
    #expect(before.recommendations.currentTotals.cpuRequest == .cores(2))
    request.week = Week("2026-W47")
    let after = try podfit.report(request)
    #expect(after.recommendations.currentTotals.cpuRequest == .cores(1))
    let comparison = try #require(after.weekly.comparison)
    #expect(comparison.count(.gone) == 1 && comparison.count(.notApplied) == 1)
    #expect(comparison.vanished.map(\.workload.name) == ["old"])
    #expect(after.recommendations.goneText?.contains("shop/Deployment/old") == true)
  }

  @Test("an old week's report does not take the place of the one that was kept of it")
  func keeping() throws {
    try ingest(Case(testDescription: "", isGone: true))
    var request = ReportRequest(try RecommendRequest(), week: Week("2026-W46"))
    request.hasReplay = false
    #expect(try podfit.report(request).weekly.notKept == nil)
    let kept = try podfit.runs()
    #expect(kept.map(\.week) == ["2026-W46"])
    request.recommend = try RecommendRequest(strategy: "vpa")
    let again = try podfit.report(request)
    #expect(again.weekly.notKept?.contains("stays as it was made") == true)
    #expect(try podfit.runs() == kept)
    // That of the last week is replaced by a later one.
    request.week = Week("2026-W47")
    #expect(try podfit.report(request).weekly.notKept == nil)
    request.recommend = try RecommendRequest()
    #expect(try podfit.report(request).weekly.notKept == nil)
    #expect(try podfit.runs().map(\.strategy) == ["headroom", "headroom"])
  }

  @Test("a trend has the mean use and the throttling of each week, not of all time")
  func weekMeans() throws {
    var rows = [
      "time,namespace,workload_kind,workload,pod,container,cpu_usage_cores,memory_working_set_bytes,"
        + "cpu_throttled_ratio"
    ]
    for step: Int64 in 0..<1_344 {
      let isLate = step < 672
      let use = isLate ? "0.8,800000000,0.14" : "0.2,200000000,0"
      rows.append("\(Self.end - step * 900_000),shop,Deployment,web,web-1,app,\(use)")
    }
    let items = Self.objects("web", Case(testDescription: "", isGone: false))
    let list = #"{"apiVersion":"v1","kind":"List","items":[\#(items.joined(separator: ","))]}"#
    for (name, text) in [("list.json", list), ("usage.csv", rows.joined(separator: "\n") + "\n")] {
      try Data(text.utf8).write(to: folder.appending(path: name))
      let path = folder.appending(path: name).path
      try podfit.ingest(
        IngestRequest(paths: [path], cluster: "eu", now: Instant(milliseconds: Self.end))
      )
    }
    var request = ReportRequest(try RecommendRequest(), week: Week("2026-W46"))
    request.hasReplay = false
    _ = try podfit.report(request)
    request.week = nil
    _ = try podfit.report(request)
    let runs = try podfit.runs()
    #expect(runs.map(\.week) == ["2026-W46", "2026-W47"])
    #expect(runs.map(\.totals.cpuUsed) == [.millicores(200), .millicores(800)])
    #expect(runs.map(\.totals.memoryUsed.bytes) == [200_000_000, 800_000_000])
    #expect(runs.map { $0.entries.first?.throttledRatio } == [0, 0.14])
  }

  @Test("a week without samples says so and is not kept", arguments: ["2026-W48", "2027-W10"])
  func empty(name: String) throws {
    try ingest(Case(testDescription: "", isGone: true))
    var request = ReportRequest(try RecommendRequest(), week: Week(name))
    request.hasReplay = false
    let report = try podfit.report(request)
    #expect(
      report.answer.hasPrefix("no samples in \(name) (the last is of 2026-11-23T00:00:00Z); ")
    )
    #expect(report.weekly.notKept != nil)
    #expect(try podfit.runs().isEmpty)
  }
}
