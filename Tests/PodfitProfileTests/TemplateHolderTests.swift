import PodfitModel
import Testing

@testable import PodfitProfile

@Suite("Templates of other workloads")
struct TemplateHolderTests {
  private static func id(_ kind: String, _ name: String) -> WorkloadID {
    WorkloadID(cluster: "c", namespace: "n", kind: WorkloadKind(rawValue: kind), name: name)
  }

  private static let template = PodTemplate(containers: [
    ContainerSpec(
      name: "app",
      resources: ContainerResources(cpuRequest: .millicores(250))
    )
  ])

  @Test("a Rollout that refers to a Deployment has that one's template")
  func referred() {
    let reference = ObjectReference(
      cluster: "c",
      namespace: "n",
      kind: .deployment,
      name: "web-template"
    )
    let rollout = Self.id("Rollout", "web")
    let spec = WorkloadSpec(id: rollout, replicas: 2, templateOf: reference)
    let deployment = Self.id("Deployment", "web-template")
    let inventory = Inventory([
      .workload(spec), .workload(WorkloadSpec(id: deployment, template: Self.template)),
    ])
    #expect(inventory.templateHolder(of: rollout) == deployment)
    #expect(inventory.templateHolder(of: deployment) == deployment)
    #expect(inventory.template(of: rollout) == Self.template)
    let profile = Profiler(inventory: inventory).profiles(
      of: WorkloadGroup(workload: rollout, pods: []),
      pods: []
    ).first
    #expect(profile?.templateHolder == deployment)
    #expect(profile?.current?.cpuRequest == .millicores(250))

    // Without the Deployment in a list nothing is known of it.
    let alone = Inventory([.workload(spec)])
    #expect(alone.templateHolder(of: rollout) == nil)
    #expect(alone.template(of: rollout) == nil)
  }

  @Test("two that refer to each other stop nothing")
  func circle() {
    let (a, b) = (Self.id("Rollout", "a"), Self.id("Rollout", "b"))
    let inventory = Inventory([
      .workload(WorkloadSpec(id: a, templateOf: ObjectReference(b))),
      .workload(WorkloadSpec(id: b, templateOf: ObjectReference(a))),
    ])
    #expect(inventory.templateHolder(of: a) == nil && inventory.templateHolder(of: b) == nil)
  }
}
