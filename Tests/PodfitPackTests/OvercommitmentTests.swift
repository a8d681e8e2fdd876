import PodfitModel
import PodfitPack
import Testing

@Suite("Nodes that hold more than they hand out")
struct OvercommitmentTests {
  private func pod(_ name: String, cpu: Int64, phase: String = "Running") -> PodSpec {
    let container = ContainerSpec(
      name: "c",
      resources: ContainerResources(cpuRequest: .millicores(cpu))
    )
    return PodSpec(
      id: PodID(cluster: "c", namespace: "n", name: name),
      node: "a",
      phase: phase,
      template: PodTemplate(containers: [container])
    )
  }

  private let node = NodeSpec(
    cluster: "c",
    name: "a",
    allocatable: NodeResources(cpu: .cores(1), memory: .gibibytes(1), pods: 10)
  )

  @Test("a full node is not overcommitted, one millicore more is")
  func edge() {
    let full = [pod("x", cpu: 600), pod("y", cpu: 400)]
    #expect(Overcommitment.nodes([node], pods: full).isEmpty)
    #expect(Overcommitment.nodes([node], pods: full + [pod("z", cpu: 1)]) == ["c/a"])
  }

  @Test("pods that have ended hold nothing")
  func ended() {
    let pods = [pod("x", cpu: 600), pod("y", cpu: 600, phase: "Succeeded")]
    #expect(Overcommitment.nodes([node], pods: pods).isEmpty)
  }
}
