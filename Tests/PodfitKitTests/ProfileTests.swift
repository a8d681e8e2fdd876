import Foundation
import PodfitModel
import PodfitProfile
import PodfitStore
import TestSupport
import Testing

@testable import PodfitKit

/// The short way from chunks to profiles beside the long one over whole columns.
@Suite("Profiles from a database")
struct ProfileTests {
  /// A small seeded generator (SplitMix64), so that a failure can be repeated.
  private struct Seeded: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
  }

  /// What a pod exports beside a plain CPU and memory reading.
  private enum Kind: Int, CaseIterable {
    case plain, sources, parts, counter, throttled, restarts, wholePod, jvm
  }

  private static let header = """
    time,namespace,workload,workload_kind,pod,container,series_source,series_part,\
    cpu_usage_cores,cpu_usage_seconds_total,memory_working_set_bytes,memory_rss_bytes,\
    cpu_throttled_ratio,restarts_total,jvm_heap_used_bytes

    """

  /// A table in which every kind of pod is there, with gaps and over two midnights.
  private static func table(seed: UInt64) -> String {
    var random = Seeded(state: seed)
    var text = header
    for pod in 0..<48 {
      let kind = Kind(rawValue: pod % Kind.allCases.count) ?? .plain
      let step = [60, 300, 300, 900][pod % 4]
      for container in ["app", "side"].prefix(pod % 3 == 0 ? 2 : 1) {
        var counter = 0
        for index in 0..<Int.random(in: 1...400, using: &random)
        where !random.one(in: 20) {
          let time = 1_795_000_000 + index * step
          counter = random.one(in: 90) ? 0 : counter + Int.random(in: 0...step, using: &random)
          let cpu = Double(Int.random(in: 0...4_000_000, using: &random)) / 1e6
          let memory = Int.random(in: 100...9_000, using: &random) * 4_096
          for copy in 0..<(kind == .sources || kind == .parts ? 2 : 1) {
            let name = kind == .wholePod && pod % 16 < 8 ? "" : container
            let source = kind == .sources ? "s\(copy)" : name.isEmpty ? "all" : ""
            let part = kind == .parts ? "p\(copy)" : ""
            let cells: [String] = [
              "\(time + (random.one(in: 30) ? 1 : 0))", "shop", "w\(pod % 11)", "Deployment",
              "w\(pod % 11)-\(pod)", name, source, part,
              kind == .counter && pod % 16 < 8 ? "" : "\(cpu)",
              kind == .counter ? "\(counter)" : "", "\(memory + copy * 4_096)",
              random.one(in: 2) ? "\(memory / 2)" : "",
              kind == .throttled ? "0.\(index % 90 + 10)" : "",
              kind == .restarts ? "\(index / 50)" : "",
              kind == .jvm ? "\(memory / 3)" : "",
            ]
            text += cells.joined(separator: ",") + "\n"
          }
        }
      }
    }
    return text
  }

  private func database(seed: UInt64) throws -> (podfit: Podfit, folder: URL) {
    let folder = try PodfitProgram.temporaryFolder()
    let path = folder.appending(path: "usage.csv")
    try Data(Self.table(seed: seed).utf8).write(to: path)
    let podfit = Podfit(database: folder.appending(path: "podfit.db").path)
    let now = Instant(milliseconds: 1_795_000_000_000)
    let document = try podfit.ingest(IngestRequest(paths: [path.path], now: now))
    #expect(document.files.first?.rejected == 0)
    return (podfit, folder)
  }

  @Test("profiles are those of whole columns, whatever the pods export", arguments: 1...5)
  func same(seed: Int) throws {
    let (podfit, folder) = try database(seed: UInt64(seed))
    defer { try? FileManager.default.removeItem(at: folder) }
    let store = try Store.open(path: podfit.database, mode: .readOnly)
    defer { try? store.close() }
    let inventory = Inventory(try store.facts())
    var series: [PodID: [StoredSeries]] = [:]
    try store.forEachContainer { series[$0.pod, default: []] += $1 }
    let measured = series.map {
      UsageBuilder.measured($0.key, series: $0.value, inventory: inventory)
    }
    let expected = Profiler(inventory: inventory).profiles(of: measured)
      .filter { $0.cpu != nil || $0.memory != nil }

    let profiles = try podfit.profiles()
    #expect(profiles.map(\.id) == expected.map(\.id) && profiles.count > 11)
    for (found, wanted) in zip(profiles, expected) {
      #expect(found.cpu == wanted.cpu && found.memory == wanted.memory, "\(found.id)")
      #expect(found.restarts == wanted.restarts && found.oomKills == wanted.oomKills)
      #expect(found.throttledRatio == wanted.throttledRatio)
      let span = Double(wanted.window?.span.milliseconds ?? 1)
      #expect(found.coverageRatio == min(Double(wanted.covered.milliseconds) / span, 1))
    }
    #expect(profiles.contains { $0.throttledRatio != nil } && profiles.contains { $0.restarts > 0 })
  }

  @Test("the number of threads changes nothing", arguments: [1, 2, 3, 40])
  func threads(count: Int) throws {
    let (podfit, folder) = try database(seed: 9)
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(try podfit.profiles(UsageFilter(), threads: count) == podfit.profiles())
    let filter = UsageFilter(workload: "w3")
    let some = try podfit.profiles(filter, threads: count)
    #expect(try !some.isEmpty && some == podfit.profiles().filter { $0.id.workload.name == "w3" })
  }

  @Test("a corrupt chunk ends a profile with an error that names the series")
  func corrupt() throws {
    let (podfit, folder) = try database(seed: 2)
    defer { try? FileManager.default.removeItem(at: folder) }
    let sql = "UPDATE chunk SET value_bits = x'00' WHERE series_id = 17"
    try Self.sqlite(sql, podfit.database)
    #expect(throws: PodfitError.self) { try podfit.profiles() }
    #expect(throws: PodfitError.self) { try podfit.recommendations(RecommendRequest()) }
  }

  private static func sqlite(_ sql: String, _ path: String) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["sqlite3", path, sql]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
