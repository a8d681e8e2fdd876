extension GarbageCollector {
  /// The collector that has a memory pool of old objects, or of the whole heap, of this name; nil for
  /// pools that several have.
  ///
  /// - Source: the pools of `java.lang.management`; docs/formats/prometheus.md
  public init?(poolName: String) {
    switch poolName {
    case "Tenured Gen": self = .serial
    case "PS Old Gen": self = .parallel
    case "G1 Old Gen": self = .g1
    case "CMS Old Gen": self = .cms
    case "ZHeap", "ZGC Old Generation": self = .z
    case "Shenandoah", "Shenandoah Old Gen": self = .shenandoah
    case "Epsilon Heap": self = .epsilon
    default: return nil
    }
  }

  /// Whether a pool of this name tells that ZGC or Shenandoah runs with generations.
  public static func hasGenerations(poolName: String) -> Bool {
    poolName == "ZGC Old Generation" || poolName == "Shenandoah Old Gen"
  }

  /// Whether a pool of this name holds compiled code, as one piece or one of three.
  public static func isCode(poolName: String) -> Bool {
    poolName.hasPrefix("CodeHeap") || poolName == "CodeCache" || poolName == "Code Cache"
  }
}
