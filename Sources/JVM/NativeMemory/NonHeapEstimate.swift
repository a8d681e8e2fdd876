internal import PodfitModel

/// What a JVM needs beside its heap, area by area.
///
/// Native memory tracking counts before all other evidence, then the JVM's own metrics, then the
/// model of what was seen in other JVMs, with its spread.
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
    let names = [AreaModel.metaspace.name, AreaModel.classesAndCode]
    return areas.contains { $0.basis == .measured && names.contains($0.name) }
  }

  /// What the areas are when little is loaded: the toy programs of the measurements.
  static let least: Memory = .mebibytes(24)

  /// Estimates for a heap, a collector and what was measured.
  ///
  /// Where nothing but the working set is known, it bounds the model: no area can have been larger
  /// than all. What the working set held beyond the heap and the known areas is added as
  /// `remainder`, except for servers that fill the page cache.
  ///
  /// - Parameters:
  ///   - heap: the largest heap that is estimated for
  ///   - configuration: what the JVM chose while it was measured
  ///   - collector: who is to collect
  ///   - jvm: what was measured
  ///   - workingSetMax: the largest working set
  ///   - keepsRemainderApart: whether the remainder is page cache and counted elsewhere
  init(
    heap: Memory,
    configuration: JVMConfiguration,
    collector: GarbageCollector,
    jvm: JVMProfile,
    workingSetMax: Memory?,
    keepsRemainderApart: Bool
  ) {
    var areas: [JVMArea]
    if let native = jvm.nativeMemory {
      areas = Self.tracked(native, jvm)
    } else {
      areas = Self.metered(jvm, configuration)
      if jvm.nonHeapUsed == nil, let workingSetMax {
        areas.bound(by: max(workingSetMax, Self.least))
      }
    }
    areas.append(
      Self.collectorArea(heap, configuration: configuration, collector: collector, jvm: jvm)
    )
    if !keepsRemainderApart {
      let rest = Self.remainder(
        of: workingSetMax,
        configuration: configuration,
        jvm: jvm,
        nonHeap: areas.reduce(.zero) { $0 + $1.bytes }
      )
      if !rest.isZero { areas.append(JVMArea(name: "remainder", bytes: rest, basis: .remainder)) }
    }
    self.areas = areas
  }

  // MARK: Areas

  /// By native memory tracking; what the allocator of C keeps is outside of it.
  private static func tracked(_ native: NativeMemoryReport, _ jvm: JVMProfile) -> [JVMArea] {
    AreaModel.all.map { model in
      guard !model.tracked.isEmpty else { return model.area }
      var bytes = native.areas.filter { model.tracked.contains($0.name) }
        .reduce(Memory.zero) { $0 + $1.committed }
      // Buffers that the beans show count where tracking, which is of one moment, shows less.
      if model == .direct { bytes = max(bytes, jvm.directUsed ?? .zero) }
      return JVMArea(name: model.name, bytes: bytes, basis: .measured)
    }
  }

  /// By the JVM's own metrics, by the model where they are silent.
  private static func metered(_ jvm: JVMProfile, _ configuration: JVMConfiguration) -> [JVMArea] {
    func measured(_ name: String, _ bytes: Memory) -> JVMArea {
      JVMArea(name: name, bytes: bytes, basis: .measured)
    }
    var areas: [JVMArea] = []
    if let both = jvm.nonHeapUsed {
      if let code = jvm.codeCacheUsed, code <= both {
        areas = [
          measured(AreaModel.metaspace.name, both - code), measured(AreaModel.code.name, code),
        ]
      } else {
        areas = [measured(AreaModel.classesAndCode, both)]
      }
    } else {
      let code = jvm.codeCacheUsed.map { measured(AreaModel.code.name, $0) } ?? AreaModel.code.area
      areas = [AreaModel.metaspace.area.atMost(configuration.maxMetaspace), code]
    }
    let direct = jvm.directUsed.map { measured(AreaModel.direct.name, $0) }
    areas.append(direct ?? AreaModel.direct.area.atMost(configuration.maxDirectMemory))
    areas.append(AreaModel.stacks(of: jvm.threads))
    return areas + [AreaModel.compilers, .symbols, .machine, .allocator].map(\.area)
  }

  private static func collectorArea(
    _ heap: Memory,
    configuration: JVMConfiguration,
    collector: GarbageCollector,
    jvm: JVMProfile
  ) -> JVMArea {
    let version = configuration.majorVersion
    let model = CollectorMemory(collector, version: version)
    let load = CollectorMemory.load(collector, version: version)
    if configuration.collector == collector,
      let now = jvm.nativeMemory?.committed(of: "GC", "GCCardSet")
    {
      // What the model says of the change of heap goes to what was measured under the present one.
      let change = Double((heap - configuration.maxHeap).bytes) * model.share
      let moved = Memory(bytes: Int64(saturating: change))
      return JVMArea(name: "collector", bytes: max(now + moved, .mebibytes(1)), basis: .measured)
    }
    let bytes = model.bytes(forHeap: heap)
    return JVMArea(
      name: "collector",
      bytes: bytes.scaledUp(by: load.middle),
      low: (bytes.scaledUp(by: load.low) - .mebibytes(1)).nonNegative,
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
  /// The same, no larger than a limit.
  fileprivate func atMost(_ limit: Memory?) -> JVMArea {
    guard let limit else { return self }
    var area = self
    area.bytes = min(bytes, limit)
    area.low = min(low, limit)
    area.high = min(high, limit)
    return area
  }
}

extension [JVMArea] {
  /// Shrinks what is modelled, all by one factor, until it is no more than `most`.
  fileprivate mutating func bound(by most: Memory) {
    let modelled = reduce(Memory.zero) { $0 + ($1.basis == .model ? $1.bytes : .zero) }
    guard modelled > most else { return }
    let factor = most.ratio(to: modelled)
    for index in indices where self[index].basis == .model {
      self[index].bytes = self[index].bytes.scaledUp(by: factor)
      self[index].low = Swift.min(self[index].low, self[index].bytes)
      self[index].high = Swift.max(self[index].bytes, Swift.min(self[index].high, most))
    }
  }
}
