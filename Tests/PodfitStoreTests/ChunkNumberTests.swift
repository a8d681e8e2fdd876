import Foundation
import GRDB
import PodfitModel
import Testing

@testable import PodfitStore

@Suite("Numbers of chunks, and gaps")
struct ChunkNumberTests {
  @Test(
    "series and day come back from a number, in Swift and in SQL",
    arguments: [0, 1, 7, 0x7FFF_FFFF, 0x7F_FFFF_FFFF] as [Int64],
    [-8_388_608, -719_162, -1, 0, 20_777, 2_932_896, 8_388_607] as [Int64]
  )
  func roundTrip(series: Int64, day: Int64) throws {
    let number = try #require(ChunkNumber.of(series: series, day: day))
    #expect(ChunkNumber.series(of: number) == series && ChunkNumber.day(of: number) == day)
    let range = ChunkNumber.first(of: series)...ChunkNumber.last(of: series)
    #expect(range.contains(number))
    let row = try DatabaseQueue().write { db in
      try db.execute(sql: "CREATE TABLE c (id INTEGER PRIMARY KEY, \(ChunkNumber.columns) x)")
      try db.execute(
        sql: "INSERT INTO c (id) VALUES (\(ChunkNumber.sql("\(series)", day: "\(day)")))"
      )
      return try Row.fetchOne(
        db,
        sql: "SELECT id, series_id, day FROM c WHERE \(ChunkNumber.isOf("\(series)"))"
      )
    }
    #expect(row?[0] == number && row?[1] == series && row?[2] == day)
  }

  @Test("what has no number is told")
  func outside() throws {
    #expect(ChunkNumber.of(series: -1, day: 0) == nil)
    #expect(ChunkNumber.of(series: 0x80_0000_0000, day: 0) == nil)
    #expect(ChunkNumber.of(series: 1, day: 8_388_608) == nil)
    #expect(ChunkNumber.of(series: 1, day: .min) == nil)
    #expect(ChunkNumber.first(of: .max) > ChunkNumber.last(of: .max))
    #expect(ChunkNumber.first(of: .min) >= ChunkNumber.last(of: .min))
    let folder = try TemporaryFolder()
    let store = try Store.open(path: folder.path("podfit.db"))
    #expect(throws: StoreError(.dayOutOfRange(106_751_991_167), path: store.path)) {
      try store.ingest("a", [batch(key(), [(.max, 1)])])
    }
  }

  @Test("gaps as text are the gaps as bits", arguments: 0..<64)
  func gaps(seed: UInt64) throws {
    var random = Seeded(seed)
    let slots = Int.random(in: 2...400, using: &random)
    let share = Int.random(in: 2...300, using: &random)
    var presence = [UInt8](repeating: 0, count: (slots + 7) / 8)
    var samples = 0
    for slot in 0..<slots where Int.random(in: 0..<share, using: &random) > 0 {
      presence[slot / 8] |= 0x80 >> UInt8(slot % 8)
      samples += 1
    }
    guard samples > 0, samples < slots,
      let text = SlotGaps.text(presence, slots: slots, samples: samples)
    else { return }
    #expect(text.utf8.count < presence.count)
    #expect(Self.presence(text, slots, samples) == presence)
    for slot in 0..<slots {
      let isPresent = presence[slot / 8] & (0x80 >> UInt8(slot % 8)) != 0
      #expect(text.contains(" \(slot) ") == !isPresent)
    }
  }

  @Test(
    "text that names no gaps of the chunk is refused",
    arguments: [
      "", " ", "7", " 7", "7 ", " 8 7 ", " 7 7 ", " 9 ", " 07 ", " -1 ", " 7  8 ", " 7 x ",
      " 7 8 9 ",
      " 99999999999999999999999999 ", " 7,8 ",
    ]
  )
  func damaged(text: String) {
    #expect(Self.presence(text, 9, 7) == nil)
    #expect(Self.presence(" 7 8 ", 9, 7) == [0xFE, 0x00])
    #expect(Self.presence(" 7 8 ", .max, .max - 2) == nil)
  }

  private static func presence(_ text: String, _ slots: Int, _ samples: Int) -> [UInt8]? {
    // The text outlives the call.
    unsafe Array(text.utf8).withUnsafeBytes {
      unsafe SlotGaps.presence($0, slots: slots, samples: samples)
    }
  }

  @Test("a database of an older version keeps its samples when it is opened", arguments: 1...4)
  func migrated(version: Int) throws {
    let folder = try TemporaryFolder()
    let path = folder.path("podfit.db")
    let day: Int64 = 20_777
    let times = (0..<288).filter { $0 % 97 != 5 }.map { day * 86_400_000 + Int64($0) * 300_000 }
    let column = SampleColumn(times: times, values: times.map { $0 % 977 * 4_096 })
    let chunk = Chunk(encoding: column)
    #expect(chunk.block == 0)
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in
      for migration in Migration.all.prefix(version) { try db.execute(sql: migration.sql) }
      try db.execute(
        sql: """
          PRAGMA application_id = \(Schema.applicationID);
          PRAGMA user_version = \(version);
          INSERT INTO pod_container VALUES (1, 'c', 'shop', 'web-0', 'app');
          INSERT INTO series (id, pod_container_id, metric, part, source, samples, first_ms, last_ms)
            VALUES (3, 1, 'memory_working_set_bytes', '', '', \(times.count), \(times[0]),
              \(times[times.count - 1]));
          INSERT INTO file
            VALUES (1, '\(String(repeating: "a", count: 64))', '', 'a', 'test', 1, 0, 0, '[]', 0);
          """
      )
      for n in 0..<chunk.slots { try db.execute(sql: "INSERT INTO slot VALUES (\(n))") }
      try db.execute(
        sql: """
          INSERT INTO chunk VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?, NULL, ?)
          """,
        arguments: [
          3, day, chunk.first, chunk.step, chunk.samples, chunk.slots, chunk.base, chunk.slope,
          chunk.scale, chunk.width, chunk.isDelta, chunk.presence.map { Data($0) },
          Data(chunk.bits),
        ]
      )
    }
    try queue.close()
    #expect(throws: StoreError.self) { try Store.open(path: path, mode: .readOnly) }
    let store = try Store.open(path: path)
    #expect(try store.series(of: key().container).map(\.samples) == [column])
    #expect(try store.verify().problems == [])
    let first = try store.query("SELECT value FROM samples(3) LIMIT 1").rows
    #expect(first == [[.integer(column.values[0])]])
    let sum = try store.query("SELECT count(*), sum(value) FROM all_samples").rows[0]
    #expect(sum.map(\.description) == ["\(column.count)", "\(column.values.reduce(0, +))"])
    #expect(try store.window()?.start.milliseconds == times[0] - 300_000)
  }
}
