#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Looks at text as bytes: whether a word stands somewhere, where a line ends.
extension Span<UInt8> {
  /// Whether `word` stands at `start`; false where it would pass the end.
  @inline(__always)
  func has(_ word: StaticString, at start: Int) -> Bool {
    let length = word.utf8CodeUnitCount
    guard start >= 0, start <= count &- length else { return false }
    // The literal's bytes are constants of the program image, `length` of them.
    let letters = unsafe word.utf8Start
    for index in 0..<length where unsafe self[start &+ index] != letters[index] { return false }
    return true
  }

  /// The first place of `byte` in `start..<end`, or nil.
  @inline(__always)
  func first(_ byte: UInt8, from start: Int, to end: Int) -> Int? {
    guard start >= 0, start < end, end <= count else { return nil }
    // The C function reads `end - start` bytes of this span's own storage, which the guard checked.
    return unsafe withUnsafeBufferPointer { buffer -> Int? in
      guard let base = buffer.baseAddress,
        let found = unsafe memchr(base + start, Int32(byte), end - start)
      else { return nil }
      return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
    }
  }

  /// The first place of `word` in `start..<end`, or nil.
  func find(_ word: StaticString, from start: Int, to end: Int) -> Int? {
    let length = word.utf8CodeUnitCount
    guard length > 0 else { return nil }
    // The first letter of the literal.
    let letter = unsafe word.utf8Start.pointee
    var position = start
    while let found = first(letter, from: position, to: end) {
      if found + length <= end, has(word, at: found) { return found }
      position = found + 1
    }
    return nil
  }

  /// The text of `range`, with what is not UTF-8 replaced.
  func text(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    for index in range where index >= 0 && index < count { bytes.append(self[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
