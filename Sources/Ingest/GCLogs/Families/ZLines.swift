import PodfitModel

/// Lines of ZGC with and without generations.
///
/// `Garbage Collection (cause) a(p%)->b(p%)`, `Minor Collection …`, `Major Collection …`, the heap
/// tables (`y:` and `Y:` before rows of the young generation in minor and major collections, `O:` of
/// the old one), `Pause …`, `Allocation Stall (thread) 0.7ms`.
enum ZLines: GCFamily {
  @inline(__always)
  static func statement(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case 0x20: return row(bytes, at: start, .whole)
    case UInt8(ascii: "y"), UInt8(ascii: "Y"): return generation(bytes, at: start, .young)
    case UInt8(ascii: "O"): return generation(bytes, at: start, .old)
    case UInt8(ascii: "P"):
      return bytes.has("Pause ", at: start) ? SharedLines.pause(nil, bytes, at: start) : nil
    case UInt8(ascii: "C"): return SharedLines.phase(bytes, at: start)
    case UInt8(ascii: "G"): return cycle(.cycle, "Garbage Collection (", bytes, at: start)
    case UInt8(ascii: "M"):
      if bytes.has("Max Capacity: ", at: start) {
        return bytes.size(at: start + 14).map { .setting(.heapMax, $0.bytes) }
      }
      return cycle(.minor, "Minor Collection (", bytes, at: start)
        ?? cycle(.major, "Major Collection (", bytes, at: start)
    case UInt8(ascii: "I"):
      guard bytes.has("Initial Capacity: ", at: start) else { return nil }
      return bytes.size(at: start + 18).map { .setting(.heapInitial, $0.bytes) }
    case UInt8(ascii: "A"):
      // Not the row `Allocation Stalls: 0 …`.
      return bytes.has("Allocation Stall (", at: start)
        ? .trouble(.allocationStall) : row(bytes, at: start, .whole)
    case UInt8(ascii: "U"): return SharedLines.cpu(bytes, at: start)
    default: return nil
    }
  }

  private static func cycle(
    _ kind: GCKind,
    _ word: StaticString,
    _ bytes: Span<UInt8>,
    at start: Int
  ) -> GCStatement? {
    guard bytes.has(word, at: start),
      let change = HeapChange(bytes, from: start, to: bytes.count)
    else { return nil }
    return .cycle(kind, change, seconds: 0)
  }

  private static func generation(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ generation: GCStatement.Generation
  ) -> GCStatement? {
    guard bytes.has(": ", at: start + 1) else { return nil }
    let text = start + 3
    if bytes.has("Pause ", at: text) { return SharedLines.pause(nil, bytes, at: text) }
    if let phase = SharedLines.phase(bytes, at: text) { return phase }
    if bytes.has("Young Generation ", at: text), bytes.trailingSeconds(to: bytes.count) != nil {
      return HeapChange(bytes, from: text, to: bytes.count).map(GCStatement.occupancy)
    }
    return row(bytes, at: text, generation)
  }

  /// A row of a heap table, its name set right in ten columns: `     Live:         -  202M (20%) …`.
  private static func row(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ generation: GCStatement.Generation
  ) -> GCStatement? {
    var position = start
    while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    guard position < bytes.count else { return nil }
    switch bytes[position] {
    case UInt8(ascii: "L"):
      guard bytes.has("Live:", at: position), let live = sizes(bytes, from: position + 5) else {
        return nil
      }
      return .live(generation, live.first, unit: live.unit)
    case UInt8(ascii: "A"):
      guard bytes.has("Allocated:", at: position), let sum = sizes(bytes, from: position + 10)
      else { return nil }
      return .allocated(sum.last)
    case UInt8(ascii: "C"):
      guard bytes.has("Capacity:", at: position), let sum = sizes(bytes, from: position + 9)
      else { return nil }
      return .committed(sum.first)
    default: return nil
    }
  }

  /// The first and the last of the sizes in a row; `(20%)` and `-` are passed over.
  private static func sizes(
    _ bytes: Span<UInt8>,
    from start: Int
  ) -> (first: Int64, last: Int64, unit: Int64)? {
    var found: (first: Int64, last: Int64, unit: Int64)?
    var position = start
    while position < bytes.count {
      guard bytes[position].isDigit else {
        position += 1
        continue
      }
      if let size = bytes.size(at: position) {
        found = (found?.first ?? size.bytes, size.bytes, size.unit)
        position = size.end
      } else {
        while position < bytes.count, bytes[position] != 0x20 { position += 1 }
      }
    }
    return found
  }
}
