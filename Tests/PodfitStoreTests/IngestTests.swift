import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Ingesting files")
struct IngestTests {
  let folder: TemporaryFolder
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = try Store.open(path: folder.path("podfit.db"))
  }

  @Test("the same bytes twice change nothing; other options are another file")
  func twice() throws {
    let batches = [batch(key(), [(300_000, 5), (600_000, 6)])]
    let first = try store.ingest("a", batches)
    #expect(first.newSamples == 2 && first.series == 1 && !first.isAlreadyIngested)
    let before = try store.contentLines
    let second = try store.ingest("a", batches)
    #expect(second.isAlreadyIngested && second.newSamples == 0)
    #expect(second.record == first.record)
    #expect(try store.contentLines == before)
    let other = try store.ingestFile(path: "a", options: "cluster=x", at: someTime) { _ in
      FileOutcome(digest: "a", format: "test")
    }
    #expect(!other.isAlreadyIngested)
    #expect(try store.files().count == 2)
  }

  @Test("overlapping files merge: each time once, the larger value stays")
  func overlap() throws {
    try store.ingest("a", [batch(key(), [(300_000, 5), (600_000, 9)])])
    let result = try store.ingest("b", [batch(key(), [(900_000, 1), (600_000, 7), (300_000, 8)])])
    #expect(result.newSamples == 1)
    let samples = try store.series(of: key().container).first?.samples
    #expect(samples == SampleColumn(times: [300_000, 600_000, 900_000], values: [8, 9, 1]))
    #expect(try store.info().samples == 3)
  }

  @Test("computed CPU rates are rounded once, others are kept")
  func rates() throws {
    let cpu = key(metric: .cpuUsage)
    let kept = key(metric: .cpuUsage, source: "metrics.k8s.io")
    try store.ingest("a", [batch(cpu, [(1, 220_095_753)])])
    try store.ingest("b", [batch(kept, [(1, 220_095_753)])], keepsNanocores: true)
    let all = try store.allSeries
    #expect(all[cpu]?.values == [220_096_000])
    #expect(all[kept]?.values == [220_095_753])
  }

  @Test("an error in the middle rolls everything back, also what was written before")
  func rollback() throws {
    try store.ingest("a", [batch(key(), [(1, 1)])])
    let before = try store.contentLines
    struct Failure: Error {}
    #expect(throws: Failure.self) {
      try store.ingestFile(path: "b", at: someTime, bufferedSamples: 1) { session in
        try session.accept(batch(key("other"), [(1, 1), (2, 2)]))
        try session.accept(.podNode(pod: key().container.pod, node: "n"))
        throw Failure()
      }
    }
    #expect(try store.contentLines == before)
    #expect(try store.containers().count == 1)
  }

  @Test("the files at any instant of a first ingest hold an empty database")
  func killedAtFirst() throws {
    let copy = folder.path("copy.db")
    try store.ingestFile(path: "b", at: someTime, bufferedSamples: 1) { session in
      for pod in 0..<500 {
        let times = (0..<50).map { Int64($0) * 1_000_003 }
        try session.accept(
          SampleBatch(key: key("p\(pod)"), samples: SampleColumn(times: times, values: times))
        )
      }
      for suffix in ["", "-journal"] {
        try FileManager.default.copyItem(
          atPath: folder.path("podfit.db") + suffix,
          toPath: copy + suffix
        )
      }
      return FileOutcome(digest: "b", format: "test")
    }
    let left = try Store.open(path: copy)
    #expect(try left.counts() == (0, 0))
    #expect(try left.verify().problems.isEmpty)
    try left.close()
    // From the first file on there is a write-ahead log, which holds up no reader.
    #expect(try store.counts() == (500, 500))
    #expect(FileManager.default.fileExists(atPath: folder.path("podfit.db-wal")))
    #expect(!FileManager.default.fileExists(atPath: folder.path("podfit.db-journal")))
  }

  @Test(
    "sorted batches of many days, which are encoded where they stand, hold what rows hold",
    arguments: [2_016, 700, 256, 100],
    [Metric.cpuUsage, .memoryWorkingSet]
  )
  func longBatches(size: Int, metric: Metric) throws {
    let first: Int64 = 1_795_000_000_000
    let all: [(Int64, Int64)] = (0..<2_016).filter { $0 % 97 != 5 }.map { index in
      let value = Int64(index * 7_919 % 1_000) * 1_000_300 + 77
      return (first + Int64(index) * 300_000, value)
    }
    try store.ingestFile(path: "a", at: someTime) { session in
      for start in stride(from: 0, to: all.count, by: size) {
        try session.accept(
          batch(key(metric: metric), Array(all[start..<min(all.count, start + size)]))
        )
      }
      // Days that are encoded already and rows that wait are both met again.
      try session.accept(batch(key(metric: metric), [all[3], all[all.count - 1]]))
      try session.accept(batch(key(metric: metric), Array(all[400..<1_200])))
      return FileOutcome(digest: "a", format: "test")
    }
    // CPU rates are rounded to microcores.
    let values = all.map { metric == .cpuUsage ? ($0.1 + 500) / 1_000 * 1_000 : $0.1 }
    let found = try store.series(of: key().container).first?.samples
    #expect(found == SampleColumn(times: all.map(\.0), values: values))
    // The digest of this test is none.
    #expect(try store.verify().problems.filter { !$0.contains("SHA-256 nor") } == [])
  }

  @Test("a chunk on a day that its series does not reach gives way to what comes")
  func strayChunk() throws {
    let day: Int64 = 86_400_000
    try store.ingest("a", [batch(key(), [(1, 1), (day + 1, 2)])])
    try store.queue.write { db in try db.execute(sql: "UPDATE series SET last_ms = 1") }
    try store.ingest("b", [batch(key(), [(day + 1, 7)])])
    let samples = try store.series(of: key().container).first?.samples
    #expect(samples == SampleColumn(times: [1, day + 1], values: [1, 7]))
  }

  @Test("the files at any instant of an ingest hold the state before it")
  func killed() throws {
    try store.ingest("a", [batch(key(), [(1, 1)])])
    let before = try store.contentLines
    let copy = folder.path("copy.db")
    func copyFiles() throws {
      for suffix in ["", "-wal"] {
        try? FileManager.default.removeItem(atPath: copy + suffix)
        try FileManager.default.copyItem(
          atPath: folder.path("podfit.db") + suffix,
          toPath: copy + suffix
        )
      }
    }
    try store.ingestFile(path: "b", at: someTime, bufferedSamples: 1) { session in
      for pod in 0..<500 {
        let times = (0..<50).map { Int64($0) * 1_000_003 }
        try session.accept(
          SampleBatch(key: key("p\(pod)"), samples: SampleColumn(times: times, values: times))
        )
      }
      // A killed process leaves exactly these two files.
      try copyFiles()
      return FileOutcome(digest: "b", format: "test")
    }
    let left = try Store.open(path: copy)
    #expect(try left.contentLines == before)
    try left.close()
    try copyFiles()
    #expect(try Store.open(path: copy).contentLines == store.contentLines)
    #expect(try store.containers().count == 501)
  }

  @Test("others see a file when it has ended, not before")
  func isolation() throws {
    try store.ingest("a", [batch(key(), [(1, 1)])])
    let reader = try Store.open(path: store.path, mode: .readOnly)
    let before = try reader.contentLines
    try store.ingestFile(path: "b", at: someTime, bufferedSamples: 1) { session in
      try session.accept(batch(key("other"), [(1, 1), (2, 2)]))
      let during = try reader.contentLines
      #expect(during == before)
      return FileOutcome(digest: "b", format: "test")
    }
    #expect(try reader.contentLines == store.contentLines)
    #expect(try reader.contentLines != before)
  }

  @Test("the order of files and the size of the buffer do not matter", arguments: [1, 7, 100_000])
  func order(buffered: Int) throws {
    var random = Seeded(11)
    let files = (0..<4).map { file in
      (
        "f\(file)",
        (0..<12).map { _ in
          let series = key(
            "pod-\(Int.random(in: 0..<3, using: &random))",
            metric: [.memoryWorkingSet, .cpuUsage, .jvmHeapUsed].randomElement(using: &random)
              ?? .cpuUsage,
            source: ["a", "b"].randomElement(using: &random) ?? ""
          )
          let step = Int64([15_000, 60_000].randomElement(using: &random) ?? 1)
          let samples = (0..<20).map { _ in
            (
              Int64.random(in: -3_000..<3_000, using: &random) * step,
              Int64.random(in: 0..<1 << 40, using: &random)
            )
          }
          var result = batch(series, samples)
          result.window = Bool.random(using: &random) ? TimeSpan(milliseconds: step) : nil
          return result
        },
        (0..<5).map { _ in
          InventoryFact.replicas(
            workload: WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: "w"),
            count: Int64.random(in: 0..<4, using: &random),
            at: Instant(milliseconds: Int64.random(in: 0..<3, using: &random))
          )
        }
      )
    }
    var expected: [String]?
    for (index, order) in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]].enumerated() {
      let other = try Store.open(path: folder.path("order\(index).db"))
      for file in order {
        let (digest, batches, facts) = files[file]
        try other.ingest(digest, batches, facts: facts, buffered: buffered)
      }
      let lines = try other.contentLines
      #expect(lines == expected ?? lines)
      expected = lines
    }
    let chunks = try #require(expected).filter { $0.hasPrefix("[\"chunk\"") }
    #expect(chunks.count > 10)
  }

  @Test("series hold what the batches said, whatever the buffer", arguments: [1, 3, 1_000_000])
  func plainTwin(buffered: Int) throws {
    var random = Seeded(5)
    var expected: [SeriesKey: [Int64: Int64]] = [:]
    var batches: [SampleBatch] = []
    for _ in 0..<60 {
      let series = key("pod-\(Int.random(in: 0..<9, using: &random))")
      let samples = (0..<9).map { _ in
        (
          Int64.random(in: 0..<200_000, using: &random) * 1_000,
          Int64.random(in: .min ... .max, using: &random)
        )
      }
      batches.append(batch(series, samples))
      for (time, value) in samples {
        expected[series, default: [:]][time] = max(expected[series]?[time] ?? value, value)
      }
    }
    let result = try store.ingest("a", batches, buffered: buffered)
    #expect(result.newSamples == expected.values.reduce(0) { $0 + $1.count })
    let all = try store.allSeries
    #expect(all.count == expected.count)
    for (series, values) in expected {
      let times = values.keys.sorted()
      #expect(all[series]?.times == times)
      #expect(all[series]?.values == times.compactMap { values[$0] })
    }
  }

  @Test("of two facts the higher version counts, of equal ones the larger text, in any order")
  func facts() throws {
    let workload = WorkloadID(cluster: "c", namespace: "n", kind: .deployment, name: "w")
    func fact(_ count: Int64, at: Int64) -> InventoryFact {
      .replicas(workload: workload, count: count, at: Instant(milliseconds: at))
    }
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
      let facts = [fact(9, at: 1), fact(3, at: 2), fact(4, at: 2), fact(4, at: 2)]
      let other = try Store.open(path: folder.path("facts\(order).db"))
      for index in order { try other.ingest("f\(index)", facts: [facts[index]]) }
      #expect(try other.facts() == [fact(4, at: 2)])
    }
  }

  @Test("facts come back as they went in, in one order")
  func factsRoundTrip() throws {
    let pod = PodSpec(
      id: PodID(cluster: "c", namespace: "n", name: "p/ü\"\u{1}"),
      uid: "u",
      startedAt: someTime,
      template: PodTemplate(containers: [
        ContainerSpec(name: "app", resources: ContainerResources(cpuRequest: .millicores(250)))
      ])
    )
    let facts: [InventoryFact] = [
      .podNode(pod: pod.id, node: "n1"), .pod(pod), .node(NodeSpec(cluster: "c", name: "n1")),
      .nodeLabels(cluster: "c", node: "n1", labels: ["b": "2", "a": "1"]),
    ]
    #expect(try store.ingest("a", facts: facts).newFacts == 4)
    #expect(try store.facts() == facts.sorted { ($0.kind, $0.key) < ($1.kind, $1.key) })
  }

  @Test("a name with U+0000 is an error, since SQLite would cut it off")
  func nul() throws {
    let bad = key("a\0b")
    #expect(throws: StoreError(.textWithNUL("a\0b"), path: store.path)) {
      try store.ingest("a", [batch(bad, [(1, 1)])])
    }
    #expect(throws: StoreError.self) {
      try store.ingest("a", facts: [.podNode(pod: bad.container.pod, node: "n")])
    }
    #expect(try store.files().isEmpty)
  }

  @Test("a session that is kept is an error to use")
  func sessionEnded() throws {
    var kept: FileSession?
    try store.ingestFile(path: "a", at: someTime) { session in
      kept = session
      return FileOutcome(digest: "a", format: "test")
    }
    #expect(throws: StoreError(.sessionEnded, path: store.path)) {
      try kept?.accept(batch(key(), [(1, 1)]))
    }
  }

  @Test("the ledger keeps what was told")
  func ledger() throws {
    let outcome = FileOutcome(
      digest: "d",
      format: "prometheus-json",
      samples: 3,
      rejected: 1,
      skipped: 2,
      warnings: ["partial \"answer\"", "ü"]
    )
    try store.ingestFile(path: "x/y.json", options: "o", at: someTime) { _ in outcome }
    #expect(
      try store.files() == [
        FileRecord(path: "x/y.json", options: "o", outcome: outcome, ingestedAt: someTime)
      ]
    )
    let row = try store.query("SELECT ingested_at, warnings_json FROM files").rows.first
    #expect(
      row == [.text("2026-11-20T12:00:00Z"), .text(#"["partial \"answer\"","ü"]"#)]
    )
  }
}
