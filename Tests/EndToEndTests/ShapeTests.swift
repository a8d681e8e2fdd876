import Foundation
import TestSupport
import Testing

@Suite("A cluster with a workload of every shape", .enabled(if: PodfitProgram.isPresent))
struct ShapeTests {
  private static let folder = SharedData.packageRoot.appending(path: "fixtures/shapes")
  let workspace: Workspace

  init() throws {
    workspace = try Workspace()
    let files = ["objects.json.gz", "usage.csv.gz"].map { Self.folder.appending(path: $0).path }
    let result = try workspace.podfit(["ingest", "--cluster", "shapes-eu1"] + files)
    #expect(result.status == 0, "\(result.errors)")
  }

  /// A line of the table that the script worked out on its own.
  private struct Wanted {
    var workload: String
    var container: String
    var status: String
    var cpu: Double?
    var memory: Double?
    var words: String

    init?(_ line: Substring) {
      let cells = line.split(separator: ",", maxSplits: 5, omittingEmptySubsequences: false)
      guard cells.count == 6 else { return nil }
      workload = String(cells[0])
      container = String(cells[1])
      status = String(cells[2])
      cpu = Double(cells[3])
      memory = Double(cells[4])
      words = cells[5].trimmingCharacters(in: ["\""])
    }
  }

  private static func wanted() throws -> [Wanted] {
    let text = try String(contentsOf: folder.appending(path: "expected.csv"), encoding: .utf8)
    return text.split(separator: "\n").dropFirst().compactMap(Wanted.init)
  }

  private static var config: [String] {
    ["--config", folder.appending(path: "podfit.yaml").path]
  }

  @Test("every shape gets the numbers of the formula worked out elsewhere, or none for a reason")
  func numbers() throws {
    let result = try workspace.podfit(["recommend", "--format", "json"] + Self.config)
    #expect(result.status == 0, "\(result.errors)")
    let document = try workspace.object(result.output)
    let all = try #require(document["recommendations"] as? [[String: Any]])
    let wanted = try Self.wanted()
    #expect(wanted.count == 22 && all.count == wanted.count)
    for line in wanted {
      let found = all.filter {
        "\($0["kind"] ?? "")/\($0["workload"] ?? "")" == line.workload
          && $0["container"] as? String == line.container
      }
      let one = try #require(found.count == 1 ? found[0] : nil, "\(line.workload)")
      #expect(one["status"] as? String == line.status, "\(line.workload)")
      let advised = try #require(one["recommended"] as? [String: Any])
      if let cpu = line.cpu {
        let cores = try #require(advised["cpu_request_cores"] as? Double)
        #expect(abs(cores * 1_000 - cpu) < 1e-6, "\(line.workload): \(cores)")
      }
      if let memory = line.memory {
        let bytes = try #require(advised["memory_request_bytes"] as? Double)
        #expect(bytes == memory * 1_048_576, "\(line.workload): \(bytes)")
      }
    }
  }

  @Test("what is peculiar to a shape is explained")
  func explanations() throws {
    for line in try Self.wanted() {
      let name = line.workload.split(separator: "/")[1]
      let result = try workspace.podfit(["explain", "zoo/\(name)/\(line.container)"] + Self.config)
      #expect(result.status == 0, "\(line.workload): \(result.errors)")
      #expect(
        line.words.isEmpty || result.output.contains(line.words),
        "\(line.workload) lacks \"\(line.words)\""
      )
      // Only pods that came up in the window had a start to see.
      #expect(
        result.output.contains("start-up against") == (name == "starter"),
        "\(line.workload)"
      )
    }
  }
}
