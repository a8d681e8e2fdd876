internal import PodfitModel

extension Ergonomics {
  /// The flags that HotSpot ends up with, by its own names and in its own units.
  ///
  /// Names that the release does not have are left out.
  ///
  /// - Source: docs/formulas/jvm-ergonomics.md; every one is compared with 801 real JVMs
  var finalFlags: [JVMChoice.Flag] {
    let threads = self.threads
    let compilers = CompilerErgonomics(
      flags: flags,
      version: version,
      processors: machine.processors
    )
    let classes = ClassSpaceErgonomics(flags: flags, version: version)
    let generations = self.generations
    let usesShortPointers = CompressedPointers.areUsed(
      flags: flags,
      version: version,
      collector: collector.collector,
      maxHeap: heap.maxHeap
    )
    var result: [JVMChoice.Flag] = []
    func add(_ name: String, _ value: JVMChoice.Value) { result.append(.init(name, value)) }
    func add(_ name: String, _ memory: Memory) {
      add(name, .number(UInt64(clamping: memory.bytes)))
    }

    add("MaxHeapSize", heap.maxHeap)
    add("InitialHeapSize", heap.initialHeap)
    if version.major >= 13 { add("MinHeapSize", generations.minHeap) }
    if version.major >= 13 { add("SoftMaxHeapSize", softMaximum) }
    add("NewSize", generations.newSize)
    add("MaxNewSize", .number(generations.maxNewSize))
    if version.major < 24 { add("OldSize", generations.oldSize) }
    if version.major < 26 || flags.memory("MaxRAM") != nil { add("MaxRAM", heap.countedMemory) }
    add("MaxRAMPercentage", .percentage(heap.maxPercentage))
    for (name, collector) in GarbageCollector.flagNames
    where collector != .cms && collector != .epsilon && name != "UseParallelOldGC" {
      add(name, .on(collector == self.collector.collector))
    }
    add("G1HeapRegionSize", heap.region)
    add("ParallelGCThreads", .number(UInt64(clamping: threads.parallel)))
    add("ConcGCThreads", .number(UInt64(clamping: threads.concurrent)))
    add("G1ConcRefinementThreads", .number(UInt64(clamping: threads.refinement)))
    add("CICompilerCount", .number(UInt64(clamping: compilers.threads)))
    add("TieredCompilation", .on(compilers.isTiered))
    add("ReservedCodeCacheSize", compilers.codeCache)
    add("SegmentedCodeCache", .on(compilers.isSegmented))
    add("NonNMethodCodeHeapSize", compilers.otherCode)
    add("NonProfiledCodeHeapSize", compilers.plainCode)
    add("ProfiledCodeHeapSize", compilers.profiledCode)
    add("MaxMetaspaceSize", .number(classes.maxMetaspace))
    add("MetaspaceSize", classes.metaspaceTrigger)
    add("CompressedClassSpaceSize", classes.classSpace)
    add("MaxDirectMemorySize", flags.memory("MaxDirectMemorySize") ?? .zero)
    for name in ["ThreadStackSize", "VMThreadStackSize", "CompilerThreadStackSize"] {
      add(name, .number(UInt64(clamping: flags.count(name) ?? 1024)))
    }
    add("UseCompressedOops", .on(usesShortPointers))
    // Up to JDK 14 classes were compressed only where objects were.
    let shortClasses = flags.isOn("UseCompressedClassPointers") ?? true
    add(
      "UseCompressedClassPointers",
      .on(shortClasses && (version.major >= 15 || usesShortPointers))
    )
    add("ActiveProcessorCount", .signed(flags.count("ActiveProcessorCount") ?? -1))
    add("UseContainerSupport", .on(flags.isOn("UseContainerSupport") ?? version.seesContainer))
    add("AlwaysPreTouch", .on(flags.isOn("AlwaysPreTouch") ?? false))
    return result
  }

  /// The collector's threads.
  var threads: ThreadErgonomics {
    ThreadErgonomics(
      flags: flags,
      version: version,
      processors: machine.processors,
      collector: collector.collector,
      maxHeap: heap.maxHeap
    )
  }

  /// The division of the heap.
  var generations: GenerationErgonomics {
    GenerationErgonomics(flags: flags, collector: collector.collector, heap: heap)
  }

  /// Beyond this much heap, ZGC prefers to collect over growing.
  private var softMaximum: Memory {
    if let given = flags.memory("SoftMaxHeapSize") { return given }
    guard collector.collector == .z, version.major >= 25, flags.setting("MaxHeapSize") == nil else {
      return heap.maxHeap
    }
    // Nine tenths, cut to whole bytes.
    return Memory(bytes: Int64(saturating: Double(heap.maxHeap.bytes) * 0.9))
  }
}
