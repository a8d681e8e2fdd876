/// What is known of one container of a workload: its use over all pods, its spec, its JVM.
///
/// A profile is a value without ties to the store; strategies are functions of it.
public struct ContainerProfile: Sendable {
  /// The container.
  public var id: ContainerID
  /// How the pods' workload was found; the weakest evidence of all pods.
  public var ownerEvidence: OwnerEvidence
  /// The pods asked for now; the largest number seen at one time where no spec tells.
  public var replicas: Int
  /// How the container's work is shaped.
  public var shape: WorkloadShape
  /// Requests and limits in force, the latest known; nil where no inventory names the container.
  public var current: ContainerResources?
  /// The container's spec, the latest known; nil where no pod or workload list was given.
  public var spec: ContainerSpec?
  /// The labels of the workload's pods, from their template or the newest listed pod; empty where no list
  /// tells.
  public var labels: [String: String] = [:]
  /// What bounds what it may ask for.
  public var confines = Confines()
  /// Whether it runs to its end before the others.
  public var isInit = false
  /// Whether pods have it and the listed template of their workload has not: something puts it there.
  public var isInjected = false
  /// The listed object with the template that the pods are made from: the workload itself, or the Deployment
  /// that a Rollout refers to; nil where no list shows a template.
  public var templateHolder: WorkloadID?
  /// What owns the workload, where a list says so: an operator's object, which would undo changes.
  public var owner: ObjectReference?
  /// Number of containers of the pod that run side by side, at least 1.
  public var containersInPod: Int
  /// The autoscaler of the workload.
  public var autoscaler: HorizontalAutoscaler?
  /// The vertical autoscaler of the workload.
  public var verticalAutoscaler: VerticalAutoscaler?
  /// The class of the node that each pod runs on: its instance type, else its allocatable CPU; only for
  /// DaemonSets, and only pods whose node is listed.
  public var nodeClasses: [PodID: String]
  /// Use per pod, in the order of the pods' names.
  public var pods: [PodUsage]
  /// CPU use, all samples of all pods pooled.
  public var cpu: UsageSummary<CPU>?
  /// Memory working set, all samples of all pods pooled.
  public var memory: UsageSummary<Memory>?
  /// Use as a checkpoint tells it; only for containers without samples.
  public var distribution: UsageDistribution?
  /// In what way readings of CPU are coarse; empty for most.
  public var cpuCoarseness: Set<Coarseness>
  /// In what way readings of memory are coarse; empty for most.
  public var memoryCoarseness: Set<Coarseness>
  /// The time from the first window's start to the last sample, over all pods and both resources.
  public var window: TimeWindow?
  /// The time for which samples are there, over all pods together without counting overlaps twice.
  public var covered: TimeSpan
  /// Share of throttled periods, mean over samples; nil where no source tells.
  public var throttledRatio: Double?
  /// Restarts, from the counters and the pods' status.
  public var restarts: Int64
  /// Ends for want of memory that are known of.
  public var oomKills: Int64
  /// The largest memory limit under which a pod was ended for want of memory; nil where one of them is
  /// not known, and the present one is to be taken.
  public var killedAtLimit: Memory?
  /// Crash loops, evictions, the rate of restarts, nodes in trouble.
  public var health: ContainerHealth
  /// GPUs asked for and their use; nil where it asks for none and has none.
  public var gpu: GPUProfile?
  /// Disk and network; nil where no source tells.
  public var io: IOProfile?
  /// Whether memory grows without end (see docs/formulas/leak.md).
  public var isLeaking: Bool
  /// At the growth of a leak, the days until the memory limit is reached; nil where either is not known.
  public var daysToLimit: Double?
  /// The JVM in the container, or nil when nothing points to one.
  public var jvm: JVMProfile?
  /// The runtime of another language, or nil when nothing points to one.
  public var runtime: RuntimeProfile?
  /// What is doubtful in the data, in words; sorted.
  public var notes: [String]

  /// Makes a profile with nothing known but the identity.
  public init(id: ContainerID) {
    self.id = id
    ownerEvidence = .exact
    replicas = 0
    shape = .service
    current = nil
    spec = nil
    containersInPod = 1
    autoscaler = nil
    verticalAutoscaler = nil
    nodeClasses = [:]
    pods = []
    cpu = nil
    memory = nil
    distribution = nil
    cpuCoarseness = []
    memoryCoarseness = []
    window = nil
    covered = TimeSpan(milliseconds: 0)
    throttledRatio = nil
    restarts = 0
    oomKills = 0
    health = ContainerHealth()
    isLeaking = false
    daysToLimit = nil
    jvm = nil
    runtime = nil
    notes = []
  }

  /// Whether all that is known of use is that of single moments.
  public var hasOnlyMoments: Bool {
    cpuCoarseness.union(memoryCoarseness).contains(.moments)
      && (cpu == nil || cpuCoarseness.contains(.moments))
      && (memory == nil || memoryCoarseness.contains(.moments))
  }
}

/// How the work of a workload is shaped over time and nodes.
public enum WorkloadShape: String, Hashable, Sendable, Codable {
  /// Runs all the time: Deployments, StatefulSets and the like.
  case service
  /// One pod on every fitting node.
  case daemon
  /// Runs to an end: Jobs and CronJobs.
  case job
}
