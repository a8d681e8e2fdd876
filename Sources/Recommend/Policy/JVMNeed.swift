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
    let options = Self.options(for: profile)
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
    let rounded = max(sized.minimumLimit, policy.memoryFloor).rounded(to: policy.memoryUnit)
    if rounded != sized.minimumLimit, let again = sizing(spec, atLeast: rounded) { sized = again }
    let lowersHeap = lowers(sized)
    if let doubt = Self.doubt(of: sized, lowersHeap: lowersHeap, profile: profile) {
      self = .unknown(doubt)
      return
    }
    self = .sized(sized, lowersHeap: lowersHeap)
  }

  /// What is known of the cost of collections: the pause time of all pods over the time they were seen.
  private static func options(for profile: ContainerProfile) -> JVMSizingOptions {
    var options = JVMSizingOptions()
    options.cpuInUse = profile.cpu?.mean
    var paused = 0.0
    var seen = 0.0
    for pod in profile.pods {
      guard let column = pod.jvm[.jvmGCPauseTotal], column.count > 1 else { continue }
      for index in column.times.indices.dropFirst() {
        let grown = column.values[index].subtractingSaturated(column.values[index - 1])
        // A counter that goes back tells of a restart.
        guard grown >= 0 else { continue }
        paused += Double(grown) / 1e9
        seen += Double(column.times[index].subtractingSaturated(column.times[index - 1])) / 1e3
      }
    }
    guard seen > 0, let configuration = profile.jvm?.configuration else { return options }
    // Pauses of the others stop the program for less than a hundredth of their work.
    switch configuration.collector {
    case .serial: options.collectorCores = paused / seen
    case .parallel, .g1, .cms:
      options.collectorCores = paused / seen * Double(min(configuration.availableProcessors, 2))
    case .z, .shenandoah, .epsilon: break
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
