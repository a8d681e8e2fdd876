internal import PodfitJVM
internal import PodfitModel

/// Finds the container that JVM series without a container's name belong to.
///
/// Applications are mostly scraped through a Service, whose series name the pod only.
///
/// - Source: docs/formulas/owners.md#jvm-series
enum JVMSeriesHome {
  /// A container and how it was found, in words; nil where there was nothing to choose.
  struct Home {
    var container: String
    var note: String?
  }

  /// The pod's only container; else the only one that shows evidence of a JVM; else the one whose
  /// memory limit is nearest above the largest heap; nil where none of these tells.
  static func home(
    of series: [StoredSeries],
    in pod: PodID,
    beside named: [String: [StoredSeries]],
    inventory: Inventory
  ) -> Home? {
    let known = inventory.containerNames(of: pod)
    let names = known.isEmpty ? named.keys.sorted() : known
    if names.count == 1 { return Home(container: names[0], note: nil) }

    let showing = names.filter { name in
      hasJVMSeries(named[name] ?? []) || isJVM(name, of: pod, inventory)
    }
    if showing.count == 1 {
      return Home(
        container: showing[0],
        note: "JVM metrics name no container: taken for this one, which shows a JVM"
      )
    }
    let candidates = showing.isEmpty ? names : showing
    guard let heap = largestHeap(of: series) else { return nil }
    let fitting = candidates.compactMap { name -> (limit: Memory, name: String)? in
      let id = PodContainerID(pod: pod, container: name)
      guard let limit = inventory.resources(of: id)?.memoryLimit, limit >= heap else { return nil }
      return (limit, name)
    }
    return fitting.min { ($0.limit, $0.name) < ($1.limit, $1.name) }.map {
      Home(
        container: $0.name,
        note: "JVM metrics name no container: taken for this one,"
          + " whose memory limit is nearest above the heap"
      )
    }
  }

  private static func hasJVMSeries(_ series: [StoredSeries]) -> Bool {
    series.contains { $0.key.metric.rawValue.hasPrefix("jvm_") }
  }

  private static func isJVM(_ name: String, of pod: PodID, _ inventory: Inventory) -> Bool {
    let workload = inventory.owners.owner(of: pod).workload
    let spec =
      inventory.pod(pod)?.template.container(named: name)
      ?? inventory.spec(of: ContainerID(workload: workload, container: name))
    return JVMProfiler.profile(of: spec, in: JVMSurroundings(), signals: JVMSignals()) != nil
  }

  /// The largest heap that the series tell: the maximum where known, else what is in use.
  private static func largestHeap(of series: [StoredSeries]) -> Memory? {
    for metric in [Metric.jvmHeapMax, .jvmHeapCommitted, .jvmHeapUsed] {
      let values = series.filter { $0.key.metric == metric }.compactMap { $0.samples.values.max() }
      if let largest = values.max(), largest > 0 { return Memory(bytes: largest) }
    }
    return nil
  }
}
