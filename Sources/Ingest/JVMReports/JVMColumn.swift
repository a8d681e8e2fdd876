import PodfitModel

/// What a column of a table of JVM readings holds.
enum JVMColumn: Hashable {
  /// Seconds since some start.
  case seconds
  /// RFC 3339, or seconds or milliseconds since the epoch.
  case time
  /// A part of what tells JVMs apart.
  case identity
  /// Readings, with the decimal places to keep.
  case reading(WritableKeyPath<JVMReadings, [Int64?]>, decimals: Int)

  /// The column of a header cell; nil for one that says nothing here.
  ///
  /// Names are those of the neutral CSV (`jvm_heap_used_bytes`) and of the beans that JMX shows
  /// (`heap_used`); pools and collectors stand in brackets behind theirs.
  ///
  /// - Source: docs/formats/jvm-reports.md, "Readings of a JVM"
  init?(header: String) {
    let name = header.trimmed
    if let (kind, part) = Self.split(name) {
      switch kind {
      case "pool_coll_used" where GarbageCollector(poolName: part) != nil:
        self = .reading(\.afterCollection, decimals: 0)
      case "pool_used" where GarbageCollector.isCode(poolName: part):
        self = .reading(\.codeUsed, decimals: 0)
      case "gc_ms" where !Self.isConcurrent(part): self = .reading(\.pauses, decimals: 0)
      default: return nil
      }
      return
    }
    switch name.lowercased() {
    case "t_s", "uptime_s": self = .seconds
    case let name:
      if let column = Self.names[name] {
        self = column
      } else if case .identity(let field)? = NeutralColumn(header: name), field != .node {
        self = .identity
      } else if case .time? = NeutralColumn(header: name) {
        self = .time
      } else {
        return nil
      }
    }
  }

  /// The pool of old objects that the header names, which tells the collector; nil for other headers.
  static func pool(_ header: String) -> String? {
    split(header.trimmed).flatMap { GarbageCollector(poolName: $0.part) == nil ? nil : $0.part }
  }

  private static func split(_ name: String) -> (kind: String, part: String)? {
    guard name.hasSuffix("]"), let open = name.firstIndex(of: "[") else { return nil }
    return (name[..<open].lowercased(), String(name[name.index(after: open)...].dropLast()))
  }

  /// Collectors whose time runs beside the program.
  private static func isConcurrent(_ collector: String) -> Bool {
    collector.hasSuffix("Cycles") || collector.contains("Concurrent")
  }

  // Made anew for each cell of a header, since paths are not sendable.
  private static var names: [String: JVMColumn] {
    [
      "heap_used": .reading(\.heapUsed, decimals: 0),
      "jvm_heap_used_bytes": .reading(\.heapUsed, decimals: 0),
      "heap_committed": .reading(\.heapCommitted, decimals: 0),
      "jvm_heap_committed_bytes": .reading(\.heapCommitted, decimals: 0),
      "heap_max": .reading(\.heapMax, decimals: 0),
      "jvm_heap_max_bytes": .reading(\.heapMax, decimals: 0),
      "jvm_heap_after_gc_bytes": .reading(\.afterCollection, decimals: 0),
      "nonheap_used": .reading(\.nonHeapUsed, decimals: 0),
      "jvm_nonheap_used_bytes": .reading(\.nonHeapUsed, decimals: 0),
      "nonheap_committed": .reading(\.nonHeapCommitted, decimals: 0),
      "jvm_nonheap_committed_bytes": .reading(\.nonHeapCommitted, decimals: 0),
      "direct_used": .reading(\.directUsed, decimals: 0),
      "jvm_direct_used_bytes": .reading(\.directUsed, decimals: 0),
      "allocated_bytes_total": .reading(\.allocated, decimals: 0),
      "jvm_allocated_bytes_total": .reading(\.allocated, decimals: 0),
      "jvm_gc_cpu_seconds_total": .reading(\.collectorCPU, decimals: 9),
      "proc_cpu_ns": .reading(\.cpuTotal, decimals: 0),
      "cpu_usage_seconds_total": .reading(\.cpuTotal, decimals: 9),
      "cpu_usage_cores": .reading(\.cpuUsage, decimals: 9),
      "jvm_gc_pause_seconds_total": .reading(\.pauses, decimals: 3),
      "threads": .reading(\.threads, decimals: 0),
      "jvm_threads": .reading(\.threads, decimals: 0),
      "working_set_bytes": .reading(\.workingSet, decimals: 0),
      "memory_working_set_bytes": .reading(\.workingSet, decimals: 0),
    ]
  }
}
