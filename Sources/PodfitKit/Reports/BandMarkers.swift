import PodfitModel
import PodfitProfile
import PodfitReport

/// What happened to a container in the hours of its bands: kills, restarts, new specs.
struct BandMarkers {
  private var counts: [ContainerDetail.Marker.Kind: [Int: Int64]] = [:]
  /// The hour of a time, counted from the first one shown.
  private let place: (Int64) -> Int64

  /// Looks at the events, counters and first samples of a container's pods.
  ///
  /// - Parameters:
  ///   - profile: The container.
  ///   - restarts: The series that count restarts, of all containers of the workload.
  ///   - inventory: What runs where.
  ///   - place: The hour that a sample at a time belongs to.
  init(
    _ profile: ContainerProfile,
    _ restarts: [StoredSeries],
    _ inventory: Inventory,
    place: @escaping (Int64) -> Int64
  ) {
    self.place = place
    var counters: [PodContainerID: [StoredSeries]] = [:]
    for each in restarts where each.key.container.container == profile.id.container {
      counters[each.key.container, default: []].append(each)
    }
    let ids = Set(profile.pods.map(\.id)).union(counters.keys)
    for id in ids { takeEnds(of: id, counters[id] ?? [], inventory) }
    takeRevisions(of: profile, inventory)
  }

  /// The markers in the order of time.
  var markers: [ContainerDetail.Marker] {
    ContainerDetail.Marker.Kind.allCases.flatMap { kind in
      (counts[kind] ?? [:]).map {
        ContainerDetail.Marker(kind: kind, hour: $0.key, count: $0.value)
      }
    }.sorted { ($0.hour, $0.kind.rawValue) < ($1.hour, $1.kind.rawValue) }
  }

  private mutating func note(_ kind: ContainerDetail.Marker.Kind, at time: Int64, _ count: Int64) {
    let hour = place(time)
    guard count > 0, hour >= 0, hour < Int64(ContainerDetail.Band.hours) else { return }
    let known = counts[kind]?[Int(hour)] ?? 0
    counts[kind, default: [:]][Int(hour)] = known.addingSaturated(count)
  }

  /// Kills and restarts of one container of a pod, each once.
  private mutating func takeEnds(
    of id: PodContainerID,
    _ counters: [StoredSeries],
    _ inventory: Inventory
  ) {
    var steps = Self.steps(of: counters)
    var kills = inventory.killTimes(of: id).map { (at: $0.at.milliseconds, count: $0.count) }
    if kills.isEmpty, inventory.wasOutOfMemory(id), let last = steps.popLast() {
      // Only the reason of the last end is told, so that the last restart is the one after it.
      kills = [(last.at, 1)]
      if last.count > 1 { steps.append((last.at, last.count - 1)) }
    } else {
      for kill in kills { Self.remove(kill.count, near: kill.at, from: &steps) }
    }
    for kill in kills { note(.kill, at: kill.at, kill.count) }
    for step in steps { note(.restart, at: step.at, step.count) }
  }

  /// When the counters of one container rose, and by how much; of several counters the one that rose most.
  private static func steps(of counters: [StoredSeries]) -> [(at: Int64, count: Int64)] {
    let all = counters.map { series in
      zip(zip(series.samples.times, series.samples.values).dropFirst(), series.samples.values)
        .compactMap { next, before -> (at: Int64, count: Int64)? in
          next.1 > before ? (next.0, next.1.subtractingSaturated(before)) : nil
        }
    }
    func sum(_ steps: [(at: Int64, count: Int64)]) -> Int64 {
      steps.reduce(0) { $0.addingSaturated($1.count) }
    }
    return all.max { sum($0) < sum($1) } ?? []
  }

  /// Takes a kill's restarts out: those counted in the hour after it, or in the step that holds it.
  private static func remove(
    _ count: Int64,
    near time: Int64,
    from steps: inout [(at: Int64, count: Int64)]
  ) {
    var left = count
    for index in steps.indices where left > 0 {
      let distance = steps[index].at.subtractingSaturated(time)
      guard distance >= -3_600_000, distance <= 3_600_000 else { continue }
      let taken = min(left, steps[index].count)
      steps[index].count -= taken
      left -= taken
    }
    steps.removeAll { $0.count == 0 }
  }

  /// When pods of another revision began, and when limits changed under running pods.
  private mutating func takeRevisions(of profile: ContainerProfile, _ inventory: Inventory) {
    var starts: [String: Int64] = [:]
    for pod in profile.pods {
      let first = [pod.cpu.times.first, pod.memory.times.first].compactMap { $0 }.min()
      let kind = profile.id.workload.kind
      if let first, let revision = inventory.revision(of: pod.id.pod, in: kind) {
        starts[revision] = min(starts[revision] ?? .max, first)
      }
      var changes = Set(pod.cpuLimit.times.dropFirst())
      changes.formUnion(pod.memoryLimit.times.dropFirst())
      for time in changes { note(.spec, at: time, 1) }
    }
    // The first revision that was measured is not known to be new.
    for time in starts.values.sorted().dropFirst() { note(.spec, at: time, 1) }
  }
}
