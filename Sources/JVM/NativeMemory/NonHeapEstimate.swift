internal import PodfitModel

/// What a JVM needs beside its heap, area by area.
///
/// - Source: docs/formulas/jvm-memory.md, "Beside the heap"
struct NonHeapEstimate: Sendable {
  /// One area.
  struct Area: Sendable {
    var name: String
    var bytes: Memory
    /// Whether the number was measured on this JVM; else it is the model's.
    var isMeasured: Bool
  }

  /// The areas, the same ones always, in a fixed order.
  var areas: [Area]
  /// The margin on top of the sum.
  static let margin = 0.10

  /// The sum of the areas.
  var sum: Memory { areas.reduce(.zero) { $0 + $1.bytes } }
  /// The sum with the margin.
  var total: Memory { sum.scaledUp(by: 1 + Self.margin) }
  /// Whether metaspace and code cache were measured, which is most of what differs by program.
  var isMeasured: Bool { areas.contains { $0.name == Self.classes && $0.isMeasured } }

  /// Metaspace, class space and code cache together, as `nonheap` metrics count them.
  static let classes = "metaspace and code cache"

  /// The middle of the model for programs of which nothing is measured.
  enum Model {
    /// 80 MiB of metaspace, as for 12,000 loaded classes, and 50 MiB of compiled code.
    static let classes: Memory = .mebibytes(130)
    /// Buffers outside the heap, for network libraries.
    static let direct: Memory = .mebibytes(16)
    /// Sixty threads that touched 200 KiB of stack each.
    static let stacks: Memory = .mebibytes(12)
    /// Compiler scratch, symbols, interned strings, class archive, allocator slack.
    static let runtime: Memory = .mebibytes(45)
    /// What the same is when little is loaded: the toy programs of the measurements.
    static let least: Memory = .mebibytes(24)
  }

  /// Estimates for a heap, a collector and what was measured.
  ///
  /// Measured areas are taken as they are, plus the model for what no metric shows. Where nothing
  /// but the working set is known, it bounds the model: no area can have been larger than all.
  /// What the working set held beyond the heap and the known areas is added as `remainder`,
  /// except for servers that fill the page cache.
  init(
    heap: Memory,
    configuration: JVMConfiguration,
    collector: GarbageCollector,
    jvm: JVMProfile,
    workingSetMax: Memory?,
    keepsRemainderApart: Bool
  ) {
    let collectorMemory = CollectorMemory(collector, version: configuration.majorVersion)
      .bytes(forHeap: heap)
    var classes = Model.classes
    if let limit = configuration.maxMetaspace { classes = min(classes, limit + .mebibytes(50)) }
    var direct = Model.direct
    if let limit = configuration.maxDirectMemory { direct = min(direct, limit) }
    var others = [
      Area(name: "thread stacks", bytes: Model.stacks, isMeasured: false),
      Area(name: "runtime", bytes: Model.runtime, isMeasured: false),
    ]
    if jvm.nonHeapUsed == nil, let bound = workingSetMax {
      let modelled = classes + direct + Model.stacks + Model.runtime
      // Not below what the smallest programs need.
      let most = max(bound, Model.least)
      if modelled > most {
        let factor = most.ratio(to: modelled)
        classes = classes.scaledUp(by: factor)
        direct = direct.scaledUp(by: factor)
        others = others.map { area in
          var area = area
          area.bytes = area.bytes.scaledUp(by: factor)
          return area
        }
      }
    }
    areas =
      [
        Area(
          name: Self.classes,
          bytes: jvm.nonHeapUsed ?? classes,
          isMeasured: jvm.nonHeapUsed != nil
        ),
        Area(
          name: "direct buffers",
          bytes: jvm.directUsed ?? direct,
          isMeasured: jvm.directUsed != nil
        ),
      ] + others + [Area(name: "collector", bytes: collectorMemory, isMeasured: false)]

    if !keepsRemainderApart {
      let rest = Self.remainder(
        of: workingSetMax,
        configuration: configuration,
        jvm: jvm,
        nonHeap: areas.reduce(.zero) { $0 + $1.bytes }
      )
      if !rest.isZero { areas.append(Area(name: "remainder", bytes: rest, isMeasured: true)) }
    }
  }

  /// What the largest working set held beyond the heap and the other areas.
  ///
  /// The heap counts as far as it was committed; where that is not known, the largest heap counts,
  /// so that heap is never taken for something else.
  static func remainder(
    of workingSetMax: Memory?,
    configuration: JVMConfiguration,
    jvm: JVMProfile,
    nonHeap: Memory
  ) -> Memory {
    guard let workingSetMax else { return .zero }
    let heap = min(jvm.heapCommitted ?? configuration.maxHeap, configuration.maxHeap)
    return (workingSetMax - heap - nonHeap).nonNegative
  }
}
