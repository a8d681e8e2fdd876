public import PodfitModel

/// What one namespace or team asks for, uses, and is advised, and how far these are apart.
///
/// The rules are in docs/formulas/score.md.
public struct GroupScore: Hashable, Sendable {
  /// The namespace or team.
  public var name: String
  /// Its containers.
  public var containers = 0
  /// Containers by severity.
  public var errors = 0
  /// Containers that should ask for more.
  public var warnings = 0
  /// CPU asked for, all replicas.
  public var cpuNow = CPU.zero
  /// CPU advised.
  public var cpuAdvised = CPU.zero
  /// The sum of the 95th percentiles of all replicas.
  public var cpuP95 = CPU.zero
  /// Memory asked for.
  public var memoryNow = Memory.zero
  /// Memory advised.
  public var memoryAdvised = Memory.zero
  /// The sum of the largest working sets of all replicas.
  public var memoryMax = Memory.zero
  /// The sum of memory limits.
  public var memoryLimit = Memory.zero

  /// From 0 to 100: how close what is asked for is to what is advised, the mean over CPU and memory, times
  /// the share of containers that are at no risk.
  public var score: Int {
    let fit = (Self.fit(cpuNow, cpuAdvised) + Self.fit(memoryNow, memoryAdvised)) / 2
    let safe = containers > 0 ? 1 - Double(errors) / Double(containers) : 1
    return Int((100 * fit * safe).rounded())
  }

  private static func fit<Amount: ResourceAmount>(_ now: Amount, _ advised: Amount) -> Double {
    if now == advised { return 1 }
    let (small, large) = now < advised ? (now, advised) : (advised, now)
    return large.isZero ? 1 : small.ratio(to: large)
  }

  /// The worst severity of its containers; nil where all is well or only too large.
  public var severity: Severity? {
    errors > 0 ? .error : warnings > 0 ? .warning : nil
  }

  /// Makes a group without containers.
  public init(name: String) { self.name = name }

  mutating func add(_ each: Recommendation, _ detail: ContainerDetail?) {
    containers += 1
    if each.severity == .error { errors += 1 }
    if each.severity == .warning { warnings += 1 }
    cpuNow += each.current.effectiveCPURequest * each.replicas
    cpuAdvised += each.recommended.effectiveCPURequest * each.replicas
    cpuP95 += (detail?.cpu?.p95 ?? .zero) * each.replicas
    memoryNow += each.current.effectiveMemoryRequest * each.replicas
    memoryAdvised += each.recommended.effectiveMemoryRequest * each.replicas
    memoryMax += (detail?.memory?.max ?? .zero) * each.replicas
    memoryLimit += (each.current.memoryLimit ?? .zero) * each.replicas
  }
}

extension Recommendation {
  /// How urgent it is: error for what was killed or leaks, warning for what asks for too little, info for
  /// what asks for too much or was not analysed, nil for what stays.
  public var severity: Severity? {
    if !risks.isEmpty { return .error }
    return switch status {
    case .raise: .warning
    case .lower, .withheld: .info
    case .keep: nil
    }
  }
}

extension ReportModel {
  /// The namespaces, by cluster where there are several, sorted by name.
  public var namespaces: [GroupScore] {
    let hasClusters = clusters.count > 1
    return groups { each in
      let workload = each.id.workload
      return hasClusters ? "\(workload.cluster)/\(workload.namespace)" : workload.namespace
    }
  }

  /// The teams that labels name, sorted; empty where no workload has the label.
  public var teams: [GroupScore] {
    let named = weekly.details.values.contains { $0.team != nil }
    return named ? groups { self.weekly.details[$0.id]?.team ?? "(no team)" } : []
  }

  /// The clusters, sorted.
  public var clusterScores: [GroupScore] { groups { $0.id.workload.cluster } }

  private func groups(by name: (Recommendation) -> String) -> [GroupScore] {
    var groups: [String: GroupScore] = [:]
    for each in recommendations.recommendations {
      let key = name(each)
      groups[key, default: GroupScore(name: key)].add(each, weekly.details[each.id])
    }
    return groups.values.sorted { $0.name < $1.name }
  }
}
