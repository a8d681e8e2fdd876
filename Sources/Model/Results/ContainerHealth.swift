/// How a container fared beside what it used: restarts, crash loops, evictions, nodes in trouble.
public struct ContainerHealth: Hashable, Sendable {
  /// Pods of the workload that are listed.
  public var listedPods: Int
  /// Of these, pods whose container is started again and again and ends each time.
  public var crashLooping: Int
  /// Of these, pods that were thrown off their node, and such pods that only events tell of.
  public var evicted: Int
  /// Restarts a day of each pod, as far as their times are known; nil where they are not.
  public var restartsPerPodDay: Double?
  /// Conditions of the nodes that its pods run on which are not as they should be, such as
  /// `node-1: MemoryPressure`; sorted.
  public var nodeTroubles: [String]

  /// Makes the health of a container of which nothing is known.
  public init() {
    listedPods = 0
    crashLooping = 0
    evicted = 0
    restartsPerPodDay = nil
    nodeTroubles = []
  }
}
