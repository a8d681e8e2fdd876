import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Kills and evictions that events tell of")
struct KillEventsTests {
  static func event(
    _ name: String,
    _ reason: String,
    pod: String = "db-0",
    container: String? = "db",
    count: Int64 = 1,
    day: Int64? = nil,
    message: String = ""
  ) -> InventoryFact {
    .event(
      ClusterEvent(
        id: ClusterInventoryTests.reference("Event", name),
        reason: reason,
        message: message,
        subject: ClusterInventoryTests.reference("Pod", pod),
        container: container,
        count: count,
        lastAt: day.map { Instant(milliseconds: $0 * 86_400_000 + 1) }
      )
    )
  }

  static func killed(_ pod: String = "db-0") -> InventoryFact {
    var state = ContainerState(name: "db")
    state.lastTerminationReason = "OOMKilled"
    return ProfilerTests.listed(
      pod,
      owner: (.statefulSet, "db"),
      containers: [ContainerSpec(name: "db")],
      states: [state]
    )
  }

  static func listed(_ names: [String] = ["db"]) -> InventoryFact {
    ProfilerTests.listed(
      "db-0",
      owner: (.statefulSet, "db"),
      containers: names.map { ContainerSpec(name: $0) }
    )
  }

  @Test(
    "one kill told by status, metrics and events counts once; the source that knows most counts",
    arguments: [
      ([killed()], 1), ([killed(), event("a", "OOMKilling")], 1),
      ([killed(), event("a", "OOMKilling", count: 3)], 3),
      // Two programs that watch for the same.
      ([killed(), event("a", "OOMKilling"), event("b", "OOMKilled")], 1),
      // Two events of one program, the second after the first was forgotten.
      ([killed(), event("a", "OOMKilling"), event("b", "OOMKilling", count: 2)], 3),
      // Pods add up, one with a status and one that only an event names.
      ([killed(), event("a", "OOMKilling", pod: "db-1")], 2),
      ([listed(), event("a", "BackOff", count: 9), event("b", "Evicted")], 0),
    ] as [([InventoryFact], Int64)]
  )
  func kills(facts: [InventoryFact], count: Int64) throws {
    for facts in [facts, facts.reversed()] {
      #expect(
        ProfilerTests.profiles(facts, []).first { $0.id.container == "db" }?.oomKills == count
      )
    }
  }

  @Test(
    "an event that names no container is about the only one, or the one in its message",
    arguments: [
      (["db"], "", 1), (["db", "log"], "", 0),
      (["db", "log"], "The previous instance of the container 'db' (b7c9) was OOMKilled", 1),
      (["db", "log"], "container db or log", 0), (["db", "log"], "db-main ran out of memory", 0),
    ] as [([String], String, Int64)]
  )
  func container(names: [String], message: String, count: Int64) throws {
    let facts = [
      Self.listed(names),
      Self.event("a", "PreviousContainerWasOOMKilled", container: nil, message: message),
    ]
    let found = ProfilerTests.profiles(facts, []).map(\.oomKills).reduce(0, +)
    #expect(found == count)
  }

  @Test("in daily sketches a kill counts on its day, and the status does not count it again")
  func days() throws {
    let day: Int64 = 86_400_000
    let id = ProfilerTests.id("db-0", "db")
    let samples = SampleColumn(times: [1, 2, 3].map { $0 * day }, values: [5, 6, 7])
    let pod = MeasuredPod(
      id: id.pod,
      containers: [MeasuredContainer(usage: PodUsage(id: id, memory: samples))],
      unassigned: []
    )
    let workload = WorkloadID(cluster: "c1", namespace: "ns", kind: .statefulSet, name: "db")
    func kills(_ facts: [InventoryFact]) -> [Int64] {
      SketchBuilder(facts: facts).sketches(of: workload, pods: [pod], series: []).map(\.oomKills)
    }
    let status = InventoryFact.termination(
      ContainerTerminationFact(
        container: id,
        reason: "OOMKilled",
        at: Instant(milliseconds: 9 * day)
      )
    )
    // A sample at midnight belongs to the day that ends: days 0, 1 and 2.
    #expect(kills([status]) == [0, 0, 1])
    let events = [
      Self.event("a", "OOMKilling", count: 2, day: 0), Self.event("b", "OOMKilling", day: 1),
    ]
    #expect(kills(events + [status]) == [2, 1, 0])
    #expect(kills([Self.event("a", "OOMKilled")]) == [0, 0, 1])
  }

  @Test("evictions of listed pods and of pods that are gone are noted once each")
  func evictions() throws {
    let notes = try #require(
      ProfilerTests.profiles(
        [
          Self.listed(), Self.event("a", "Evicted"), Self.event("b", "Evicted"),
          Self.event("c", "Evicted", pod: "db-7"),
        ],
        []
      )
      .first?.notes
    )
    #expect(notes.contains("1 of 1 listed pods were evicted"))
    #expect(notes.contains("events tell of 1 evicted pod that no list has"))
  }
}
