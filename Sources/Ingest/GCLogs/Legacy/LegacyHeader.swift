import PodfitModel

/// What logs from before JDK 9 say outside of events: version, memory, flags, and Shenandoah.
enum LegacyHeader {
  /// Takes a line that is of no event; false where it says nothing.
  static func take(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ moment: GCMoment,
    into tally: inout GCTally
  ) -> Bool {
    switch bytes[start] {
    case UInt8(ascii: "C"):
      guard bytes.has("CommandLine flags: ", at: start) else { return false }
      flags(bytes, into: &tally)
      return true
    case UInt8(ascii: "M"):
      guard bytes.has("Memory: ", at: start),
        let place = bytes.find("physical ", from: start, to: bytes.count),
        let kibibytes = bytes.integer(at: place + 9), bytes.has("k(", at: kibibytes.end),
        kibibytes.value < 1 << 50
      else { return false }
      tally.take(.memory(kibibytes.value << 10), bytes, at: moment)
      return true
    case UInt8(ascii: "J"), UInt8(ascii: "O"):
      guard let place = bytes.find(" JRE (", from: start, to: bytes.count),
        bytes.find(" VM (", from: start, to: place) != nil,
        let close = bytes.first(UInt8(ascii: ")"), from: place + 6, to: bytes.count)
      else { return false }
      tally.take(.version(bytes.text(place + 6..<close)), bytes, at: moment)
      return true
    case 0x20:
      var text = start
      while text < bytes.count, bytes[text] == 0x20 { text += 1 }
      guard let found = ShenandoahLines.statement(bytes, at: text) else { return false }
      switch found {
      case .garbage, .oldGarbage:
        tally.take(found, bytes, at: moment)
        return true
      default: return false
      }
    default: return false
    }
  }

  /// `Pause Init Mark, 0.3 ms]`, `Concurrent cleanup 1907M->1628M(1944M), 0.077 ms]`; a line that
  /// ends in `start]` only announces.
  static func shenandoah(
    _ bytes: Span<UInt8>,
    at start: Int,
    _ moment: GCMoment,
    into tally: inout GCTally
  ) -> Bool {
    guard let comma = lastComma(bytes, from: start), let number = bytes.nanos(at: comma + 2),
      bytes.has(" ms]", at: number.end)
    else { return true }
    tally.markLegacy()
    tally.infer(.shenandoah)
    let seconds = Double(number.value) / 1e12
    let name = SharedLines.name(bytes, at: start)
    let change = HeapChange(bytes, from: start, to: comma)
    let isPause = bytes.has("Pause ", at: start)
    let isDegenerated = bytes.has("Pause Degenerated", at: start)
    let isFull = bytes.has("Pause Full", at: start)
    if isPause {
      tally.take(
        .pause(
          .init(
            kind: isDegenerated ? .degenerated : isFull ? .full : nil,
            name: name,
            change: change,
            seconds: seconds,
            trouble: isDegenerated ? .degenerated : nil
          )
        ),
        bytes,
        at: moment
      )
    } else if change != nil, bytes.has("Concurrent cleanup", at: start) {
      tally.take(.cycle(.concurrentCycle, change, seconds: seconds), bytes, at: moment)
    } else {
      tally.take(.phase(name, seconds: seconds), bytes, at: moment)
    }
    return true
  }

  private static func lastComma(_ bytes: Span<UInt8>, from start: Int) -> Int? {
    var position = bytes.count - 1
    while position > start, bytes[position] != UInt8(ascii: ",") { position -= 1 }
    return position > start ? position : nil
  }

  /// The flags in force: `-XX:MaxHeapSize=2147483648 … -XX:+UseParallelGC`.
  private static func flags(_ bytes: Span<UInt8>, into tally: inout GCTally) {
    let none = GCMoment()
    let end = bytes.count
    let collectors: [(StaticString, GarbageCollector)] = [
      ("-XX:+UseConcMarkSweepGC", .cms), ("-XX:+UseG1GC", .g1), ("-XX:+UseParallelGC", .parallel),
      ("-XX:+UseParallelOldGC", .parallel), ("-XX:+UseSerialGC", .serial),
      ("-XX:+UseShenandoahGC", .shenandoah),
    ]
    if let found = collectors.first(where: { bytes.find($0.0, from: 0, to: end) != nil }) {
      tally.take(.collector(found.1), bytes, at: none)
    }
    let sizes: [(StaticString, GCStatement.Setting)] = [
      ("-XX:MaxHeapSize=", .heapMax), ("-XX:InitialHeapSize=", .heapInitial),
      ("-XX:G1HeapRegionSize=", .region),
    ]
    for (flag, setting) in sizes {
      guard let place = bytes.find(flag, from: 0, to: end),
        let number = bytes.integer(at: place + flag.utf8CodeUnitCount), number.value < 1 << 60
      else { continue }
      tally.take(.setting(setting, number.value), bytes, at: none)
    }
  }
}
