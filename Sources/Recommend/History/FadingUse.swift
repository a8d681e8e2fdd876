import PodfitModel
import PodfitProfile

/// Feeds the sketches of the Vertical Pod Autoscaler block by block, pod after pod within a block.
struct VPASketcher {
  private(set) var usage: UsageHistograms
  private(set) var needs = KillNeeds()
  private let kills: KillHistory
  private let start: Int64
  private var intakes: [SampleIntake]
  private var left: [ArraySlice<Int64>]
  private var next = 0

  init(pods: Int, start: Int64, kills: KillHistory) {
    usage = UsageHistograms(created: Instant(milliseconds: start))
    self.kills = kills
    self.start = start
    intakes = Array(repeating: SampleIntake(), count: pods)
    left = (0..<pods).map { kills.times.indices.contains($0) ? kills.times[$0][...] : [] }
  }

  mutating func advance(to past: Int, of pods: [PodHistory], fading memory: FadeMemory) {
    while next < past {
      let end = start.addingSaturated(
        Int64(next + 1).multipliedSaturated(by: UsageHistory.block)
      )
      for (index, pod) in pods.enumerated() {
        usage.addCPU(pod.cpu, pod.cpuBlocks[next], by: &intakes[index], fading: memory)
        usage.addMemory(
          pod.memory,
          pod.memoryBlocks[next],
          kills: &left[index],
          until: end,
          request: kills.request,
          by: &intakes[index],
          noting: &needs
        )
      }
      next += 1
    }
  }
}

/// Ends for want of memory that a history knows of.
struct KillHistory {
  /// Of each pod the times, in their order; empty where none is known of any.
  var times: [[Int64]] = []
  /// The memory request in force.
  var request: Memory = .zero
}

/// Which fading histogram of a history is meant.
struct FadingKey: Hashable {
  var metric: Metric
  var halfLife: TimeSpan
}

/// All samples of one resource in a histogram that forgets.
struct FadingUse {
  private(set) var histogram: DecayingHistogram
  private var next = 0

  init(_ key: FadingKey) {
    histogram = DecayingHistogram(
      key.metric == .cpuUsage ? .cpuCores : .memoryBytes,
      halfLife: key.halfLife
    )
  }

  mutating func advance(
    to past: Int,
    of pods: [PodHistory],
    _ metric: Metric,
    fading memory: FadeMemory
  ) {
    while next < past {
      for pod in pods {
        let isCPU = metric == .cpuUsage
        histogram.add(
          isCPU ? pod.cpu : pod.memory,
          isCPU ? pod.cpuBlocks[next] : pod.memoryBlocks[next],
          unit: isCPU ? 1e-9 : 1,
          weight: 1,
          fading: memory
        )
      }
      next += 1
    }
  }
}

extension UsageHistory {
  /// All known samples of a resource in a histogram whose weights halve with every half-life.
  func fadingUse(_ metric: Metric, halfLife: TimeSpan) -> DecayingHistogram {
    let key = FadingKey(metric: metric, halfLife: halfLife)
    // Taken out so that it is moved on in place.
    var use = fading.removeValue(forKey: key) ?? FadingUse(key)
    use.advance(to: past, of: pods, metric, fading: memory.fading)
    let histogram = use.histogram
    fading[key] = use
    return histogram
  }
}
