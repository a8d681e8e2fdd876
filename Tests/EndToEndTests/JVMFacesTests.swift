import Foundation
import TestSupport
import Testing

@Suite("jvm size, and JVMs in explain", .enabled(if: PodfitProgram.isPresent))
struct JVMFacesTests {
  let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// A minute of a JVM with G1 of which 200 MiB stay alive, under a heap of 1536 MiB.
  private func metrics(_ rows: Int = 60) throws -> String {
    var text = "t_s,heap_used,heap_committed,heap_max,nonheap_committed,proc_cpu_ns,"
    text += "pool_coll_used[G1 Old Gen],working_set_bytes,rss_anon_bytes\n"
    for row in 1...rows {
      let garbage = row % 7 * 100
      let cells = [
        row, (230 + garbage) << 20, 1000 << 20, 1536 << 20, 60 << 20, row * 300_000_000,
        225 << 20, 1100 << 20, 70 << 20,
      ]
      text += cells.map(String.init).joined(separator: ",") + "\n"
    }
    return try workspace.write(text, to: "metrics.csv")
  }

  @Test("the JSON of jvm size is as its schema says, and adds up")
  func size() throws {
    let file = try metrics()
    let outcome = try workspace.podfit([
      "jvm", "size", "--metrics", file, "--working-set", file, "--jdk", "21.0.8", "--cpu-limit",
      "2", "--format", "json", "--", "-XX:MaxRAMPercentage=75",
    ])
    try #require(outcome.status == 0, "\(outcome.errors)")
    try validate(outcome.output, schema: "jvm-size")
    let size = try workspace.object(outcome.output)
    let areas = try #require(size["areas"] as? [String: [String: Any]])
    let sum = areas.values.compactMap { $0["bytes"] as? Int }.reduce(0, +)
    #expect(sum == size["limit_bytes"] as? Int)
    // 0.89 of 225 MiB are alive; 2.5 times that.
    let heap = try #require(size["heap_max_bytes"] as? Int)
    #expect(heap >= 500 << 20 && heap < 530 << 20)
    let flags = try #require(size["flags"] as? [String])
    #expect(flags.contains { $0.hasPrefix("-XX:MaxRAMPercentage=") })
    #expect(flags.contains("-XX:+UseG1GC"))
    #expect(size["expected_working_set_bytes"] as? Int ?? 0 > heap)
    let text = try workspace.podfit("jvm", "size", "--metrics", file, "--jdk", "21")
    #expect(text.status == 0 && text.output.contains("room for garbage"))
  }

  @Test("jvm size refuses what it cannot rest on, and says what to give")
  func refusals() throws {
    let file = try metrics()
    let rss = try workspace.write("t_s,rss_anon_bytes\n1,73400320\n", to: "rss.csv")
    for (arguments, word) in [
      (["--jdk", "21"], "--gclog or --metrics"),
      (["--metrics", file], "--jdk"),
      (["--metrics", file, "--jdk", "21", "--working-set", rss], "working_set"),
      (["--metrics", file, "--jdk", "x"], "--jdk"),
      (["--metrics", file, "--jdk", "21", "--price-cpu", "0"], "above zero"),
      (["--metrics", file, "--jdk", "21", "--page-cache", "drop"], "keep, share"),
      (["--metrics", file, "--jdk", "21", "--collector", "Epsilon"], "Serial"),
      (["--metrics", "missing.csv", "--jdk", "21"], "missing.csv"),
    ] {
      let outcome = try workspace.podfit(["jvm", "size"] + arguments)
      #expect(outcome.status == 2, "\(arguments)")
      #expect(outcome.errors.contains(word), "\(arguments): \(outcome.errors)")
      #expect(outcome.output.isEmpty)
    }
  }

  @Test("explain accounts for every MiB of a JVM's limit, from the live set up")
  func account() throws {
    let demo = try workspace.podfit("demo")
    try #require(demo.status == 0, "\(demo.errors)")
    let outcome = try workspace.podfit(
      "explain",
      "shop/catalog",
      "--db",
      "podfit-demo/podfit.db"
    )
    let lines = outcome.output.split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex { $0.contains("every MiB of the memory limit = ") })
    let limit = try #require(
      Double(lines[start].components(separatedBy: " = ")[1].prefix { $0 != " " })
    )
    let parts = lines[(start + 1)...].prefix { $0.hasPrefix("       ") }
    #expect(parts.first?.contains("01 live set: ") == true)
    let sum = parts.compactMap { line in
      line.components(separatedBy: ": ").last.flatMap { Double($0.prefix { $0 != " " }) }
    }
    .reduce(0, +)
    // Each part is printed to a tenth.
    #expect(abs(sum - limit) <= 0.05 * Double(parts.count) + 0.01, "\(parts)")
  }
}
