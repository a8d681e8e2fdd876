import PodfitJVM
import PodfitModel

/// What a JVM in the container asks of the memory limit.
enum JVMNeed {
  /// No JVM.
  case none
  /// A JVM whose need is known, and whether its heap becomes smaller than it is now.
  case sized(JVMSizing, lowersHeap: Bool)
  /// A JVM whose need is not known, and why; its memory limit must not go down.
  case unknown(String)

  /// The need of the container's JVM under the CPU decided on.
  init(of profile: ContainerProfile, cpu: ResourceDecision<CPU>, policy: Policy) {
    guard let jvm = profile.jvm else {
      self = .none
      return
    }
    if let processes = jvm.processes, processes > 1 {
      self = .unknown("\(processes) JVMs run in the container, each with a heap of its own")
      return
    }
    let current = profile.current
    // Without a CPU limit the JVM counts the node's CPUs, now as then.
    var nodeCPU: CPU?
    if let configuration = jvm.configuration, current?.cpuLimit == nil {
      nodeCPU = .cores(Int64(configuration.availableProcessors))
    }
    let surroundings = JVMSurroundings(
      memoryLimit: current?.memoryLimit,
      cpuLimit: cpu.limit,
      cpuRequest: cpu.request,
      nodeCPU: nodeCPU
    )
    // After a kill the limit in force is a lower bound of the need.
    // Source: VPA's bump after a kill, docs/formulas/vpa.md
    var floor: Memory?
    if profile.oomKills > 0, let limit = current?.memoryLimit {
      floor = max(limit.scaledUp(by: 1.2), limit + .mebibytes(100))
    }
    let options = Self.options(for: profile, policy: policy)
    func sizing(_ spec: ContainerSpec, atLeast floor: Memory?) -> JVMSizing? {
      JVMSizer.sizing(
        of: jvm,
        spec: spec,
        in: surroundings,
        workingSetMax: profile.memory?.max,
        atLeast: floor,
        options: options
      )
    }
    guard let spec = profile.spec, let configuration = jvm.configuration,
      var sized = sizing(spec, atLeast: floor), sized.minimumLimit > .zero
    else {
      self = .unknown("the JVM's heap is not known")
      return
    }
    func lowers(_ sizing: JVMSizing) -> Bool {
      !sizing.recommendation.flags.isEmpty && sizing.recommendation.heapMax < configuration.maxHeap
    }
    if !lowers(sized), !policy.hasHistoryForLimit(profile), let limit = current?.memoryLimit,
      sized.minimumLimit < limit, let kept = sizing(spec, atLeast: limit)
    {
      sized = kept
    }
    // A heap that is a share of the limit must be right for the limit as it will be rounded.
    let bounds = ResourceBounds<Memory>(
      of: profile,
      policy: policy,
      now: ResourceNow(statedRequest: current?.memoryRequest, statedLimit: current?.memoryLimit)
    )
    let rounded = policy.rounded(
      max(sized.minimumLimit, policy.memoryFloor, bounds.leastOfLimit)
    )
    if rounded != sized.minimumLimit, let again = sizing(spec, atLeast: rounded) { sized = again }
    let lowersHeap = lowers(sized)
    if let doubt = Self.doubt(of: sized, lowersHeap: lowersHeap, profile: profile) {
      self = .unknown(doubt)
      return
    }
    self = .sized(sized, lowersHeap: lowersHeap)
  }

  /// The policy's wishes, and what the pods' series say of the cost of collections, on average.
  private static func options(for profile: ContainerProfile, policy: Policy) -> JVMSizingOptions {
    func mean(_ metric: Metric) -> Double? {
      let means = profile.pods.compactMap { pod -> Double? in
        guard let column = pod.jvm[metric], !column.isEmpty else { return nil }
        return column.values.reduce(0.0) { $0 + Double($1) } / Double(column.count)
      }
      return means.isEmpty ? nil : means.reduce(0, +) / Double(means.count)
    }
    var options = policy.jvm
    options.collectorCPU = mean(.jvmGCCPUTotal).map { .cores($0 / 1e9) }
    options.allocationRate = mean(.jvmAllocatedTotal)
    // One thread works in a pause at least, unless the quota stops it as well.
    if profile.throttledRatio ?? 0 <= 0.1 {
      options.pauseCPU = mean(.jvmGCPauseTotal).map { .cores(min($0 / 1e9, 1)) }
    }
    return options
  }

  /// Why the modelled need is not to be trusted for this container, or nil.
  private static func doubt(
    of sizing: JVMSizing,
    lowersHeap: Bool,
    profile: ContainerProfile
  ) -> String? {
    let limit = profile.current?.memoryLimit
    if limit == nil, sizing.recommendation.flags.isEmpty,
      profile.jvm?.configuration?.heapRule != .explicit
    {
      return "without a limit its heap is a share of the node, a limit would shrink it"
    }
    // What was seen says nothing of a heap that will be smaller.
    guard !lowersHeap else { return nil }
    let need = sizing.minimumLimit
    if let most = profile.memory?.max, most > need {
      return "use of \(most.stepText) is above the JVM's modelled need of \(need.stepText)"
    }
    if profile.oomKills > 0, let limit, limit >= need {
      return "it was killed for want of memory though its modelled need of \(need.stepText) fits"
    }
    return nil
  }
}
