import PodfitModel

/// Logs from before JDK 9: `-Xloggc:` with `-XX:+PrintGCDetails` or without.
///
/// An event is written in pieces while it goes on: `0.265: [GC (cause) 0.265: [DefNew`, a table of
/// ages, `: 8704K->1088K(9792K), 0.004 secs] 8704K->1634K(31680K), 0.0042 secs]`. Brackets tell what
/// belongs together: at depth one are totals, at depth two generations. What concurrent threads write
/// between is bracketed in itself.
struct LegacyLines {
  private var event: Event?
  /// Whether `[Times: …]` that follow are of a concurrent phase, which count other threads as well.
  private var wasConcurrent = false

  /// A collection that is being written.
  struct Event {
    var moment: GCMoment
    var kind: GCKind
    var isG1: Bool
    var depth = 0
    var total: HeapChange?
    var oldCapacity: Int64?
    /// Told by the names of generations.
    var collector: GarbageCollector?
    var seconds: Double?
    var trouble: GCTrouble?
    var isAsked = false
  }

  /// Whether an event has begun and not ended.
  var isInside: Bool { event.map { $0.depth > 0 } ?? false }

  /// Takes a line; false where it is none of such a log.
  mutating func take(_ bytes: Span<UInt8>, into tally: inout GCTally) -> Bool {
    var start = 0
    let moment = Self.stamp(bytes, &start)
    guard start < bytes.count else { return false }
    let mayBegin =
      event == nil || moment != nil || bytes.has("[GC", at: start)
      || bytes.has("[Full GC", at: start)
    if bytes[start] == UInt8(ascii: "["), mayBegin,
      let taken = begin(bytes, at: start, moment ?? GCMoment(), into: &tally)
    {
      return taken
    }
    if event != nil { return proceed(bytes, from: start, into: &tally) }
    // CPU times stand behind the heap that ends an event of G1.
    return times(bytes, from: start, into: &tally)
      || LegacyHeader.take(bytes, at: start, moment ?? GCMoment(), into: &tally)
  }

  /// Tells what is left when the log ends.
  mutating func finish(into tally: inout GCTally) {
    guard let event else { return }
    if event.depth > 0 {
      tally.remark("the log ends inside a collection, which is not counted")
    } else {
      emit(event, into: &tally)
    }
    self.event = nil
  }

  /// Reads the time stamps at the start of a line and moves behind them.
  static func stamp(_ bytes: Span<UInt8>, _ start: inout Int) -> GCMoment? {
    guard bytes.count > 0, bytes[0].isDigit else { return nil }
    var moment = GCMoment()
    if let wall = GCMoment.wall(bytes, at: 0), bytes.has(": ", at: wall.end) {
      moment.wall = wall.milliseconds
      start = wall.end + 2
    }
    if let uptime = bytes.nanos(at: start), bytes.has(": ", at: uptime.end) {
      moment.uptime = uptime.value
      start = uptime.end + 2
    }
    return moment == GCMoment() ? nil : moment
  }

  // MARK: Events

  /// Begins an event or takes one that is whole in its line; nil where the line does neither.
  private mutating func begin(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ moment: GCMoment,
    into tally: inout GCTally
  ) -> Bool? {
    let isFull = bytes.has("[Full GC", at: start)
    if isFull || bytes.has("[GC", at: start) {
      if bytes.has("[GC concurrent-", at: start) || bytes.has("[GC ref-proc", at: start) {
        return concurrent(bytes, at: start, moment, into: &tally)
      }
      if let event, event.depth == 0 { emit(event, into: &tally) }
      if isInside { tally.remark("collections that were begun and not ended are not counted") }
      event = Self.event(bytes, at: start, moment, isFull: isFull)
      return proceed(bytes, from: start, into: &tally)
    }
    if bytes.has("[CMS-concurrent-", at: start) {
      return concurrent(bytes, at: start, moment, into: &tally)
    }
    if bytes.has("[Pause ", at: start) || bytes.has("[Concurrent ", at: start) {
      return LegacyHeader.shenandoah(bytes, at: start + 1, moment, into: &tally)
    }
    return nil
  }

  private static func event(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ moment: GCMoment,
    isFull: Bool
  ) -> Event {
    let end = bytes.count
    func says(_ word: StaticString) -> Bool { bytes.find(word, from: start, to: end) != nil }
    var kind = GCKind.young
    var isG1 = false
    if isFull {
      kind = .full
    } else if bytes.has("[GC pause", at: start) {
      isG1 = true
      kind =
        says("(mixed)")
        ? .youngMixed : says("(initial-mark)") ? .youngConcurrentStart : .youngNormal
    } else if bytes.has("[GC remark", at: start) {
      kind = .remark
    } else if bytes.has("[GC cleanup", at: start) {
      kind = .cleanup
    } else if says("CMS Initial Mark") || says("CMS-initial-mark") {
      kind = .initialMark
    } else if says("CMS Final Remark") || says("YG occupancy") {
      kind = .remark
    }
    var event = Event(moment: moment, kind: kind, isG1: isG1)
    event.isAsked = SharedLines.isAsked(bytes, from: start) || says("(System)")
    if says("G1 Humongous Allocation") { event.trouble = .humongous }
    return event
  }

