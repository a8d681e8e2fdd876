import PodfitModel
import Testing

@testable import PodfitProfile

/// Expected values by the table of docs/formulas/owners.md#usage-of-whole-pods.
@Suite("Usage of whole pods")
struct WholePodUseTests {
  static let memory = ProfilerTests.series(
    "db-0",
    "",
    .memoryWorkingSet,
    minutes: [1, 2, 3],
    values: [5, 9, 7]
  )

  static func profiles(_ containers: [String], _ series: [StoredSeries]) -> [ContainerProfile] {
    let facts = [
      ProfilerTests.listed(
        "db-0",
        owner: (.statefulSet, "db"),
        containers: containers.map { ContainerSpec(name: $0) }
      )
    ]
    return ProfilerTests.profiles(containers.isEmpty ? [] : facts, series)
  }

  @Test("the only container of a pod has its use, with a note")
  func single() throws {
    let profiles = Self.profiles(["app"], [Self.memory])
    let profile = try #require(profiles.first)
    #expect(profiles.count == 1 && profile.id.container == "app")
    #expect(profile.pods.map(\.memory.values) == [[5, 9, 7]])
    #expect(profile.memory != nil)
    #expect(profile.notes.contains { $0.contains("taken for their only container") })
  }

  @Test("a pod and its sandbox are duplicates: the larger counts; counters give rates")
  func sources() throws {
    let sandbox = ProfilerTests.series(
      "db-0",
      "",
      .memoryWorkingSet,
      source: "id=sandbox",
      minutes: [1, 2, 3],
      values: [1, 1, 1]
    )
    let counter = ProfilerTests.series(
      "db-0",
      "",
      .cpuUsageTotal,
      minutes: [1, 2, 3],
      values: [0, 30_000_000_000, 90_000_000_000]
    )
    let profile = try #require(Self.profiles(["app"], [sandbox, counter, Self.memory]).first)
    #expect(profile.pods.map(\.memory.values) == [[5, 9, 7]])
    #expect(profile.pods.map(\.cpu.values) == [[500_000_000, 1_000_000_000]])
  }

  @Test("where a container was measured the pod's own use counts for nothing")
  func measured() {
    let named = ProfilerTests.series(
      "db-0",
      "app",
      .memoryWorkingSet,
      minutes: [1, 2, 3],
      values: [1, 2, 3]
    )
    for containers in [["app"], ["app", "mesh"], []] {
      let profiles = Self.profiles(containers, [Self.memory, named])
      #expect(profiles.flatMap(\.pods).map(\.memory.values) == [[1, 2, 3]])
      #expect(!profiles.contains { $0.notes.contains { $0.contains("whole pods") } })
    }
  }

  @Test("several containers share it: none has a use, and each says why")
  func several() {
    let profiles = Self.profiles(["app", "mesh"], [Self.memory])
    #expect(profiles.map(\.id.container) == ["app", "mesh"])
    #expect(profiles.allSatisfy { $0.memory == nil && $0.cpu == nil })
    #expect(profiles.allSatisfy { $0.notes.contains { $0.contains("cannot be told apart") } })
  }

  @Test("containers that no export names have one stand-in")
  func unnamed() throws {
    let profile = try #require(Self.profiles([], [Self.memory]).first)
    #expect(profile.id.container == "(pod)" && profile.memory != nil)
    #expect(profile.notes.contains { $0.contains("no export names their containers") })
  }

  @Test("JVM series of the pod stay with the use of the pod")
  func jvm() throws {
    let heap = ProfilerTests.series("db-0", "", .jvmHeapUsed, minutes: [1, 2], values: [3, 4])
    let profiles = Self.profiles(["app"], [Self.memory, heap])
    let usage = try #require(profiles.first?.pods.first)
    #expect(profiles.count == 1 && usage.memory.values == [5, 9, 7])
    #expect(usage.jvm[.jvmHeapUsed]?.values == [3, 4])
  }
}
