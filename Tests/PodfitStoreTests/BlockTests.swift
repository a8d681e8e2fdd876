import Foundation
import GRDB
import PodfitModel
import TestSupport
import Testing

@testable import PodfitStore

@Suite("Blocks of numbers")
struct BlockTests {
  private static let day = ColumnGenerator.day

  private static func column(_ count: Int, step: Int64 = 300_000, _ value: (Int) -> Int64)
    -> SampleColumn
  {
    SampleColumn(
      times: (0..<count).map { day * Chunk.day + Int64($0) * step },
      values: (0..<count).map(value)
    )
  }

  /// 288 values of ten bits.
  private static var noise: SampleColumn {
    var random = Seeded(8)
    return column(288) { _ in Int64.random(in: 0..<1_024, using: &random) }
  }

  @Test("a burst widens the numbers of its own block alone")
  func burst() throws {
    // Ten bits each but for one of 21.
    let calm = Self.noise
    var column = calm
    column.values[100] = 2_000_000
    let chunk = Chunk(encoding: column)
    #expect(chunk.block > 0 && chunk.width == 21)
    #expect(chunk.bits.count < Chunk(encoding: calm).bits.count * 5 / 4)
    #expect(try chunk.decoded(day: Self.day) == column)
  }

  @Test("values of one width, few values and even counters are not kept in blocks")
  func plain() {
    #expect(Chunk(encoding: Self.noise).block == 0)
    var short = Self.column(127) { Int64($0) }
    short.values[50] = 2_000_000
    #expect(Chunk(encoding: short).block == 0)
    #expect(Chunk(encoding: Self.column(3) { Int64($0 * 1_000_000) }).block == 0)
    #expect(Chunk(encoding: Self.column(288) { Int64($0 * 17) }).isDelta)
  }

  @Test("blocks never take more bytes than one width", arguments: ColumnGenerator.Values.allCases)
  func fewer(values: ColumnGenerator.Values) {
    for seed in 0..<100 as Range<UInt64> {
      var random = Seeded(seed)
      let column = ColumnGenerator.column(.regular, values, &random)
      let plain = PackedValues(of: column.values.span)
      let packed = PackedValues(of: column.values.span, mayBlock: true)
      #expect(packed.bits.count <= plain.bits.count, "seed \(seed)")
      #expect(packed.block == 0 || packed.bits.count < plain.bits.count, "seed \(seed)")
    }
  }

  @Test("made-up bursts and levels are kept in blocks", arguments: [288, 720, 1_440])
  func sizes(count: Int) throws {
    for values in [ColumnGenerator.Values.bursts, .levels] {
      var random = Seeded(UInt64(count))
      var source = SampleColumn()
      while source.count < count {
        source.values += ColumnGenerator.column(.regular, values, &random).values
        source.times = source.values.map { _ in 0 }
      }
      let column = Self.column(count, step: 9_000) { source.values[$0] }
      let chunk = Chunk(encoding: column)
      #expect(chunk.block > 0)
      #expect(try chunk.decoded(day: Self.day) == column)
    }
  }

