import PodfitModel

/// Walks through the brackets of one line of an event and notes what stands at which depth.
struct LegacyBrackets {
  var event: LegacyLines.Event
  /// Where the walk is; behind the event's last bracket when it is over.
  var position: Int
  /// Trouble that the line names.
  var trouble: GCTrouble?

  init(event: LegacyLines.Event, position: Int) {
    self.event = event
    self.position = position
  }

  /// Walks to the end of the line or of the event.
  mutating func scan(_ bytes: Span<UInt8>) {
    let line = position
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "["):
        // Deeper than any collector writes is no log.
        if event.depth < 64 { event.depth += 1 }
        noteName(bytes)
      case UInt8(ascii: "]"):
        guard close(bytes, from: line) else { return }
      case UInt8(ascii: "-"): change(bytes, from: line)
      case UInt8(ascii: "("): noteTrouble(bytes)
      default: break
      }
      position += 1
    }
  }

  /// Leaves a bracket; false where it was the event's.
  private mutating func close(_ bytes: Span<UInt8>, from line: Int) -> Bool {
    if event.depth == 1 { event.seconds = seconds(bytes, from: line) ?? event.seconds }
    event.depth -= 1
    guard event.depth <= 0 else { return true }
    event.depth = 0
    position += 1
    return false
  }

  /// Notes the generation whose bracket opens; the old one collected within a young collection makes
  /// that a full one.
  private mutating func noteName(_ bytes: Span<UInt8>) {
    guard event.depth == 2 else { return }
    if bytes.has("[PSYoungGen", at: position) {
      event.collector = .parallel
    } else if bytes.has("[DefNew", at: position) {
      event.collector = .serial
    } else if bytes.has("[ParNew", at: position) || bytes.has("[CMS", at: position) {
      event.collector = .cms
    }
    guard event.kind == .young else { return }
    // A failing CMS is named in the middle of what its concurrent thread writes: `[CMS2.6: [CMS-con…`.
    let isCMS = bytes.has("[CMS", at: position) && !bytes.has("[CMS-", at: position)
    if isCMS || bytes.has("[Tenured: ", at: position) { event.kind = .full }
  }

  private mutating func noteTrouble(_ bytes: Span<UInt8>) {
    if bytes.has("(concurrent mode failure)", at: position)
      || bytes.has("(concurrent mode interrupted)", at: position)
    {
      trouble = .concurrentModeFailure
    } else if bytes.has("(to-space exhausted)", at: position)
      || bytes.has("(to-space overflow)", at: position)
      || bytes.has("(promotion failed)", at: position)
    {
      trouble = .evacuationFailure
    }
  }

  private mutating func change(_ bytes: Span<UInt8>, from line: Int) {
    guard position + 1 < bytes.count, bytes[position + 1] == UInt8(ascii: ">"), event.depth <= 2,
      let change = HeapChange(bytes, around: position, notBefore: line)
    else { return }
    if event.depth == 1 {
      event.total = event.total ?? change
    } else if isOld(bytes, before: position) {
      event.oldCapacity = change.capacity
    }
  }

  /// Whether the change at `arrow` is of an old generation.
  private func isOld(_ bytes: Span<UInt8>, before arrow: Int) -> Bool {
    var first = arrow
    while first > 0, bytes[first] != UInt8(ascii: "["), arrow - first < 80 { first -= 1 }
    return bytes.has("[Tenured", at: first) || bytes.has("[ParOldGen", at: first)
      || bytes.has("[PSOldGen", at: first) || bytes.has("[CMS", at: first)
  }

  /// `…, 0.0042 secs]` before the bracket at the position.
  private func seconds(_ bytes: Span<UInt8>, from line: Int) -> Double? {
    let stop = position - 5
    guard stop > line, bytes.has(" secs", at: stop) else { return nil }
    var first = stop
    while first > line {
      let byte = bytes[first - 1]
      guard byte.isDigit || byte == 0x2E || byte == 0x2C else { break }
      first -= 1
    }
    return bytes.nanos(at: first).map { Double($0.value) / 1e9 }
  }
}
