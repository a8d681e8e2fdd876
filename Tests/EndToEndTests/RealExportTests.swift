import Foundation
import TestSupport
import Testing

/// The job on real exports, which are not part of the project: skipped, loudly, where absent.
@Suite(
  "Real exports",
  .enabled(if: PodfitProgram.isPresent && SharedData.isPresent)
)
struct RealExportTests {
  let workspace: Workspace

  static let memory = "exports/prometheus/range_memory_working_set_raw.24h-5m.json.gz"
  static let inputs = [
    memory,
    "exports/prometheus/range_cpu_cores_rate5m.24h-5m.json.gz",
    "exports/prometheus/range_cpu_counter_resets.dev.24h-5m.json",
    "exports/prometheus/range_jvm_memory_used.24h-10m.json.gz",
    "exports/prometheus/range_jvm_heap_max.24h-1h.json",
    "exports/prometheus/instant_kube_pod_owner_max_over_time_24h.json",
    "exports/prometheus/instant_kube_replicaset_owner.json",
    "exports/prometheus/instant_kube_job_owner_max_over_time_24h.json",
    "exports/kubernetes/get-pods.json",
    "exports/kubernetes/get-nodes.json",
    "exports/kubernetes/get-workloads.json",
  ].map { SharedData.file($0).path }

  init() throws { workspace = try Workspace() }

  @Test("memory at noon is 51.8 GiB by the plain sqlite3 shell: no copy is counted twice")
  func memoryAtNoon() throws {
    let path = SharedData.file(Self.memory).path
    #expect(try workspace.podfit("ingest", path).status == 0)
    let sum = try workspace.sqlite(
      """
      select printf('%.4f', sum(value) / 1073741824.0), count(*) from container_usage
      where metric = 'memory_working_set_bytes' and at = '2026-11-20T12:00:00Z'
      """
    )
    #expect(sum == ["51.7978|58"])
  }

