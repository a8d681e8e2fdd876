public import PodfitModel

/// Makes daily sketches of the use of a workload's containers.
///
/// - Source: docs/formats/sketch.md
public struct SketchBuilder: Sendable {
  private static let outOfMemory = "OOMKilled"

  private var shard: String
  /// Known ends of which nothing tells how many there were: one each, at the latest known time.
  private var ends: [PodContainerID: Instant] = [:]
  private let events: KillEvents

  /// Makes a builder.
  ///
  /// - Parameters:
  ///   - facts: What is known of ends for want of memory; other facts are passed over.
  ///   - shard: Which part of the pods the samples are of; empty for all.
  public init(facts: some Sequence<InventoryFact>, shard: String = "") {
    self.shard = shard
    var objects = ClusterFacts()
    var names: [PodID: Set<String>] = [:]
    for fact in facts {
      switch fact {
      case .termination(let fact) where fact.reason == Self.outOfMemory:
        ends[fact.container] = max(ends[fact.container] ?? fact.at, fact.at)
      case .pod(let pod):
        names[pod.id] = Set(pod.template.runningContainerNames)
      case .containerResource(let fact) where !fact.isInit:
        names[fact.container.pod, default: []].insert(fact.container.container)
      case .event: objects.read(fact)
      default: break
      }
    }
    events = KillEvents(objects.events.values) { (names[$0] ?? []).sorted() }
  }

  /// The sketches of all containers of a workload, in the order of their keys.
  ///
  /// - Parameters:
  ///   - workload: Whose pods these are.
  ///   - pods: The use of the pods, duplicates resolved.
  ///   - series: The same pods' series; restart counters count.
  /// - Returns: One sketch per container, day and signal.
  /// - Complexity: O(n log n) in the number of samples
  public func sketches(
    of workload: WorkloadID,
    pods: [MeasuredPod],
    series: [StoredSeries]
  ) -> [DailySketch] {
    var counters: [String: [PodContainerID: [SampleColumn]]] = [:]
    for each in series where each.key.metric == .restartsTotal {
      let id = each.key.container
      counters[id.container, default: [:]][id, default: []].append(each.samples)
    }
    var sketches: [DailySketch] = []
    for (name, measured) in pods.byContainer {
      let id = ContainerID(workload: workload, container: name)
      let cpu = DayParts(measured.map { ($0.usage.cpu, $0.statedWindow) })
      let memory = DayParts(measured.map { ($0.usage.memory, $0.statedWindow) })
      let days = Set(cpu.days.keys).union(memory.days.keys).sorted()
      let restarts = Self.restarts(counters[name] ?? [:])
      let kills = kills(of: measured.map(\.usage.id), on: days)
      for day in days {
        for (signal, part) in [(DailySketch.Signal.cpu, cpu), (.memory, memory)] {
          guard let part = part.days[day] else { continue }
          var sketch = sketch(
            part,
            DailySketch.Key(container: id, day: day, signal: signal)
          )
          sketch.restarts = restarts[day] ?? 0
          sketch.oomKills = kills[day] ?? 0
          sketches.append(sketch)
        }
      }
    }
    return sketches
  }

  private func sketch(_ part: DayParts.Day, _ key: DailySketch.Key) -> DailySketch {
    // No source means a negative use; a sketch has no place for one.
    let values = part.values.map { max($0, 0) }
    let peaks = part.peaks.map { max($0, 0) }
    return DailySketch(
      key: key,
      shard: shard,
      samples: Int64(values.count),
      pods: Int64(peaks.count),
      min: values.min() ?? 0,
      max: values.max() ?? 0,
      sum: values.reduce(0) { $0.addingSaturated($1) },
      peakSum: peaks.reduce(0) { $0.addingSaturated($1) },
      coverage: part.coverage,
      quantiles: BucketCounts(of: values.map(LogLinearBuckets.bucket)),
      vpa: BucketCounts(of: (key.signal == .cpu ? values : peaks).map(VPABuckets.bucket))
    )
  }

  /// By how much restart counters grew within each day: of one container's counters the largest
  /// growth, summed over pods.
  private static func restarts(_ counters: [PodContainerID: [SampleColumn]]) -> [Int64: Int64] {
    var total: [Int64: Int64] = [:]
    for columns in counters.values {
      var largest: [Int64: Int64] = [:]
      for column in columns {
        var grown: [Int64: Int64] = [:]
        for index in column.times.indices.dropFirst() {
          let growth = column.values[index].subtractingSaturated(column.values[index - 1])
          guard growth > 0 else { continue }
          let day = DayChoice.day(of: column.times[index])
          grown[day] = (grown[day] ?? 0).addingSaturated(growth)
        }
        largest.merge(grown) { max($0, $1) }
      }
      total.merge(largest) { $0.addingSaturated($1) }
    }
    return total
  }

  /// Each known end counts on the last day with samples that is not after the time at which it was
  /// read; on the first day where there is none.
  private func kills(of containers: [PodContainerID], on days: [Int64]) -> [Int64: Int64] {
    var kills: [Int64: Int64] = [:]
    for container in containers {
      var known = events.kills[container] ?? []
      // Where events tell, the end that the status tells is one of theirs.
      if known.isEmpty, let end = ends[container] { known = [KillEvents.Kill(count: 1, at: end)] }
      for kill in known {
        let at = kill.at.map { DayChoice.day(of: $0.milliseconds) } ?? .max
        guard let day = days.last(where: { $0 <= at }) ?? days.first else { continue }
        kills[day] = (kills[day] ?? 0).addingSaturated(kill.count)
      }
    }
    return kills
  }
}
