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

  /// Inputs of the step of an explanation in JSON that has `key`.
  private func inputs(_ arguments: String..., with key: String) throws -> [String: String] {
    let result = try workspace.podfit(["explain", "shop/app-1", "--format", "json"] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    let json = try JSONSerialization.jsonObject(with: Data(result.output.utf8))
    var found: [String: String] = [:]
    func search(_ value: Any) {
      if let values = value as? [Any] { values.forEach(search) }
      guard let object = value as? [String: Any] else { return }
      if object[key] != nil { found = object.compactMapValues { $0 as? String } }
      object.values.forEach(search)
    }
    search(json)
    return found
  }

  @Test(
    "the budget of a back-test is what recommend goes by, until a policy or an option states another"
  )
  func statedBudget() throws {
    let key = "budget, pod-days"
    let before = try inputs("--strategy", "budget", "--no-config", with: key)
    #expect(before[key] == "2 %" && before["pod-days stated by"] == "default")
    let tested = try workspace.podfit(
      ["backtest", "--strategy", "budget", "--oom-days", "20%", "--cpu-time-over", "0.2"]
    )
    #expect(tested.status == 0, "\(tested.errors)")
    let after = try inputs("--strategy", "budget", "--no-config", with: key)
    #expect(after[key] == "20 %" && after["pod-days stated by"] == "newest back-test")
    let time = try inputs("--strategy", "budget", "--no-config", with: "budget, time")
    #expect(time["budget, time"] == "20 %" && time["budget, demand"] == "5 %")
    let config = try workspace.write(
      """
      version: 1
      policy: {strategy: budget, oom-days: 10%}
      policies:
      - match: {names: ["app-1"]}
        policy: {oom-days: 0.15}
      """,
      to: "policy.yaml"
    )
    let policy = try inputs("--config", config, with: key)
    #expect(policy[key] == "15 %" && policy["pod-days stated by"] == "policy")
    let option = try inputs("--config", config, "--oom-days", "5%", with: key)
    #expect(option[key] == "5 %" && option["pod-days stated by"] == "policy")
    // What nobody states in a policy stays the back-test's.
    let demand = try inputs("--config", config, with: "budget, time")
    #expect(demand["budget, time"] == "20 %" && demand["time stated by"] == "newest back-test")
    #expect(before["factor"] != after["factor"])
  }

  @Test("a back-test without days to hold numbers against says so in one line and keeps nothing")
  func nothingMeasured() throws {
    for warmup in ["9d", "30d"] {
      let result = try workspace.podfit("backtest", "--warmup", warmup, "--format", "table")
      #expect(result.status == 2 && result.output.isEmpty)
      #expect(result.errors.contains("nothing to back-test: 9 days of samples"), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count == 2)
    }
    let kept = try workspace.podfit("db", "sql", "SELECT count(*) AS n FROM backtest")
    #expect(kept.output.split(separator: "\n").last == "0", "\(kept.output)")
    // One hour of one pod on the second day is no day to be measured.
    var text = "time,namespace,pod,container,memory_working_set_bytes\n"
    for hour in Array(0..<24) + [30] {
      let time = String(format: "2026-11-%02dT%02d:30:00Z", 2 + hour / 24, hour % 24)
      text += "\(time),shop,a-1,main,100000000\n"
    }
    let file = try workspace.write(text, to: "short.csv")
    #expect(
      try workspace.podfit("ingest", file, "--window-s", "3600", "--quiet", "--db", "s.db").status
        == 0
    )
    let short = try workspace.podfit("backtest", "--warmup", "1d", "--db", "s.db")
    #expect(short.status == 2 && short.errors.contains("no container has"), "\(short.errors)")
  }

  @Test(
    "what is wrong with a share or a seed is said as it is",
    arguments: [
      (["backtest", "--oom-days", "abc"], "no share"),
      (["backtest", "--oom-days", "1%"], "less no history supports"),
      (["backtest", "--cpu-unserved", "30%"], "more is no budget"),
      (["recommend", "--strategy", "budget", "--oom-days", "1%"], "less no history supports"),
      (["explain", "shop/app-1", "--cpu-time-over", "nan"], "no share"),
      (["backtest", "--seed", "-1"], "-1"), (["backtest", "--seed", "many"], "many"),
    ]
  )
  func wrongShare(arguments: [String], words: String) throws {
    let result = try workspace.podfit(arguments)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(words), "\(result.errors)")
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
