/// Numbers of one width in a row of bytes, most significant bit first.
///
/// Widths are 0…56 and 64: up to 56 bits and the seven that may be left over from the number before
/// fit one 64-bit word, here and in the SQL of the views. Both directions move whole words; the
/// plain twin in the tests moves bits.
enum BitPacking {
  /// The widest number below 64 bits.
  static let widest = 56

  /// The bytes that `count` numbers of `width` bits take, or nil when that does not fit `Int`.
  static func byteCount(of count: Int, width: Int) -> Int? {
    let (bits, overflow) = count.multipliedReportingOverflow(by: width)
    return overflow ? nil : bits / 8 + (bits % 8 > 0 ? 1 : 0)
  }

  /// The bits a number needs, or 64 when it needs more than ``widest``.
  static func width(of largest: UInt64) -> Int {
    let width = 64 - largest.leadingZeroBitCount
    return width > widest ? 64 : width
  }

  /// Packs numbers that all fit `width` bits; unused bits of the last byte are zero.
  ///
  /// - Parameters:
  ///   - count: how many there are
  ///   - width: 0…56 or 64
  ///   - number: gives number `n`; asked once for each, in order
  /// - Returns: as many bytes as ``byteCount(of:width:)`` says
  @inline(__always)
  static func pack(_ count: Int, width: Int, _ number: (Int) -> UInt64) -> [UInt8] {
    guard width > 0, count > 0, let size = byteCount(of: count, width: width) else { return [] }
    // Words are written whole, the last one over the end: hence eight bytes more than are kept.
    return unsafe [UInt8](unsafeUninitializedCapacity: size + 8) { buffer, initialized in
      initialized = size
      guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
      unsafe write(to: start, count, width: width, number)
    }
  }

  /// Packs numbers to where there is room for their bytes and eight more.
  @unsafe @inline(__always)
  static func write(
    to target: UnsafeMutableRawPointer,
    _ count: Int,
    width: Int,
    _ number: (Int) -> UInt64
  ) {
    guard width > 0 else { return }
    var place = 0
    var register: UInt64 = 0
    // Bits of the register that are free, 1…64.
    var free = 64
    for index in 0..<count {
      let next = number(index)
      if width < free {
        register = register &<< UInt64(width) | next
        free &-= width
      } else {
        let over = width &- free
        // With a width of 64 the register is always empty and the shift by 64 must not be made.
        let word = free == 64 ? next : register &<< UInt64(free) | next &>> UInt64(over)
        unsafe target.storeBytes(of: word.bigEndian, toByteOffset: place, as: UInt64.self)
        place &+= 8
        // Upper bits that were written are shifted out before the register is full again.
        register = next
        free = 64 &- over
      }
    }
    if free < 64 {
      let word = register &<< UInt64(free)
      unsafe target.storeBytes(of: word.bigEndian, toByteOffset: place, as: UInt64.self)
    }
  }

  /// Reads `count` numbers back.
  ///
  /// - Parameters:
  ///   - bytes: exactly as many as ``byteCount(of:width:)`` says
  ///   - count: how many numbers there are
  ///   - width: 0…56 or 64
  ///   - take: is given each number with its index, in order
  @unsafe @inline(__always)
  static func unpack(
    _ bytes: UnsafeRawBufferPointer,
    count: Int,
    width: Int,
    _ take: (Int, UInt64) -> Void
  ) {
    precondition(width == 0 || byteCount(of: count, width: width) == bytes.count)
    unsafe unpack(bytes, from: 0, count: count, width: width, take)
  }

  /// The same for numbers that begin with byte `start` of more.
  @unsafe @inline(__always)
  static func unpack(
    _ bytes: UnsafeRawBufferPointer,
    from start: Int,
    count: Int,
    width: Int,
    _ take: (Int, UInt64) -> Void
  ) {
    guard width > 0 else {
      for index in 0..<count { take(index, 0) }
      return
    }
    let shift = UInt64(64 &- width)
    // Numbers that start at least eight bytes before the end are loaded as words.
    let size = bytes.count
    precondition(start >= 0 && (byteCount(of: count, width: width) ?? .max) <= size - start)
    let whole = size - start < 8 ? 0 : min(count, ((size - start - 8) * 8 + 7) / width + 1)
    var bit = start * 8
    for index in 0..<whole {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self).bigEndian
      take(index, (word &<< UInt64(bit & 7)) &>> shift)
      bit &+= width
    }
    for index in whole..<count {
      var word: UInt64 = 0
      let first = bit &>> 3
      for place in first..<first + 8 {
        let byte = unsafe place < size ? bytes[place] : 0
        word = word << 8 | UInt64(byte)
      }
      take(index, (word &<< UInt64(bit & 7)) &>> shift)
      bit &+= width
    }
  }

  /// The number of `width` bits, at most ``widest``, from bit `bit` onwards; it lies within `bytes`.
  @unsafe @inline(__always)
  static func number(_ bytes: UnsafeRawBufferPointer, atBit bit: Int, width: Int) -> UInt64 {
    guard width > 0 else { return 0 }
    let first = bit >> 3
    var word: UInt64 = 0
    if first + 8 <= bytes.count {
      word = unsafe bytes.loadUnaligned(fromByteOffset: first, as: UInt64.self).bigEndian
    } else {
      for place in first..<first + 8 {
        let byte = unsafe place < bytes.count ? bytes[place] : 0
        word = word << 8 | UInt64(byte)
      }
    }
    return (word &<< UInt64(bit & 7)) &>> UInt64(64 &- width)
  }

  /// The greatest common divisor; 0 stands for "no number yet".
  static func divisor(_ a: UInt64, _ b: UInt64) -> UInt64 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
