import PodfitModel

/// Lines of Serial, Parallel and CMS, which have two contiguous generations.
///
/// `Pause Young (cause) a->b(c) 7.1ms`, `Pause Full (cause) …`, the generations before it
/// (`Tenured: 0K(6848K)->1205K(6848K)`), `Pause Initial Mark`, `Pause Remark`, and of CMS the end of
/// `Concurrent Sweep`.
enum GenerationalLines: GCFamily {
  @inline(__always)
  static func statement(_ bytes: Span<UInt8>, at start: Int) -> GCStatement? {
    guard start < bytes.count else { return nil }
    switch bytes[start] {
    case UInt8(ascii: "P"):
      if bytes.has("ParOldGen: ", at: start) {
        return generation(.parallel, bytes, at: start + 11)
      }
      guard bytes.has("Pause ", at: start) else { return nil }
      if bytes.has("Young (", at: start + 6) {
        return SharedLines.pause(.young, bytes, at: start)
      }
      if bytes.has("Initial Mark", at: start + 6) {
        return SharedLines.pause(.initialMark, bytes, at: start)
      }
      if bytes.has("Remark", at: start + 6) { return SharedLines.pause(.remark, bytes, at: start) }
      return SharedLines.full(bytes, at: start)
    case UInt8(ascii: "T"):
      return bytes.has("Tenured: ", at: start) ? generation(.serial, bytes, at: start + 9) : nil
    case UInt8(ascii: "C"):
      if bytes.has("CMS: ", at: start) { return generation(.cms, bytes, at: start + 5) }
      guard bytes.has("Concurrent Sweep ", at: start),
        let seconds = bytes.trailingSeconds(to: bytes.count)
      else { return nil }
      return .cycle(.concurrentCycle, nil, seconds: seconds)
    case UInt8(ascii: "U"): return SharedLines.cpu(bytes, at: start)
    default: return nil
    }
  }

  /// The old generation: `1452K(11264K)->2828K(11264K)`, before JDK 11 `0K->25596K(87552K)`.
  private static func generation(
    _ collector: GarbageCollector,
    _ bytes: Span<UInt8>,
    at start: Int
  ) -> GCStatement? {
    guard let before = bytes.size(at: start) else { return nil }
    var capacity: Int64?
    var arrow = before.end
    if arrow < bytes.count, bytes[arrow] == UInt8(ascii: "("),
      let total = bytes.size(at: arrow + 1)
    {
      capacity = total.bytes
      arrow = total.end + 1
    }
    guard bytes.has("->", at: arrow), let after = bytes.size(at: arrow + 2) else { return nil }
    return .oldGeneration(collector, capacity: capacity, after: after.bytes)
  }
}
