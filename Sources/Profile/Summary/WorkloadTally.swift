public import PodfitModel

/// What the containers of one workload come to, its pods taken in one after the other.
///
/// Nothing but values and gaps is kept, so that a pod costs eight bytes a reading. A tally is used
/// for one workload after the other (``clear()``): its memory stays, and containers of thousands of
/// workloads cost none.
public struct WorkloadTally {
  private var containers: [ContainerTally] = []
  private var used = 0

  /// Makes a tally of nothing.
  public init() {}

  /// Forgets all containers.
  public mutating func clear() {
    for index in 0..<used { containers[index].clear() }
    used = 0
  }

  /// Takes in the use of a pod.
  public mutating func add(_ pod: MeasuredPod) {
    for container in pod.containers { add(container) }
  }

  /// Takes in the use of one container of a pod.
  public mutating func add(_ measured: MeasuredContainer) {
    containers[index(of: measured.usage.id.container)].add(measured)
  }

  /// Takes in the readings of one container of a pod that are its only ones of that signal, and of
  /// which nothing has to be resolved.
  ///
  /// - Parameters:
  ///   - name: The container's name.
  ///   - metric: CPU use or the working set; others are passed over.
  ///   - statedWindow: The longest window that a source of the container states.
  ///   - read: Appends the values and sets their times.
  /// - Throws: What `read` throws
  public mutating func add(
    _ name: String,
    _ metric: Metric,
    statedWindow: TimeSpan?,
    _ read: (inout [Int64], inout [TimeRun]) throws -> Void
  ) throws {
    try containers[index(of: name)].add(metric, statedWindow, read)
  }

  private mutating func index(of name: String) -> Int {
    for index in 0..<used where containers[index].name == name { return index }
    if used == containers.count { containers.append(ContainerTally()) }
    containers[used].name = name
    used += 1
    return used - 1
  }

  /// The containers by their names.
  var byName: [ContainerTally] {
    used == 1 ? [containers[0]] : containers[..<used].sorted { $0.name < $1.name }
  }
}

/// What one container comes to.
struct ContainerTally {
  var name = ""
  private(set) var cpu: [Int64] = []
  private(set) var memory: [Int64] = []
  private(set) var coverage = Coverage()
  private(set) var throttled = ThrottledShare()
  private(set) var ends: [PodID: SeenEnds] = [:]
  private var runs: [TimeRun] = []

  mutating func clear() {
    cpu.removeAll(keepingCapacity: true)
    memory.removeAll(keepingCapacity: true)
    coverage = Coverage()
    throttled = ThrottledShare()
    ends = [:]
  }

  mutating func add(_ measured: MeasuredContainer) {
    cpu.append(contentsOf: measured.usage.cpu.values)
    memory.append(contentsOf: measured.usage.memory.values)
    coverage.add(measured.usage.cpu, statedWindow: measured.statedWindow)
    coverage.add(measured.usage.memory, statedWindow: measured.statedWindow)
    throttled.add(measured)
    let own = SeenEnds(measured)
    if own != SeenEnds() { ends[measured.usage.id.pod] = own }
  }

  mutating func add(
    _ metric: Metric,
    _ statedWindow: TimeSpan?,
    _ read: (inout [Int64], inout [TimeRun]) throws -> Void
  ) throws {
    switch metric {
    case .cpuUsage: try read(&cpu, &runs)
    case .memoryWorkingSet: try read(&memory, &runs)
    default: return
    }
    coverage.add(runs, statedWindow: statedWindow)
  }
}
