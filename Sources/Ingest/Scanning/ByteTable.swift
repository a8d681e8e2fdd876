#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Numbers texts in the order in which they are seen first, by their bytes.
///
/// Usual use: the names of up to a few hundred thousand series, 50 to 450 bytes each, once per
/// series. A dictionary of arrays or of structs of strings took four microseconds for each of them.
struct ByteTable {
  /// All texts, one after the other.
  private var arena: [UInt8] = []
  /// Where each one starts in the arena, and the arena's end.
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  /// Open addressing over the texts, −1 where free; a power of two in size, at most half full.
  private var slots = [Int32](repeating: -1, count: 1 << 10)
  /// Drawn for each table, so that no file can be made to collide; numbers do not depend on it.
  private let seed = UInt64.random(in: .min ... .max)

  /// The number of texts.
  var count: Int { hashes.count }

  /// A text.
  func text(of number: Int) -> ArraySlice<UInt8> { arena[starts[number]..<starts[number + 1]] }

  /// The length of a text.
  func length(of number: Int) -> Int { starts[number + 1] - starts[number] }

  /// The number of the text that stands in `range`, if it has one.
  func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
    let slot = slot(of: bytes, range, hash: hash(bytes, range))
    return slots[slot] < 0 ? nil : Int(slots[slot])
  }

  /// The number of the text that stands in `range`, and whether it was given now.
  mutating func number(
    of bytes: Span<UInt8>,
    _ range: Range<Int>
  ) -> (number: Int, isNew: Bool) {
    let hash = hash(bytes, range)
    let slot = slot(of: bytes, range, hash: hash)
    if slots[slot] >= 0 { return (Int(slots[slot]), false) }
    let number = hashes.count
    slots[slot] = Int32(truncatingIfNeeded: number)
    // The range lies within the span, which `extracting` checks.
    unsafe bytes.extracting(range).withUnsafeBufferPointer {
      unsafe arena.append(contentsOf: $0)
    }
    starts.append(arena.count)
    hashes.append(hash)
    if hashes.count * 2 > slots.count { grow() }
    return (number, true)
  }

  /// Whether the bytes from `start` on begin with a text; the caller has checked that they are as
  /// many.
  func isEqual(_ bytes: Span<UInt8>, at start: Int, to number: Int) -> Bool {
    let known = starts[number]
    let count = length(of: number)
    precondition(start >= 0 && start + count <= bytes.count)
    // `memcmp` compares 32 bytes at a time; both sides have `count`.
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe arena.withUnsafeBufferPointer { arena in
        guard count > 0, let bytes = bytes.baseAddress, let arena = arena.baseAddress else {
          return true
        }
        return unsafe memcmp(bytes + start, arena + known, count) == 0
      }
    }
  }

  /// Where a text stands in `slots`, or would.
  private func slot(of bytes: Span<UInt8>, _ range: Range<Int>, hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] >= 0 {
      let candidate = Int(slots[slot])
      if hashes[candidate] == hash, length(of: candidate) == range.count,
        isEqual(bytes, at: range.lowerBound, to: candidate)
      {
        break
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(truncatingIfNeeded: number)
    }
  }

  /// Eight bytes at a time: mixed with what came before, multiplied, both halves folded.
  private func hash(_ bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
    func folded(_ word: UInt64) -> UInt64 {
      let product = word.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
      return product.high ^ product.low
    }
    var hash = seed ^ UInt64(truncatingIfNeeded: range.count)
    // Words are loaded inside the range, which `extracting` checks.
    unsafe bytes.extracting(range).withUnsafeBytes { bytes in
      var place = 0
      while place + 8 <= bytes.count {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        hash = folded(hash ^ word)
        place += 8
      }
      var rest: UInt64 = 0
      while place < bytes.count {
        rest = unsafe rest &<< 8 | UInt64(bytes[place])
        place += 1
      }
      hash = folded(hash ^ rest)
    }
    return folded(hash ^ seed)
  }
}
