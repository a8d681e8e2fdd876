public import PodfitModel

extension Inventory {
  /// When a container of a pod was last seen to use anything.
  public struct Sighting: Hashable, Sendable {
    /// The time of its last sample.
    public var last: Instant
    /// The usual time between its samples; nil of a single one.
    public var step: TimeSpan?

    /// Makes a sighting.
    public init(last: Instant, step: TimeSpan?) {
      self.last = last
      self.step = step
    }

    /// What two columns of samples show together.
    public func union(_ other: Sighting) -> Sighting {
      let longer = [step, other.step].compactMap { $0 }.max()
      return Sighting(last: max(last, other.last), step: longer)
    }
  }

  /// The pods that hold a place on a node, and how they are known.
  public struct PlacedPods: Sendable {
    /// The listed pods, and those of clusters without a list that metrics tell of; sorted.
    public var pods: [PodSpec]
    /// How many of ``pods`` metrics alone tell of.
    public var fromMetrics = 0
    /// How many of these have no request that any export states.
    public var withoutRequests = 0

    /// Counts pods of one cluster, which are listed or all taken from metrics.
    public init(pods: [PodSpec], areListed: Bool = true) {
      self.pods = pods
      guard !areListed else { return }
      fromMetrics = pods.count(where: \.occupiesNode)
      withoutRequests = pods.count { $0.occupiesNode && !$0.statesRequests }
    }
  }

  /// The pods to count on nodes.
  ///
  /// A list of pods says what runs, so that in a cluster with one nothing else counts. Elsewhere
  /// pods are taken from requests, nodes and samples: those that are there at the end of the window,
  /// no more of a workload than its replicas.
  ///
  /// - Parameter sightings: when each container was last seen to use anything
  /// - Returns: the pods, and how they are known
  /// - Complexity: O(n log n) in the number of containers
  /// - Source: docs/formulas/packing.md#pods-without-a-list
  public func placedPods(_ sightings: [PodContainerID: Sighting]) -> PlacedPods {
    let listed = Set(pods.map(\.id.cluster))
    let found = MetricPods(sightings, in: self, besides: listed).pods
    var result = PlacedPods(pods: pods)
    guard !found.isEmpty else { return result }
    result.fromMetrics = found.count(where: \.occupiesNode)
    result.withoutRequests = found.count { $0.occupiesNode && !$0.statesRequests }
    result.pods = (pods + found).sorted { $0.id < $1.id }
    return result
  }
}

extension PodSpec {
  /// Whether some container asks for CPU or memory.
  fileprivate var statesRequests: Bool {
    (template.containers + template.initContainers).contains {
      $0.resources.effectiveCPURequest != .zero || $0.resources.effectiveMemoryRequest != .zero
    }
  }
}
