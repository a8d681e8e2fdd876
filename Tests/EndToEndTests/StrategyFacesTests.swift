import Foundation
import TestSupport
import Testing

@Suite("Strategies judged, from the command line", .enabled(if: PodfitProgram.isPresent))
struct StrategyFacesTests {
  let workspace: Workspace

  /// Nine days of a dozen containers whose peaks differ from day to day.
  init() throws {
    workspace = try Workspace()
    var text =
      "time,namespace,workload,workload_kind,pod,container,cpu_usage_cores,"
      + "memory_working_set_bytes\n"
    for hour in 0..<9 * 24 {
      let day = hour / 24
      let time = String(format: "2026-11-%02dT%02d:30:00Z", 2 + day, hour % 24)
      for app in 1...12 {
        let cpu = 0.1 * Double(app) * (hour % 24 == app ? 3 : 1)
        let memory = 100_000_000 + (hour % 24 == 5 ? day * app % 7 * 2_000_000 : 0)
        text += "\(time),shop,app-\(app),Deployment,app-\(app)-1,main,\(cpu),\(memory)\n"
      }
    }
    let file = try workspace.write(text, to: "usage.csv")
    #expect(try workspace.podfit("ingest", file, "--window-s", "3600", "--quiet").status == 0)
  }

  @Test("the back-test's JSON is as its schema says, names all strategies and is kept")
  func backtest() throws {
    let result = try workspace.podfit(
      "backtest",
      "--format",
      "json",
      "--now",
      "2026-11-20T00:00:00Z"
    )
    #expect(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "backtest")
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    let document = try #require(json as? [String: Any])
    let published = try #require(document["strategies"] as? [[String: Any]])
    let ids = published.compactMap { $0["strategy"] as? String }
    let listed = try workspace.podfit("strategies").output.split(separator: "\n").dropFirst()
    #expect(ids == listed.map { String($0.prefix { $0 != " " }) } && ids.count == 13)
    // Seven later days of twelve pods.
    #expect(published.allSatisfy { $0["pod_days"] as? Int == 84 })
    let kept = try workspace.podfit("db", "sql", "SELECT count(*) FROM backtest")
    #expect(kept.output.contains("1"))
    let again = try workspace.podfit(
      "backtest",
      "--format",
      "json",
      "--dry-run"
    )
    #expect(again.output == result.output)
  }

  @Test("what may go wrong is told as a share or in percent")
  func shares() throws {
    let share = try workspace.podfit(
      "backtest",
      "--dry-run",
      "--oom-days",
      "0.05",
      "--format",
      "json"
    )
    let percent = try workspace.podfit(
      "backtest",
      "--dry-run",
      "--oom-days",
      "5%",
      "--format",
      "json"
    )
    #expect(share.status == 0 && share.output.contains("\"stated_risk\""))
    #expect(share.output == percent.output)
    #expect(
      try workspace.podfit("backtest", "--dry-run", "--format", "json").output != share.output
    )
  }

  @Test("totals have a line for each strategy with all containers")
  func totals() throws {
    let result = try workspace.podfit("strategies", "--totals")
    #expect(result.status == 0, "\(result.errors)")
    let rows = result.output.split(separator: "\n").dropFirst().map {
      $0.split(separator: " ").map(String.init)
    }
    #expect(rows.count == 13)
    #expect(rows.allSatisfy { $0.count == 5 && $0[3] == "12" && $0[4] == "0" })
    // KRR: the p95 of 216 hourly samples of which nine are three times as large is the usual level, so 0.1 to
    // 1.2 cores; memory is 100 MiB at least, and 1.15 times the peaks of at most 112 MB otherwise.
    let krr = try #require(rows.first { $0[0] == "krr-simple" })
    #expect(krr[1] == "7.8")
    let gibibytes = try #require(Double(krr[2]))
    #expect(gibibytes >= 1.2 && gibibytes <= 1.5)
  }

  @Test("checkpoints go out, come in, and go out again as they were")
  func checkpoints() throws {
    let out = try workspace.podfit("vpa", "export-checkpoints", "-o", "a.json")
    #expect(out.status == 0, "\(out.errors)")
    let read = try workspace.podfit("vpa", "import", "a.json", "--db", "other.db")
    #expect(read.status == 0, "\(read.errors)")
    let again = try workspace.podfit("vpa", "export-checkpoints", "--db", "other.db")
    #expect(Data(again.output.utf8) == (try workspace.read("a.json")))
    #expect(again.output.contains("\"vpaObjectName\""))
  }

  @Test(
    "options that make no sense are usage errors",
    arguments: [
      ["backtest", "--horizon", "90m"], ["backtest", "--warmup", "0d"],
      ["backtest", "--oom-days", "0.001"], ["backtest", "--oom-days", "1%"],
      ["backtest", "--oom-days", "x%"], ["backtest", "--strategy", "none"],
      ["recommend", "--autoscaler", "best"],
    ]
  )
  func misuse(arguments: [String]) throws {
    let result = try workspace.podfit(arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(!result.errors.isEmpty)
  }
}
