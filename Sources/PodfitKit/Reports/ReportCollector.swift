import PodfitModel
import PodfitProfile
import PodfitReport

/// Takes from each profile what a weekly report shows beside the advice, before its samples are let go.
///
/// Everything that is added up is a whole number, so that the order in which workloads come does not
/// matter.
struct ReportCollector: Sendable {
  /// The end of the time that is shown by the hour.
  let end: Instant
  /// The label that names the team of a workload.
  let teamLabel: String
  /// From when on samples are of the week of the report.
  let weekStart: Instant

  private(set) var details: [ContainerID: ContainerDetail] = [:]
  private var cpu = HourSums()
  private var memory = HourSums()
  /// Mean use of everything but DaemonSets.
  private(set) var meanUse = CapacityLedger.Amounts()
  /// Mean use in the week of everything that has a request, as ``ReportModel/usage`` has it of all time.
  private(set) var weekUse = CapacityLedger.Amounts()

  /// Makes a collector; the week is that of the time before `end`.
  init(end: Instant, teamLabel: String) {
    self.end = end
    self.teamLabel = teamLabel
    weekStart =
      Week(containing: Instant(milliseconds: end.milliseconds.subtractingSaturated(1)))
      .start
  }

  /// What one container gives.
  struct Piece: Sendable {
    var id: ContainerID
    var detail: ContainerDetail
    var cpu: HourSums
    var memory: HourSums
    var meanUse: CapacityLedger.Amounts
    var weekUse: CapacityLedger.Amounts
  }

  /// Sums by the hour; -1 where nothing was measured.
  struct HourSums: Sendable {
    var values = [Int64](repeating: -1, count: ContainerDetail.Band.hours)

    mutating func add(_ value: Int64, at hour: Int) {
      values[hour] = max(values[hour], 0).addingSaturated(value)
    }

    mutating func add(_ other: HourSums) {
      for (hour, value) in other.values.enumerated() where value >= 0 { add(value, at: hour) }
    }
  }

  /// Adds what one container gives.
  mutating func take(_ piece: Piece) {
    details[piece.id] = piece.detail
    cpu.add(piece.cpu)
    memory.add(piece.memory)
    meanUse.cpu += piece.meanUse.cpu
    meanUse.memory += piece.meanUse.memory
    weekUse.cpu += piece.weekUse.cpu
    weekUse.memory += piece.weekUse.memory
  }

  /// Takes what it needs from one profile; changes nothing, so that several threads may.
  ///
  /// - Parameters:
  ///   - profile: The container.
  ///   - restarts: The series that count restarts of its workload's containers.
  ///   - inventory: What runs where.
  /// - Returns: what is to be added
  func piece(
    of profile: ContainerProfile,
    restarts: [StoredSeries],
    in inventory: Inventory
  ) -> Piece {
    let cpuColumns = profile.pods.map(\.cpu)
    let memoryColumns = profile.pods.map(\.memory)
    var meanUse = CapacityLedger.Amounts()
    if profile.id.workload.kind != .daemonSet {
      meanUse.cpu = (profile.cpu?.mean ?? .zero) * profile.replicas
      meanUse.memory = (profile.memory?.mean ?? .zero) * profile.replicas
    }
    var detail = ContainerDetail(
      cpu: profile.cpu,
      memory: profile.memory,
      cpuBand: ContainerDetail.Band(pooling: cpuColumns, upTo: end),
      memoryBand: ContainerDetail.Band(pooling: memoryColumns, upTo: end),
      heap: heap(of: profile),
      oomKills: profile.oomKills,
      restarts: profile.restarts,
      throttledRatio: profile.throttledRatio,
      team: inventory.template(of: profile.id.workload)?.labels[teamLabel]
    )
    detail.weekThrottledRatio = weekMean(profile.pods.map(\.throttled)).map { Double($0) / 1e9 }
    detail.markers = BandMarkers(profile, restarts, inventory, place: place).markers
    return Piece(
      id: profile.id,
      detail: detail,
      cpu: sums(cpuColumns),
      memory: sums(memoryColumns),
      meanUse: meanUse,
      weekUse: weekUse(of: profile, cpuColumns, memoryColumns)
    )
  }

  private func weekUse(
    of profile: ContainerProfile,
    _ cpu: [SampleColumn],
    _ memory: [SampleColumn]
  ) -> CapacityLedger.Amounts {
    var use = CapacityLedger.Amounts()
    if profile.current?.cpuRequest != nil, let mean = weekMean(cpu) {
      use.cpu = CPU(nanocores: mean) * profile.replicas
    }
    if profile.current?.memoryRequest != nil, let mean = weekMean(memory) {
      use.memory = Memory(bytes: mean) * profile.replicas
    }
    return use
  }

  /// The mean of the samples of the week, all pods pooled; nil without any.
  private func weekMean(_ columns: [SampleColumn]) -> Int64? {
    var sum = 0.0
    var count = 0
    for column in columns {
      for (time, value) in zip(column.times, column.values)
      where time > weekStart.milliseconds && time <= end.milliseconds && value >= 0 {
        sum += Double(value)
        count += 1
      }
    }
    return count > 0 ? Int64((sum / Double(count)).rounded()) : nil
  }

  private func heap(of profile: ContainerProfile) -> ContainerDetail.Heap? {
    guard profile.jvm != nil else { return nil }
    func hourly(_ metric: Metric) -> [Int64]? {
      ContainerDetail.Band(pooling: profile.pods.compactMap { $0.jvm[metric] }, upTo: end)?.max
    }
    guard let used = hourly(.jvmHeapUsed) else { return nil }
    let none = HourSums().values
    return ContainerDetail.Heap(
      used: used,
      committed: hourly(.jvmHeapCommitted) ?? none,
      nonHeap: hourly(.jvmNonHeapUsed) ?? none
    )
  }

  /// The means of the pods' hours, added up.
  private func sums(_ columns: [SampleColumn]) -> HourSums {
    var sums = HourSums()
    for column in columns {
      var index = 0
      while index < column.count {
        let place = self.place(of: column.times[index])
        var total: Int64 = 0
        var count: Int64 = 0
        while index < column.count, self.place(of: column.times[index]) == place {
          total = total.addingSaturated(max(column.values[index], 0))
          count += 1
          index += 1
        }
        guard place >= 0, place < Int64(ContainerDetail.Band.hours) else { continue }
        sums.add(total / count, at: Int(place))
      }
    }
    return sums
  }

  /// The hour that a sample at `time` belongs to, counted from the first one shown.
  private func place(of time: Int64) -> Int64 {
    let rest = time.subtractingSaturated(1).subtractingSaturated(firstHour)
    return rest < 0 ? -1 : rest / 3_600_000
  }

  private var firstHour: Int64 {
    let last = end.milliseconds.subtractingSaturated(1)
    return last.subtractingSaturated(last % 3_600_000)
      .subtractingSaturated(Int64(ContainerDetail.Band.hours - 1) * 3_600_000)
  }

  /// Use by the hour; nil where nothing was measured in those days.
  var hours: FleetHours? {
    guard (cpu.values + memory.values).contains(where: { $0 >= 0 }) else { return nil }
    return FleetHours(
      start: Instant(milliseconds: firstHour),
      cpu: cpu.values,
      memory: memory.values
    )
  }
}
