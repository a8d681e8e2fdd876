import PodfitModel

/// What a reader must know of how a workload is used, in a few words each.
///
/// - Source: docs/formulas/policy.md, "Shapes"
struct ShapeRemarks {
  /// A pod that uses this many times the median of all is a hot one.
  static let hotFactor = 3.0
  /// Fewer pods than these have no median to speak of.
  static let leastPods = 3
  /// Below this a container does nothing.
  static let idle: CPU = .millicores(1)

  private let profile: ContainerProfile
  private let mostRestarts: Double

  init(of profile: ContainerProfile, mostRestarts: Double) {
    self.profile = profile
    self.mostRestarts = mostRestarts
  }

  var texts: [String] { [idle, hot].compactMap(\.self) + health }

  /// Nothing was used to speak of.
  private var idle: String? {
    guard profile.shape != .job, let cpu = profile.cpu, cpu.p99 < Self.idle else { return nil }
    return "idle: 99 % of the time at most \(cpu.p99.stepText) of CPU; is it needed?"
  }

  /// One replica does most of the work: requests are the same for all, so that the others' are too large.
  private var hot: String? {
    guard profile.shape == .service, profile.pods.count >= Self.leastPods else { return nil }
    let means = profile.pods.compactMap { pod -> (name: String, mean: Double)? in
      guard !pod.cpu.isEmpty else { return nil }
      let sum = pod.cpu.values.reduce(0.0) { $0 + Double($1) }
      return (pod.id.pod.name, sum / Double(pod.cpu.count))
    }
    guard means.count >= Self.leastPods,
      let most = means.max(by: { ($0.mean, $1.name) < ($1.mean, $0.name) })
    else { return nil }
    let median = means.map(\.mean).sorted()[(means.count - 1) / 2]
    guard median > 0, most.mean >= Double(Self.idle.nanocores) * 10,
      most.mean >= median * Self.hotFactor
    else { return nil }
    let times = (most.mean / median).text(decimals: 1)
    return
      "hot: pod \(most.name) uses \(times) times the CPU of the median pod, and all get a request"
      + " for it"
  }

  /// What did not go well but is no reason to hold numbers back.
  private var health: [String] {
    var texts: [String] = []
    let health = profile.health
    if let rate = health.restartsPerPodDay, rate >= 1, rate <= mostRestarts {
      texts.append("each pod restarts \(rate.text(decimals: 1)) times a day")
    }
    if health.evicted > 0 { texts.append("\(Int64(health.evicted).counted("pod")) evicted") }
    if !health.nodeTroubles.isEmpty {
      texts.append("on nodes in trouble (\(health.nodeTroubles.joined(separator: ", ")))")
    }
    return texts
  }
}
