import PodfitModel

extension ChangePlan {
  /// How much could go wrong with a change, as a number to compare by.
  ///
  /// 0 for a rise. For a fall: the deepest cut of a value as a share of it, plus how often memory went
  /// above the advice in the days it was made from, plus half for a workload of one pod and a quarter
  /// for one that keeps state.
  static func risk(of each: Recommendation, _ container: Container) -> Double {
    let cuts = [
      cut(container.current.cpuRequest, container.target.cpuRequest),
      cut(container.current.cpuLimit, container.target.cpuLimit),
      cut(container.current.memoryRequest, container.target.memoryRequest),
      cut(container.current.memoryLimit, container.target.memoryLimit),
    ]
    let depth = cuts.max() ?? 0
    guard depth > 0 else { return 0 }
    var risk = depth + (each.confidence?.exceedanceRatio ?? 0)
    if each.replicas <= 1 { risk += 0.5 }
    if each.id.workload.kind == .statefulSet { risk += 0.25 }
    return risk
  }

  private static func cut<Amount: ResourceAmount>(_ from: Amount?, _ to: Amount?) -> Double {
    guard let from, let to, to < from, !from.isZero else { return 0 }
    return (from - to).ratio(to: from)
  }

  /// Rises go with the first wave, falls by growing risk, as many workloads in each wave as in the
  /// others; ties by identity.
  mutating func assignWaves() {
    let count = max(options.waves, 1)
    let falls = workloads.indices.filter { workloads[$0].risk > 0 }.sorted { a, b in
      (workloads[a].risk, workloads[a].id) < (workloads[b].risk, workloads[b].id)
    }
    for (place, index) in falls.enumerated() {
      workloads[index].wave = 1 + place * count / falls.count
    }
  }
}

/// Where the pod template of a kind stands, for kinds that patches reach.
struct TemplatePlace {
  /// The group and version of the kind.
  let apiVersion: String
  /// The keys down to the specification of pods.
  let keys: [String]
  /// Whether a strategic merge finds containers by their names.
  ///
  /// Lists of custom kinds are replaced whole by any merge, so that only JSON patches change one container.
  var mergesByName = true

  init?(of kind: WorkloadKind) {
    switch kind {
    case .deployment, .statefulSet, .daemonSet, .replicaSet:
      apiVersion = "apps/v1"
      keys = ["spec", "template", "spec"]
    case .cronJob:
      apiVersion = "batch/v1"
      keys = ["spec", "jobTemplate", "spec", "template", "spec"]
    case WorkloadKind(rawValue: "Rollout"):
      apiVersion = "argoproj.io/v1alpha1"
      keys = ["spec", "template", "spec"]
      mergesByName = false
    default: return nil
    }
  }
}
