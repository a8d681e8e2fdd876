import Foundation
import TestSupport
import Testing

@Suite("podfit demo", .enabled(if: PodfitProgram.isPresent))
struct DemoTests {
  let workspace: Workspace
  let outcome: PodfitProgram.Outcome

  init() throws {
    workspace = try Workspace()
    outcome = try workspace.podfit("demo")
  }

  @Test("runs in an empty folder, prints the answer first and names the report it wrote")
  func answer() throws {
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("answer: 15 nodes now -> "))
    #expect(outcome.output.contains("report: podfit-demo/report.md"))
    let report = String(decoding: try workspace.read("podfit-demo/report.md"), as: UTF8.self)
    #expect(report.hasPrefix("# podfit report\n\n**15 nodes now -> "))
  }

  @Test("the planted cluster needs about half its nodes, and the bound is close")
  func nodes() throws {
    let json = try workspace.podfit("nodes", "--db", "podfit-demo/podfit.db", "--format", "json")
    #expect(json.status == 0, "\(json.errors)")
    try validate(json.output, schema: "nodes")
    let plan = try workspace.object(json.output)
    let needed = try #require(plan["nodes_needed"] as? Int)
    let bound = try #require(plan["lower_bound"] as? Int)
    #expect(plan["nodes_now"] as? Int == 15)
    #expect((7...11).contains(needed))
    #expect(bound <= needed && needed <= bound + 1)
    #expect((plan["unschedulable"] as? [Any])?.isEmpty == true)
  }

  @Test("every JSON output is as its schema says, and the schemas are in the program")
  func schemas() throws {
    let db = ["--db", "podfit-demo/podfit.db", "--now", "2026-11-16T00:00:00Z"]
    for (schema, arguments) in [
      ("recommendations", ["recommend", "--format", "json"]),
      ("report", ["report", "--format", "json"]),
      ("explain", ["explain", "shop/cart-api", "--format", "json"]),
    ] {
      let result = try workspace.podfit(arguments + db)
      #expect(result.status == 0, "\(result.errors)")
      try validate(result.output, schema: schema)
    }
    for schema in [
      "recommendations", "nodes", "ingest", "report", "explain", "check", "apply-status", "diff",
    ] {
      let printed = try workspace.podfit("db", "schema", schema)
      let path = SharedData.packageRoot.appending(path: "docs/schemas/\(schema).schema.json")
      #expect(printed.output == (try String(contentsOf: path, encoding: .utf8)))
    }
  }

  @Test("the same input gives the same bytes, run after run")
  func deterministic() throws {
    let again = try Workspace()
    #expect(try again.podfit("demo").output == outcome.output)
    #expect(try again.read("podfit-demo/report.md") == workspace.read("podfit-demo/report.md"))
    for format in ["table", "json", "csv", "kubectl-patch"] {
      let arguments = ["recommend", "--db", "podfit-demo/podfit.db", "--format", format]
      #expect(try again.podfit(arguments).output == workspace.podfit(arguments).output)
    }
  }

  @Test("text and JSON of one report have the same numbers")
  func oneModel() throws {
    let db = ["--db", "podfit-demo/podfit.db", "--now", "2026-11-16T00:00:00Z"]
    let json = try workspace.object(
      workspace.podfit(["report", "--format", "json"] + db).output
    )
    let text = try workspace.podfit(["report", "--format", "text"] + db).output
    let headline = try #require(json["headline"] as? [String: String])
    for sentence in headline.values { #expect(text.contains(sentence)) }
    let nodes = try #require(json["nodes"] as? [String: Any])
    for pool in try #require(nodes["pools"] as? [[String: Any]]) {
      let name = try #require(pool["name"] as? String)
      let now = try #require(pool["nodes_now"] as? Int)
      let needed = try #require(pool["nodes_needed"] as? Int)
      #expect(
        text.split(separator: "\n").contains { line in
          let words = line.split(separator: " ")
          return words.first == Substring(name) && words.contains(Substring("\(now)"))
            && words.contains(Substring("\(needed)"))
        }
      )
    }
  }

  @Test("check points at the oversized value of the demo's manifest")
  func check() throws {
    let result = try workspace.podfit(
      "check",
      "podfit-demo/inputs/manifests/shop.yaml",
      "--db",
      "podfit-demo/podfit.db",
      "--output",
      "concise"
    )
    #expect(result.status == 1, "\(result.errors)")
    let manifest = String(
      decoding: try workspace.read("podfit-demo/inputs/manifests/shop.yaml"),
      as: UTF8.self
    )
    let lines = manifest.split(separator: "\n", omittingEmptySubsequences: false)
    let findings = result.output.split(separator: "\n").filter { $0.contains("-above-need") }
    #expect(!findings.isEmpty)
    for finding in findings {
      let parts = finding.split(separator: ":", maxSplits: 3).map(String.init)
      let line = try #require(Int(parts[1]))
      let column = try #require(Int(parts[2]))
      let value = lines[line - 1].dropFirst(column - 1)
      #expect(value.first.map { $0.isNumber || "\"'*".contains($0) } == true, "\(finding)")
    }
  }
}
