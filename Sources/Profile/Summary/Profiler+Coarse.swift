internal import PodfitModel

extension Profiler {
  /// In what way the readings of a signal are coarse, over all pods of a container.
  ///
  /// What a source says of its own readings counts while no finer source measured beside it; CPU over
  /// a stated window of an hour or more is an average whatever the source says. One
  /// reading per pod is that of a moment, unless its window is stated and no shorter than an hour;
  /// jobs that end between two readings are no such case.
  func coarseness(
    of measured: [MeasuredContainer],
    _ metric: Metric,
    _ column: KeyPath<PodUsage, SampleColumn>,
    shape: WorkloadShape
  ) -> Set<Coarseness> {
    var found: Set<Coarseness> = []
    var pods = 0
    var moments = 0
    for each in measured {
      let samples = each.usage[keyPath: column]
      guard !samples.isEmpty else { continue }
      pods += 1
      let window = each.statedWindow ?? TimeSpan(milliseconds: 0)
      if samples.count == 1, window < .hours(1) { moments += 1 }
      // CPU is a rate: over so long a window it says nothing of its peaks.
      if metric == .cpuUsage, window >= .hours(1),
        (samples.medianStep ?? .max) >= window.milliseconds / 2
      {
        found.insert(.averages)
      }
      for fact in inventory.coarseReadings(of: each.usage.id, metric) {
        if let step = fact.step, let seen = samples.medianStep, seen < step.milliseconds / 2 {
          continue
        }
        found.insert(fact.coarseness)
      }
    }
    if shape != .job, pods > 0, moments == pods { found.insert(.moments) }
    return found
  }

  /// The checkpoint of a container without samples as a distribution, or why it is of no use; both
  /// nil where there is none.
  func distribution(of id: ContainerID) -> (found: UsageDistribution?, fault: String?) {
    guard let checkpoint = inventory.checkpoint(of: id) else { return (nil, nil) }
    do throws(SketchError) {
      let distribution = try UsageDistribution(checkpoint)
      guard distribution.cpu != nil || distribution.memory != nil else {
        return (nil, "checkpoint \(checkpoint.id.name) is empty")
      }
      return (distribution, nil)
    } catch {
      return (nil, "checkpoint \(checkpoint.id.name) not used: \(error)")
    }
  }
}

extension ProfileNotes {
  /// What coarse sources mean for a profile, and what listed pods are going through.
  static func notes(
    on profile: ContainerProfile,
    checkpointFault: String?,
    isCheckpointGuessed: Bool,
    pods: [PodSpec],
    evicted told: Set<PodID>
  ) -> [String] {
    var notes: [String] = []
    if let checkpointFault { notes.append(checkpointFault) }
    if let distribution = profile.distribution {
      let checkpoint = distribution.checkpoint
      notes.append(
        "coarse: use from checkpoint \(checkpoint.id.name) of VerticalPodAutoscaler"
          + " \(checkpoint.autoscaler), \(checkpoint.sampleCount) CPU samples that are not at hand"
      )
      if isCheckpointGuessed {
        notes.append(
          "workload guessed from the name of VerticalPodAutoscaler \(checkpoint.autoscaler), which is"
            + " not listed"
        )
      }
    }
    let signals = [("CPU", profile.cpuCoarseness), ("memory", profile.memoryCoarseness)]
    for (name, coarseness) in signals {
      for kind in coarseness.sorted(by: { $0.rawValue < $1.rawValue }) {
        switch kind {
        case .averages: notes.append("coarse: \(name) readings are averages, peaks are above them")
        case .aligned:
          notes.append("coarse: \(name) readings are aligned, by their mean or largest")
        case .moments: notes.append("coarse: \(name) was read once per pod")
        }
      }
    }
    let evicted = pods.count { $0.wasEvicted || told.contains($0.id) }
    if evicted > 0 { notes.append("\(evicted) of \(pods.count) listed pods were evicted") }
    let gone = told.subtracting(pods.map(\.id)).count
    if gone > 0 { notes.append("events tell of \(gone.counted("evicted pod")) that no list has") }
    let looping = pods.count { pod in
      pod.states.contains { $0.name == profile.id.container && $0.isInCrashLoop }
    }
    if looping > 0 {
      notes.append("\(looping) of \(pods.count) listed pods wait in \(ContainerState.crashLoop)")
    }
    return notes
  }
}
