import Foundation
import TestSupport
import Testing

/// The demo's three weeks: what was planted is in fixtures/demo/make_weeks.py.
@Suite("podfit over weeks", .enabled(if: PodfitProgram.isPresent), .serialized)
struct WeeklyTests {
  let workspace: Workspace
  let outcome: PodfitProgram.Outcome

  init() throws {
    workspace = try Workspace()
    outcome = try workspace.podfit("demo", "--weeks", "3", "--quiet")
  }

  private let db = ["--db", "podfit-demo/podfit.db", "--now", "2026-11-30T00:00:00Z"]

  private func report(_ arguments: String...) throws -> [String: Any] {
    let result = try workspace.podfit(["report", "--format", "json", "--no-keep"] + arguments + db)
    try #require(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "report")
    return try #require(try workspace.object(result.output)["weekly"] as? [String: Any])
  }

  private func states(_ weekly: [String: Any]) throws -> [String: String] {
    let since = try #require(weekly["since_last"] as? [String: Any])
    let outcomes = try #require(since["outcomes"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: outcomes.compactMap { each in
        guard let container = each["container"] as? String, let state = each["state"] as? String
        else { return nil }
        return (container.split(separator: "/").suffix(2).joined(separator: "/"), state)
      }
    )
  }

  @Test("the demo names the harm of the hand-made change and three pages")
  func demo() throws {
    #expect(outcome.status == 0, "\(outcome.errors)")
    let harm = "harm:   shop/Deployment/orders-api/api: killed for want of memory"
    #expect(outcome.output.contains(harm))
    for week in 46...48 {
      let page = try workspace.read("podfit-demo/report-2026-W\(week).html")
      #expect(String(decoding: page.prefix(15), as: UTF8.self) == "<!doctype html>")
    }
  }

  @Test("machines that went between the weeks are not counted any more")
  func nodes() throws {
    let trend = try #require(try report()["trend"] as? [[String: Any]])
    #expect(trend.map { $0["week"] as? String } == ["2026-W46", "2026-W47", "2026-W48"])
    #expect(trend.map { $0["nodes_now"] as? Int } == [15, 14, 11])
  }

  @Test("week 47: what was applied, in part, and not at all is told apart")
  func applied() throws {
    let rows = try workspace.sqlite(
      "SELECT week FROM run ORDER BY week",
      in: "podfit-demo/podfit.db"
    )
    #expect(rows == ["2026-W46", "2026-W47", "2026-W48"])
    let page = String(
      decoding: try workspace.read("podfit-demo/report-2026-W47.html"),
      as: UTF8.self
    )
    #expect(page.contains("6 applied, 2 partly"))
  }

  @Test("week 48: the change by hand is one that was not advised, and its kills are harm")
  func harm() throws {
    let weekly = try report()
    let states = try states(weekly)
    #expect(states["orders-api/api"] == "changed otherwise")
    for name in ["checkout/app", "coredns/coredns", "image-resize/worker", "notifier/notifier"] {
      #expect(states[name] == "applied", "\(name)")
    }
    #expect(states["pdf-render/render"] == "partly")
    #expect(states["cart-api/app"] == "not applied")
    let since = try #require(weekly["since_last"] as? [String: Any])
    let harm = try #require(since["harm"] as? [String])
    #expect(harm.count == 1 && harm[0].hasPrefix("shop/Deployment/orders-api/api: killed"))
  }

  @Test("apply-status, report and diff agree, and a second run gives the same bytes")
  func agreement() throws {
    let status = try workspace.podfit(["apply-status", "--format", "json"] + db)
    #expect(status.status == 0, "\(status.errors)")
    try validate(status.output, schema: "apply-status")
    let object = try workspace.object(status.output)
    let realised = try #require(object["realised"] as? [String: Any])
    let since = try #require(try report()["since_last"] as? [String: Any])
    #expect(realised["cpu_cores"] as? Double == since["cpu_saved_net_cores"] as? Double)
    #expect(realised["memory_bytes"] as? Int == since["memory_saved_net_bytes"] as? Int)
    let again = try workspace.podfit(["apply-status", "--format", "json"] + db)
    #expect(again.output == status.output)
    let diff = ["diff", "2026-W47", "2026-W48", "--exit-code"] + db
    let found = try workspace.podfit(diff)
    #expect(found.status == 1)
    #expect(found.output.contains("memory limit 411Mi -> 300Mi"))
    let json = try workspace.podfit(["diff", "2026-W47", "2026-W48", "--format", "json"] + db)
    try validate(json.output, schema: "diff")
    #expect(json.output.contains("memory limit 411Mi -> 300Mi"))
    #expect(try workspace.podfit(["diff", "2026-W47", "2026-W47", "--exit-code"] + db).status == 0)
    for format in ["html", "markdown", "csv", "json", "text"] {
      let arguments = ["report", "--format", format] + db
      #expect(try workspace.podfit(arguments).output == workspace.podfit(arguments).output)
    }
  }

  @Test("without --now nothing depends on the clock", arguments: ["html", "json", "text"])
  func clock(format: String) throws {
    let arguments = ["report", "--format", format, "--no-keep", "--db", "podfit-demo/podfit.db"]
    let output = try workspace.podfit(arguments).output
    #expect(try workspace.podfit(arguments).output == output)
    #expect(output.contains("2026-11-29T23:00:00Z"))
  }

  @Test(
    "a folder gets a file named by the format",
    arguments: [("html", "html"), ("markdown", "md"), ("text", "txt"), ("json", "json")]
  )
  func folder(format: String, ending: String) throws {
    let arguments = ["report", "--no-keep", "--no-replay", "--format", format]
    let result = try workspace.podfit(arguments + ["-o", "out/"] + db)
    #expect(result.status == 0, "\(result.errors)")
    #expect(workspace.has("out/report.\(ending)"))
    // What is there is not written over.
    #expect(try workspace.podfit(arguments + ["-o", "out/"] + db).status == 2)
  }

  @Test("a week without samples says so in its first line, in every format")
  func empty() throws {
    for format in ["html", "markdown", "text", "json"] {
      let result = try workspace.podfit(
        ["report", "--week", "2027-W10", "--format", format, "--no-replay"] + db
      )
      #expect(result.status == 0 && result.output.contains("no samples in 2027-W10"), "\(format)")
      #expect(result.errors.contains("not kept: there are no samples"), "\(result.errors)")
    }
    let rows = try workspace.sqlite("SELECT count(*) FROM run", in: "podfit-demo/podfit.db")
    #expect(rows == ["3"])
  }

  @Test("steps and waves are in the formats to read, too")
  func staged() throws {
    let staged = ["recommend", "--max-step", "30%", "--waves", "3", "--never-lower", "nope/x"]
    for format in ["table", "json", "json-brief", "csv", "kubectl-patch"] {
      let result = try workspace.podfit(staged + ["--format", format] + db)
      #expect(result.status == 0, "\(result.errors)")
      let isScript = format == "kubectl-patch"
      #expect(isScript || result.output.contains("a step of at most 30.0 %"), "\(format)")
      #expect(result.output.lowercased().contains("wave"), "\(format)")
      #expect(
        result.errors.contains("nothing is named by --never-lower nope/x"),
        "\(result.errors)"
      )
      if format == "json" { try validate(result.output, schema: "recommendations") }
    }
    let bare = try workspace.podfit(["recommend", "--max-step", "0.3"] + db)
    #expect(bare.status == 2 && bare.errors.contains("write 30% or 0.3%"), "\(bare.errors)")
    #expect(try workspace.podfit(["recommend", "--base", "x"] + db).status == 2)
  }

  @Test("a week that no report was kept of is an error that names those there are")
  func unknownWeek() throws {
    let result = try workspace.podfit(["report", "--compare", "2026-W40"] + db)
    #expect(result.status == 2)
    #expect(result.errors.contains("2026-W46, 2026-W47, 2026-W48"))
    #expect(try workspace.podfit(["report", "--week", "2026-W54"] + db).status == 2)
  }

  @Test("a fleet of two databases has the nodes of both; one container twice is refused")
  func fleet() throws {
    let twice = try workspace.podfit(
      "report",
      "--db",
      "podfit-demo/podfit.db",
      "--db",
      "./podfit-demo/podfit.db"
    )
    #expect(twice.status == 2 && twice.errors.contains("both have"))
    let inputs = ["pods", "nodes", "workloads", "memory_working_set"].map {
      "podfit-demo/inputs/\($0).json.gz"
    }
    let other = try workspace.podfit(
      ["ingest"] + inputs + ["--cluster", "other", "--db", "other.db"]
    )
    #expect(other.status == 0, "\(other.errors)")
    let both = try workspace.podfit(
      ["report", "--format", "json", "--no-keep", "--db", "other.db"] + db
    )
    let nodes = try #require(try workspace.object(both.output)["nodes"] as? [String: Any])
    #expect(nodes["nodes_now"] as? Int == 15 + 11)
  }

  @Test("explain shows the week as numbers where no terminal is")
  func explain() throws {
    let result = try workspace.podfit(["explain", "shop/orders-api"] + db)
    #expect(result.output.contains("memory by day: "))
    #expect(!result.output.contains("\u{2588}"))
    #expect(result.output.contains("2026-11-23T00:00Z spec-change"))
  }

  @Test(
    "explain in JSON has the week by the hour and the new spec; kills whose time no export tells have no place"
  )
  func hourly() throws {
    let result = try workspace.podfit(["explain", "shop/orders-api", "--format", "json"] + db)
    try validate(result.output, schema: "explain")
    let weeks = try #require(try workspace.object(result.output)["weeks"] as? [[String: Any]])
    #expect(weeks.count == 1)
    #expect(weeks[0]["start"] as? String == "2026-11-23T00:00:00Z")
    let memory = try #require(weeks[0]["memory_bytes"] as? [String: [Any]])
    #expect(memory["max"]?.count == 168)
    let most = try #require(memory["max"]).compactMap { $0 as? Double }
    // Killed pods never get above their limit of 300 MiB.
    #expect(most.count > 160 && (250.0...300.0).contains((most.max() ?? 0) / 0x1p20))
    let markers = try #require(weeks[0]["markers"] as? [[String: Any]])
    #expect(markers.count == 1 && markers.first?["kind"] as? String == "spec-change")
    #expect(markers.first?["hour"] as? Int == 0)
  }
}
