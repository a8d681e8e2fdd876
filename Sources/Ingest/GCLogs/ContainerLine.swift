/// Takes the wrapping off lines that a container runtime or a log shipper wrote around them.
///
/// - Docker: `{"log":"[0.015s][info][gc] …\n","stream":"stdout","time":"…"}`, as well as the members
///   `message` and `msg` of JSON lines
/// - CRI: `2026-11-23T15:25:42.174000000Z stdout F [0.015s][info][gc] …`
/// - `kubectl logs --timestamps`: `2026-11-23T15:25:42.174000000Z [0.015s][info][gc] …`
struct ContainerLine {
  /// The text of the last JSON line, its escapes undone.
  private(set) var text: [UInt8] = []

  /// Undoes a JSON line into ``text``; false where no member holds a log line.
  mutating func unwrap(_ bytes: Span<UInt8>) -> Bool {
    guard
      let start = Self.value("\"log\":", in: bytes) ?? Self.value("\"message\":", in: bytes)
        ?? Self.value("\"msg\":", in: bytes)
    else { return false }
    text.removeAll(keepingCapacity: true)
    var position = start
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      guard bytes[position] == UInt8(ascii: "\\") else {
        text.append(bytes[position])
        position += 1
        continue
      }
      guard position + 1 < bytes.count else { return true }
      switch bytes[position + 1] {
      case UInt8(ascii: "n"), UInt8(ascii: "r"): break
      case UInt8(ascii: "t"): text.append(0x20)
      case UInt8(ascii: "u"):
        // Go writes `>` as \u003e; what is not ASCII says nothing in a GC log.
        let code = Self.hexadecimal(bytes, at: position + 2)
        text.append(code.flatMap { $0 < 0x80 ? UInt8($0) : nil } ?? UInt8(ascii: "?"))
        position += 4
      default: text.append(bytes[position + 1])
      }
      position += 2
    }
    return true
  }

  /// Where the line itself begins behind what CRI or kubectl put before it; nil where they did not.
  static func start(of bytes: Span<UInt8>) -> Int? {
    guard let wall = GCMoment.wall(bytes, at: 0), wall.end < bytes.count, bytes[wall.end] == 0x20
    else { return nil }
    let text = wall.end + 1
    if bytes.has("stdout ", at: text) || bytes.has("stderr ", at: text) {
      guard text + 9 <= bytes.count, bytes[text + 8] == 0x20 else { return nil }
      return text + 9
    }
    return text < bytes.count ? text : nil
  }

  private static func value(_ key: StaticString, in bytes: Span<UInt8>) -> Int? {
    guard let place = bytes.find(key, from: 0, to: bytes.count) else { return nil }
    var position = place + key.utf8CodeUnitCount
    while position < bytes.count, bytes[position] == 0x20 { position += 1 }
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return nil }
    return position + 1
  }

  private static func hexadecimal(_ bytes: Span<UInt8>, at start: Int) -> Int? {
    guard start + 4 <= bytes.count else { return nil }
    var value = 0
    for index in start..<start + 4 {
      let digit: UInt8
      switch bytes[index] {
      case 0x30...0x39: digit = bytes[index] - 0x30
      case 0x41...0x46: digit = bytes[index] - 0x41 + 10
      case 0x61...0x66: digit = bytes[index] - 0x61 + 10
      default: return nil
      }
      value = value << 4 | Int(digit)
    }
    return value
  }
}
