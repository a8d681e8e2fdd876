import Foundation

/// Text on its way to a file, with numbers written digit by digit.
///
/// `String` would cost more than everything else together: two gigabytes are twenty million rows.
struct ByteWriter: ~Copyable {
  private let descriptor: Int32
  private let buffer: UnsafeMutablePointer<UInt8>
  private var used = 0
  /// Bytes written so far.
  private(set) var total = 0

  private static let size = 1 << 20
  /// More than one call of any method below may need.
  private static let room = 1 << 12

  /// Writes to the file at `path`, which is replaced; `-` is standard output.
  init(path: String) throws {
    descriptor = path == "-" ? STDOUT_FILENO : open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    buffer = .allocate(capacity: Self.size)
    guard descriptor >= 0 else {
      throw GeneratorError(path + ": " + String(cString: strerror(errno)))
    }
  }

  deinit {
    if descriptor > 2 { close(descriptor) }
    buffer.deallocate()
  }

  /// Writes what is held; the end of the file.
  mutating func flush() throws {
    var start = 0
    while start < used {
      let count = write(descriptor, buffer + start, used - start)
      guard count >= 0 else {
        if errno == EINTR { continue }
        throw GeneratorError("write: " + String(cString: strerror(errno)))
      }
      start += count
    }
    total += used
    used = 0
  }

  /// Appends bytes, at most 4 KiB.
  @inline(__always)
  mutating func put(_ bytes: UnsafeBufferPointer<UInt8>) throws {
    if used + Self.room > Self.size { try flush() }
    guard let start = bytes.baseAddress else { return }
    (buffer + used).update(from: start, count: bytes.count)
    used += bytes.count
  }

  /// Appends text, at most 4 KiB.
  mutating func put(_ text: StaticString) throws {
    try put(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// Appends one byte.
  @inline(__always)
  mutating func put(byte: UInt8) {
    buffer[used] = byte
    used += 1
  }

  /// Appends a whole number that is not negative.
  @inline(__always)
  mutating func put(number: Int) {
    var rest = number
    var count = 1
    var limit = 10
    while rest >= limit, count < 19 {
      count += 1
      limit = count == 19 ? .max : limit * 10
    }
    var place = used + count
    repeat {
      place -= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      buffer[place] = UInt8(truncatingIfNeeded: 48 + digit)
      rest = quotient
    } while place > used
    used += count
  }

  /// Appends millionths as a decimal number with six decimals.
  @inline(__always)
  mutating func put(millionths: Int) {
    let (whole, part) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
    put(number: whole)
    put(byte: UInt8(ascii: "."))
    put(digits: part, count: 6)
  }

  /// Appends millionths as Prometheus prints them: without zeros at the end.
  @inline(__always)
  mutating func put(shortMillionths millionths: Int) {
    put(millionths: millionths)
    while buffer[used - 1] == UInt8(ascii: "0") { used -= 1 }
    if buffer[used - 1] == UInt8(ascii: ".") { used -= 1 }
  }

  /// Appends `number` with zeros in front, `count` digits in all.
  @inline(__always)
  mutating func put(digits number: Int, count: Int) {
    var rest = number
    for place in stride(from: used + count - 1, through: used, by: -1) {
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      buffer[place] = UInt8(truncatingIfNeeded: 48 + digit)
      rest = quotient
    }
    used += count
  }
}

/// What goes wrong, in words.
struct GeneratorError: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}
