import Foundation
import PodfitModel
import TestSupport
import Testing

@testable import PodfitProfile

@Suite("Profiles")
struct ProfilerTests {
  static func id(_ pod: String, _ container: String) -> PodContainerID {
    PodContainerID(pod: OwnerResolverTests.pod(pod), container: container)
  }

  static func series(
    _ pod: String,
    _ container: String,
    _ metric: Metric,
    part: String = "",
    source: String = "",
    window: TimeSpan? = nil,
    minutes: [Double],
    values: [Int64]
  ) -> StoredSeries {
    StoredSeries(
      key: SeriesKey(container: id(pod, container), metric: metric, part: part, source: source),
      samples: SampleColumn(minutes: minutes, values: values),
      window: window
    )
  }

  static func listed(
    _ pod: String,
    owner: (WorkloadKind, String),
    containers: [ContainerSpec],
    phase: String = "Running",
    states: [ContainerState] = []
  ) -> InventoryFact {
    .pod(
      PodSpec(
        id: OwnerResolverTests.pod(pod),
        owner: ObjectReference(cluster: "c1", namespace: "ns", kind: owner.0, name: owner.1),
        node: "n1",
        phase: phase,
        template: PodTemplate(containers: containers),
        states: states
      )
    )
  }

  static func profiles(_ facts: [InventoryFact], _ series: [StoredSeries]) -> [ContainerProfile] {
    let inventory = Inventory(facts)
    let pods = Dictionary(grouping: series) { $0.key.container.pod }
    return Profiler(inventory: inventory).profiles(
      of: pods.map { UsageBuilder.measured($0.key, series: $0.value, inventory: inventory) }
    )
  }

  @Test("pods of one workload are pooled and sorted, containers in the order of their names")
  func pooling() throws {
    let facts = ["db-1", "db-0"].map {
      Self.listed($0, owner: (.statefulSet, "db"), containers: [ContainerSpec(name: "db")])
    }
    let series = [
      Self.series("db-1", "db", .memoryWorkingSet, minutes: [5, 10], values: [30, 40]),
      Self.series("db-0", "db", .memoryWorkingSet, minutes: [5, 10], values: [10, 20]),
      Self.series("db-0", "aux", .cpuUsage, minutes: [5], values: [7]),
    ]
    let profiles = Self.profiles(facts, series)
    #expect(profiles.map(\.id.container) == ["aux", "db"])
    let db = profiles[1]
    #expect(db.id.workload.kind == .statefulSet)
    #expect(db.pods.map(\.id.pod.name) == ["db-0", "db-1"])
    #expect(db.memory?.samples == 4)
    #expect(db.memory?.p50.bytes == 20)
    #expect(db.memory?.max.bytes == 40)
    #expect(db.cpu == nil)
    #expect(db.replicas == 2)
    #expect(db.covered == .seconds(600))
    #expect(db.notes.contains("no CPU samples"))
    #expect(db.ownerEvidence == .exact)
    #expect(profiles[0].current == nil)
    #expect(profiles[0].notes.contains { $0.hasPrefix("requests and limits not known") })
  }

  @Test("duplicates, parts and rates against counters: one value each")
  func usage() {
    let series = [
      Self.series(
        "p",
        "c",
        .memoryWorkingSet,
        source: "a",
        minutes: [1, 2, 3],
        values: [5, 9, 5]
      ),
      Self.series(
        "p",
        "c",
        .memoryWorkingSet,
        source: "b",
        minutes: [1, 2, 3],
        values: [6, 1, 6]
      ),
      Self.series("p", "c", .jvmHeapUsed, part: "eden", minutes: [1, 2], values: [1, 2]),
      Self.series("p", "c", .jvmHeapUsed, part: "old", minutes: [1, 2], values: [10, 20]),
      Self.series("p", "c", .jvmHeapUsed, minutes: [1, 2], values: [9, 30]),
      Self.series("p", "c", .cpuUsage, minutes: [1, 2], values: [100, 200]),
      Self.series(
        "p",
        "c",
        .cpuUsageTotal,
        minutes: [1, 2, 1_441, 1_442, 1_443],
        values: [0, 60, 120, 180, 240].map { $0 * 1_000_000_000 }
      ),
    ]
    let measured = UsageBuilder.measured(Self.id("p", "c"), series: series.reversed())
    #expect(measured.usage.memory.values == [6, 9, 6])
    #expect(measured.usage.jvm[.jvmHeapUsed]?.values == [11, 30])
    #expect(measured.usage.cpu.times == [1, 2, 1_442, 1_443].map { $0 * 60_000 })
    #expect(measured.usage.cpu.values == [100, 200, 1_000_000_000, 1_000_000_000])
  }

