import PodfitModel

/// Lines of G1.
///
/// `Pause Young (Normal|Concurrent Start|Prepare Mixed|Mixed) (cause) a->b(c) 7.1ms`, the regions
/// before it (`Old regions: 170->174`), `Pause Remark`, `Pause Cleanup`, `Concurrent Mark Cycle`
/// (`Concurrent Cycle` until JDK 13), `To-space exhausted`.
enum G1Lines: GCFamily {
  @inline(__always)
  static func statement(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "P"): return pause(bytes, at: start)
    case UInt8(ascii: "C"): return concurrent(bytes, at: start)
    case UInt8(ascii: "E"):
      // Only G1 counts regions, so that this line names the collector.
      return bytes.has("Eden regions: ", at: start) ? .regions(.young, after: 0) : nil
    case UInt8(ascii: "S"): return regions(.survivors, "Survivor regions: ", bytes, at: start)
    case UInt8(ascii: "O"): return regions(.old, "Old regions: ", bytes, at: start)
    case UInt8(ascii: "U"): return SharedLines.cpu(bytes, at: start)
    case UInt8(ascii: "T"):
      return bytes.has("To-space exhausted", at: start) ? .trouble(.evacuationFailure) : nil
    default: return nil
    }
  }

  private static func pause(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard bytes.has("Pause ", at: start) else { return nil }
    if bytes.has("Young (", at: start + 6) {
      let kind: GCKind
      let mode = start + 13
      if bytes.has("Normal)", at: mode) {
        kind = .youngNormal
      } else if bytes.has("Mixed)", at: mode) {
        kind = .youngMixed
      } else if bytes.has("Concurrent Start)", at: mode) || bytes.has("Initial Mark)", at: mode) {
        kind = .youngConcurrentStart
      } else if bytes.has("Prepare Mixed)", at: mode) {
        kind = .youngPrepareMixed
      } else {
        return nil
      }
      return SharedLines.pause(kind, bytes, at: start, trouble: trouble(bytes, from: mode))
    }
    if bytes.has("Remark", at: start + 6) { return SharedLines.pause(.remark, bytes, at: start) }
    if bytes.has("Cleanup", at: start + 6) { return SharedLines.pause(.cleanup, bytes, at: start) }
    return SharedLines.full(bytes, at: start)
  }

  private static func trouble(_ bytes: Span<UInt8>, from start: Int) -> GCTrouble? {
    if bytes.find("(Evacuation Failure", from: start, to: bytes.count) != nil {
      return .evacuationFailure
    }
    return bytes.find("(G1 Humongous Allocation)", from: start, to: bytes.count) == nil
      ? nil : .humongous
  }

  private static func concurrent(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard
      bytes.has("Concurrent Mark Cycle ", at: start) || bytes.has("Concurrent Cycle ", at: start)
        || bytes.has("Concurrent Undo Cycle ", at: start),
      let seconds = bytes.trailingSeconds(to: bytes.count)
    else { return nil }
    return .cycle(.concurrentCycle, nil, seconds: seconds)
  }

  private static func regions(
    _ generation: GCStatement.Generation,
    _ word: StaticString,
    _ bytes: Span<UInt8>,
    at start: Int
  ) -> GCStatement? {
    guard bytes.has(word, at: start),
      let before = bytes.integer(at: start + word.utf8CodeUnitCount),
      bytes.has("->", at: before.end), let after = bytes.integer(at: before.end + 2)
    else { return nil }
    return .regions(generation, after: after.value)
  }
}
