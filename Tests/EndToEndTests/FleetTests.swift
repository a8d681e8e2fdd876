import Foundation
import TestSupport
import Testing

/// The demo's week as two clusters: in one database, and in one each.
@Suite("podfit report of a fleet", .enabled(if: PodfitProgram.isPresent), .serialized)
struct FleetTests {
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let demo = try workspace.podfit("demo", "--quiet")
    try #require(demo.status == 0, "\(demo.errors)")
    let names = ["pods", "nodes", "workloads", "memory_working_set", "cpu_usage_cores"]
    let inputs = names.map { "podfit-demo/inputs/\($0).json.gz" }
    for (cluster, database) in [("a", "a.db"), ("b", "b.db"), ("a", "both.db"), ("b", "both.db")] {
      let result = try workspace.podfit(
        ["ingest"] + inputs + ["--cluster", cluster, "--db", database]
      )
      try #require(result.status == 0, "\(result.errors)")
    }
  }

  private let common = ["--no-keep", "--now", "2026-11-16T00:00:00Z"]

  private func weekly(_ databases: [String]) throws -> [String: Any] {
    let paths = databases.flatMap { ["--db", $0] }
    let result = try workspace.podfit(["report", "--format", "json"] + common + paths)
    try #require(result.status == 0, "\(result.errors)")
    try validate(result.output, schema: "report")
    let object = try workspace.object(result.output)
    var weekly = try #require(object["weekly"] as? [String: Any])
    weekly["headline"] = object["headline"]
    weekly["plan"] = object["nodes"]
    return weekly
  }

  private func text(_ value: Any?) throws -> String {
    let value = try #require(value)
    let data = try JSONSerialization.data(withJSONObject: value, options: .sortedKeys)
    return String(decoding: data, as: UTF8.self)
  }

  @Test("two clusters in one database and in one each give the same report")
  func same() throws {
    let (one, two) = (try weekly(["both.db"]), try weekly(["a.db", "b.db"]))
    for key in ["headline", "plan", "clusters", "lost_nodes", "namespaces"] {
      #expect(try text(one[key]) == text(two[key]), "\(key)")
    }
    let clusters = try #require(one["clusters"] as? [[String: Any]])
    #expect(clusters.count == 2)
    #expect(clusters.map { $0["nodes_now"] as? Int } == [15, 15])
    let lost = try #require(one["lost_nodes"] as? [String: Any])
    let causes = try #require(lost["causes"] as? [[String: Any]])
    let sum = causes.compactMap { $0["nodes_lost"] as? Double }.reduce(0, +)
    let ideal = try #require(lost["nodes_ideal"] as? Double)
    #expect(abs(sum - (30 - ideal)) < 1e-6)
  }

  @Test("causes and replay of a cluster are what the commands say of it")
  func evidence() throws {
    let clusters = try #require(try weekly(["both.db"])["clusters"] as? [[String: Any]])
    for (index, cluster) in ["a", "b"].enumerated() {
      for (key, command) in [("attribution", "attribution"), ("replay", "replay")] {
        let result = try workspace.podfit(
          "nodes",
          command,
          "--cluster",
          cluster,
          "--db",
          "both.db",
          "--format",
          "json"
        )
        try #require(result.status == 0, "\(result.errors)")
        #expect(try text(clusters[index][key]) == text(workspace.object(result.output)))
      }
    }
    let unknown = try workspace.podfit(
      ["nodes", "attribution", "--cluster", "c", "--db", "both.db"]
    )
    #expect(unknown.status == 2 && unknown.errors.contains("there are: a, b"))
  }

  @Test("every format has a part for the clusters, their causes and their replay")
  func formats() throws {
    for (format, marks) in [
      ("text", ["\nCLUSTERS\n", "\nCAUSES OF NODES\n", "\nREPLAY\n"]),
      ("markdown", ["## Clusters", "## Causes of nodes", "## Replay"]),
      (
        "html",
        [
          "id=\"clusters\"", "id=\"cluster-1\"", "Which cause is to blame for each node?",
          "Would the packed nodes have held?", "#table?cluster=b",
        ]
      ),
    ] {
      let arguments = ["report", "--format", format, "--db", "both.db"] + common
      let output = try workspace.podfit(arguments).output
      for mark in marks { #expect(output.contains(mark), "\(format): \(mark)") }
    }
    let set = try workspace.podfit(
      ["report", "--format", "csv", "-o", "set/", "--db", "both.db"] + common
    )
    #expect(set.status == 0, "\(set.errors)")
    // Not every container has a request, so that only the advice is replayed, in four orders.
    for (name, rows) in [("clusters", 2), ("causes", 2 * 7), ("replay", 2 * 4)] {
      let text = String(decoding: try workspace.read("set/\(name).csv"), as: UTF8.self)
      #expect(text.split(separator: "\r\n").count == rows + 1, "\(name)")
    }
  }

  @Test("a report without replay says that it has none")
  func noReplay() throws {
    let result = try workspace.podfit(
      ["report", "--no-replay", "--format", "json", "--db", "a.db"] + common
    )
    #expect(result.errors.contains("were not replayed"))
    let weekly = try workspace.object(result.output)["weekly"] as? [String: Any]
    let clusters = try #require(weekly?["clusters"] as? [[String: Any]])
    #expect(clusters[0]["replay"] is NSNull)
  }
}
