import PodfitModel

/// A small made-up cluster over five hours and a midnight, with whole numbers that formats can hold.
///
/// Replicas that start late, end early and have gaps, a container that was restarted, a job with one
/// reading only, containers side by side. Readings are a fixed function of their place.
struct MadeCluster: Sendable {
  /// What is measured.
  enum Signal: Hashable, Sendable, CaseIterable {
    case cpu, cpuTotal, memory, restarts, periods, throttledPeriods
  }

  /// The units of which readings are whole multiples.
  struct Grain: Hashable, Sendable {
    var nanocores: Int64
    var bytes: Int64
    /// Whether some readings of single signals are missing, as no table of kubectl has it.
    var hasHoles = true

    /// What the database keeps of a rate in cores.
    static let microcores = Grain(nanocores: 1_000, bytes: 1)
    /// Finer than the database keeps a rate in cores.
    static let nanocores = Grain(nanocores: 1, bytes: 1)
    /// What tables of kubectl print.
    static let tables = Grain(nanocores: 1_000_000, bytes: 1 << 20, hasHoles: false)
  }

  /// A container of a pod.
  struct Container: Hashable, Sendable {
    var namespace: String
    var kind: WorkloadKind
    var workload: String
    var pod: String
    var name: String
    var node: String
  }

  /// The readings of one container at one time.
  struct Row: Sendable {
    var container: Container
    /// Milliseconds since 1970; a whole number of seconds.
    var time: Int64
    var values: [Signal: Int64]
  }

  /// The length of all windows and steps, in seconds.
  static let step: Int64 = 300
  /// 2026-11-20 21:35:00Z.
  private static let start: Int64 = 1_795_210_500_000

  let signals: [Signal]
  /// In the order of times, then of containers.
  let rows: [Row]

  /// The readings of `signals`.
  init(_ signals: [Signal], grain: Grain) {
    self.signals = signals
    var rows: [Row] = []
    var total = [Int64](repeating: 0, count: Self.containers.count)
    for step in 0..<60 {
      for (index, container) in Self.containers.enumerated()
      where Self.isThere(container, at: step) {
        let values = Self.values(step, index, grain, &total[index])
        var kept = values.filter { signals.contains($0.key) }
        if grain.hasHoles, index == 1, step % 20 == 7 { kept[.memory] = nil }
        if grain.hasHoles, index == 2, step % 20 == 9 { kept[.cpu] = nil }
        let time = Self.start + Int64(step) * Self.step * 1_000
        rows.append(Row(container: container, time: time, values: kept))
      }
    }
    self.rows = rows
  }

  /// Pods are named as their controllers name them, so that the names alone tell the workloads.
  static let containers: [Container] = {
    func pods(_ pods: [String], _ kind: WorkloadKind, _ workload: String, _ names: [String])
      -> [Container]
    {
      pods.enumerated().flatMap { index, pod in
        names.map {
          Container(
            namespace: kind == .daemonSet ? "kube-system" : "shop",
            kind: kind,
            workload: workload,
            pod: pod,
            name: $0,
            node: "node-\(index + 1)"
          )
        }
      }
    }
    return pods(
      ["web-6d4cf56db6-z5fhf", "web-6d4cf56db6-k268r", "web-6d4cf56db6-nlsg8"],
      .deployment,
      "web",
      ["app", "proxy"]
    )
      + pods(["db-0", "db-1"], .statefulSet, "db", ["db"])
      + pods(["agent-gwp5n", "agent-bcd2f"], .daemonSet, "agent", ["agent"])
      + pods(["report-29918910-k268r"], .cronJob, "report", ["main"])
  }()

  private static func isThere(_ container: Container, at step: Int) -> Bool {
    switch container.pod {
    case "web-6d4cf56db6-k268r": step >= 17
    case "web-6d4cf56db6-nlsg8": step < 41
    case "db-1": !(20..<33).contains(step)
    case "report-29918910-k268r": step == 30
    default: true
    }
  }

  private static func values(
    _ step: Int,
    _ index: Int,
    _ grain: Grain,
    _ total: inout Int64
  ) -> [Signal: Int64] {
    let mixed = Int64(step * 48_271 + index * 1_299_721)
    // Up to two cores and about two gibibytes.
    let cpu = mixed * 1_009 % (2_000_000_000 / grain.nanocores - 7) * grain.nanocores
    let memory = (50_000_000 + mixed * 7_919 % 2_000_000_000) / grain.bytes * grain.bytes
    let wasRestarted = index == 6 && step >= 25
    if index == 6, step == 25 { total = 0 }
    total += cpu * Self.step
    let periods = Int64(step) * 3_000 + 1
    return [
      .cpu: cpu, .cpuTotal: total, .memory: memory, .restarts: wasRestarted ? 1 : 0,
      .periods: periods, .throttledPeriods: Int64(step) * (40 + Int64(index)),
    ]
  }
}

extension MadeCluster {
  /// The readings of one container and signal in the order of time.
  struct Series: Sendable {
    var container: Container
    var signal: Signal
    var points: [(time: Int64, value: Int64)]
  }

  /// The readings as series, those of one signal together.
  var series: [Series] {
    signals.flatMap { signal in
      Self.containers.compactMap { container in
        let points = rows.compactMap { row in
          row.container == container ? row.values[signal].map { (row.time, $0) } : nil
        }
        return points.isEmpty ? nil : Series(container: container, signal: signal, points: points)
      }
    }
  }

  /// All times, ascending.
  var times: [Int64] { Set(rows.map(\.time)).sorted() }
}

extension MadeCluster.Signal {
  /// The metric in podfit's own words.
  var metric: Metric {
    switch self {
    case .cpu: .cpuUsage
    case .cpuTotal: .cpuUsageTotal
    case .memory: .memoryWorkingSet
    case .restarts: .restartsTotal
    case .periods: .cpuPeriodsTotal
    case .throttledPeriods: .cpuThrottledPeriodsTotal
    }
  }

  /// The metric as cAdvisor and kube-state-metrics call it.
  var prometheusName: String {
    switch self {
    case .cpu: "container_cpu_usage"
    case .cpuTotal: "container_cpu_usage_seconds_total"
    case .memory: "container_memory_working_set_bytes"
    case .restarts: "kube_pod_container_status_restarts_total"
    case .periods: "container_cpu_cfs_periods_total"
    case .throttledPeriods: "container_cpu_cfs_throttled_periods_total"
    }
  }

  /// Whether it only grows.
  var isCounter: Bool { self != .cpu && self != .memory }

  /// A value in cores, seconds, bytes or counts.
  func text(_ value: Int64) -> String {
    self == .cpu || self == .cpuTotal ? decimal(value, digits: 9) : "\(value)"
  }
}

/// A number with the last `digits` digits after the point.
func decimal(_ value: Int64, digits: Int) -> String {
  let text = "\(value)"
  let padded = String(repeating: "0", count: max(0, digits + 1 - text.utf8.count)) + text
  return "\(padded.dropLast(digits)).\(padded.suffix(digits))"
}
