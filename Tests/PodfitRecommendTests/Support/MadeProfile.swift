import PodfitModel

/// Profiles made from numbers, for tests that say what they need in a line.
enum MadeProfile {
  static let start: Int64 = 1_767_225_600_000  // 2026-01-01T00:00:00Z
  static let minute: Int64 = 60_000

  static func id(_ name: String = "checkout", kind: WorkloadKind = .deployment) -> ContainerID {
    ContainerID(
      workload: WorkloadID(cluster: "c", namespace: "shop", kind: kind, name: name),
      container: "main"
    )
  }

  /// A pod with samples every `step` minutes.
  static func pod(
    _ name: String,
    millicores: [Double],
    mebibytes: [Double],
    step: Int64 = 5,
    from time: Int64 = start
  ) -> PodUsage {
    func column(_ values: [Double], times unit: Double) -> SampleColumn {
      SampleColumn(
        times: values.indices.map { time + Int64($0 + 1) * step * minute },
        values: values.map { Int64(($0 * unit).rounded()) }
      )
    }
    return PodUsage(
      id: PodContainerID(
        pod: PodID(cluster: "c", namespace: "shop", name: name),
        container: "main"
      ),
      cpu: column(millicores, times: 1e6),
      memory: column(mebibytes, times: 0x1p20)
    )
  }

  /// A profile of pods: pooled summaries, window and coverage come from the samples.
  static func profile(
    _ pods: [PodUsage],
    current: ContainerResources? = ContainerResources(),
    id: ContainerID = id()
  ) -> ContainerProfile {
    var profile = ContainerProfile(id: id)
    profile.pods = pods
    profile.replicas = pods.count
    profile.current = current
    profile.cpu = summary(pods.flatMap(\.cpu.values))
    profile.memory = summary(pods.flatMap(\.memory.values))
    let windows = pods.flatMap { [$0.cpu.window, $0.memory.window] }.compactMap(\.self)
    profile.window = windows.dropFirst().reduce(windows.first) { $0?.union($1) }
    profile.covered = profile.window?.span ?? TimeSpan(milliseconds: 0)
    return profile
  }

  /// A container with one level of CPU and memory use over some days, hourly.
  static func steady(
    millicores: Double,
    mebibytes: Double,
    days: Int = 20,
    current: ContainerResources? = ContainerResources()
  ) -> ContainerProfile {
    let count = days * 24
    return profile(
      [
        pod(
          "checkout-1",
          millicores: Array(repeating: millicores, count: count),
          mebibytes: Array(repeating: mebibytes, count: count),
          step: 60
        )
      ],
      current: current
    )
  }

  static func summary<Amount: ResourceAmount>(_ values: [Int64]) -> UsageSummary<Amount>? {
    let sorted = values.sorted()
    guard let last = sorted.last else { return nil }
    func at(_ quantile: Quantile) -> Amount {
      Amount(baseUnits: quantile.nearestRank(in: sorted.count).map { sorted[$0] } ?? 0)
    }
    let mean = sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count)
    return UsageSummary(
      samples: sorted.count,
      p50: at(0.5),
      p90: at(0.9),
      p95: at(0.95),
      p99: at(0.99),
      max: Amount(baseUnits: last),
      mean: Amount(baseUnits: Int64(saturating: mean.rounded()))
    )
  }

  static func autoscaler(_ metric: String, utilization: Double? = 0.7) -> HorizontalAutoscaler {
    HorizontalAutoscaler(
      id: reference("HorizontalPodAutoscaler", "checkout-hpa"),
      scaled: reference("Deployment", "checkout"),
      minReplicas: 2,
      maxReplicas: 10,
      targets: [.init(metric: metric, source: "Resource", utilization: utilization)]
    )
  }

  private static func reference(_ kind: String, _ name: String) -> ObjectReference {
    ObjectReference(
      cluster: "c",
      namespace: "shop",
      kind: WorkloadKind(rawValue: kind),
      name: name
    )
  }
}
