internal import PodfitJVM
internal import PodfitModel

extension Profiler {
  /// The profile of the JVM in a container, from its spec and its pods' JVM signals; nil when
  /// nothing points to one.
  func jvm(of profile: ContainerProfile, measured: [MeasuredContainer]) -> JVMProfile? {
    JVMProfiler.profile(
      of: profile.spec,
      in: surroundings(of: profile),
      signals: signals(of: profile, measured: measured)
    )
  }

  /// The profile of a runtime other than the JVM; nil when nothing points to one.
  func runtime(of profile: ContainerProfile) -> RuntimeProfile? {
    RuntimeProfiler.profile(of: profile.spec, in: surroundings(of: profile))
  }

  private func surroundings(of profile: ContainerProfile) -> JVMSurroundings {
    var surroundings = JVMSurroundings(
      memoryLimit: profile.current?.memoryLimit,
      cpuLimit: profile.current?.cpuLimit,
      cpuRequest: profile.current?.cpuRequest
    )
    if let node = node(of: profile) {
      // The JVM sees the machine, not what the scheduler may hand out of it.
      let resources = node.capacity ?? node.allocatable
      surroundings.nodeCPU = resources.cpu.isZero ? nil : resources.cpu
      surroundings.nodeMemory = resources.memory.isZero ? nil : resources.memory
    }
    surroundings.resizesInPlace = resizesInPlace(profile.id)
    return surroundings
  }

  /// Whether a vertical autoscaler resizes the container's memory in place, or a resize is under way.
  private func resizesInPlace(_ id: ContainerID) -> Bool {
    if inventory.pods(of: id.workload).contains(where: { $0.resize != nil }) { return true }
    guard let vertical = inventory.verticalAutoscaler(of: id.workload),
      vertical.updateMode == "InPlaceOrRecreate"
    else { return false }
    let policy =
      vertical.policies.first { $0.container == id.container }
      ?? vertical.policies.first { $0.container == "*" }
    return policy?.mode != "Off" && policy?.controlledResources?.contains("memory") != false
  }

  /// The node of the pod that tells most of the present: the newest listed one on a node, else the
  /// last with samples whose node is known.
  private func node(of profile: ContainerProfile) -> NodeSpec? {
    let workload = profile.id.workload
    for pod in inventory.pods(of: workload) {
      if let name = pod.node, let node = inventory.node(name, in: workload.cluster) { return node }
    }
    for pod in profile.pods.reversed() {
      if let name = inventory.nodeName(of: pod.id.pod),
        let node = inventory.node(name, in: workload.cluster)
      {
        return node
      }
    }
    return nil
  }
}
