import PodfitModel

/// Lines of Shenandoah with and without generations.
///
/// `Pause Init Mark (…) 0.1ms`, `Concurrent marking 31ms`, `Concurrent cleanup a->b(c) 0.1ms`,
/// `Pause Degenerated GC (…) a->b(c) 184ms`, `Pause Full …`, and of the choice of regions
/// `Collectable Garbage: 437M (91%), …`, which with the heap in use tells what is alive.
enum ShenandoahLines: GCFamily {
  @inline(__always)
  static func statement(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "P"): return pause(bytes, at: start)
    case UInt8(ascii: "C"):
      if bytes.has("Concurrent ", at: start) { return concurrent(bytes, at: start) }
      guard bytes.has("Collectable Garbage: ", at: start) else { return nil }
      return garbage(bytes, at: start + 21)
    case UInt8(ascii: "O"):
      guard bytes.has("Old-Gen Collectable Garbage: ", at: start) else { return nil }
      return bytes.size(at: start + 29).map { .oldGarbage($0.bytes) }
    case UInt8(ascii: "U"): return SharedLines.cpu(bytes, at: start)
    default: return nil
    }
  }

  private static func pause(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard bytes.has("Pause ", at: start) else { return nil }
    if bytes.has("Degenerated GC", at: start + 6) {
      return SharedLines.pause(.degenerated, bytes, at: start, trouble: .degenerated)
    }
    if let full = SharedLines.full(bytes, at: start) { return full }
    return SharedLines.pause(nil, bytes, at: start)
  }

  private static func concurrent(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard let seconds = bytes.trailingSeconds(to: bytes.count) else { return nil }
    guard bytes.has("cleanup ", at: start + 11) else {
      return .phase(SharedLines.name(bytes, at: start), seconds: seconds)
    }
    let kind: GCKind =
      if bytes.has("(Young)", at: start + 19) {
        .youngCycle
      } else if bytes.has("(Old)", at: start + 19) {
        .oldCycle
      } else {
        .concurrentCycle
      }
    return .cycle(kind, HeapChange(bytes, from: start, to: bytes.count), seconds: seconds)
  }

  /// The garbage that marking found: `437M (91%), Immediate: 0B (0%), …`.
  private static func garbage(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard let size = bytes.size(at: start), bytes.has(" (", at: size.end),
      let share = bytes.integer(at: size.end + 2), bytes.has("%", at: share.end)
    else { return nil }
    return .garbage(size.bytes, share: Double(share.value) / 100)
  }
}
