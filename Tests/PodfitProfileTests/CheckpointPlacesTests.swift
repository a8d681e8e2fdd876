import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Checkpoints whose vertical autoscaler is not listed")
struct CheckpointPlacesTests {
  private static func web(_ name: String = "web") -> InventoryFact {
    .workload(
      WorkloadSpec(
        id: WorkloadID(cluster: "c1", namespace: "ns", kind: .deployment, name: name),
        template: PodTemplate(containers: [ContainerSpec(name: "app")])
      )
    )
  }

  @Test(
    "belong to the listed workload of the autoscaler's name, marked as guessed",
    arguments: ["web", "web-vpa", "vpa-web", "goldilocks-web"]
  )
  func listed(name: String) throws {
    let facts = [
      Self.web(), .checkpoint(ClusterInventoryTests.checkpoint(of: name)),
    ]
    let profile = try #require(ProfilerTests.profiles(facts, []).first)
    #expect(profile.id == ClusterInventoryTests.container)
    #expect(profile.distribution != nil && profile.ownerEvidence == .guessed)
    #expect(profile.notes.contains { $0.contains("guessed from the name of") && $0.contains(name) })
  }

  @Test("a workload whose own name looks like an autoscaler's is taken by its whole name")
  func whole() throws {
    let facts = [
      Self.web(), Self.web("web-vpa"),
      .checkpoint(ClusterInventoryTests.checkpoint(of: "web-vpa")),
    ]
    let found = ProfilerTests.profiles(facts, []).filter { $0.distribution != nil }
    #expect(found.map(\.id.workload.name) == ["web-vpa"])
  }

  @Test("without lists the name stands for a workload of unknown kind")
  func unlisted() throws {
    let facts = [InventoryFact.checkpoint(ClusterInventoryTests.checkpoint(of: "web-vpa"))]
    let profile = try #require(ProfilerTests.profiles(facts, []).first)
    #expect(profile.id.workload.name == "web" && profile.id.workload.kind == .unknown)
    #expect(profile.ownerEvidence == .guessed && profile.distribution != nil)
  }

  @Test("where lists name no such workload, or two, it belongs to none")
  func none() {
    let checkpoint = InventoryFact.checkpoint(ClusterInventoryTests.checkpoint(of: "web-vpa"))
    let other = Self.web("other")
    #expect(ProfilerTests.profiles([other, checkpoint], []).allSatisfy { $0.distribution == nil })
    let twin = InventoryFact.workload(
      WorkloadSpec(
        id: WorkloadID(cluster: "c1", namespace: "ns", kind: .statefulSet, name: "web"),
        template: PodTemplate(containers: [ContainerSpec(name: "app")])
      )
    )
    let both = ProfilerTests.profiles([Self.web(), twin, checkpoint], [])
    #expect(both.count == 2 && both.allSatisfy { $0.distribution == nil })
  }

  @Test("a checkpoint with its autoscaler goes before a guess")
  func statedFirst() throws {
    var guess = ClusterInventoryTests.checkpoint("a-guess", of: "web-vpa", version: 9)
    guess.updatedAt = Instant(milliseconds: 9)
    let facts: [InventoryFact] = [
      Self.web(), .checkpoint(guess), .checkpoint(ClusterInventoryTests.checkpoint()),
      .verticalAutoscaler(ClusterInventoryTests.vertical()),
    ]
    let profile = try #require(ProfilerTests.profiles(facts, []).first)
    #expect(profile.distribution?.checkpoint.id.name == "v-app")
    #expect(profile.ownerEvidence == .exact)
  }

  @Test("a workload with samples keeps its kind; no second one of its name appears")
  func samples() {
    let series = ProfilerTests.series(
      "web-6d4cf56db6-z5fhf",
      "app",
      .memoryWorkingSet,
      minutes: [1, 2, 3],
      values: [5, 6, 7]
    )
    let facts = [InventoryFact.checkpoint(ClusterInventoryTests.checkpoint(of: "web"))]
    let profiles = ProfilerTests.profiles(facts, [series])
    #expect(profiles.map(\.id) == [ClusterInventoryTests.container])
    #expect(profiles.first?.memory != nil && profiles.first?.distribution == nil)
  }
}
