public import PodfitModel

extension GarbageCollector {
  /// The collector that has a memory pool of this name; nil for pools that several have.
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
}
