import Foundation
import PodfitModel
import PodfitProfile

/// Feeds the sketches of the Vertical Pod Autoscaler block by block, pod after pod within a block.
struct VPASketcher {
  private(set) var usage: UsageHistograms
  private var intakes: [SampleIntake]
  private var next = 0

  init(pods: Int, created: Int64) {
    usage = UsageHistograms(created: Instant(milliseconds: created))
    intakes = Array(repeating: SampleIntake(), count: pods)
  }

  mutating func advance(to past: Int, of pods: [PodHistory]) {
    while next < past {
      for index in pods.indices {
        let pod = pods[index]
        for place in pod.cpuBlocks[next] {
          // Whole millicores, as usage from Prometheus history comes in.
          let cpu = CPU.millicores(CPU(nanocores: pod.cpu.values[place]).wholeMillicores)
          let time = Instant(milliseconds: pod.cpu.times[place])
          if intakes[index].acceptsCPU(cpu, at: time) { usage.addCPU(cpu, at: time) }
        }
        for place in pod.memoryBlocks[next] {
          let time = Instant(milliseconds: pod.memory.times[place])
          let memory = Memory(bytes: pod.memory.values[place])
          if let changes = intakes[index].peaks.add(memory, at: time), !changes.isEmpty {
            usage.apply(changes)
          }
        }
      }
      next += 1
    }
  }
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

  mutating func advance(to past: Int, of pods: [PodHistory], _ metric: Metric) {
    while next < past {
      for pod in pods {
        let isCPU = metric == .cpuUsage
        let column = isCPU ? pod.cpu : pod.memory
        let unit = isCPU ? 1e-9 : 1
        for place in (isCPU ? pod.cpuBlocks : pod.memoryBlocks)[next] {
          histogram.add(
            Double(max(column.values[place], 0)) * unit,
            weight: 1,
            at: Instant(milliseconds: column.times[place])
          )
        }
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
    use.advance(to: past, of: pods, metric)
    let histogram = use.histogram
    fading[key] = use
    return histogram
  }
}
