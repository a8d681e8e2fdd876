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

/// Estimates the live set of a JVM from its metrics.
///
/// Pods differ (caches, partitions), so that the largest of them counts.
///
/// - Source: docs/formulas/leak.md#live-set
enum LiveSetEstimate {
  /// Fewer values than this have no lower envelope worth the name.
  private static let leastValues = 5

  /// The largest heap after a collection in the last quarter of the window; without that signal
  /// the largest lower envelope (0.05 quantile) of the heap in use there; nil without either.
  static func estimate(from pods: [[Metric: SampleColumn]]) -> LiveSet? {
    if let bytes = largest(.jvmHeapAfterGC, in: pods, of: { $0.max() }) {
      return LiveSet(
        estimate: bytes,
        source: "heap after collection, largest in the last quarter of the window"
      )
    }
    let envelope = largest(.jvmHeapUsed, in: pods) { values in
      guard values.count >= leastValues else { return nil }
      return Quantile(0.05).nearestRank(in: values.count).map { values.sorted()[$0] }
    }
    return envelope.map {
      LiveSet(
        estimate: $0,
        source: "lower envelope of heap in use, 0.05 quantile in the last quarter of the window",
        isMeasured: false
      )
    }
  }

  /// The largest of what `measure` makes of each pod's values in the last quarter of the window.
  private static func largest(
    _ metric: Metric,
    in pods: [[Metric: SampleColumn]],
    of measure: ([Int64]) -> Int64?
  ) -> Memory? {
    let columns = pods.compactMap { $0[metric] }.filter { !$0.isEmpty }
    guard let first = columns.compactMap(\.times.first).min(),
      let last = columns.compactMap(\.times.last).max()
    else { return nil }
    let start = last.subtractingSaturated(last.subtractingSaturated(first) / 4)
    let measures = columns.compactMap { column -> Int64? in
      // Zero means that nothing was collected yet.
      let values = column.times.indices
        .filter { column.times[$0] >= start && column.values[$0] > 0 }
        .map { column.values[$0] }
      return values.isEmpty ? nil : measure(values)
    }
    return measures.max().map { Memory(bytes: $0) }
  }
}