  @Test("JVM series without a container find the pod's JVM")
  func jvmHome() throws {
    let mesh = ContainerSpec(
      name: "mesh",
      image: "istio/proxyv2:1.20",
      resources: ContainerResources(memoryLimit: .mebibytes(1_200))
    )
    let app = ContainerSpec(
      name: "app",
      image: "shop/app:1",
      command: ["java", "-jar", "app.jar"],
      resources: ContainerResources(memoryLimit: .gibibytes(4))
    )
    let plain = ContainerSpec(
      name: "plain",
      image: "shop/app:1",
      resources: ContainerResources(memoryLimit: .gibibytes(2))
    )
    let heap = Self.series(
      "db-0",
      "",
      .jvmHeapMax,
      minutes: [1, 2],
      values: [1 << 30, 1 << 30]
    )
    func home(_ containers: [ContainerSpec]) -> (name: String?, notes: [String]) {
      let facts = [Self.listed("db-0", owner: (.statefulSet, "db"), containers: containers)]
      let profiles = Self.profiles(facts, [heap])
      let found = profiles.first { !$0.pods.isEmpty }
      return (found?.id.container, found?.notes ?? [])
    }
    #expect(home([plain]).name == "plain")
    #expect(!home([plain]).notes.contains { $0.contains("JVM metrics name no container") })
    #expect(home([mesh, app]).name == "app")
    #expect(home([mesh, app]).notes.contains { $0.contains("which shows a JVM") })
    let tiny = ContainerSpec(
      name: "tiny",
      resources: ContainerResources(memoryLimit: .mebibytes(512))
    )
    #expect(home([mesh, plain, tiny]).name == "mesh")
    #expect(home([mesh, plain]).name == "mesh")
    #expect(home([mesh, plain]).notes.contains { $0.contains("nearest above the heap") })
    let bare = ContainerSpec(name: "one")
    let undecided = UsageBuilder.measured(
      OwnerResolverTests.pod("db-0"),
      series: [heap],
      inventory: Inventory([
        Self.listed(
          "db-0",
          owner: (.statefulSet, "db"),
          containers: [bare, ContainerSpec(name: "two")]
        )
      ])
    )
    #expect(undecided.containers.isEmpty)
    #expect(undecided.unassigned == [heap.key])
  }

