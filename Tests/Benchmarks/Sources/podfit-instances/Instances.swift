import Foundation

/// SplitMix64: the same numbers for the same seed on every machine.
struct SeededNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// From 0 up to 1.
  mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Normally distributed, by Box and Muller.
  mutating func normal() -> Double {
    let radius = (-2 * log(max(unit(), 1e-300))).squareRoot()
    return radius * cos(2 * .pi * unit())
  }
}

/// A machine of a catalogue: what it has and its list price per hour.
struct Machine {
  var name: String
  var cores: Double
  var gibibytes: Double
  /// ENIs x (addresses - 1) + 2, at most 110.
  var pods: Int
  var price: Double

  static let all: [Machine] = [
    Machine(name: "c5.2xlarge", cores: 8, gibibytes: 16, pods: 58, price: 0.34),
    Machine(name: "c5.4xlarge", cores: 16, gibibytes: 32, pods: 110, price: 0.68),
    Machine(name: "c5.9xlarge", cores: 36, gibibytes: 72, pods: 110, price: 1.53),
    Machine(name: "m5.2xlarge", cores: 8, gibibytes: 32, pods: 58, price: 0.384),
    Machine(name: "m5.4xlarge", cores: 16, gibibytes: 64, pods: 110, price: 0.768),
    Machine(name: "m5.8xlarge", cores: 32, gibibytes: 128, pods: 110, price: 1.536),
    Machine(name: "r5.2xlarge", cores: 8, gibibytes: 64, pods: 58, price: 0.504),
    Machine(name: "r5.4xlarge", cores: 16, gibibytes: 128, pods: 110, price: 1.008),
    Machine(name: "r5.8xlarge", cores: 32, gibibytes: 256, pods: 110, price: 2.016),
  ]

  /// Millicores, MiB and pods after kube-reserved, eviction and four DaemonSet pods of 250 m and 700 MiB.
  var allocatable: (cpu: Int, memory: Int, pods: Int) {
    let reserved = 0.06 + 0.01 + 0.005 * 2 + 0.0025 * max(0, cores - 4)
    let kept = (255 + 11 * Double(pods) + 100) / 1_024
    return (
      Int((cores - reserved - 0.25) * 1_000),
      Int((gibibytes * 0.96 - kept - 700.0 / 1_024) * 1_024),
      pods - 4
    )
  }
}

/// Pods that are alike.
struct Workload {
  var replicas: Int
  var cpu: Int
  var memory: Int
  var maxPerNode: Int?
}

/// The synthetic instances of the node benchmark.
enum Instance: String, CaseIterable {
  case one, priced, limited, large
  case small

  /// Lists of pods and node types, and prices where there are any.
  func write(seed: UInt64, to folder: URL) throws {
    var numbers = SeededNumbers(seed: seed)
    let machines = self == .one || self == .large ? [Machine.all[4]] : Machine.all
    let (count, pods) =
      switch self {
      case .one, .priced, .limited: (800, 100_000)
      case .large: (3_000, 400_000)
      case .small: (20 + Int(numbers.next() % 60), 200 + Int(numbers.next() % 1_200))
      }
    let workloads = Self.workloads(
      count,
      pods: pods,
      limited: self == .limited ? 0.35 : 0,
      &numbers
    )
    var text = "workload,replicas,cpu_milli,memory_mib,max_per_node\n"
    for (index, each) in workloads.enumerated() {
      let most = each.maxPerNode.map { "\($0)" } ?? ""
      text += "w\(index),\(each.replicas),\(each.cpu),\(each.memory),\(most)\n"
    }
    try Data(text.utf8).write(to: folder.appending(path: "pods.csv"))
    text = "name,cpu_milli,memory_mib,pods\n"
    for each in machines {
      let offered = each.allocatable
      text += "\(each.name),\(offered.cpu),\(offered.memory),\(offered.pods)\n"
    }
    try Data(text.utf8).write(to: folder.appending(path: "types.csv"))
    text = "name,price\n"
    for each in machines { text += "\(each.name),\(each.price)\n" }
    try Data(text.utf8).write(to: folder.appending(path: "prices.csv"))
  }

  /// Requests are log-normal, memory follows CPU by a log-normal ratio; replicas are log-normal, and
  /// heavier in the tail where limits per node are to matter.
  private static func workloads(
    _ count: Int,
    pods: Int,
    limited: Double,
    _ numbers: inout SeededNumbers
  ) -> [Workload] {
    let weights = (0..<count).map { _ in exp((limited > 0 ? 1.7 : 1.0) * numbers.normal()) }
    let total = weights.reduce(0, +)
    return weights.map { weight in
      let cpu = min(7_000, max(10, 500 * exp(0.9 * numbers.normal())))
      let ratio = exp(log(3.2) + 0.7 * numbers.normal())
      let isLimited = numbers.unit() < limited
      return Workload(
        replicas: max(1, Int((weight / total * Double(pods)).rounded())),
        cpu: Int(cpu),
        memory: Int(min(14_000, max(32, cpu * ratio))),
        maxPerNode: isLimited ? 1 + Int(numbers.next() % 3) : nil
      )
    }
  }
}
