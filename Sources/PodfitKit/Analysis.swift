import PodfitModel
import PodfitProfile
import PodfitRecommend
import PodfitReport
import PodfitStore

/// What one pass over the database gives: recommendations and what reports and packing need beside
/// them.
///
/// Samples are let go container by container, so that a large database fits in memory.
struct Analysis {
  var inventory: Inventory
  var set: RecommendationSet
  var jvms: [ReportModel.JVMEntry] = []
  var usage = ReportModel.Usage(cpu: .zero, memory: .zero)
  /// The most pods of each autoscaled workload that had samples at one time.
  var peakPods: [WorkloadID: Int] = [:]
  /// When each container was last seen to use anything.
  private var sightings: [PodContainerID: Inventory.Sighting] = [:]
  /// The pods to count on nodes.
  var placedPods: Inventory.PlacedPods { inventory.placedPods(sightings) }

  /// Profiles every container and recommends, workload by workload.
  init(_ store: Store, _ recommender: Recommender) throws {
    inventory = Inventory(try store.facts())
    let profiler = Profiler(inventory: inventory)
    var recommendations: [Recommendation] = []
    var window: TimeWindow?
    var containers: [PodID: [PodContainerID]] = [:]
    for each in try store.containers() { containers[each.pod, default: []].append(each) }

    set = RecommendationSet(strategy: "", window: nil, recommendations: [])
    for group in profiler.groups(of: containers.keys) {
      let pods = try group.pods.map { pod in
        UsageBuilder.measured(
          pod,
          series: try store.series(of: containers[pod] ?? []),
          inventory: inventory
        )
      }
      for profile in profiler.profiles(of: group, pods: pods) {
        let recommendation = recommender.recommendation(for: profile)
        note(profile, recommendation)
        recommendations.append(recommendation)
        if let each = profile.window { window = window?.union(each) ?? each }
      }
    }
    set = RecommendationSet(
      strategy: type(of: recommender.strategy).id.rawValue,
      window: window,
      recommendations: recommendations
    )
    jvms.sort { $0.id < $1.id }
  }

  private mutating func note(_ profile: ContainerProfile, _ recommendation: Recommendation) {
    for pod in profile.pods {
      for column in [pod.cpu, pod.memory] {
        guard let last = column.times.last else { continue }
        let seen = Inventory.Sighting(last: Instant(milliseconds: last), step: column.step)
        sightings[pod.id] = sightings[pod.id]?.union(seen) ?? seen
      }
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
