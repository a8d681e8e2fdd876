public import PodfitModel

/// By how much two counters grew, one a part of the other.
public struct CountShare: Hashable, Sendable {
  /// The part's increase, such as throttled periods.
  public var part: Int64
  /// The whole's increase, such as all periods.
  public var whole: Int64

  /// Makes a share.
  public init(part: Int64 = 0, whole: Int64 = 0) {
    self.part = part
    self.whole = whole
  }
}

/// The use of one container of one pod, and what else its series tell.
public struct MeasuredContainer: Sendable {
  /// The use over time, duplicates resolved.
  public var usage: PodUsage
  /// The longest window that a source states for its readings, nil where none does.
  public var statedWindow: TimeSpan?
  /// Restarts that a restart counter among the series shows.
  public var restarts: Int64
  /// Restarts by which that counter grew while it was read.
  public var restartsSeen: Int64 = 0
  /// Throttled periods and all periods, from counters; nil where only shares were exported.
  public var throttledPeriods: CountShare?
  /// What the parts and sources of JVM series tell beside their sum.
  var jvm = JVMSeriesFacts()
  /// GPUs and disks of the container.
  var devices = DeviceReadings()
  /// The network of the pod as a whole.
  var network: [Metric: SampleColumn] = [:]
  /// What is doubtful in the readings, in words; sorted.
  public var notes: [String]

  /// Makes a measurement.
  public init(
    usage: PodUsage,
    statedWindow: TimeSpan? = nil,
    restarts: Int64 = 0,
    throttledPeriods: CountShare? = nil,
    notes: [String] = []
  ) {
    self.usage = usage
    self.statedWindow = statedWindow
    self.restarts = restarts
    self.throttledPeriods = throttledPeriods
    self.notes = notes
  }

  /// Makes a measurement of a container whose series are known one by one.
  init(
    usage: PodUsage,
    statedWindow: TimeSpan?,
    restarts: Int64,
    jvm: JVMSeriesFacts,
    throttledPeriods: CountShare?
  ) {
    self.init(
      usage: usage,
      statedWindow: statedWindow,
      restarts: restarts,
      throttledPeriods: throttledPeriods
    )
    self.jvm = jvm
  }
}

/// The use of all containers of one pod.
public struct MeasuredPod: Sendable {
  /// The pod.
  public var id: PodID
  /// Its containers that have readings, in the order of their names.
  public var containers: [MeasuredContainer]
  /// Series that name no container and fit none of the pod's.
  public var unassigned: [SeriesKey]

  /// Makes the use of a pod.
  public init(id: PodID, containers: [MeasuredContainer], unassigned: [SeriesKey] = []) {
    self.id = id
    self.containers = containers
    self.unassigned = unassigned
  }
}