  @Test("the live set is what collections leave in the old pool, else the least use, less garbage")
  func liveSet() throws {
    let spec = ContainerSpec(name: "app", command: ["java", "-XX:+UseG1GC", "-Xmx1g"])
    let facts = [Self.listed("db-0", owner: (.statefulSet, "db"), containers: [spec])]
    let minutes = (1...40).map { Double($0) }
    let mebibyte: Int64 = 1 << 20
    let used = Self.series(
      "db-0",
      "app",
      .jvmHeapUsed,
      minutes: minutes,
      values: (1...40).map { (400 + Int64($0 % 6) * 50) * mebibyte }
    )
    let after = Self.series(
      "db-0",
      "app",
      .jvmHeapAfterGC,
      minutes: minutes,
      // Nothing was collected in the first ten minutes.
      values: (1...40).map { $0 < 10 ? 0 : (350 + Int64($0 % 2) * 10) * mebibyte }
    )
    // docs/formulas/jvm-memory.md, "Live set from metrics": G1 keeps 0.77 and 0.89 of them alive.
    let envelope = try #require(Self.profiles(facts, [used])[0].jvm?.liveSet)
    #expect(abs(envelope.estimate.mebibytes - 0.77 * 400) < 0.01)
    #expect(abs(envelope.low.mebibytes - 0.6 * 400) < 0.01)
    #expect(envelope.high == .mebibytes(400))
    #expect(!envelope.isMeasured)
    let collected = try #require(Self.profiles(facts, [used, after])[0].jvm?.liveSet)
    #expect(abs(collected.estimate.mebibytes - 0.89 * 350) < 0.01)
    #expect(collected.high == .mebibytes(360))
    #expect(collected.isMeasured)
    #expect(Self.profiles(facts, [used])[0].jvm?.heapUsed == .mebibytes(650))
  }

  @Test("restarts and kills are counted once, whoever counts them")
  func restarts() {
    let state = ContainerState(name: "db", restarts: 3, lastTerminationReason: "OOMKilled")
    let facts = [
      Self.listed(
        "db-0",
        owner: (.statefulSet, "db"),
        containers: [ContainerSpec(name: "db")],
        states: [state]
      ),
      .restarts(
        ContainerCountFact(container: Self.id("db-0", "db"), count: 2, at: Instant(milliseconds: 9))
      ),
      .termination(
        ContainerTerminationFact(
          container: Self.id("db-0", "db"),
          reason: "OOMKilled",
          at: Instant(milliseconds: 9)
        )
      ),
    ]
    let counter = Self.series(
      "db-0",
      "db",
      .cpuUsageTotal,
      minutes: [1, 2, 3, 4],
      values: [50, 5, 60, 6].map { $0 * 1_000_000_000 }
    )
    let profile = Self.profiles(facts, [counter])[0]
    #expect(profile.restarts == 3)
    #expect(profile.oomKills == 2)
    let silent = Self.profiles(facts, [])[0]
    #expect(silent.restarts == 3)
    #expect(silent.oomKills == 1)
    #expect(silent.notes.contains("no samples"))
    #expect(silent.window == nil)
  }

  @Test("resources: newest pod, else kube-state-metrics, else the template")
  func resources() {
    func limit(_ mebibytes: Int64) -> ContainerSpec {
      ContainerSpec(
        name: "db",
        resources: ContainerResources(memoryLimit: .mebibytes(mebibytes))
      )
    }
    let workload = InventoryFact.workload(
      WorkloadSpec(
        id: WorkloadID(cluster: "c1", namespace: "ns", kind: .statefulSet, name: "db"),
        replicas: 5,
        template: PodTemplate(containers: [limit(1)])
      )
    )
    func stated(_ at: Int64, _ mebibytes: Int64) -> InventoryFact {
      .containerResource(
        ContainerResourceFact(
          container: Self.id("db-0", "db"),
          resource: "memory",
          isLimit: true,
          amount: mebibytes << 20,
          at: Instant(milliseconds: at)
        )
      )
    }
    let owner = OwnerResolverTests.owner("StatefulSet", "db", of: ("Pod", "db-0"))
    let pod = Self.listed("db-0", owner: (.statefulSet, "db"), containers: [limit(3)])
    func found(_ facts: [InventoryFact]) -> Int64? {
      Self.profiles(facts, []).first?.current?.memoryLimit.map { $0.bytes >> 20 }
    }
    #expect(found([workload]) == 1)
    #expect(found([workload, owner, stated(5, 2), stated(4, 9)]) == 2)
    #expect(found([stated(4, 9), stated(5, 2), owner]) == 2)
    #expect(found([workload, owner, stated(5, 2), pod]) == 3)
    #expect(Self.profiles([workload], []).first?.replicas == 5)
  }
}
