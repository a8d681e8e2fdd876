import PodfitModel

/// Lines that more than one family of collectors writes.
enum SharedLines {
  /// What a line of the configuration says: `Using G1`, `Version: …`, `Heap Max Capacity: 512M`.
  static func setting(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "U"):
      guard bytes.has("Using ", at: start) else { return nil }
      return collector(bytes, at: start + 6).map(GCStatement.collector)
    case UInt8(ascii: "I"):
      return bytes.has("Initializing The Z Garbage Collector", at: start) ? .collector(.z) : nil
    case UInt8(ascii: "V"):
      guard bytes.has("Version: ", at: start) else { return nil }
      var end = start + 9
      while end < bytes.count, bytes[end] > 0x20 { end += 1 }
      return end > start + 9 && end - start < 100 ? .version(bytes.text(start + 9..<end)) : nil
    case UInt8(ascii: "C"):
      // CPUs: 2 total, 2 available
      guard bytes.has("CPUs: ", at: start), let total = bytes.integer(at: start + 6) else {
        return nil
      }
      guard bytes.has(" total, ", at: total.end), let seen = bytes.integer(at: total.end + 8)
      else { return .cpus(total.value) }
      return .cpus(seen.value)
    case UInt8(ascii: "M"):
      if bytes.has("Memory: ", at: start) {
        return bytes.size(at: start + 8).map { .memory($0.bytes) }
      }
      guard bytes.has("Mode: Generational", at: start) else { return nil }
      return .generational(true)
    case UInt8(ascii: "G"):
      return bytes.has("GC Workers: ", at: start)
        ? .generational(false)
        : bytes.has("GC Workers for Old Generation: ", at: start) ? .generational(true) : nil
    case UInt8(ascii: "H"):
      if let size = size(bytes, after: "Heap Max Capacity: ", at: start) {
        return .setting(.heapMax, size)
      }
      if let size = size(bytes, after: "Heap Initial Capacity: ", at: start) {
        return .setting(.heapInitial, size)
      }
      if let size = size(bytes, after: "Heap Region Size: ", at: start)
        ?? size(bytes, after: "Heap region size: ", at: start)
      {
        return .setting(.region, size)
      }
      return heapAddress(bytes, at: start)
    default: return nil
    }
  }

  /// The full collection that all but ZGC write: `Pause Full (cause) a->b(c) 7.1ms`.
  static func full(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard bytes.has("Pause Full", at: start) else { return nil }
    return pause(.full, bytes, at: start)
  }

  /// A completed pause, nil for a line that only announces one.
  static func pause(
    _ kind: GCKind?,
    _ bytes: Span<UInt8>,
    at start: Int,
    trouble: GCTrouble? = nil
  ) -> GCStatement? {
    guard let seconds = bytes.trailingSeconds(to: bytes.count) else { return nil }
    return .pause(
      .init(
        kind: kind,
        name: name(bytes, at: start),
        change: HeapChange(bytes, from: start, to: bytes.count),
        seconds: seconds,
        trouble: trouble,
        isAsked: kind == .full && isAsked(bytes, from: start)
      )
    )
  }

  /// Whether somebody asked for a collection: its cause is no lack of memory.
  static func isAsked(_ bytes: Span<UInt8>, from start: Int) -> Bool {
    bytes.find("(System.gc()", from: start, to: bytes.count) != nil
      || bytes.find("(Diagnostic Command)", from: start, to: bytes.count) != nil
      || bytes.find("(Heap Inspection", from: start, to: bytes.count) != nil
      || bytes.find("(Heap Dump", from: start, to: bytes.count) != nil
  }

  /// A completed concurrent phase, `Concurrent Mark 806.700ms`.
  static func phase(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard bytes.has("Concurrent ", at: start),
      let seconds = bytes.trailingSeconds(to: bytes.count)
    else { return nil }
    return .phase(name(bytes, at: start), seconds: seconds)
  }

  /// Where the name of a phase is: up to its sizes or its length.
  static func name(_ bytes: Span<UInt8>, at start: Int) -> Range<Int> {
    var end = start
    while end < bytes.count {
      // A blank or comma and a digit end the name.
      let isBreak = bytes[end] == 0x20 || bytes[end] == 0x2C
      if isBreak, end + 1 < bytes.count, bytes[end + 1].isDigit || bytes[end + 1] == 0x20 { break }
      end += 1
    }
    return start..<end
  }

  /// CPU time of a collection: `User=0.01s Sys=0.00s Real=0.01s`.
  static func cpu(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard bytes.has("User=", at: start), let user = bytes.nanos(at: start + 5),
      bytes.has("s Sys=", at: user.end), let system = bytes.nanos(at: user.end + 6)
    else { return nil }
    return .cpu(Double(user.value) / 1e9 + Double(system.value) / 1e9)
  }

  private static func size(_ bytes: Span<UInt8>, after word: StaticString, at start: Int) -> Int64?
  {
    guard bytes.has(word, at: start) else { return nil }
    return bytes.size(at: start + word.utf8CodeUnitCount)?.bytes
  }

  /// `Heap address: 0x…, size: 8192 MB, …`, which JDK 9 to 13 write and no block of settings.
  private static func heapAddress(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard bytes.has("Heap address: ", at: start),
      let place = bytes.find(", size: ", from: start, to: bytes.count),
      let number = bytes.integer(at: place + 8), bytes.has(" MB", at: number.end),
      number.value < 1 << 40
    else { return nil }
    return .setting(.heapMax, number.value << 20)
  }

  private static func collector(_ bytes: Span<UInt8>, at start: Int) -> GarbageCollector? {
    let all: [(StaticString, GarbageCollector)] = [
      ("G1", .g1), ("Serial", .serial), ("Parallel", .parallel), ("The Z", .z),
      ("Shenandoah", .shenandoah), ("Concurrent Mark Sweep", .cms), ("Epsilon", .epsilon),
    ]
    for (word, collector) in all where bytes.has(word, at: start) { return collector }
    return nil
  }
}
