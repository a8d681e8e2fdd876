public import PodfitModel
import PodfitProfile
import PodfitReport
import PodfitStore

extension Podfit {
  /// What the stored samples of each container come to, in the order of the containers' identities.
  ///
  /// Containers without samples that ingested sketches tell of are told from these and marked so.
  /// Workloads are read one by one, so that memory holds the values of one per thread and the
  /// profiles of all.
  ///
  /// - Parameter filter: Which workloads; its times are not used.
  /// - Returns: One profile per container that has samples or sketches.
  /// - Throws: ``PodfitError`` when the database cannot be read
  /// - Complexity: O(samples) on average
  public func profiles(_ filter: UsageFilter = UsageFilter()) throws(PodfitError) -> [UsageProfile]
  {
    try profiles(filter, threads: Self.readingThreads)
  }

  /// The same on so many threads, which changes nothing but the time it takes.
  func profiles(_ filter: UsageFilter, threads: Int) throws(PodfitError) -> [UsageProfile] {
    try withStore(.readOnly) { store in
      let reader = try UsageReader(store, where: filter.holds)
      let profiler = Profiler(inventory: reader.inventory)
      let profiles = try forEachWorkload(
        of: store,
        reader,
        threads: threads,
        memory: { WorkloadTally() },
        { index, samples, tally in
          try reader.tally(index, by: samples, into: &tally)
          return profiler.usage(of: reader.groups[index], tally)
        }
      ).flatMap { $0 }
      let sketched = try Self.sketchedProfiles(
        store,
        filter,
        besides: Set(profiles.map(\.id))
      )
      guard !sketched.isEmpty else { return profiles }
      return (profiles + sketched).sorted { $0.id < $1.id }
    }
  }

  /// The profiles of containers that only sketches tell of.
  private static func sketchedProfiles(
    _ store: Store,
    _ filter: UsageFilter,
    besides known: Set<ContainerID>
  ) throws -> [UsageProfile] {
    var profiles: [UsageProfile] = []
    var pending: [DailySketch] = []
    func finish() {
      if let profile = UsageProfile(pending) { profiles.append(profile) }
      pending = []
    }
    try store.forEachSketch { sketch in
      let id = sketch.key.container
      guard filter.holds(id.workload), !known.contains(id) else { return }
      if let last = pending.last, last.key.container != id { finish() }
      pending.append(sketch)
    }
    finish()
    return profiles
  }

  /// The daily sketches of all stored samples, in the order of their keys.
  ///
  /// - Parameters:
  ///   - filter: Which workloads, and which days.
  ///   - shard: Which part of the pods the database holds; empty for all.
  ///   - body: Called for each sketch.
  /// - Throws: ``PodfitError`` when the database cannot be read, or what `body` throws
  public func sketches(
    _ filter: UsageFilter = UsageFilter(),
    shard: String = "",
    _ body: (DailySketch) throws -> Void
  ) throws(PodfitError) {
    try withStore(.readOnly) { store in
      let facts = try store.facts()
      let reader = try UsageReader(store, facts: facts, where: filter.holds)
      let builder = SketchBuilder(facts: facts, shard: shard)
      try store.withSeriesReader { samples in
        for (index, group) in reader.groups.enumerated() where !group.pods.isEmpty {
          let (pods, restarts) = try reader.pods(ofGroup: index, by: samples)
          for sketch in builder.sketches(of: group.workload, pods: pods, series: restarts)
          where filter.holds(day: sketch.key.day) {
            try body(sketch)
          }
        }
      }
    }
  }
}