  @Test("damaged widths, sizes and ends are defects or values, never the end of the process")
  func damaged() throws {
    var column = Self.noise
    column.values[100] = 2_000_000
    column.times.remove(at: 7)
    column.values.remove(at: 7)
    let good = Chunk(encoding: column)
    try #require(good.block > 0 && good.presence != nil)
    for index in good.bits.indices.prefix(80) {
      for byte in [0, 1, 57, 128, 255] as [UInt8] {
        var bad = good
        bad.bits[index] = byte
        if let column = try? bad.decoded(day: Self.day) { #expect(column.count == bad.samples) }
      }
    }
    var bad = good
    bad.bits[0] = 255
    #expect(throws: ChunkDefect.header("block")) { try bad.decoded(day: Self.day) }
    for block in [-8, 4, 7, 12] {
      bad = good
      bad.block = block
      #expect(throws: ChunkDefect.header("block")) { try bad.decoded(day: Self.day) }
    }
    bad = good
    bad.isDelta = true
    #expect(throws: ChunkDefect.header("block")) { try bad.decoded(day: Self.day) }
    bad = good
    bad.scale = .max
    #expect(throws: ChunkDefect.value) { try bad.decoded(day: Self.day) }
    bad = good
    bad.bits.removeLast()
    #expect(throws: ChunkDefect.self) { try bad.decoded(day: Self.day) }
  }

  @Test("a database of version 6 keeps its chunks, and new ones beside them are read alike")
  func migrated() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("podfit.db")
    var old = Self.noise
    old.values[9] = 900_000
    let packed = PackedValues(of: old.values.span)
    let pod = PodID(cluster: "c", namespace: "shop", name: "web-0")
    let owners = [("shop", "web"), ("shop", "wéb"), ("shop", "w\"b"), ("bank", "web")].map {
      InventoryFact.statedOwner(
        pod: PodID(cluster: "c", namespace: "shop", name: "web-\($0.1)-\($0.0)"),
        workload: WorkloadID(cluster: "c", namespace: $0.0, kind: .deployment, name: $0.1)
      )
    }
    let facts = try owners.map { fact in
      "INSERT INTO inventory VALUES ('\(fact.kind)', '\(fact.key)', 0, '\(try FactText().general(fact))');"
    }.joined(separator: "\n")
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      for migration in Migration.all.prefix(6) { try db.execute(sql: migration.sql) }
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = 6;
          INSERT INTO pod_container VALUES (1, 'c', 'shop', 'web-0', 'app');
          \(facts)
          INSERT INTO series (id, pod_container_id, metric, part, source, samples, first_ms, last_ms)
            VALUES (3, 1, 'memory_working_set_bytes', '', '', 288, \(old.times[0]),
              \(old.times[287]));
          INSERT INTO file
            VALUES (1, '\(String(repeating: "a", count: 64))', '', 'a', 'test', 1, 0, 0, '[]', 0);
          """
      )
      for n in 0..<288 { try db.execute(sql: "INSERT INTO slot VALUES (\(n))") }
      try db.execute(
        sql: """
          INSERT INTO chunk (id, first_ms, step_ms, samples, slots, base, slope, scale, width,
            is_delta, value_bits) VALUES (?, ?, 300000, 288, 288, ?, ?, ?, ?, ?, ?)
          """,
        arguments: [
          ChunkNumber.of(series: 3, day: Self.day), old.times[0], packed.base, packed.slope,
          packed.scale, packed.width, packed.isDelta, Data(packed.bits),
        ]
      )
    }
    try queue.close()
    let store = try Store.open(path: path)
    let added = SampleColumn(times: old.times.map { $0 + Chunk.day }, values: old.values)
    #expect(try Set(store.facts()) == Set(owners))
    let texts = try store.query("SELECT json FROM inventory").rows.map { "\($0[0])" }
    #expect(try Set(texts) == Set(owners.map { try FactText().json($0) }))
    let name = PodContainerID(pod: pod, container: "app")
    let key = SeriesKey(container: name, metric: .memoryWorkingSet)
    let digest = String(repeating: "b", count: 64)
    try store.ingest(digest, [SampleBatch(key: key, samples: added)])
    let both = SampleColumn(times: old.times + added.times, values: old.values + added.values)
    #expect(try store.series(of: name).map(\.samples) == [both])
    #expect(try store.verify().problems == [])
    let blocks = try store.query("SELECT block IS NULL FROM chunk ORDER BY id").rows
    #expect(blocks == [[.integer(1)], [.integer(0)]])
    let rows = try Shell.run("SELECT at_ms, value FROM all_samples ORDER BY at_ms", on: path)
    #expect(rows == zip(both.times, both.values).map { ["\($0)", "\($1)"] })
  }
}
