import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitProfile

@Suite("Usage in real exports", .enabled(if: SharedData.isPresent))
struct RealUsageTests {
  static func measured(_ series: [StoredSeries], _ facts: [InventoryFact]) -> [MeasuredPod] {
    let inventory = Inventory(facts)
    return Dictionary(grouping: series) { $0.key.container.pod }
      .sorted { $0.key < $1.key }
      .map { UsageBuilder.measured($0.key, series: $0.value, inventory: inventory) }
  }

  @Test("memory of all containers at noon is 51.8 GiB, a third of what the raw series add up to")
  func memoryAtNoon() throws {
    let series = try RealExports.series(
      "range_memory_working_set_raw.24h-5m.json.gz",
      .memoryWorkingSet
    )
    let noon: Int64 = 1_795_176_000_000
    func at(_ column: SampleColumn) -> Int64 {
      column.times.firstIndex(of: noon).map { column.values[$0] } ?? 0
    }
    let naive = series.reduce(0) { $0 + at($1.samples) }
    var total: Int64 = 0
    for pod in Self.measured(series, []) {
      for container in pod.containers { total += at(container.usage.memory) }
    }
    #expect(abs(Double(naive) / 0x1p30 - 76.0) < 0.05)
    #expect(abs(Double(total) / 0x1p30 - 51.8) < 0.05)
  }

  @Test("the merged sources of every container agree with the server's own max per container")
  func agreesWithServer() throws {
    let merged = Self.measured(
      try RealExports.series("range_memory_working_set_raw.24h-5m.json.gz", .memoryWorkingSet),
      []
    )
    // The server took the maximum of five minutes, so that no reading of ours may be above it.
    let server = try RealExports.series(
      "range_memory_working_set_max5m.24h-5m.json.gz",
      .memoryWorkingSet
    )
    let columns = Dictionary(uniqueKeysWithValues: server.map { ($0.key.container, $0.samples) })
    var compared = 0
    for container in merged.flatMap(\.containers) {
      guard let bound = columns[container.usage.id] else { continue }
      let values = Dictionary(uniqueKeysWithValues: zip(bound.times, bound.values))
      for (time, value) in zip(container.usage.memory.times, container.usage.memory.values) {
        guard let limit = values[time] else { continue }
        #expect(value <= limit)
        compared += 1
      }
    }
    #expect(compared > 15_000)
  }

  @Test("leaky shows four counter resets and no negative CPU")
  func leakyCounter() throws {
    let series = try RealExports.series("range_cpu_counter_resets.dev.24h-5m.json", .cpuUsageTotal)
    let containers = Self.measured(series, []).flatMap(\.containers)
    #expect(containers.count == 3)
    for container in containers {
      let isLeaky = container.usage.id.container == "leaky"
      #expect(container.usage.counterResets == (isLeaky ? 4 : 0))
      #expect(container.usage.cpu.values.allSatisfy { $0 >= 0 })
      #expect(container.usage.cpu.count > 270)
    }
  }

  @Test("rates from the counter are the rates that the server computed, away from resets")
  func counterAgainstServer() throws {
    let counted = Self.measured(
      try RealExports.series("range_cpu_counter_resets.dev.24h-5m.json", .cpuUsageTotal),
      []
    ).flatMap(\.containers)
    let stated = try RealExports.series("range_cpu_cores_rate5m.24h-5m.json.gz", .cpuUsage)
    for container in counted {
      let server = try #require(stated.first { $0.key.container == container.usage.id }).samples
      let ours = Dictionary(
        uniqueKeysWithValues: zip(container.usage.cpu.times, container.usage.cpu.values)
      )
      var near = 0
      var compared = 0
      for (time, value) in zip(server.times, server.values) {
        guard let own = ours[time] else { continue }
        compared += 1
        // The server extrapolates to the window's edges; ours is the plain difference.
        if abs(Double(own - value)) <= 0.05 * Double(value) + 2e6 { near += 1 }
      }
      #expect(compared > 270)
      #expect(near * 20 >= compared * 19, "\(container.usage.id.container): \(near) of \(compared)")
    }
  }
}

@Suite("Profiles of real exports", .enabled(if: SharedData.isPresent))
struct RealProfileTests {
  static func profiles() throws -> [ContainerProfile] {
    let facts = try RealExports.stateFacts() + RealExports.listFacts()
    let series =
      try RealExports.series("range_cpu_cores_rate5m.24h-5m.json.gz", .cpuUsage)
      + RealExports.series("range_memory_working_set_max5m.24h-5m.json.gz", .memoryWorkingSet)
      + RealExports.series("range_throttled_ratio.24h-15m.json", .cpuThrottledRatio)
    let profiler = Profiler(inventory: Inventory(facts))
    return profiler.profiles(of: RealUsageTests.measured(series, facts))
  }

  static func profile(_ name: String, _ container: String) throws -> ContainerProfile {
    try #require(
      profiles().first { $0.id.workload.name == name && $0.id.container == container }
    )
  }

  @Test("both ReplicaSets of a rollout are one workload, with the replicas of its spec")
  func rollout() throws {
    let web = try Self.profile("web-frontend", "web")
    #expect(web.id.workload.kind == .deployment)
    #expect(Set(web.pods.map { $0.id.pod.name.split(separator: "-")[2] }).count == 2)
    #expect(web.replicas == 3)
    #expect(web.containersInPod == 2)
    #expect(web.window?.span == .days(1))
    #expect(web.covered == .days(1))
    #expect(!web.isLeaking)
  }

  @Test("a CronJob's pods of one sample are short runs that cover five minutes each")
  func cronJob() throws {
    let profile = try Self.profile("cart-cleanup", "cleanup")
    #expect(profile.shape == .job)
    // One run is listed as ended, none as running: nothing is asked for now.
    #expect(profile.replicas == 0)
    #expect(profile.ownerEvidence == .guessed)
    #expect(profile.pods.count >= 47)
    let runs = profile.pods.count { !$0.cpu.isEmpty || !$0.memory.isEmpty }
    #expect(profile.covered == .seconds(Int64(runs) * 300))
    #expect(profile.notes.contains { $0.hasPrefix("short runs: ") })
    #expect(profile.notes.contains { $0.hasPrefix("owner guessed from the name of 23 of ") })
  }

  @Test("the planted leak is found, and nothing else is called one")
  func leaks() throws {
    let leaking = try Self.profiles().filter(\.isLeaking)
    #expect(leaking.map(\.id.container) == ["leaky"])
    #expect(leaking.first?.oomKills ?? 0 >= 1)
    #expect(leaking.first?.restarts == 5)
  }

  @Test("the gap of one node is told by the pods that ran on it")
  func gap() throws {
    let indexer = try Self.profile("search-indexer", "indexer")
    #expect(indexer.notes.contains("longest gap in a pod's samples: 25 min"))
    #expect(indexer.oomKills == 2)
    #expect(indexer.restarts == 6)
  }

  @Test("quantiles of real samples are those of sorting them")
  func quantiles() throws {
    for profile in try Self.profiles() {
      guard let memory = profile.memory else { continue }
      let sorted = profile.pods.flatMap(\.memory.values).sorted()
      func rank(_ q: Double) -> Int64 { sorted[Int((q * Double(sorted.count)).rounded(.up)) - 1] }
      #expect(memory.p50.bytes == rank(0.5))
      #expect(memory.p95.bytes == rank(0.95))
      #expect(memory.p99.bytes == rank(0.99))
      #expect(memory.max.bytes == sorted.last)
    }
  }
}