  @Test("ingesting twice changes nothing, and neither does the order of files")
  func idempotent() throws {
    let other = try Workspace()
    let first = try workspace.podfit(["ingest", "--format", "json"] + Self.inputs)
    #expect(first.status == 0, "\(first.errors)")
    try validate(first.output, schema: "ingest")
    #expect(try other.podfit(["ingest"] + Self.inputs.reversed()).status == 0)
    let content = try content(of: workspace)
    #expect(content.count > 10_000)
    #expect(try self.content(of: other) == content)

    let again = try workspace.podfit(["ingest", "--format", "json"] + Self.inputs)
    let files = try #require(try workspace.object(again.output)["files"] as? [[String: Any]])
    #expect(files.allSatisfy { $0["already_ingested"] as? Bool == true })
    #expect(try self.content(of: workspace) == content)
    #expect(
      try workspace.podfit("recommend", "--format", "json").output
        == other.podfit("recommend", "--format", "json").output
    )
  }

  private func content(of workspace: Workspace) throws -> [String] {
    try workspace.sqlite(
      "select * from all_samples order by cluster, namespace, pod, container, metric, part, source, at_ms"
    )
      + workspace.sqlite("select kind, key, version, json from inventory order by kind, key")
  }

  @Test("a file that cannot be taken leaves exit 2, the reason, and the database as it was")
  func errorFiles() throws {
    #expect(try workspace.podfit("ingest", Self.inputs[8]).status == 0)
    let before = try workspace.sqlite("select * from files") + content(of: workspace)
    let folder = SharedData.file("exports/errors")
    let words = [
      "400_bad_promql.json": "unclosed left parenthesis",
      "400_missing_step.json": "cannot parse",
      "400_too_many_points.json": "exceeded maximum resolution of 11,000 points",
      "422_duplicate_labelset.json": "vector cannot contain metrics with the same labelset",
      "422_many_to_many.json": "found duplicate series for the match group",
      "422_too_many_samples.json": "query processing would load too many samples",
      "503_timeout.json": "query timed out in expression evaluation",
    ]
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names.count == 16)
    for name in names where name != "partial_response_warnings.edited.json" {
      let outcome = try workspace.podfit("ingest", folder.appending(path: name).path)
      #expect(outcome.status == 2, "\(name)")
      #expect(outcome.output.isEmpty, "\(name)")
      #expect(outcome.errors.contains(name), "\(name): \(outcome.errors)")
      if let said = words[name] { #expect(outcome.errors.contains(said), "\(outcome.errors)") }
      #expect(try workspace.sqlite("select * from files") + content(of: workspace) == before)
    }
  }

  @Test("an answer with warnings is taken and reported as partial")
  func partial() throws {
    let path = SharedData.file("exports/errors/partial_response_warnings.edited.json").path
    let outcome = try workspace.podfit("ingest", path, "--format", "json")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("partial"))
    let files = try #require(try workspace.object(outcome.output)["files"] as? [[String: Any]])
    #expect((files.first?["warnings"] as? [String])?.isEmpty == false)
    #expect((files.first?["samples"] as? Int ?? 0) > 0)
  }

  @Test("every container with enough data has numbers and an explanation; special ones are marked")
  func recommend() throws {
    #expect(try workspace.podfit(["ingest"] + Self.inputs).status == 0)
    let json = try workspace.podfit("recommend", "--format", "json")
    #expect(json.status == 0, "\(json.errors)")
    try validate(json.output, schema: "recommendations")
    let list = try #require(
      try workspace.object(json.output)["recommendations"] as? [[String: Any]]
    )
    for each in list where each["status"] as? String != "withheld" {
      let recommended = try #require(each["recommended"] as? [String: Any])
      #expect(recommended["cpu_request_cores"] is NSNumber, "\(each)")
      #expect(recommended["memory_request_bytes"] is NSNumber, "\(each)")
      #expect((each["explanation"] as? [Any])?.isEmpty == false)
    }
    func entry(_ workload: String, _ container: String? = nil) throws -> [String: Any] {
      try #require(
        list.first {
          $0["workload"] as? String == workload
            && (container == nil || $0["container"] as? String == container)
        }
      )
    }
    #expect(try entry("cart-cleanup")["kind"] as? String == "CronJob")
    let scaled = try entry("web-frontend", "web")
    #expect((scaled["reason"] as? String)?.contains("Autoscaler") == true, "\(scaled)")
    #expect(try entry("recommender")["kind"] as? String == "Rollout")
    #expect(list.contains { $0["guessed_owner"] as? Bool == true })
    #expect(
      list.allSatisfy {
        $0["namespace"] as? String != "legacy" || $0["guessed_owner"] as? Bool == true
      }
    )
  }

  @Test("the leaky workload has 4 counter resets and no negative CPU")
  func leaky() throws {
    #expect(try workspace.podfit(["ingest", Self.inputs[2]]).status == 0)
    let resets = try workspace.sqlite(
      """
      select count(*) from (
        select value < lag(value) over (partition by pod, container, source order by at_ms) as down
        from all_samples where metric = 'cpu_usage_seconds_total' and container = 'leaky')
      where down
      """
    )
    #expect(resets == ["4"])
    let explained = try workspace.podfit("explain", "dev/leaky")
    #expect(explained.output.contains("4 counter resets"), "\(explained.output)\(explained.errors)")
  }

  @Test("nodes: now, after, bound, gap and what binds")
  func nodes() throws {
    #expect(try workspace.podfit(["ingest"] + Self.inputs).status == 0)
    let json = try workspace.podfit("nodes", "--format", "json")
    #expect(json.status == 0, "\(json.errors)")
    try validate(json.output, schema: "nodes")
    let plan = try workspace.object(json.output)
    #expect(plan["nodes_now"] as? Int == 4)
    let needed = try #require(plan["nodes_needed"] as? Int)
    let bound = try #require(plan["lower_bound"] as? Int)
    // Two of the four listed nodes hold pods that ask for twice what the node hands out, so that an
    // honest count is above four; the bound proves it.
    #expect(bound >= 5 && bound <= needed && needed <= bound + 1)
    let pools = try #require(plan["pools"] as? [[String: Any]])
    #expect(pools.contains { $0["binding_resource"] is String })
  }
}
