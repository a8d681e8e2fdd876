import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitStore

/// The views are read by the real `sqlite3` program: code that is not ours decodes our chunks.
@Suite("The sqlite3 shell reads the views")
struct ShellTests {
  let folder: TemporaryFolder
  let path: String
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("podfit.db")
    store = try Store.open(path: path)
  }

  @Test(
    "samples of every kind of chunk",
    arguments: ColumnGenerator.Times.allCases,
    ColumnGenerator.Values.allCases
  )
  func samples(times: ColumnGenerator.Times, values: ColumnGenerator.Values) throws {
    var random = Seeded(9)
    var batches: [SampleBatch] = []
    for pod in 0..<4 {
      let column = ColumnGenerator.column(times, values, &random)
      batches.append(SampleBatch(key: key("pod-\(pod)"), samples: column))
    }
    try store.ingest("a", batches)
    let rows = try Shell.run(
      "SELECT pod, at_ms, value, at FROM all_samples ORDER BY pod, at_ms",
      on: path
    )
    let expected = batches.flatMap { batch in
      zip(batch.samples.times, batch.samples.values).map { time, value in
        [batch.key.container.pod.name, "\(time)", "\(value)", Instant(milliseconds: time).rfc3339]
      }
    }
    #expect(rows == expected)
  }

  @Test("series of many days and both kinds side by side, filtered by pod")
  func days() throws {
    var random = Seeded(2)
    var expected: [String: Int64] = [:]
    for pod in 0..<5 {
      let times = (0..<2_000).map { Int64($0) * 300_000 }
        .filter { _ in pod < 2 || Int.random(in: 0..<9, using: &random) > 0 }
      let values = times.map { _ in Int64.random(in: 0..<1_000_000, using: &random) }
      let name = "pod-\(pod)"
      try store.ingest(
        name,
        [SampleBatch(key: key(name), samples: SampleColumn(times: times, values: values))]
      )
      expected[name] = values.reduce(0, +)
    }
    for (pod, sum) in expected {
      let rows = try Shell.run("SELECT sum(value) FROM all_samples WHERE pod = '\(pod)'", on: path)
      #expect(rows == [["\(sum)"]])
    }
    let total = try Shell.run("SELECT sum(value), count(*) FROM all_samples", on: path)
    #expect(total == [["\(expected.values.reduce(0, +))", "\(try store.info().samples)"]])
  }

  @Test("times before 1970 and fractions are RFC 3339")
  func times() throws {
    let moments: [Int64] = [-1, 0, 1, 999, 1_000, -86_400_001, 1_795_132_856_252]
    try store.ingest("a", [batch(key(), moments.map { ($0, 1) })])
    let rows = try Shell.run("SELECT at FROM all_samples ORDER BY at_ms", on: path)
    #expect(rows == moments.sorted().map { [Instant(milliseconds: $0).rfc3339] })
  }

  @Test("duplicates compete in buckets as the rule says", arguments: 0..<12 as Range<UInt64>)
  func duplicates(seed: UInt64) throws {
    var random = Seeded(seed)
    var all: [SampleBatch] = []
    for pod in ["a", "b"] {
      for part in ["", "old"] {
        for source in 0..<Int.random(in: 1...3, using: &random) {
          let step = [15_000, 60_000, 300_000].randomElement(using: &random) ?? 1
          let shift = Int64.random(in: 0..<15_000, using: &random)
          let samples = (0..<Int.random(in: 1...40, using: &random)).map {
            (Int64($0 * step) + shift - 400_000, Int64.random(in: 0..<100, using: &random))
          }
          all.append(
            batch(key(pod, metric: .jvmHeapUsed, part: part, source: "\(source)"), samples)
          )
        }
      }
    }
    for (index, batch) in all.shuffled(using: &random).enumerated() {
      try store.ingest("f\(index)", [batch])
    }
    let rows = try Shell.run(
      "SELECT pod, at_ms, value FROM container_usage ORDER BY pod, at_ms",
      on: path
    )
    let expected = DuplicateRule.usage(of: all).map { ["\($0.pod)", "\($0.time)", "\($0.value)"] }
    #expect(rows == expected)
  }

  @Test("the worked example of docs/formulas/duplicates.md holds")
  func workedExample() throws {
    let page = try String(
      contentsOf: SharedData.packageRoot.appending(path: "docs/formulas/duplicates.md"),
      encoding: .utf8
    )
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| ") }.map { line in
      line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let given = rows.filter { ["a", "b"].contains($0[0]) }
    let expected = rows.filter { Int($0[0]) != nil }
    #expect(given.count == 6 && expected.count == 5)
    for row in given {
      let time = try #require(Int64(row[1])) * 1_000
      let value = try #require(Int64(row[2])) << 20
      try store.ingest("\(row)", [batch(key(source: row[0]), [(time, value)])])
    }
    let found = try Shell.run(
      """
      SELECT at_ms / 30000 + (at_ms % 30000 > 0), at_ms / 1000, bytes >> 20
      FROM container_usage JOIN memory_working_set USING (at) ORDER BY at_ms
      """,
      on: path
    )
    #expect(found == expected)
  }

  @Test("only containers count, except for JVM metrics, and counters are left out")
  func whatCounts() throws {
    try store.ingest(
      "a",
      [
        batch(key(container: ""), [(1, 1)]), batch(key(container: "POD"), [(1, 2)]),
        batch(key(), [(1, 4)]), batch(key(metric: .cpuUsageTotal), [(1, 8)]),
        batch(key(container: "", metric: .jvmHeapUsed), [(1, 16)]),
      ]
    )
    let rows = try Shell.run(
      "SELECT metric, value FROM container_usage ORDER BY metric",
      on: path
    )
    #expect(rows == [["jvm_heap_used_bytes", "16"], ["memory_working_set_bytes", "4"]])
  }

  @Test("counters are the metrics whose names end in _total", arguments: Metric.allCases)
  func counters(metric: Metric) {
    #expect(metric.isCounter == metric.rawValue.hasSuffix("_total"))
  }

  @Test("sums stay at the limit instead of failing")
  func overflow() throws {
    func pools(_ pod: String, _ values: [Int64]) -> [SampleBatch] {
      values.enumerated().map {
        batch(key(pod, metric: .jvmHeapMax, part: "\($0)"), [(1, $1)])
      }
    }
    try store.ingest(
      "a",
      pools("a", [.max, .max]) + pools("b", [.min, -1]) + pools("c", [.max, -1, .min, 5])
        + pools("d", [-7, 3])
    )
    let rows = try Shell.run("SELECT value FROM container_usage ORDER BY pod", on: path)
    #expect(rows == [["\(Int64.max)"], ["\(Int64.min)"], ["3"], ["-4"]])
  }

  @Test("inventory views show what the facts say")
  func inventory() throws {
    let pod = PodSpec(
      id: PodID(cluster: "c", namespace: "shop", name: "web-0"),
      uid: "u1",
      owner: ObjectReference(cluster: "c", namespace: "shop", kind: .statefulSet, name: "web"),
      node: "n1",
      startedAt: someTime,
      template: PodTemplate(
        containers: [
          ContainerSpec(
            name: "app",
            resources: ContainerResources(
              cpuRequest: .millicores(250),
              memoryRequest: .mebibytes(512),
              memoryLimit: .mebibytes(1_024)
            )
          )
        ],
        initContainers: [ContainerSpec(name: "setup")]
      )
    )
    let node = NodeSpec(
      cluster: "c",
      name: "n1",
      labels: ["node.kubernetes.io/instance-type": "m5.xlarge"],
      allocatable: NodeResources(cpu: .millicores(3_920), memory: .mebibytes(15_000), pods: 58)
    )
    let workload = WorkloadSpec(
      id: WorkloadID(cluster: "c", namespace: "shop", kind: .statefulSet, name: "web"),
      replicas: 3
    )
    try store.ingest("a", facts: [.pod(pod), .node(node), .workload(workload)])
    #expect(
      try Shell.run("SELECT * FROM pods", on: path) == [
        [
          "c", "shop", "web-0", "u1", "n1", "Running", "StatefulSet", "web",
          "2026-11-20T12:00:00Z",
        ]
      ]
    )
    #expect(
      try Shell.run(
        """
        SELECT container, is_init, cpu_request_cores, cpu_limit_cores, memory_request_bytes,
          memory_limit_bytes FROM pod_containers ORDER BY is_init
        """,
        on: path
      ) == [
        ["app", "0", "0.25", "", "536870912", "1073741824"], ["setup", "1", "", "", "", ""],
      ]
    )
    #expect(
      try Shell.run("SELECT * FROM nodes", on: path) == [
        ["c", "n1", "m5.xlarge", "", "3.92", "15728640000", "58", "0"]
      ]
    )
    #expect(
      try Shell.run("SELECT kind, workload, replicas FROM workloads", on: path) == [
        ["StatefulSet", "web", "3"]
      ]
    )
  }
}

