import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitReport
import PodfitStore
import Synchronization

/// What one pass over the database gives: recommendations and what reports and packing need beside
/// them.
///
/// Samples are let go container by container, so that a large database fits in memory.
struct Analysis: Sendable {
  var inventory: Inventory
  /// Where the series are, for those that read samples once more.
  let reader: UsageReader
  var set: RecommendationSet
  var jvms: [ReportModel.JVMEntry] = []
  var usage = ReportModel.Usage(cpu: .zero, memory: .zero)
  /// The most pods of each autoscaled workload that had samples at one time.
  var peakPods: [WorkloadID: Int] = [:]
  /// What each container uses: the 0.95 quantile of CPU and the peak of memory.
  var use: [ContainerID: ContainerResources] = [:]
  /// When each container was last seen to use anything.
  private var sightings: [PodContainerID: Inventory.Sighting] = [:]
  /// The pods to count on nodes.
  var placedPods: Inventory.PlacedPods { inventory.placedPods(sightings) }

  /// Pods of earlier lists that are gone, by cluster.
  let gonePods: [String: Int]
  /// What a report shows beside the advice; nil where no report is made.
  let collector: ReportCollector?

  /// Profiles every container and recommends, workload by workload, on several threads.
  ///
  /// - Parameters:
  ///   - podfit: The library, for connections of its own.
  ///   - store: The database.
  ///   - recommender: Makes the advice.
  ///   - until: Samples after this time do not count; nil for all.
  ///   - keepsExplanations: Whether recommendations keep their steps.
  ///   - collector: Takes from the profiles what a report shows.
  ///   - progress: Told how many workloads are done, by any thread.
  /// - Throws: What the store throws.
  init(
    _ podfit: Podfit,
    _ store: Store,
    _ recommender: Recommender,
    until: Instant? = nil,
    keepsExplanations: Bool = true,
    collector: ReportCollector? = nil,
    progress: (@Sendable (ReportProgress) -> Void)? = nil
  ) throws {
    let live = try LivePods(store, until: until).applied(to: try store.facts())
    gonePods = live.gonePods
    let gone = live.goneWorkloads
    var reader = try UsageReader(store, facts: live.facts, metrics: nil) { !gone.contains($0) }
    reader.until = until
    let profiler = Profiler(inventory: reader.inventory)
    let collected = Mutex(collector)
    let count = WorkloadCount(of: reader.groups.count, progress)
    let nodes = try NodeWatch(store, inventory: reader.inventory, until: until)
    let parts = try podfit.forEachWorkload(of: store, reader, memory: {}) {
      [reader] index, samples, _ in
      defer { count.add() }
      let (pods, restarts) = try reader.pods(ofGroup: index, by: samples)
      var part = Part(similar: SimilarWorkloads(recommender))
      part.traffic = (reader.groups[index].workload, nodes.traffic(of: pods))
      let profiles = profiler.profiles(of: reader.groups[index], pods: pods)
      for (profile, advice) in zip(profiles, recommender.recommendations(ofWorkload: profiles)) {
        var advice = advice
        if !keepsExplanations { advice.explanation = [] }
        part.similar.take(profile, advice)
        part.take(profile, advice)
        guard let collector else { continue }
        // Sums of whole numbers, so that the order of the threads does not matter.
        let piece = collector.piece(of: profile, restarts: restarts, in: reader.inventory)
        collected.withLock { $0?.take(piece) }
      }
      return part
    }
    self.collector = collected.withLock { $0 }
    self.reader = reader
    inventory = reader.inventory
    set = RecommendationSet(
      strategy: type(of: recommender.strategy).id.rawValue,
      window: parts.compactMap(\.window).reduce(nil) { $0?.union($1) ?? $1 },
      recommendations: parts.flatMap(\.recommendations)
    )
    set.prices = recommender.prices
    set.gone = gone.sorted()
    set.nodeFindings = nodes.findings(parts.compactMap(\.traffic))
    var similar = SimilarWorkloads(recommender)
    for part in parts { similar.merge(part.similar) }
    similar.apply(to: &set, keepsExplanations: keepsExplanations)
    set.conflicts = QuotaCheck.conflicts(
      of: set.recommendations,
      with: Set(parts.flatMap(\.quotas))
    )
    jvms = parts.flatMap(\.jvms).sorted { $0.id < $1.id }
    for part in parts {
      usage.cpu += part.usage.cpu
      usage.memory += part.usage.memory
      peakPods.merge(part.peakPods) { max($0, $1) }
      sightings.merge(part.sightings) { $0.union($1) }
      use.merge(part.use) { $1 }
    }
  }
}

/// What one workload gives.
private struct Part: Sendable {
  var similar: SimilarWorkloads
  var recommendations: [Recommendation] = []
  var window: TimeWindow?
  var jvms: [ReportModel.JVMEntry] = []
  var usage = ReportModel.Usage(cpu: .zero, memory: .zero)
  var peakPods: [WorkloadID: Int] = [:]
  var sightings: [PodContainerID: Inventory.Sighting] = [:]
  var use: [ContainerID: ContainerResources] = [:]
  /// What it moved on nodes whose disks or networks were at their end.
  var traffic: (workload: WorkloadID, moved: [NodeWatch.Place: Double])?
  var quotas: Set<ResourceQuota> = []

  mutating func take(_ profile: ContainerProfile, _ recommendation: Recommendation) {
    recommendations.append(recommendation)
    quotas.formUnion(profile.confines.quotas)
    if let each = profile.window { window = window?.union(each) ?? each }
    for pod in profile.pods {
      for column in [pod.cpu, pod.memory] {
        guard let last = column.times.last else { continue }
        let seen = Inventory.Sighting(last: Instant(milliseconds: last), step: column.step)
        sightings[pod.id] = sightings[pod.id]?.union(seen) ?? seen
      }
    }
    if profile.cpu != nil || profile.memory != nil {
      use[profile.id] = ContainerResources(
        cpuRequest: profile.cpu?.p95 ?? recommendation.current.cpuRequest,
        memoryRequest: profile.memory?.max ?? recommendation.current.memoryRequest
      )
    }
    // Only what also has a request may be compared with the sum of requests.
    if let mean = profile.cpu?.mean, recommendation.current.cpuRequest != nil {
      usage.cpu += mean * profile.replicas
    }
    if let mean = profile.memory?.mean, recommendation.current.memoryRequest != nil {
      usage.memory += mean * profile.replicas
    }
    if let jvm = profile.jvm {
      jvms.append(
        ReportModel.JVMEntry(
          id: profile.id,
          memoryLimit: recommendation.current.memoryLimit,
          profile: jvm,
          recommendation: recommendation.jvm
        )
      )
    }
    if profile.autoscaler != nil {
      let workload = profile.id.workload
      peakPods[workload] = max(peakPods[workload] ?? 0, profile.mostPodsAtOnce)
    }
  }
}
