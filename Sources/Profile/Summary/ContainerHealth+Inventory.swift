internal import PodfitModel

extension ContainerHealth {
  /// How a container fared, from what its pods' readings and lists tell.
  init(of id: ContainerID, measured: [MeasuredContainer], in inventory: Inventory) {
    self.init()
    let pods = inventory.pods(of: id.workload)
    listedPods = pods.count
    crashLooping = pods.count { pod in
      pod.states.contains { $0.name == id.container && $0.isInCrashLoop }
    }
    let told = inventory.evictedPods[id.workload] ?? []
    evicted = pods.count { $0.wasEvicted || told.contains($0.id) }
    evicted += told.subtracting(pods.map(\.id)).count
    restartsPerPodDay = Self.rate(of: measured)
    nodeTroubles = Self.troubles(of: pods, in: inventory)
  }

  /// Restarts that readings show in the time they cover, a day and pod; a pod counts as a day at least, so
  /// that one restart in an hour is no rate.
  ///
  /// What a pod's status counts is left out: it says how often, but not since when.
  private static func rate(of measured: [MeasuredContainer]) -> Double? {
    guard !measured.isEmpty else { return nil }
    var restarts = 0.0
    var days = 0.0
    for each in measured {
      restarts += Double(max(Int64(each.usage.counterResets), each.restartsSeen))
      let spans = [each.usage.cpu.times, each.usage.memory.times].map { times in
        (times.last ?? 0).subtractingSaturated(times.first ?? 0)
      }
      days += max(TimeSpan(milliseconds: spans.max() ?? 0).days, 1)
    }
    return restarts / days
  }

  private static func troubles(of pods: [PodSpec], in inventory: Inventory) -> [String] {
    var found: Set<String> = []
    for pod in pods where pod.occupiesNode {
      guard let name = pod.node, let node = inventory.node(name, in: pod.id.cluster) else {
        continue
      }
      for trouble in node.troubles { found.insert("\(name): \(trouble)") }
    }
    return found.sorted()
  }
}