/// docs/formulas/duplicates.md, word by word.
enum DuplicateRule {
  struct Use { var pod: String, time: Int64, value: Int64 }

  static func usage(of batches: [SampleBatch]) -> [Use] {
    var totals: [String: [Int64: Int64]] = [:]
    let parts = Dictionary(grouping: batches) {
      [$0.key.container.pod.name, $0.key.part]
    }
    for (name, sources) in parts {
      let width =
        sources.count == 1 ? 1 : sources.compactMap { median($0.samples.times) }.min() ?? 1
      var buckets: [Int64: (time: Int64, value: Int64)] = [:]
      for source in sources {
        for (time, value) in zip(source.samples.times, source.samples.values) {
          let index = Int64((Double(time) / Double(width)).rounded(.up))
          let old = buckets[index] ?? (time, value)
          buckets[index] = (max(old.time, time), max(old.value, value))
        }
      }
      for (time, value) in buckets.values {
        totals[name[0], default: [:]][time, default: 0] += value
      }
    }
    return totals.keys.sorted().flatMap { pod in
      (totals[pod] ?? [:]).sorted { $0.key < $1.key }.map {
        Use(pod: pod, time: $0.key, value: $0.value)
      }
    }
  }

  private static func median(_ times: [Int64]) -> Int64? {
    let sorted = times.sorted()
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }.sorted()
    return gaps.isEmpty ? nil : gaps[(gaps.count - 1) / 2]
  }
}
