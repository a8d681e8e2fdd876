internal import PodfitModel

/// What a JVM needs beside its heap, area by area.
///
/// - Source: docs/formulas/jvm-memory.md, "Beside the heap"
struct NonHeapEstimate: Sendable {
  /// The areas, in a fixed order.
  var areas: [JVMArea]
  /// The margin on top of the sum.
  static let margin = 0.10

  /// The sum of the areas.
  var sum: Memory { areas.reduce(.zero) { $0 + $1.bytes } }
  /// The sum with the margin.
  var total: Memory { sum.scaledUp(by: 1 + Self.margin) }
  /// Whether metaspace and code cache were measured, which is most of what differs by program.
  var isMeasured: Bool {
    areas.contains { $0.name == AreaModel.metaspace.name && $0.basis == .measured }
  }

  /// Bounds of the model.
  enum Model {
    /// What the areas are when little is loaded: the toy programs of the measurements.
    static let least: Memory = .mebibytes(24)
  }

  /// Measured per idle thread; 150 to 250 KiB are touched by busy ones.
  private static let perThread: (middle: Memory, low: Memory, high: Memory) = (
    .kibibytes(160), .kibibytes(110), .kibibytes(250)
  )

  /// Estimates for a heap, a collector and what was measured.
  ///
  /// Measured areas are taken as they are, plus the model for what no metric shows. Where nothing
  /// but the working set is known, it bounds the model: no area can have been larger than all.
  /// What the working set held beyond the heap and the known areas is added as `remainder`,
  /// except for servers that fill the page cache.
  ///
  /// - Parameters:
  ///   - native: native memory tracking of this JVM, which counts before all other evidence; its collector
  ///     area is carried over to the new heap by the model
  ///   - threads: live threads
  init(
    heap: Memory,
    configuration: JVMConfiguration,
    collector: GarbageCollector,
    jvm: JVMProfile,
    workingSetMax: Memory?,
    keepsRemainderApart: Bool,
    native: NativeMemoryReport? = nil,
    threads: Int64? = nil
  ) {
    var areas = AreaModel.all.map { model in
      Self.area(model, jvm: jvm, configuration: configuration, native: native, threads: threads)
    }
    if jvm.nonHeapUsed == nil, native == nil, let bound = workingSetMax {
      let modelled = areas.reduce(Memory.zero) { $0 + ($1.basis == .model ? $1.bytes : .zero) }
      // Not below what the smallest programs need.
      let most = max(bound, Model.least)
      if modelled > most {
        let factor = most.ratio(to: modelled)
        areas = areas.map { area in
          guard area.basis == .model else { return area }
          var area = area
          area.bytes = area.bytes.scaledUp(by: factor)
          area.low = min(area.low, area.bytes)
          area.high = max(area.bytes, min(area.high, most))
          return area
        }
      }
    }
    areas.append(
      Self.collectorArea(heap, configuration: configuration, collector: collector, native: native)
    )
    self.areas = areas
    if !keepsRemainderApart {
      let rest = Self.remainder(
        of: workingSetMax,
        configuration: configuration,
        jvm: jvm,
        nonHeap: areas.reduce(.zero) { $0 + $1.bytes }
      )
      if !rest.isZero {
        self.areas.append(JVMArea(name: "remainder", bytes: rest, basis: .remainder))
      }
    }
  }

  private static func area(
    _ model: AreaModel,
    jvm: JVMProfile,
    configuration: JVMConfiguration,
    native: NativeMemoryReport?,
    threads: Int64?
  ) -> JVMArea {
    func measured(_ bytes: Memory) -> JVMArea {
      JVMArea(name: model.name, bytes: bytes, basis: .measured)
    }
    let tracked = native.map { report in
      report.areas.filter { model.tracked.contains($0.name) }
        .reduce(Memory.zero) { $0 + $1.committed }
    }
    if var bytes = tracked, !model.tracked.isEmpty {
      // Direct buffers that the beans show count where tracking shows less.
      if model.name == AreaModel.direct.name { bytes = max(bytes, jvm.directUsed ?? .zero) }
      return measured(bytes)
    }
    var modelled = JVMArea(
      name: model.name,
      bytes: model.middle,
      low: model.low,
      high: model.high,
      basis: .model
    )
    switch model.name {
    case AreaModel.metaspace.name:
      // One metric counts metaspace and code together: they are told apart as the model has them.
      if let both = jvm.nonHeapUsed { return measured(both - codePart(of: both)) }
      if let limit = configuration.maxMetaspace { modelled.bound(by: limit) }
    case AreaModel.code.name:
      if let both = jvm.nonHeapUsed { return measured(codePart(of: both)) }
    case AreaModel.direct.name:
      if let direct = jvm.directUsed { return measured(direct) }
      if let limit = configuration.maxDirectMemory { modelled.bound(by: limit) }
    case AreaModel.stacks.name:
      if let threads, threads > 0 {
        let count = Int(clamping: min(threads, 1_000_000))
        modelled.bytes = perThread.middle * count
        modelled.low = perThread.low * count
        modelled.high = perThread.high * count
      }
    default: break
    }
    return modelled
  }

  private static func codePart(of both: Memory) -> Memory {
    let share = AreaModel.code.middle.ratio(
      to: AreaModel.code.middle + AreaModel.metaspace.middle
    )
    return min(both, both.scaledUp(by: share))
  }

  private static func collectorArea(
    _ heap: Memory,
    configuration: JVMConfiguration,
    collector: GarbageCollector,
    native: NativeMemoryReport?
  ) -> JVMArea {
    let version = configuration.majorVersion
    let model = CollectorMemory(collector, version: version)
    let load = CollectorMemory.load(collector, version: version)
    let bytes = model.bytes(forHeap: heap)
    if let native, configuration.collector == collector {
      let tracked = native.areas.filter { AreaModel.collectorTracked.contains($0.name) }
      if !tracked.isEmpty {
        // What the model says of the change of heap is added to what was measured under the old one.
        let now = tracked.reduce(Memory.zero) { $0 + $1.committed }
        let change = (heap - configuration.maxHeap).bytes
        let moved = Memory(bytes: Int64(saturating: Double(change) * model.share))
        return JVMArea(name: "collector", bytes: max(now + moved, .mebibytes(1)), basis: .measured)
      }
    }
    return JVMArea(
      name: "collector",
      bytes: bytes.scaledUp(by: load.middle),
      low: bytes.scaledUp(by: load.low) - .mebibytes(1),
      high: bytes.scaledUp(by: load.high) + .mebibytes(2),
      basis: .model
    )
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

extension JVMArea {
  /// Lowers what is reckoned with to a limit that the JVM keeps.
  fileprivate mutating func bound(by limit: Memory) {
    bytes = min(bytes, limit)
    low = min(low, limit)
    high = min(high, limit)
  }
}