  /// Reads on in an event.
  private mutating func proceed(
    _ bytes: Span<UInt8>,
    from start: Int,
    into tally: inout GCTally
  ) -> Bool {
    guard var event else { return false }
    if event.depth == 0, event.seconds != nil {
      // The event itself is over; what is left are its heap, in G1, and its CPU time.
      if let heap = bytes.find("Heap: ", from: start, to: bytes.count) {
        takeHeap(bytes, at: heap, &event)
        emit(event, into: &tally)
        if let survivors = survivors(bytes, from: start, to: heap) {
          tally.noteSurvivors(bytes: survivors)
        }
        self.event = nil
        return true
      }
      return times(bytes, from: start, into: &tally)
    }
    var scanner = LegacyBrackets(event: event, position: start)
    scanner.scan(bytes)
    event = scanner.event
    if event.depth == 0, event.seconds == nil {
      // A bracket that closes without a length was none of a collection.
      self.event = nil
      return false
    }
    if let trouble = scanner.trouble { tally.take(.trouble(trouble), bytes, at: event.moment) }
    self.event = event
    guard event.depth == 0, event.seconds != nil else { return true }
    wasConcurrent = false
    // JDK 7 and 8 G1 states the heap on a line of its own, full collections in both ways.
    if !event.isG1 {
      emit(event, into: &tally)
      self.event = nil
    }
    _ = times(bytes, from: scanner.position, into: &tally)
    return true
  }

  private mutating func concurrent(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ moment: GCMoment,
    into tally: inout GCTally
  ) -> Bool {
    wasConcurrent = true
    let isEnd =
      bytes.has("[GC concurrent-mark-end", at: start)
      || (bytes.has("[CMS-concurrent-sweep: ", at: start))
    if isEnd {
      tally.infer(bytes.has("[CMS", at: start) ? .cms : .g1)
      tally.take(.cycle(.concurrentCycle, nil, seconds: 0), bytes, at: moment)
    }
    return true
  }

  private mutating func emit(_ event: Event, into tally: inout GCTally) {
    let none: [UInt8] = []
    // Of the collectors that write a total without a change, CMS alone is not G1.
    let isMark = event.kind == .young && event.total == nil
    if event.isG1 || event.kind == .cleanup { tally.infer(.g1) }
    if isMark { tally.infer(.cms) }
    if let collector = event.collector { tally.infer(collector) }
    tally.markLegacy()
    tally.noteOld(capacity: event.oldCapacity)
    tally.take(
      .pause(
        .init(
          kind: isMark ? .remark : event.kind,
          name: 0..<0,
          change: event.total,
          seconds: event.seconds,
          trouble: event.trouble,
          isAsked: event.isAsked
        )
      ),
      none.span,
      at: event.moment
    )
  }

  /// CPU time of a collection: `[Times: user=0.02 sys=0.01, real=0.02 secs]`.
  private mutating func times(
    _ bytes: Span<UInt8>,
    from start: Int,
    into tally: inout GCTally
  ) -> Bool {
    guard !wasConcurrent, let place = bytes.find("[Times: user=", from: start, to: bytes.count),
      let user = bytes.nanos(at: place + 13), bytes.has(" sys=", at: user.end),
      let system = bytes.nanos(at: user.end + 5)
    else { return false }
    let seconds = Double(user.value) / 1e9 + Double(system.value) / 1e9
    tally.take(.cpu(seconds), bytes, at: GCMoment())
    return true
  }

  /// The heap around a collection of G1: `Heap: 17.2M(256.0M)->3758.6K(13.0M)`.
  private func takeHeap(_ bytes: Span<UInt8>, at start: Int, _ event: inout Event) {
    guard let before = bytes.size(at: start + 6),
      let arrow = bytes.find("->", from: before.end, to: bytes.count),
      let change = HeapChange(bytes, around: arrow, notBefore: start)
    else { return }
    var exact = change
    exact.before = before.bytes
    event.total = exact
  }

  /// `Survivors: 2048.0K->3072.0K`: what is in them afterwards.
  private func survivors(_ bytes: Span<UInt8>, from start: Int, to end: Int) -> Int64? {
    guard let place = bytes.find("Survivors: ", from: start, to: end),
      let before = bytes.size(at: place + 11), bytes.has("->", at: before.end)
    else { return nil }
    return bytes.size(at: before.end + 2)?.bytes
  }
}
