import PodfitModel

/// Takes lines of any form of GC log, one after the other, whatever file they come from.
///
/// A unified line is `[decorator][decorator]… GC(n) text`; which decorators, and in which order, is
/// found anew in each line. Times are read only where a line says something.
struct GCLineParser {
  private(set) var tally = GCTally()
  private var legacy = LegacyLines()
  private var container = ContainerLine()
  /// Whether the first time is known, which begins the log.
  private var hasTime = false

  /// Takes one line, which must not be empty.
  mutating func take(_ bytes: Span<UInt8>) {
    tally.countLine()
    if !hasTime, tally.log.lines <= 200 {
      let moment = self.moment(of: bytes)
      hasTime = moment != GCMoment()
      tally.touch(moment)
    }
    if bytes[0] == UInt8(ascii: "[") {
      if unified(bytes) { return }
    } else if bytes[0] == UInt8(ascii: "{"), container.unwrap(bytes) {
      let text = container.text
      if !text.isEmpty { takeUnwrapped(text.span) }
      return
    } else if bytes[0].isDigit, let start = ContainerLine.start(of: bytes) {
      takeUnwrapped(bytes.extracting(start..<bytes.count))
      return
    } else if bytes.has("GC(", at: 0) || bytes.has("Using ", at: 0) {
      // Without any decorator.
      if text(bytes, at: 0, decorators: 0) { return }
    }
    if legacy.take(bytes, into: &tally) { tally.countUse() }
  }

  /// The log, whose last line is `last`: its time ends the log where it has one.
  mutating func finish(last: [UInt8]) -> GCLog {
    legacy.finish(into: &tally)
    return tally.finish(at: moment(of: last.span))
  }

  /// Notes something a user should know.
  mutating func remark(_ text: String) { tally.remark(text) }

  /// The first time in the begin of a file; none where its lines have none.
  static func firstMoment(in head: [UInt8]) -> GCMoment {
    var parser = GCLineParser()
    for line in head.split(separator: 0x0A).prefix(200) {
      let bytes = Array(line)
      let moment = parser.moment(of: bytes.span)
      if moment != GCMoment() { return moment }
    }
    return GCMoment()
  }

  private mutating func moment(of line: Span<UInt8>) -> GCMoment {
    guard line.count > 0 else { return GCMoment() }
    if line[0] == UInt8(ascii: "{"), container.unwrap(line) {
      let text = container.text
      return Self.moment(text.span)
    }
    guard let start = ContainerLine.start(of: line) else { return Self.moment(line) }
    return Self.moment(line.extracting(start..<line.count))
  }

  private static func moment(_ line: Span<UInt8>) -> GCMoment {
    if line.count > 0, line[0] == UInt8(ascii: "[") {
      return GCMoment(decorators: line, to: line.count)
    }
    var start = 0
    return LegacyLines.stamp(line, &start) ?? GCMoment()
  }

  private mutating func takeUnwrapped(_ bytes: Span<UInt8>) {
    if bytes[0] == UInt8(ascii: "["), unified(bytes) { return }
    if bytes.has("GC(", at: 0), text(bytes, at: 0, decorators: 0) { return }
    if legacy.take(bytes, into: &tally) { tally.countUse() }
  }

  /// Takes a unified line; false where it is none.
  @inline(__always)
  private mutating func unified(_ bytes: Span<UInt8>) -> Bool {
    var end = 0
    let count = bytes.count
    // At most so many decorators exist.
    var left = 16
    while end < count, bytes[end] == UInt8(ascii: "["), left > 0 {
      var close = end &+ 1
      while close < count, bytes[close] != UInt8(ascii: "]") { close &+= 1 }
      guard close < count else { return false }
      end = close &+ 1
      left &-= 1
    }
    guard end < count, bytes[end] == 0x20 else { return false }
    return text(bytes, at: end &+ 1, decorators: end)
  }

  /// Takes the text behind the decorators.
  @inline(__always)
  private mutating func text(_ bytes: Span<UInt8>, at start: Int, decorators: Int) -> Bool {
    var text = start
    if bytes.has("GC(", at: text) {
      text &+= 3
      while text < bytes.count, bytes[text].isDigit { text &+= 1 }
      guard bytes.has(") ", at: text) else { return false }
      text &+= 2
    }
    let collector = tally.log.collector
    let found =
      GCFamilies.statement(bytes, at: text, collector: collector)
      ?? SharedLines.setting(bytes, at: text)
    // A line with a log's decorators is none of an older log, even if it says nothing.
    guard decorators == 0 || Self.isLog(bytes, to: decorators) else { return false }
    guard let found else { return decorators > 0 }
    tally.take(found, bytes, at: GCMoment(decorators: bytes, to: decorators))
    tally.countUse()
    return true
  }

  /// Whether at least one decorator is a log's: a time, a level, or tags of the garbage collector.
  ///
  /// Programs write brackets as well.
  private static func isLog(_ bytes: Span<UInt8>, to end: Int) -> Bool {
    var position = 0
    while position < end, bytes[position] == UInt8(ascii: "[") {
      let text = position + 1
      if bytes[text].isDigit || bytes.has("gc", at: text) || bytes.has("info", at: text)
        || bytes.has("debug", at: text) || bytes.has("trace", at: text)
        || bytes.has("warning", at: text) || bytes.has("error", at: text)
      {
        return true
      }
      guard let close = bytes.first(UInt8(ascii: "]"), from: text, to: end) else { return false }
      position = close + 1
    }
    return false
  }
}
